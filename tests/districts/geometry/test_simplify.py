import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from districts.geometry.simplify import TOLERANCES_M, area_m2, inside_point, is_coverage, outlines
from tests.districts.geometry.world import corners, grid, jagged_coverage, square


def test_three_bands_of_multipolygons_in_order() -> None:
    shapes = jagged_coverage(3, 2, seed=3)
    bands = outlines(shapes)
    assert list(bands) == [0, 1, 2] == list(TOLERANCES_M)
    counts = [int(shapely.get_num_coordinates(band).sum()) for band in bands.values()]
    assert counts == sorted(counts)
    assert counts[0] < int(shapely.get_num_coordinates(shapes).sum())
    for band in bands.values():
        assert all(isinstance(shape, MultiPolygon) for shape in band)
        assert all(shape.intersection(whole).area > 0.5 * whole.area for shape, whole in zip(band, shapes, strict=True))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 5))
def test_shared_borders_stay_shared_and_ground_is_kept(seed: int, columns: int, rows: int) -> None:
    shapes = jagged_coverage(columns, rows, seed=seed)
    whole = sum(shape.area for shape in shapes)
    for band in outlines(shapes).values():
        assert shapely.coverage_is_valid(np.array(band, dtype=object))
        total = sum(shape.area for shape in band)
        # No ground between neighbours: what the parts cover is what their union covers.
        assert shapely.union_all(band).area == pytest.approx(total, rel=1e-9)
        # Inner borders only trade ground between neighbours, so the change is that of the outer edge, some metres wide.
        edge = shapely.union_all(shapes).length
        assert abs(total - whole) <= 12 * edge
        assert all(not shape.is_empty and shape.is_valid for shape in band)


def test_a_corner_that_only_the_neighbours_need_is_kept() -> None:
    """Where two areas meet on the side of a third: simplified alone, the third would be straight there."""
    below = corners((0, 0), (2000, 0), (2000, 1000), (1000, 1003), (0, 1000))
    left = corners((0, 1000), (1000, 1003), (1000, 2000), (0, 2000))
    right = corners((1000, 1003), (2000, 1000), (2000, 2000), (1000, 2000))
    for band in outlines([below, left, right]).values():
        assert shapely.coverage_is_valid(np.array(band, dtype=object))
        assert shapely.union_all(band).area == pytest.approx(4e6)


def test_small_areas_never_vanish() -> None:
    tiny = square(100, 100, 1)
    big = Polygon(square(0, 0, 300).exterior, [tiny.exterior])
    for band in outlines([big, tiny, square(1000, 1000, 0.5)]).values():
        assert all(shape.area > 0.1 for shape in band)
        assert band[0].area + band[1].area == pytest.approx(90_000)
        assert shapely.coverage_is_valid(np.array(band, dtype=object))


def test_order_and_empty_ones_are_kept() -> None:
    bands = outlines([square(0, 0), Polygon(), square(100, 0)])
    assert [[shape.is_empty for shape in band] for band in bands.values()] == [[False, True, False]] * 3
    assert [shape.bounds[0] for shape in bands[2] if not shape.is_empty] == [460_000, 460_100]
    assert outlines([]) == {0: [], 1: [], 2: []}


def test_borders_that_do_not_match_are_cleaned_for_the_picture_only() -> None:
    shapes = [square(0, 0), square(99.9, 0), square(0, 100, 100)]
    before = [shape.wkt for shape in shapes]
    assert not is_coverage(shapes)
    for band in outlines(shapes).values():
        assert shapely.coverage_is_valid(np.array(band, dtype=object))
        assert all(shape.area > 9_900 for shape in band)
    assert [shape.wkt for shape in shapes] == before


def test_an_area_hidden_under_another_keeps_a_shape() -> None:
    for band in outlines([square(0, 0), square(0, 0), square(20, 20, 10)]).values():
        assert all(shape.area > 0 for shape in band)


def test_invalid_shapes_are_drawn_too() -> None:
    bow_tie = corners((0, 0), (100, 100), (100, 0), (0, 100))
    assert not is_coverage([bow_tie])
    assert all(band[0].is_valid and band[0].area > 0 for band in outlines([bow_tie]).values())


def test_coverage_is_told() -> None:
    assert is_coverage(grid(3, 3))
    assert is_coverage([])


def test_inside_point_is_inside_even_a_horseshoe() -> None:
    horseshoe = corners((0, 0), (90, 0), (90, 30), (30, 30), (30, 60), (90, 60), (90, 90), (0, 90))
    assert not horseshoe.contains(horseshoe.centroid.buffer(1))
    assert horseshoe.contains(inside_point(horseshoe))
    assert area_m2(square(0, 0)) == 10_000
