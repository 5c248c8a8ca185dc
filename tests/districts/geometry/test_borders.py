import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from districts.geometry.borders import far_rows, gaps, mismatched_edges, overlaps, polygon_parts, total_row, union_of
from tests.districts.geometry.world import corners, grid, jagged_coverage, square


def array(*shapes: BaseGeometry) -> NDArray[np.object_]:
    return np.array(shapes, dtype=object)


def test_union_is_the_same_the_fast_and_the_sure_way() -> None:
    clean = np.array(jagged_coverage(4, 4, seed=2), dtype=object)
    assert shapely.coverage_is_valid(clean)
    assert union_of(clean).equals(shapely.union_all(clean))
    dirty = array(square(0, 0), square(50, 0))
    assert not shapely.coverage_is_valid(dirty)
    assert union_of(dirty).area == 15_000


def test_parts_of_anything_are_polygons() -> None:
    mixed = shapely.GeometryCollection(
        [Point(0, 0), MultiPolygon([square(0, 0), square(500, 0)]), square(900, 0, 0.05)]
    )
    assert sorted(polygon_parts(mixed), key=lambda part: part.bounds) == [square(0, 0), square(500, 0)]
    assert len(polygon_parts(Point(0, 0))) == 0
    assert len(polygon_parts(Polygon())) == 0


def test_an_island_in_a_hole_leaves_a_ring_as_gap() -> None:
    lake = Polygon(square(0, 0, 300).exterior, [square(50, 50, 200).exterior])
    island = square(100, 100)
    found = gaps(array(lake, island), union_of(array(lake, island)), 1.0)
    assert [(gap.shape.area, gap.thin, gap.around) for gap in found] == [(30_000, False, (0, 1))]


def test_a_filled_hole_is_no_gap() -> None:
    around = Polygon(square(0, 0, 300).exterior, [square(100, 100).exterior])
    shapes = array(around, square(100, 100))
    assert gaps(shapes, union_of(shapes), 1.0) == []


def test_bay_open_to_the_outside_is_no_gap() -> None:
    horseshoe = corners((0, 0), (90, 0), (90, 30), (30, 30), (30, 60), (90, 60), (90, 90), (0, 90))
    assert gaps(array(horseshoe), union_of(array(horseshoe)), 1.0) == []


@settings(deadline=None, max_examples=60)
@given(st.sets(st.integers(0, 15), min_size=1, max_size=15))
def test_gaps_are_the_enclosed_cells(present: set[int]) -> None:
    """Gaps of a 4 × 4 grid with cells left out, against a flood from outside over the missing cells."""
    cells = grid(4, 4)
    shapes = np.array([cells[number] for number in sorted(present)], dtype=object)
    found = gaps(shapes, union_of(shapes), 1.0)
    outside = {(column, row) for column in range(-1, 5) for row in range(-1, 5)} - {
        (number % 4, number // 4) for number in present
    }
    flooded, edge = set(), {(-1, -1)}
    while edge:
        flooded |= edge
        edge = {
            (column + x, row + y) for column, row in edge for x, y in ((0, 1), (1, 0), (0, -1), (-1, 0))
        } & outside - flooded
    assert sum(gap.shape.area for gap in found) == pytest.approx(10_000 * len(outside - flooded))


def test_edges_that_match_are_not_shown_and_others_are() -> None:
    assert shapely.is_empty(mismatched_edges(np.array(grid(3, 3), dtype=object), 1.0)).all()
    # A corner of the right one lies on the left one's edge, which has none there.
    missing_corner = array(square(0, 0, 200, width=100), square(100, 0), square(100, 100))
    assert not shapely.is_empty(mismatched_edges(missing_corner, 1.0)).all()
    assert overlaps(missing_corner, 1.0) == []


def test_total_with_ragged_outline_is_seen() -> None:
    parts = jagged_coverage(4, 4, seed=9)
    rough = shapely.union_all(parts).simplify(5)
    for place in (0, 8, 16):
        shapes = np.array([*parts[:place], rough, *parts[place:]], dtype=object)
        assert total_row(shapes) == place


def test_distance_to_the_nearest_is_the_slow_minimum() -> None:
    shapes = array(*grid(2, 2), square(9_000, 0), square(0, 30_000), square(100, 30_000))
    slow = {
        row: min(shape.distance(other) for place, other in enumerate(shapes) if place != row)
        for row, shape in enumerate(shapes)
    }
    assert far_rows(shapes, 5_000) == {row: away for row, away in slow.items() if away > 5_000} == {4: 8_800.0}
    assert far_rows(array(square(0, 0), square(90_000, 0)), 5_000) == {}
    scattered = array(*(square(10_000 * number, 0) for number in range(5)))
    assert far_rows(scattered, 5_000) == {}


def test_overlap_parts_add_up_to_the_shared_ground() -> None:
    shapes = array(*(shape.buffer(2.0) for shape in jagged_coverage(3, 3, seed=4)))
    found = overlaps(shapes, 1.0)
    assert len(found) == sum(
        1 for first, second in itertools.combinations(shapes, 2) if first.intersection(second).area > 0.01
    )
    for pair in found:
        parts = sum(part.area for part in (pair.wide, pair.thin) if part is not None)
        assert parts == pytest.approx(shapes[pair.first].intersection(shapes[pair.second]).area)
