"""Ranges made of houses: as few as can be, and ends at houses that are there."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from districts.addressing.compressing import compressed, tidied
from districts.addressing.ranges import WHOLE, WITHOUT_NUMBER, House, Range, house

STREET = [house(1, ""), house(3, ""), house(3, "a"), house(7, ""), house(2, ""), house(4, "")]


def test_a_street_of_one_catchment_is_the_whole_street() -> None:
    assert compressed(dict.fromkeys(STREET, "A")) == {"A": [WHOLE]}


def test_unless_only_its_houses_are_meant() -> None:
    assert compressed(dict.fromkeys(STREET, "A"), whole=False) == {
        "A": [Range("odd", 1, "", 7), Range("even", 2, "", 4)]
    }


def test_sides_are_ranges_of_their_own_and_runs_end_where_the_next_catchment_begins() -> None:
    owners = {one: "A" if one[0] % 2 else "B" for one in STREET}
    assert compressed(owners) == {"A": [Range("odd", 1, "", 7)], "B": [Range("even", 2, "", 4)]}
    owners[house(3, "")] = "B"
    assert compressed(owners)["A"] == [Range("odd", 1, "", 1), Range("odd", 3, "a", 7)]


def test_a_house_without_a_number_is_a_range_of_its_own() -> None:
    assert compressed({house(0, ""): "A", house(2, ""): "B"})["A"] == [WITHOUT_NUMBER]


@given(st.dictionaries(st.tuples(st.integers(1, 40), st.sampled_from(["", "a", "b"])), st.sampled_from("ABC")))
def test_no_two_ranges_of_a_catchment_could_be_one(chosen: dict[tuple[int, str], str]) -> None:
    """Between two ranges of the same catchment on a side there is always a house of another."""
    houses = {house(*one): code for one, code in chosen.items()}
    for code, some in compressed(houses, whole=False).items():
        for side in ("odd", "even"):
            ranges = sorted(
                (one for one in some if one.parity == side), key=lambda one: house(one.first, one.first_suffix)
            )
            for one, following in itertools.pairwise(ranges):
                start, end = house(one.last, one.last_suffix), house(following.first, following.first_suffix)
                parity = {"odd": 1, "even": 0}[side]
                between = [found for found in houses if start < found < end and found[0] % 2 == parity]
                assert any(houses[found] != code for found in between)


def test_ends_move_to_houses_that_are_there() -> None:
    assert tidied(Range("odd", 1, "", 5), STREET) == Range("odd", 1, "", 3, "a")
    assert tidied(Range("all", 2, "", 99), STREET) == Range("all", 2, "", 7)


def test_open_ends_stay_open_for_what_is_built_there() -> None:
    assert tidied(Range("odd", 5, "", None), STREET) == Range("odd", 7, "", None)
    assert tidied(WHOLE, STREET) == WHOLE


def test_a_range_that_holds_no_house_is_gone() -> None:
    assert tidied(Range("even", 6, "", 20), STREET) is None


def test_without_a_register_nothing_is_tidied() -> None:
    none: list[House] = []
    assert tidied(Range("odd", 1, "", 5), none) == Range("odd", 1, "", 5)
    assert tidied(WITHOUT_NUMBER, STREET) == WITHOUT_NUMBER
