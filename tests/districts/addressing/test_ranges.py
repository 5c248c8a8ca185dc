"""Ranges of house numbers against a slow obvious way: all houses 0 … 30 with letters, one by one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.addressing.compressing import compressed
from districts.addressing.ranges import (
    WHOLE,
    WITHOUT_NUMBER,
    House,
    Houses,
    Range,
    gaps,
    house,
    overlaps,
    side_of,
    single,
)

STREET = [(number, suffix) for number in range(31) for suffix in ("", "a", "b", "c", "z") if number or not suffix]


def members(contains: Callable[[int, str], bool]) -> set[tuple[int, str]]:
    return {one for one in STREET if contains(*one)}


def obvious(one: Range, number: int, suffix: str) -> bool:
    if one.first is None and one.last is None and one.parity == "all":
        return True
    if number == 0:
        return one.first == 0
    if one.first == 0 and one.last == 0:
        return False
    if one.parity != "all" and (number % 2 == 1) != (one.parity == "odd"):
        return False
    after = one.first is None or (one.first, one.first_suffix.lower()) <= (number, suffix)
    return after and (one.last is None or (number, suffix) <= (one.last, one.last_suffix.lower()))


ends = st.none() | st.tuples(st.integers(1, 29), st.sampled_from(["", "", "a", "B"]))


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    parity, low, high = draw(st.sampled_from(["odd", "even", "all"])), draw(ends), draw(ends)
    if low and high and house(*low) > house(*high):
        low, high = high, low
    low, high = low or (None, ""), high or (None, "")
    return Range(parity, low[0], low[1], high[0], high[1])


several = st.lists(ranges() | st.just(WITHOUT_NUMBER) | st.just(WHOLE), max_size=4)


@given(ranges())
def test_a_range_holds_what_one_would_count_on_the_street(one: Range) -> None:
    assert members(one.contains) == {house for house in STREET if obvious(one, *house)}


def test_numbers_stand_in_the_order_of_the_street() -> None:
    assert house(12) < house(12, "a") < house(12, "B") < house(13)
    assert not Range("odd", 1, "", 35, "").contains(35, "a")
    assert Range("odd", 1, "", 35, "A").contains(35, "a")
    assert not Range("odd", 1, "", 35, "").contains(2)
    assert Range("all", 30).contains(31)
    assert Range("all", None, "", 24).contains(1)
    assert not Range("all", None, "", 24).contains(0)  # who has no number is not told by numbers
    assert WHOLE.contains(0)
    assert WITHOUT_NUMBER.contains(0)
    assert not WITHOUT_NUMBER.contains(1)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="9 comes after 3"):
        Range("odd", 9, "", 3, "")
    with pytest.raises(ValueError, match="9b comes after 9a"):
        Range("odd", 9, "b", 9, "a")


@given(several)
def test_a_set_and_the_ranges_made_of_it_hold_the_same_houses(some: list[Range]) -> None:
    houses = Houses.of(some)
    wanted = {one for one in STREET if any(part.contains(*one) for part in some)}
    assert members(houses.contains) == wanted
    again = houses.ranges()
    assert {one for one in STREET if any(part.contains(*one) for part in again)} == wanted
    assert Houses.of(again) == houses


@given(several, several)
def test_both_and_without_split_a_set_in_two(one: list[Range], other: list[Range]) -> None:
    first, second = Houses.of(one), Houses.of(other)
    assert members(first.both(second).contains) == members(first.contains) & members(second.contains)
    assert members(first.without(second).contains) == members(first.contains) - members(second.contains)
    assert bool(first.both(second)) == bool(second.both(first))


def test_what_two_claim_is_named_with_street_and_numbers() -> None:
    sets = {
        "hauptstr": {"01": Houses.of([Range("odd", 1, "", 9)]), "02": Houses.of([Range("all", 7, "", 12)])},
        "am anger": {"01": Houses.of([WHOLE])},
        "ring": {"01": Houses.of([WITHOUT_NUMBER]), "02": Houses.of([WITHOUT_NUMBER])},
    }
    found = overlaps(sets)
    assert [(one.street, one.first, one.second) for one in found] == [("hauptstr", "01", "02"), ("ring", "01", "02")]
    assert found[0].houses == (Range("odd", 7, "", 9),)
    assert [one.only_without_number for one in found] == [False, True]


def test_neighbours_that_share_no_house_do_not_overlap() -> None:
    """15 to one school, 15d to another, as in a real list; 2–2 holds no odd number."""
    sets = {"s": {"45": Houses.of([single(15)]), "20": Houses.of([Range("odd", 15, "D", 17, "D")])}}
    assert overlaps(sets) == []
    sets = {"s": {"a": Houses.of([Range("odd", 1, "", 2)]), "b": Houses.of([Range("odd", 2, "", 5)])}}
    assert overlaps(sets) == []


def test_numbers_nobody_claims_between_two_ranges_are_a_gap() -> None:
    found = gaps([Houses.of([Range("odd", 1, "", 5), Range("even", 2, "", 8)]), Houses.of([Range("odd", 11)])])
    assert found.ranges() == [Range("odd", 7, "", 9)]
    assert not gaps([Houses.of([Range("odd", 1, "", 5)]), Houses.of([Range("odd", 7, "", 9)])])
    assert not gaps([])


def test_houses_of_a_register_become_the_fewest_ranges() -> None:
    houses = {house(n): "01" if n <= 6 else "02" for n in range(1, 11)} | {house(5, "a"): "02", house(0): "02"}
    assert compressed(houses) == {
        "01": [Range("odd", 1, "", 5), Range("even", 2, "", 6)],
        "02": [Range("odd", 5, "a", 9), Range("even", 8, "", 10), WITHOUT_NUMBER],
    }
    assert compressed({house(4): "01", house(9): "01"}) == {"01": [WHOLE]}
    assert compressed({house(4): "01", house(9): "01"}, whole=False) == {"01": [single(9), single(4)]}


@given(st.dictionaries(st.sampled_from(STREET), st.sampled_from(["01", "02", "03"]), min_size=1))
def test_every_house_is_in_the_ranges_of_its_catchment_and_no_other(chosen: dict[tuple[int, str], str]) -> None:
    houses = {House(*one): code for one, code in chosen.items()}
    made = compressed(houses)
    for one, code in houses.items():
        assert {other for other, parts in made.items() if any(part.contains(*one) for part in parts)} == {code}
    again = {one: code for one in houses for code, parts in made.items() if any(part.contains(*one) for part in parts)}
    assert compressed(again) == made


def test_sides() -> None:
    assert [side_of(number) for number in (0, 1, 2)] == ["none", "odd", "even"]
