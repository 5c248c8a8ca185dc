"""Overlap and weights by every basis, on squares whose parts one can count."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, box

from districts.geometry.correspond import Division, Made, by_area, by_points, by_shapes, slivers
from districts.geometry.overlap import overlap


def division(letter: str, *shapes: shapely.Geometry) -> Division:
    return Division([f"{letter}{n}" for n in range(len(shapes))], np.array(shapes, dtype=object))


def table(made: Made) -> list[list[float]]:
    return made.weights.matrix().toarray().round(9).tolist()


OLD = division("s", box(0, 0, 100, 100), box(100, 0, 200, 100))
NEW = division("t", box(0, 0, 150, 100), box(150, 0, 200, 100))


def test_pieces_have_their_rows_sizes_and_shapes() -> None:
    pieces = overlap(OLD.shapes, NEW.shapes)
    assert list(zip(pieces.source.tolist(), pieces.target.tolist(), pieces.area_m2.tolist(), strict=True)) == [
        (0, 0, 10_000.0),
        (1, 0, 5_000.0),
        (1, 1, 5_000.0),
    ]
    assert shapely.area(pieces.shapes).tolist() == [10_000.0, 5_000.0, 5_000.0]


def test_a_piece_is_ground_alone_and_no_line_of_the_border_beside_it() -> None:
    """The two meet along an edge and again in a square: lines would make the square look narrow."""
    left = shapely.union(box(0, 0, 100, 100), box(100, 0, 120, 20))
    pieces = overlap(np.array([left], dtype=object), np.array([box(100, 0, 200, 100)], dtype=object))
    assert shapely.get_type_id(pieces.shapes).tolist() in ([3], [6])
    assert (pieces.area_m2.tolist(), shapely.length(pieces.shapes).tolist()) == ([400.0], [80.0])


def test_areas_that_only_touch_share_nothing() -> None:
    assert len(overlap(OLD.shapes[:1], OLD.shapes[1:]).source) == 0


def test_invalid_and_missing_shapes_do_not_stop_anything() -> None:
    bowtie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    pieces = overlap(np.array([bowtie, None], dtype=object), NEW.shapes)
    assert pieces.source.tolist() == [0]
    assert pieces.area_m2.tolist() == pytest.approx([5_000.0])


def test_by_area() -> None:
    made = by_area(OLD, NEW)
    assert table(made) == [[1.0, 0.0], [0.5, 0.5]]
    assert (made.split_share, made.cut_share, made.uncovered_share) == (0.5, 0.0, 0.0)


def test_what_two_drawings_of_one_border_leave_is_cut_and_the_rest_scaled() -> None:
    shifted = division("t", box(0.1, 0.1, 100.1, 100.1), box(100.1, 0.1, 200.1, 100.1))
    made = by_area(OLD, shifted)
    assert table(made) == [[1.0, 0.0], [0.0, 1.0]]
    assert made.split_share == 0.0
    assert made.cut_share == pytest.approx(0.1 * 99.9 / 20_000)
    assert made.uncovered_share == pytest.approx((0.1 * 200 + 0.1 * 99.9) / 20_000)


def test_a_small_piece_that_is_no_strip_is_kept() -> None:
    """A house of ten by nine metres is less than a hundredth of its area, and people live in it."""
    corner = box(0, 0, 10, 9)
    made = by_area(division("s", OLD.shapes[0]), division("t", corner, OLD.shapes[0].difference(corner)))
    assert table(made) == [[0.009, 0.991]]


def test_the_largest_piece_is_never_a_sliver() -> None:
    strip = np.array([box(0, 0, 1, 1000)], dtype=object)
    pieces = overlap(strip, np.array([box(0, 0, 1, 4), box(0, 4, 1, 1000)], dtype=object))
    assert slivers(pieces, shapely.area(strip)).tolist() == [True, False]


def test_by_people_at_addresses() -> None:
    rows = np.array([0, 0, 1, 1, 1, 1])
    to = np.array([0, 0, 0, 1, 1, -1])
    made = by_points(OLD, NEW, rows, to, np.array([5.0, 5.0, 1.0, 2.0, 1.0, 1.0]))
    assert table(made) == [[1.0, 0.0], [0.25, 0.75]]
    assert made.uncovered_share == pytest.approx(1 / 15)
    assert made.split_share == pytest.approx(4 / 15)
    assert made.by_area == 0


def test_an_area_without_people_is_shared_by_its_ground() -> None:
    made = by_points(OLD, NEW, np.array([0]), np.array([0]), np.array([7.0]))
    assert table(made) == [[1.0, 0.0], [0.5, 0.5]]
    assert (made.by_area, made.split_share) == (1, 0.0)


def test_by_blocks_a_block_on_the_border_is_shared_by_area() -> None:
    blocks = np.array([box(0, 0, 100, 100), box(100, 0, 140, 100), box(140, 0, 180, 100), box(180, 0, 200, 100)])
    made = by_shapes(OLD, NEW, blocks, np.array([10.0, 20.0, 40.0, 0.0]))
    assert table(made) == [[1.0, 0.0], [0.5, 0.5]]
    assert made.split_share == pytest.approx(60 / 70)


def test_by_residential_land() -> None:
    homes = np.array([box(10, 10, 20, 20), box(110, 0, 120, 10), box(190, 0, 200, 30)], dtype=object)
    made = by_shapes(OLD, NEW, homes)
    assert table(made) == [[1.0, 0.0], [0.25, 0.75]]


def test_multipart_areas_are_one_source() -> None:
    two = division("s", MultiPolygon([box(0, 0, 10, 10), box(160, 0, 170, 10)]))
    assert table(by_area(two, NEW)) == [[0.5, 0.5]]


@pytest.mark.parametrize("seed", range(5))
def test_weights_sum_to_one_and_the_fast_way_is_the_slow_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    old, new = (_cells(rng, count) for count in (12, 17))
    made = by_area(division("s", *old), division("t", *new))
    assert np.abs(made.weights.sums - 1).max() < 1e-9
    slow = np.array([[first.intersection(second).area / first.area for second in new] for first in old])
    kept = made.weights.matrix().toarray()
    assert np.abs(kept - slow)[kept > 0].max() < 0.011
    assert slow[kept == 0].max() < 0.01


def _cells(rng: np.random.Generator, count: int) -> list[shapely.Geometry]:
    points = shapely.multipoints(rng.uniform(0, 1000, (count, 2)))
    city = box(0, 0, 1000, 1000)
    return [cell.intersection(city) for cell in shapely.voronoi_polygons(points, extend_to=city).geoms]
