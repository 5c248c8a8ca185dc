import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import union_all

from districts.geometry.nesting import parents_of, unknown_parents
from tests.districts.geometry.world import areas, corners, grid, jagged_coverage, rules, square

WEST, EAST_SIDE = square(0, 0, 200), square(200, 0, 200)
TWO = areas([WEST, EAST_SIDE], codes=["W", "E"])


def test_children_go_to_the_parent_around_them() -> None:
    nesting = parents_of(areas(grid(4, 2)), TWO)
    expected = ["W", "W", "E", "E"] * 2
    assert nesting.parents == {f"{number:03d}": parent for number, parent in enumerate(expected, start=1)}
    assert nesting.exceptions == []


def test_hairlines_over_the_border_do_not_matter() -> None:
    nesting = parents_of(areas([square(100.5, 0)]), TWO)
    assert (nesting.parents, nesting.exceptions) == ({"001": "W"}, [])


def test_child_across_a_border_is_assigned_with_its_shares() -> None:
    nesting = parents_of(areas([square(130, 0)]), TWO)
    assert nesting.parents == {"001": "W"}
    assert (nesting.exceptions[0].rule, nesting.exceptions[0].severity) == ("parent-shared", "warning")
    assert nesting.exceptions[0].params["shares"] == pytest.approx({"W": 0.7, "E": 0.3})


def test_child_nobody_holds_half_of_is_unclear() -> None:
    nesting = parents_of(
        areas([square(160, 0, 80, width=300)]), areas([WEST, square(200, 0, 200, width=100)], codes=["W", "E"])
    )
    assert nesting.parents == {}
    assert rules(nesting.exceptions) == ["parent-unclear"]


def test_point_and_majority_disagree() -> None:
    # A dumb-bell whose inside point is in the thick end it has little of.
    shape = union_all([square(0, 0, 40, width=190), square(190, 0, 200, width=30)])
    nesting = parents_of(areas([shape]), TWO)
    ranked = nesting.exceptions[0].params["shares"]
    assert nesting.exceptions[0].rule in ("parent-unclear", "parent-shared")
    assert sum(ranked.values()) == pytest.approx(1, abs=1e-3)


def test_child_nowhere_and_child_without_shape() -> None:
    nesting = parents_of(areas([square(5000, 0), None]), TWO)
    assert nesting.parents == {}
    assert rules(nesting.exceptions) == ["parent-missing", "parent-missing"]


def test_invalid_child_is_placed_by_what_it_means() -> None:
    bow_tie = corners((0, 0), (100, 100), (100, 0), (0, 100))
    assert parents_of(areas([bow_tie]), TWO).parents == {"001": "W"}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(1, 3), st.integers(1, 3))
def test_parents_made_of_children_are_found_again(seed: int, across: int, up: int) -> None:
    """Blocks of 2 × 2 children joined to parents: every child finds the one it was joined into."""
    columns, rows = across * 2, up * 2
    shapes = jagged_coverage(columns, rows, seed=seed)
    expected = {}
    groups: dict[str, list[int]] = {}
    for number, (row, column) in enumerate(itertools.product(range(rows), range(columns))):
        parent = f"P{row // 2}{column // 2}"
        groups.setdefault(parent, []).append(number)
        expected[f"{number + 1:03d}"] = parent
    parents = areas([union_all([shapes[one] for one in group]) for group in groups.values()], codes=list(groups))
    nesting = parents_of(areas(shapes), parents)
    assert (nesting.parents, nesting.exceptions) == (expected, [])


def test_larger_areas_nobody_knows_are_one_finding() -> None:
    assert unknown_parents({}, set()) == []
    assert unknown_parents({"a": "1", "b": "2"}, {"1", "2"}) == []
    (told,) = unknown_parents({"a": "1", "b": "9", "c": "9"}, {"1"})
    assert (told.rule, told.codes, told.params) == ("parent-unknown", ("b", "c"), {"parents": ["9"], "count": 2})
