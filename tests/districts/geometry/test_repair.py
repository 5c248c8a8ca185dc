import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from districts.geometry.findings import examine
from districts.geometry.repair import MAX_CHANGE, Repair, repair
from tests.districts.geometry.world import areas, corners, grid, jagged_coverage, rules, square


def mended(shapes: list[BaseGeometry | None]) -> tuple[list[BaseGeometry], list[Repair], list[str]]:
    table = areas(shapes)
    before = table.copy(deep=True)
    after, done = repair(table, examine(table))
    assert table.equals(before)
    return list(after.geometry), done, rules(examine(after))


# A spike crossing its own base: a slip of the mouse worth half a square metre.
CROSSED = corners((0, 0), (100, 0), (100, 100), (50, 100), (49, 101), (50, 101), (49, 100), (0, 100))
BOW_TIE = corners((0, 0), (100, 100), (100, 0), (0, 100))
HOLE_OUTSIDE = Polygon(square(0, 0).exterior, [square(200, 0, 10).exterior])
RING_IN_RING = Polygon(square(0, 0).exterior, [square(10, 10, 80).exterior, square(20, 20, 20).exterior])


def test_a_small_crossing_is_mended_and_reported() -> None:
    shapes, done, left = mended([CROSSED, square(100, 0)])
    assert [(one.code, one.row, one.rule) for one in done] == [("001", 0, "geometry-invalid")]
    assert done[0].area_after_m2 == pytest.approx(shapes[0].area)
    assert done[0].area_after_m2 == pytest.approx(10_000, abs=2)
    assert shapes[0].is_valid
    assert "geometry-invalid" not in left


@pytest.mark.parametrize("shape", [BOW_TIE, HOLE_OUTSIDE, RING_IN_RING])
def test_ambiguous_shapes_stay_and_stay_reported(shape: Polygon) -> None:
    shapes, done, left = mended([shape])
    assert done == []
    assert shapes[0].equals_exact(MultiPolygon([shape]))
    assert {"geometry-invalid", "geometry-hole-outside"} & set(left)


def test_hairline_hole_inside_one_area_is_filled() -> None:
    slit = corners((50, 20), (50.3, 20), (50.3, 80), (50, 80))
    with_slit = Polygon(square(0, 0).exterior, [slit.exterior])
    shapes, done, left = mended([with_slit, square(100, 0)])
    assert [(one.code, one.rule) for one in done] == [("001", "gap-sliver")]
    assert done[0].area_after_m2 - done[0].area_before_m2 == pytest.approx(18)
    assert shapes[0].area == pytest.approx(10_000)
    assert left == []


def test_what_could_go_to_either_side_stays() -> None:
    wide_hole = Polygon(square(0, 0).exterior, [square(20, 20, 10).exterior])
    overlap = square(95, 0)
    copies = [wide_hole, overlap, square(99.7, 100)]
    shapes, done, left = mended(copies)
    assert done == []
    assert all(shape.equals_exact(MultiPolygon([copy])) for shape, copy in zip(shapes, copies, strict=True))
    assert {"gap", "overlap"} <= set(left)


def test_sliver_between_two_areas_stays() -> None:
    notched = corners((0, 0), (100, 0), (99.8, 50), (100, 100), (0, 100))
    _, done, left = mended([notched, square(100, 0)])
    assert done == []
    assert "gap-sliver" in left


def test_missing_geometry_and_clean_areas_pass_untouched() -> None:
    shapes, done, left = mended([None, *grid(2, 2)])
    assert (shapes[0], done, left) == (None, [], ["geometry-missing"])


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(0, 8), st.floats(0.1, 3.0))
def test_repair_keeps_the_ground_within_bounds(seed: int, row: int, spike: float) -> None:
    """One area of a coverage gets a crossed spike: only that area changes, by no more than the bound, and as
    reported.
    """
    shapes: list[BaseGeometry | None] = list(jagged_coverage(3, 3, seed=seed))
    good = shapes[row]
    assert isinstance(good, Polygon)
    points = list(good.exterior.coords)
    x, y = points[0]
    shapes[row] = Polygon([*points[:-1], (x, y), (x - spike, y - spike), (x - spike, y), (x, y - spike), (x, y)])
    after, done, _ = mended(shapes)
    assert {one.row for one in done} <= {row}
    for one in done:
        assert abs(one.area_after_m2 - one.area_before_m2) <= MAX_CHANGE * one.area_after_m2
        assert after[row].area == pytest.approx(one.area_after_m2)
    for other in set(range(9)) - {row}:
        assert after[other].equals_exact(MultiPolygon([shapes[other]]))
