import random

import pytest

from districts.addressing.numbers import HouseNumber, Reading, house_number, readings


@pytest.mark.parametrize(
    ("text", "number", "suffix"),
    [
        ("12", 12, ""),
        ("12a", 12, "a"),
        ("12 a", 12, "a"),
        ("12A", 12, "a"),
        ("12/1", 12, "/1"),
        ("12 / 1", 12, "/1"),
        ("12/a", 12, "a"),
        ("12-14", 12, "-14"),
        ("12 – 14", 12, "-14"),
        ("12a-c", 12, "a-c"),
        ("12 1/2", 12, "1/2"),
        ("12½", 12, "1/2"),
        ("0012", 12, ""),
        ("12a1", 12, "a1"),
        ("12+14", 12, "+14"),
    ],
)
def test_number_and_suffix(text, number, suffix):
    assert house_number(text) == HouseNumber(number, suffix)


@pytest.mark.parametrize("text", ["", "*", "a", "0", "a12", "12 hinterhaus", "123456", "12 14", "-12", "12/", "12,5"])
def test_what_is_no_house_number(text):
    assert house_number(text) is None


def test_numbers_stand_in_the_order_of_the_street():
    written = ["12", "12 1/2", "12-14", "12/2", "12/10", "12a", "12a1", "12b", "13", "112"]
    numbers = [house_number(text) for text in written]
    mixed = random.Random(4).sample(numbers, len(numbers))
    assert sorted(mixed, key=lambda one: one.key) == numbers


def test_parity_is_that_of_the_number():
    assert house_number("12/1").is_even
    assert not house_number("13a").is_even


@pytest.mark.parametrize(
    ("house", "last", "held", "on_its_side"),
    [
        ("12-14", 14, {12, 13, 14}, {12, 14}),
        ("12-15", 15, {12, 13, 14, 15}, {12, 13, 14, 15}),  # numbers go on along one side
        ("11a-15b", 15, {11, 12, 13, 14, 15}, {11, 13, 15}),
        ("12", 12, {12}, {12}),
        ("12/14", 12, {12}, {12}),
        ("14-12", 14, {14}, {14}),
    ],
)
def test_a_house_of_several_numbers(house, last, held, on_its_side):
    one = house_number(house)
    assert one.last == last
    assert {number for number in range(1, 99) if one.holds(number)} == held
    assert {number for number in range(1, 99) if one.holds_on_its_side(number)} == on_its_side


def test_numbers_are_written_as_people_write_them():
    assert [str(house_number(text)) for text in ("12 A", "12½", "12/1", "3")] == ["12a", "12 1/2", "12/1", "3"]


@pytest.mark.parametrize(
    ("line", "street", "house"),
    [
        ("Hauptstr. 12a", "Hauptstr.", (12, "a")),
        ("Hauptstr.12 A", "Hauptstr.", (12, "a")),
        ("  Hauptstraße   12 ", "Hauptstraße", (12, "")),
        ("Hauptstr12", "Hauptstr", (12, "")),
        ("Hauptstraße, 12", "Hauptstraße", (12, "")),
        ("12a hauptstraße", "hauptstraße", (12, "a")),
        ("12 a, Hauptstraße", "Hauptstraße", (12, "a")),
        ("12 Am Hang", "Am Hang", (12, "")),
        ("Q7,24", "Q 7", (24, "")),
        ("Q 7, 24", "Q 7", (24, "")),
        ("Q 7 24", "Q 7", (24, "")),
        ("A 1, 5", "A 1", (5, "")),
        ("p 7, 1-5", "P 7", (1, "-5")),
        ("Q7, 24, 68161 Mannheim", "Q 7", (24, "")),
        ("Q 7", "Q 7", None),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", (135, "")),
        ("Straße des 17 Juni 135", "Straße des 17 Juni", (135, "")),
        ("Hauptstr. 12, 68159 Mannheim", "Hauptstr.", (12, "")),
        ("Hauptstr. 12 68159 Mannheim", "Hauptstr.", (12, "")),
        ("Hauptstr. 12, Mannheim", "Hauptstr.", (12, "")),
        ("Hauptstr. 12 1/2", "Hauptstr.", (12, "1/2")),
        ("Hauptstr. 12-14", "Hauptstr.", (12, "-14")),
        ("Hauptstr", "Hauptstr", None),
        ("Straße des 17. Juni", "Straße des 17. Juni", None),
    ],
)
def test_the_likeliest_reading_of_a_line(line, street, house):
    assert readings(line)[0] == Reading(street, HouseNumber(*house) if house else None)


def test_a_name_may_end_in_a_number():
    assert Reading("Straße 12", None) in readings("Straße 12")


def test_a_city_behind_the_number_is_another_reading():
    assert Reading("Hauptstr.", HouseNumber(12, "a")) in readings("Hauptstr. 12 a Musterstadt")
    assert readings("Straße des 17 Juni")[0] == Reading("Straße des 17 Juni", None)


@pytest.mark.parametrize("nothing", ["", "  ", "###", ","])
def test_nothing_to_read(nothing):
    assert readings(nothing) == []
