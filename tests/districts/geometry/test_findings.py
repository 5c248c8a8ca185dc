import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box, union_all
from shapely.geometry.base import BaseGeometry

from districts.geometry.borders import NOISE_M2, far_rows, is_thin, mean_width, overlaps, total_row
from districts.geometry.findings import examine
from districts.geometry.rules import Finding
from tests.districts.geometry.world import EAST, NORTH, areas, corners, frame, grid, jagged_coverage, rules, square


def found(rule: str, seen: list[Finding]) -> list[Finding]:
    return [one for one in seen if one.rule == rule]


def test_a_clean_coverage_has_no_findings() -> None:
    assert examine(areas(grid(4, 3))) == []
    assert examine(areas(jagged_coverage(4, 3, seed=1))) == []


def test_codes_and_names() -> None:
    table = frame(grid(4, 1), codes=["01", "02", "02", ""], name=["Nord", "Süd", "", "West"])
    seen = examine(table)
    double = found("code-duplicate", seen)[0]
    assert (double.codes, double.rows, double.params["names"]) == (("02",), (1, 2), ["Süd", ""])
    assert (double.severity, double.params["distance_m"], double.params["row_numbers"]) == ("error", 0.0, [2, 3])
    assert [(one.rows, one.params["name"]) for one in found("code-missing", seen)] == [((3,), "West")]
    assert found("name-empty", seen)[0].codes == ("02",)
    assert rules(seen) == ["code-duplicate", "code-missing", "name-empty"]


def test_invalid_shapes_say_reason_and_place() -> None:
    bow_tie = corners((0, 0), (100, 100), (100, 0), (0, 100))
    outside = Polygon(square(500, 0).exterior, [square(700, 0, 10).exterior])
    seen = examine(areas([bow_tie, outside, None, Polygon()]))
    invalid = found("geometry-invalid", seen)[0]
    assert (invalid.codes, invalid.params["reason"]) == (("001",), "Self-intersection")
    assert invalid.params["at"] == [EAST + 50, NORTH + 50]
    assert found("geometry-hole-outside", seen)[0].codes == ("002",)
    assert [one.codes for one in found("geometry-missing", seen)] == [("003",), ("004",)]


def test_overlap_names_both_and_its_area() -> None:
    seen = examine(areas([square(0, 0), square(90, 0), square(190, 0)]))
    assert rules(seen) == ["overlap", "border-mismatch"]
    one = seen[0]
    assert (one.codes, one.rows, one.severity) == (("001", "002"), (0, 1), "error")
    assert one.area_m2 == pytest.approx(1000)
    assert one.params["share_of_smaller"] == pytest.approx(0.1)
    assert one.geometry is not None
    assert one.geometry.equals(square(90, 0, width=10))


@pytest.mark.parametrize(
    ("first", "second", "area"),
    [
        (square(0, 0), square(0, 0), 10_000),
        (square(0, 0), square(20, 20, 10), 100),
        (square(0, 0), square(0, 0, width=50), 5_000),
        (MultiPolygon([square(0, 0), square(500, 0)]), square(520, 20, 20), 400),
    ],
)
def test_overlaps_without_crossing_edges_are_seen(first: BaseGeometry, second: BaseGeometry, area: float) -> None:
    seen = found("overlap", examine(areas([first, second])))
    assert [(one.codes, one.area_m2) for one in seen] == [(("001", "002"), pytest.approx(area))]


def test_narrow_overlaps_are_slivers_and_hairs_are_nothing() -> None:
    sliver = examine(areas([square(0, 0), square(99.6, 0)]))
    assert [(one.rule, one.severity) for one in sliver if one.area_m2] == [("overlap-sliver", "warning")]
    assert sliver[0].area_m2 == pytest.approx(40)
    assert found("overlap-sliver", examine(areas([square(0, 0), square(99.99999, 0)]))) == []
    assert rules(examine(areas([square(0, 0), square(99.6, 0)]), tolerance_m=0.1))[0] == "overlap"


def test_one_pair_with_a_wide_and_a_thin_part() -> None:
    comb = union_all([square(100, 0), square(80, 0, 20), square(99.7, 50, 30)])
    seen = examine(areas([square(0, 0), comb]))
    assert {one.rule: one.area_m2 for one in seen if one.area_m2} == {
        "overlap": pytest.approx(400),
        "overlap-sliver": pytest.approx(9),
    }


def test_gap_names_its_neighbours() -> None:
    shapes = grid(3, 3)
    missing = shapes.pop(4)
    seen = examine(areas(shapes))
    assert rules(seen) == ["gap"]
    assert (seen[0].area_m2, seen[0].severity) == (pytest.approx(10_000), "warning")
    # Corners touch too: all eight around.
    assert len(seen[0].codes) == 8
    assert seen[0].geometry is not None
    assert seen[0].geometry.equals(missing)


def test_gap_sliver_between_two_that_meet_only_at_its_ends() -> None:
    seen = examine(areas([square(0, 0), corners((100, 0), (200, 0), (200, 100), (100, 100), (100.4, 50))]))
    gap = found("gap-sliver", seen)
    assert [(one.codes, one.area_m2) for one in gap] == [(("001", "002"), pytest.approx(20))]


def test_slit_open_to_the_outside_is_a_mismatch() -> None:
    seen = examine(areas([square(0, 0), square(100.5, 0)]))
    assert rules(seen) == ["border-mismatch"]
    assert seen[0].params["length_m"] == pytest.approx(200, abs=1)
    assert seen[0].codes == ("001", "002")


def test_total_among_the_areas_does_not_drown_the_rest() -> None:
    shapes = [*grid(3, 3), square(0, 0, 300)]
    seen = examine(areas(shapes))
    assert rules(seen) == ["area-covers-others"]
    assert (seen[0].codes, seen[0].rows, seen[0].area_m2, seen[0].params["others"]) == (("010",), (9,), 90_000, 9)
    shifted = examine(areas([square(0, 0, 300), *grid(3, 3), square(290, 290, 20)]))
    assert "area-covers-others" in rules(shifted)
    assert ("002", "011") not in [one.codes for one in found("overlap", shifted)]
    assert ("010", "011") in [one.codes for one in found("overlap", shifted)]


@pytest.mark.parametrize(
    "shapes",
    [
        [square(0, 0), square(0, 0)],
        grid(3, 1),
        [square(0, 0, 300), square(0, 0, 300), square(300, 0)],
        [square(0, 0, 1000), square(100, 100), square(1000, 0)],
    ],
)
def test_what_is_no_total(shapes: list[Polygon]) -> None:
    assert total_row(np.array(shapes, dtype=object)) is None


def test_tiny_parts_and_far_areas() -> None:
    crumbs = MultiPolygon([square(0, 0), square(300, 0, 2)])
    far = square(20_000, 0)
    seen = examine(areas([crumbs, square(100, 0), square(200, 0), far]))
    assert [(one.codes, one.area_m2) for one in found("part-tiny", seen)] == [(("001",), pytest.approx(4))]
    assert [(one.codes, one.params["distance_m"]) for one in found("area-far", seen)] == [(("004",), 19_698)]


def test_two_far_groups_are_no_strays() -> None:
    groups = [square(0, 0), square(100, 0), square(90_000, 0), square(90_100, 0)]
    assert far_rows(np.array(groups, dtype=object), 5_000) == {}


def test_against_a_boundary() -> None:
    seen = examine(areas(grid(2, 1)), boundary=box(EAST + 50, NORTH, EAST + 300, NORTH + 100))
    assert {one.rule: one.area_m2 for one in seen} == {
        "boundary-uncovered": pytest.approx(10_000),
        "boundary-exceeded": pytest.approx(5_000),
    }
    assert examine(areas(grid(2, 1)), boundary=box(EAST, NORTH, EAST + 200.3, NORTH + 100)) == []


def test_errors_come_first_and_nothing_is_changed() -> None:
    table = areas([square(0, 0), square(90, 0), square(400, 0)], codes=["1", "2", ""])
    before = table.copy(deep=True)
    severities = [one.severity for one in examine(table)]
    assert severities == sorted(severities, key=["error", "warning", "notice"].index)
    assert table.equals(before)


def test_nothing_at_all() -> None:
    assert rules(examine(areas([None]))) == ["geometry-missing"]


def test_width_of_strips() -> None:
    strip, block = square(0, 0, size=100, width=0.5), square(0, 0)
    assert mean_width(np.array([strip, block, Polygon()], dtype=object)) == pytest.approx([0.4975, 50, 0], rel=1e-3)
    assert is_thin(np.array([strip, block], dtype=object), 1.0).tolist() == [True, False]


BOX = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 4), st.integers(1, 4))


@settings(deadline=None, max_examples=150)
@given(st.lists(BOX, min_size=1, max_size=7))
def test_overlaps_are_those_the_slow_way_finds(boxes: list[tuple[int, int, int, int]]) -> None:
    """The fast way (only suspects of the coverage check, through the index) against every pair intersected."""
    shapes = [box(EAST + x * 10, NORTH + y * 10, EAST + (x + w) * 10, NORTH + (y + h) * 10) for x, y, w, h in boxes]
    fast = {
        (pair.first, pair.second): sum(part.area for part in (pair.wide, pair.thin) if part is not None)
        for pair in overlaps(np.array(shapes, dtype=object), 1.0)
    }
    slow = {
        (first, second): shapes[first].intersection(shapes[second]).area
        for first, second in itertools.combinations(range(len(shapes)), 2)
        if shapes[first].intersection(shapes[second]).area > NOISE_M2
    }
    assert fast == pytest.approx(slow)


@settings(deadline=None, max_examples=40)
@given(st.lists(BOX, min_size=1, max_size=7))
def test_area_with_overlaps_and_gaps_adds_up(boxes: list[tuple[int, int, int, int]]) -> None:
    """Ground covered = hull of the union without the holes the gaps report."""
    shapes = [box(EAST + x * 10, NORTH + y * 10, EAST + (x + w) * 10, NORTH + (y + h) * 10) for x, y, w, h in boxes]
    if total_row(np.array(shapes, dtype=object)) is not None:
        return
    seen = examine(areas(shapes))
    union = union_all(shapes)
    parts = union.geoms if union.geom_type == "MultiPolygon" else [union]
    filled = sum(Polygon(part.exterior).area for part in parts)
    holes = sum(one.area_m2 or 0.0 for one in seen if one.rule in ("gap", "gap-sliver"))
    assert union.area == pytest.approx(filled - holes)


def test_fifteen_hundred_blocks_are_quick() -> None:
    shapes = jagged_coverage(40, 38, seed=5)
    shapes[700] = shapes[700].buffer(0.4)
    started = time.perf_counter()
    seen = examine(areas(shapes))
    assert time.perf_counter() - started < 10
    assert {one.rule for one in seen} == {"overlap-sliver", "border-mismatch"}
    assert all("701" in one.codes for one in found("overlap-sliver", seen))
