"""Areas of sets on the invented city: they cover it, share their borders, and hold the houses they were made of."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import MultiPolygon, box

from districts.addressing.compressing import compressed
from districts.addressing.ranges import house
from districts.geometry.partition import NOBODY, fragments, lying_in, partition
from sozialmonitor.demo.figures import City
from sozialmonitor.demo.generate import make_city
from sozialmonitor.demo.points import make_addresses
from sozialmonitor.demo.scale import Scale


@cache
def small_city() -> tuple[City, pd.DataFrame]:
    scale = Scale.small()
    city = make_city(7, scale)
    return city, make_addresses(np.random.default_rng(7), city, 2000)


@cache
def material() -> dict[str, Any]:
    """Blocks, and for each its catchment; houses with their block."""
    city, houses = small_city()
    blocks = city.places.areas["baubloecke"]
    catchments = city.places.areas["grundschulbezirke"]
    whose = lying_in(catchments.geometry.to_numpy(), inner(blocks.geometry.to_numpy()))
    row = pd.Index(blocks["code"]).get_indexer(houses["block"])
    return {
        "blocks": blocks.geometry.to_numpy(),
        "of_block": whose,
        "catchments": catchments.geometry.to_numpy(),
        "points": houses[["x", "y"]].to_numpy(),
        "block": row,
        "owner": whose[row],
        "count": len(catchments),
    }


def inner(shapes: Any) -> Any:
    points = shapely.point_on_surface(shapes)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def is_whole(made: list[MultiPolygon | None], ground: Any) -> None:
    shapes = [shape for shape in made if shape is not None]
    assert all(shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)
    city = shapely.union_all(ground)
    assert sum(shape.area for shape in shapes) == pytest.approx(city.area, rel=1e-6)
    assert shapely.union_all(shapes).symmetric_difference(city).area < 1e-5 * city.area


def test_whole_blocks_give_the_areas_they_were_taken_from() -> None:
    m = material()
    made = partition(m["blocks"], m["count"], m["of_block"], m["points"], m["owner"], m["block"])
    is_whole(made.shapes, m["blocks"])
    assert [shape.equals(true) for shape, true in zip(made.shapes, m["catchments"], strict=True)] == [True] * m["count"]
    assert (len(made.cut), len(made.filled)) == (0, 0)


def test_houses_alone_decide_and_blocks_of_several_catchments_are_cut() -> None:
    """Set → polygon → set: every house lies in the area of its own catchment."""
    m = material()
    owner = m["owner"].copy()
    rng = np.random.default_rng(3)
    moved = rng.random(len(owner)) < 0.1
    owner[moved] = rng.integers(0, m["count"], moved.sum())
    nobody = np.full(len(m["blocks"]), NOBODY)
    made = partition(m["blocks"], m["count"], nobody, m["points"], owner, m["block"])
    is_whole(made.shapes, m["blocks"])
    assert len(made.cut) > 20
    assert set(made.cut) == {b for b in m["block"] if len(set(owner[m["block"] == b])) > 1}
    assert set(made.filled) == set(range(len(m["blocks"]))) - set(m["block"])
    assert (lying_in(made.shapes, m["points"]) == owner).mean() == 1.0


def test_without_blocks_the_outline_is_cut_between_the_houses() -> None:
    m = material()
    outline = shapely.coverage_union_all(m["blocks"])
    inside = np.zeros(len(m["owner"]), dtype=np.int64)
    made = partition([outline], m["count"], np.array([NOBODY]), m["points"], m["owner"], inside)
    is_whole(made.shapes, [outline])
    assert (lying_in(made.shapes, m["points"]) == m["owner"]).all()


def test_each_point_of_a_cut_block_goes_with_the_nearest_house() -> None:
    """The slow way: for a grid of points the nearest house, one by one."""
    ground = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    points = np.array([[10.0, 10.0], [90.0, 20.0], [50.0, 90.0], [150.0, 50.0]])
    owner, block = np.array([0, 1, 0, 1]), np.array([0, 0, 0, 1])
    made = partition(ground, 2, np.array([NOBODY, NOBODY]), points, owner, block)
    is_whole(made.shapes, ground)
    for x in np.arange(3.5, 100, 7):
        for y in np.arange(3.5, 100, 7):
            nearest = min((0, 1, 2), key=lambda n: np.hypot(points[n, 0] - x, points[n, 1] - y))
            assert lying_in(made.shapes, np.array([[x, y]]))[0] == owner[nearest]


def test_two_catchments_at_one_spot_and_a_catchment_without_ground() -> None:
    ground = [box(0, 0, 100, 100)]
    points = np.array([[10.0, 10.0], [10.0, 10.0], [90.0, 90.0]])
    made = partition(ground, 4, np.array([NOBODY]), points, np.array([0, 1, 2]), np.zeros(3, dtype=np.int64))
    is_whole(made.shapes, ground)
    assert made.shapes[3] is None
    with pytest.raises(ValueError, match="no house"):
        partition(ground, 1, np.array([NOBODY]), points[:0], np.array([], dtype=np.int64), np.array([], dtype=np.int64))


def test_an_unclaimed_block_goes_with_its_neighbour() -> None:
    ground = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 0, 40, 10)]
    none = np.empty((0, 2)), np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    made = partition(ground, 2, np.array([0, NOBODY, 1]), *none)
    is_whole(made.shapes, ground)
    assert list(made.filled) == [1]


def test_the_pieces_of_an_area_beside_its_largest() -> None:
    shape = MultiPolygon([box(0, 0, 10, 10), box(20, 0, 22, 2), box(30, 0, 30.1, 0.1)])
    assert [piece.area for piece in fragments(shape)] == [4.0]


def test_totals_and_street_list_follow_from_the_same_set() -> None:
    """Set → ranges → set over the whole register, and totals that are those of the set."""
    _, houses = small_city()
    owner = material()["owner"]
    assigned = pd.Series(owner, index=houses.index)
    total = 0
    for _, street in houses.groupby("street"):
        own = {house(row.number, row.suffix): str(assigned[row.Index]) for row in street.itertuples()}
        made = compressed(own)
        for one, code in own.items():
            assert [other for other, parts in made.items() if any(part.contains(*one) for part in parts)] == [code]
        total += len(own)
    assert total == len(houses) == np.bincount(owner).sum()
