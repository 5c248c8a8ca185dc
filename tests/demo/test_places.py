"""The map: every division covers the same land, without gap or overlap, and looks like a city in numbers."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from sozialmonitor.demo.figures import City
from sozialmonitor.demo.generate import make_city
from sozialmonitor.demo.groups import neighbours
from sozialmonitor.demo.places import CITY, LABELS
from sozialmonitor.demo.scale import Scale

EXPECTED = {
    "stadtbezirke": 17,
    "stadtteile": 40,
    "statistische-bezirke": 80,
    "grundschulbezirke": 30,
    "kommunalwahlbezirke": 40,
}
ABOVE = {"stadtteile": "stadtbezirke", "statistische-bezirke": "stadtteile", "baubloecke": "statistische-bezirke"}


def test_the_numbers_of_areas(full: City) -> None:
    assert {key: len(full.places.areas[key]) for key in EXPECTED} == EXPECTED
    assert abs(len(full.places.areas["baubloecke"]) - 1500) <= 30
    assert set(LABELS) == set(full.places.areas)


@pytest.mark.parametrize("division", LABELS)
def test_a_division_is_a_coverage(city: City, division: str) -> None:
    table = city.places.areas[division]
    shapes = table.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert table.crs.to_epsg() == 25832
    assert table["code"].is_unique
    assert table["name"].is_unique
    assert list(table["code"]) == sorted(table["code"])


def test_no_pair_overlaps_and_nothing_is_left_over(small: City) -> None:
    """The slow way: every pair cut with each other, areas added up."""
    for table in small.places.areas.values():
        shapes = list(table.geometry)
        land = shapely.union_all(shapes)
        assert sum(shape.area for shape in shapes) == pytest.approx(land.area, abs=0.01)
        if len(shapes) < 50:
            cuts = [a.intersection(b).area for i, a in enumerate(shapes) for b in shapes[i + 1 :]]
            assert max(cuts) < 1e-6


def test_all_divisions_cover_the_same_land_without_holes(city: City) -> None:
    lands = [shapely.coverage_union_all(table.geometry.to_numpy()) for table in city.places.areas.values()]
    for land in lands:
        assert shapely.symmetric_difference(land, lands[0]).area < 0.01
    assert sum(len(part.interiors) for part in shapely.get_parts(lands[0])) == 0


def test_the_river_parts_the_city(full: City) -> None:
    land = shapely.coverage_union_all(full.places.areas["stadtteile"].geometry.to_numpy())
    parts = sorted(shapely.area(shapely.get_parts(land)) / 1e6, reverse=True)
    assert len(parts) == 3
    assert parts[-1] > 8
    assert 120 < sum(parts) < 160


@pytest.mark.parametrize("division", ABOVE)
def test_areas_lie_in_the_area_their_code_names(city: City, division: str) -> None:
    lower, upper = city.places.areas[division], city.places.areas[ABOVE[division]]
    shape_of = dict(zip(upper["code"], upper.geometry, strict=True))
    assert set(lower["parent"]) == set(shape_of)
    for code, parent, shape in zip(lower["code"], lower["parent"], lower.geometry, strict=True):
        assert code.startswith(parent)
        assert shape.difference(shape_of[parent]).area < 1e-6


@pytest.mark.parametrize("division", LABELS)
def test_blocks_know_their_area(city: City, division: str) -> None:
    blocks = city.places.areas["baubloecke"].geometry.to_numpy()[city.places.of_block["baubloecke"]]
    areas = city.places.areas[division].geometry.to_numpy()[city.places.of_block[division]]
    assert shapely.covers(areas, shapely.point_on_surface(blocks)).all()


def test_codes_are_text_with_leading_zeros(full: City) -> None:
    codes = list(full.places.areas["stadtteile"]["code"])
    assert all(len(code) == 3 and code.isdigit() for code in codes)
    assert "011" in codes
    assert {code[:2] for code in codes} == set(full.places.areas["stadtbezirke"]["code"])
    assert set(full.places.areas["stadtbezirke"]["code"]) == {f"{number:02d}" for number in range(1, 18)}


def test_areas_hang_together(city: City) -> None:
    for division in ("stadtteile", "statistische-bezirke", "grundschulbezirke", "kommunalwahlbezirke"):
        assert set(shapely.get_type_id(city.places.areas[division].geometry.to_numpy())) == {3}, division


def test_catchments_cut_across_stadtteile(full: City) -> None:
    pairs = pd.DataFrame(
        {key: full.places.of_block[key] for key in ("grundschulbezirke", "stadtteile")}
    ).drop_duplicates()
    stadtteile = pairs.groupby("stadtteile").size()
    catchments = pairs.groupby("grundschulbezirke").size()
    assert (stadtteile > 1).mean() > 0.6
    assert (catchments > 1).mean() > 0.6


def test_electoral_districts_are_almost_the_stadtteile(city: City) -> None:
    blocks = pd.DataFrame({key: city.places.of_block[key] for key in ("kommunalwahlbezirke", "stadtteile")})
    shared = blocks.value_counts()
    twin = shared.groupby("stadtteile").idxmax().map(lambda pair: pair[0])
    assert twin.is_unique
    moved = len(blocks) - int(shared.groupby("stadtteile").max().sum())
    assert 3 <= moved <= 0.05 * len(blocks)
    ward, quarter = city.places.areas["kommunalwahlbezirke"], city.places.areas["stadtteile"]
    assert set(ward["name"]).isdisjoint(quarter["name"])


def test_blocks_are_small_inside_and_large_outside(full: City) -> None:
    table = full.places.areas["baubloecke"]
    centre = table.geometry.centroid
    away = np.hypot(centre.x - 600_000, centre.y - 5_860_000)
    inner, outer = table.area[away < 2000].median(), table.area[away > 5500].median()
    assert outer > 3 * inner
    assert table.area.min() >= 1000


def test_borders_are_not_straight_lines(full: City) -> None:
    """A Stadtteil's border is longer than that of its hull: it follows streets."""
    shapes = full.places.areas["stadtteile"].geometry
    assert (shapes.length / shapes.convex_hull.length).median() > 1.04
    assert shapes.count_coordinates().median() > 40


def test_the_place_lies_in_germany(full: City) -> None:
    """Coordinates pass any check for EPSG:25832 within the borders."""
    x0, y0, x1, y1 = full.places.areas["stadtbezirke"].total_bounds
    turn = pyproj.Transformer.from_crs(25832, 4326, always_xy=True)
    west, south = turn.transform(x0, y0)
    east, north = turn.transform(x1, y1)
    assert 6 < west < east < 15
    assert 47.3 < south < north < 55


def test_neighbours_meet_in_the_same_corners(full: City) -> None:
    """Borders coincide exactly: simplification later keeps them together."""
    shapes = full.places.areas["stadtteile"].geometry.to_numpy()
    pairs = neighbours(shapes)
    for a, b in list(zip(pairs.first, pairs.second, strict=True))[:20]:
        line = shapely.intersection(shapes[a], shapes[b])
        corners = {tuple(point) for point in shapely.get_coordinates(line)}
        assert corners <= {tuple(point) for point in shapely.get_coordinates(shapes[a])}
        assert corners <= {tuple(point) for point in shapely.get_coordinates(shapes[b])}


@pytest.mark.parametrize("seed", [1, 77])
def test_other_seeds_give_other_cities_that_hold_too(seed: int) -> None:
    scale = Scale(stadtteile=9, stadtbezirke=4, statistische=15, blocks=160, catchments=5, years=1, addresses=10)
    places = make_city(seed, scale).places
    for table in places.areas.values():
        assert shapely.coverage_is_valid(table.geometry.to_numpy())
    assert [len(places.areas[key]) for key in ("stadtbezirke", "stadtteile", "statistische-bezirke")] == [4, 9, 15]


def test_the_city_says_it_does_not_exist() -> None:
    assert CITY == "Neuhafen am Strom"
