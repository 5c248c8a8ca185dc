import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.addressing.ranges import WHOLE, WITHOUT_NUMBER, Range, single
from districts.addressing.wording import NotUnderstood, Vocabulary, read_ranges, write_ranges
from tests.districts.addressing.test_ranges import ranges


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ung. 1-25 ; ger. 2-24", [Range("odd", 1, "", 25), Range("even", 2, "", 24)]),
        ("gesamt", [WHOLE]),
        ("ganze Straße", [WHOLE]),
        ("ohne HNr.", [WITHOUT_NUMBER]),
        ("1-25 ungerade", [Range("odd", 1, "", 25)]),
        ("2 bis 24a", [Range("all", 2, "", 24, "a")]),
        ("12", [single(12)]),
        ("9 ", [single(9)]),
        ("10 D", [single(10, "d")]),
        ("ab 30", [Range("all", 30)]),
        ("ab Nr. 30 bis Ende", [Range("all", 30)]),
        ("31 bis Ende ungerade", [Range("odd", 31)]),
        ("bis 24", [Range("all", None, "", 24)]),
        ("ung. 45 -73; ger. 12D", [Range("odd", 45, "", 73), Range("even", 12, "d", 12, "d")]),
        ("ung. 15 D-17D; ger. 14D", [Range("odd", 15, "d", 17, "d"), Range("even", 14, "d", 14, "d")]),
        ("1, 3, 5a, 8–12", [single(1), single(3), single(5, "a"), Range("all", 8, "", 12)]),
        ("ung. 1-5, 9, 13-17; ger. 2", [Range("odd", 1, "", 5), single(9), Range("odd", 13, "", 17), single(2)]),
        ("ungerade", [Range("odd")]),
        ("gerade Hausnummern ab 30a", [Range("even", 30, "a")]),
    ],
)
def test_words_of_offices(text: str, wanted: list[Range]) -> None:
    assert read_ranges(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "siehe Karte", "25-1", "ung. 9-3", "12abc", "1--5", "1-5;", "ung. 1-5 ; ger. x", "½", "28/29", "1-123456789"],
)
def test_what_says_no_numbers_is_not_guessed(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_ranges(text)


@given(st.lists(ranges() | st.just(WHOLE) | st.just(WITHOUT_NUMBER), min_size=1, max_size=5))
def test_what_is_written_is_read_again(some: list[Range]) -> None:
    lowered = [Range(o.parity, o.first, o.first_suffix.lower(), o.last, o.last_suffix.lower()) for o in some]
    again = read_ranges(write_ranges(lowered))
    assert sorted(again, key=repr) == sorted(lowered, key=repr)


def test_words_may_be_another_language() -> None:
    english = Vocabulary("odd", "even", "whole street", "without number", "from", "up to")
    some = [Range("odd", 1, "", 9), Range("even", 20)]
    assert write_ranges(some, english) == "odd 1–9; even from 20"
    assert read_ranges(write_ranges(some, english)) == some
