import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from districts.geometry.crs import CANDIDATES, candidates, corner_points, landing, resolve, to_target
from districts.geometry.landmarks import CITIES, GERMANY, nearest_city
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import grid, moved, rules

MANNHEIM = np.array([[457_638.0, 5_473_179.0], [470_285.0, 5_493_245.0]])
BERLIN_33 = np.array([[370_001.0, 5_799_520.0], [415_785.0, 5_837_259.0]])


def city_frame(city: str, crs: str, half_km: float = 8.0) -> NDArray[np.float64]:
    """Corners of a square around a city in a coordinate system."""
    lon, lat = CITIES[city]
    to_crs = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    half = half_km / 111.2
    spread = [(-half / np.cos(np.radians(lat)), -half), (half / np.cos(np.radians(lat)), half)]
    return np.array([to_crs.transform(lon + x, lat + y) for x, y in spread])


def refused(
    points: NDArray[np.float64], stated: str | None = None, given: str | None = None, degrees: bool = False
) -> Refusal:
    with pytest.raises(Refusal) as caught:
        resolve(points, stated=CRS(stated) if stated else None, given=given, degrees_by_default=degrees)
    return caught.value


def test_stated_system_that_fits_is_taken_quietly() -> None:
    decision = resolve(MANNHEIM, stated=CRS("EPSG:25832"), given=None, degrees_by_default=False)
    assert (decision.name, decision.origin, decision.notes) == ("EPSG:25832", "file", ())
    assert (decision.landing.city, decision.landing.within) == ("Mannheim", True)


def test_metres_without_system_name_the_likeliest_first() -> None:
    refusal = refused(BERLIN_33, degrees=True)
    assert (refusal.rule, refusal.hint, refusal.params["looks_like"]) == ("crs-missing", "give-crs", "metres")
    assert refusal.params["crs"] == "EPSG:25833"
    ranked = refusal.params["candidates"]
    assert [one["crs"] for one in ranked] == ["EPSG:25833", "EPSG:25832"]
    assert (ranked[0]["city"], ranked[1]["within"]) == ("Berlin", False)


def test_degrees_without_system_are_taken_only_from_geojson() -> None:
    degrees = city_frame("Leipzig", "EPSG:4326")
    decision = resolve(degrees, stated=None, given=None, degrees_by_default=True)
    assert (decision.name, decision.origin, rules(decision.notes)) == ("EPSG:4326", "rfc7946", ["crs-assumed"])
    assert refused(degrees).params["crs"] == "EPSG:4326"


@pytest.mark.parametrize(
    ("points", "stated", "looks_like", "better"),
    [
        (city_frame("Köln", "EPSG:4326"), "EPSG:25832", "degrees", "EPSG:4326"),
        (MANNHEIM, "EPSG:4326", "metres", "EPSG:25832"),
        (MANNHEIM[:, ::-1], "EPSG:25832", "swapped", None),
        (city_frame("Köln", "EPSG:4326")[:, ::-1], "EPSG:4326", "swapped", None),
        (MANNHEIM + np.array([32_000_000, 0]), "EPSG:25832", "zone-prefix", "EPSG:4647"),
        (city_frame("Dresden", "EPSG:5650"), "EPSG:25833", "zone-prefix", "EPSG:5650"),
        (MANNHEIM, "EPSG:4647", "outside", "EPSG:25832"),
        (np.array([[2.3, 48.8], [2.4, 48.9]]), "EPSG:4326", "outside", None),
        (city_frame("Bremen", "EPSG:31467"), "EPSG:25832", "outside", "EPSG:31467"),
    ],
)
def test_stated_system_contradicted_by_the_numbers(
    points: NDArray[np.float64], stated: str, looks_like: str, better: str | None
) -> None:
    refusal = refused(points, stated)
    assert (refusal.rule, refusal.params["stated"]) == ("crs-contradicted", stated)
    assert (refusal.params["looks_like"], refusal.params["crs"]) == (looks_like, better)
    hints = {"swapped": "export-x-before-y"}
    assert refusal.hint == hints.get(looks_like, "give-crs" if better else "export-with-crs")


def test_given_system_wins_but_is_checked() -> None:
    decision = resolve(BERLIN_33, stated=CRS("EPSG:4326"), given="EPSG:25833", degrees_by_default=True)
    assert (decision.name, decision.origin, rules(decision.notes)) == ("EPSG:25833", "given", ["crs-overridden"])
    assert refused(BERLIN_33, given="EPSG:31467").params["origin"] == "given"
    assert refused(BERLIN_33, given="EPSG:99999").rule == "crs-unreadable"


def test_a_system_nobody_knows_is_refused_with_those_that_fit() -> None:
    with pytest.raises(Refusal) as caught:
        resolve(MANNHEIM, stated="Soldner?", given=None, degrees_by_default=False)
    assert (caught.value.rule, caught.value.params["stated"]) == ("crs-unreadable", "Soldner?")
    assert caught.value.params["crs"] == "EPSG:25832"
    decision = resolve(MANNHEIM, stated="Soldner?", given="EPSG:25832", degrees_by_default=False)
    assert rules(decision.notes) == ["crs-overridden"]


def test_the_same_system_said_twice_is_no_override() -> None:
    decision = resolve(MANNHEIM, stated=CRS("EPSG:25832"), given="EPSG:25832", degrees_by_default=False)
    assert decision.notes == ()


def test_a_neighbouring_zone_that_misses_every_city_is_doubted() -> None:
    decision = resolve(BERLIN_33, stated=None, given="EPSG:25832", degrees_by_default=True)
    assert rules(decision.notes) == ["crs-doubtful"]
    assert (decision.notes[0].params["better"], decision.notes[0].params["better_city"]) == ("EPSG:25833", "Berlin")


def test_gauss_krueger_without_grid_says_how_exact_it_is() -> None:
    decision = resolve(city_frame("Köln", "EPSG:31466"), stated=CRS("EPSG:31466"), given=None, degrees_by_default=False)
    assert rules(decision.notes) == ["crs-inexact"]
    assert 1 <= decision.notes[0].params["accuracy_m"] <= 5


def test_one_stray_area_does_not_hide_the_rest() -> None:
    many = np.vstack([np.tile(MANNHEIM, (10, 1)), [[0.0, 0.0]]])
    assert landing(many, CRS("EPSG:25832")) is not None
    assert landing(np.zeros((4, 2)), CRS("EPSG:25832")) is None


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(sorted(CITIES)),
    st.sampled_from(["EPSG:25832", "EPSG:25833", "EPSG:4647", "EPSG:3857", "EPSG:4326"]),
)
def test_every_large_city_is_recognised_from_bare_numbers(city: str, crs: str) -> None:
    """Bare coordinates of a large city in its usual system lead to that system or one that puts them onto the same
    city.
    """
    lon = CITIES[city][0]
    home = {"EPSG:25832": lon < 12, "EPSG:25833": lon >= 12}.get(crs, True)
    ranked = candidates(city_frame(city, crs))
    assert crs in [one.crs for one in ranked]
    if home:
        best = next(one for one in ranked if one.crs == crs)
        assert best.within
        assert ranked[0].within


def test_candidates_are_known_to_the_registry() -> None:
    assert [CRS(name).to_epsg() for name in CANDIDATES] == [int(name.removeprefix("EPSG:")) for name in CANDIDATES]


def test_cities_lie_in_germany_and_are_found() -> None:
    west, south, east, north = GERMANY
    for city, (lon, lat) in CITIES.items():
        assert west < lon < east
        assert south < lat < north
        assert nearest_city((lon, lat, lon, lat)).distance_km == 0, city


def test_a_city_inside_the_frame_goes_before_a_nearer_one_outside() -> None:
    # A frame whose middle is nearer to Potsdam but which holds Berlin's centre.
    assert nearest_city((12.9, 52.45, 13.45, 52.55)).city == "Berlin"
    place = nearest_city((10.0, 47.2, 10.0, 47.2))
    assert (place.within, place.distance_km > 50) == (False, True)


def test_reprojection_keeps_areas_and_place() -> None:
    shapes = grid(2, 2)
    for name in ("EPSG:4326", "EPSG:4647", "EPSG:32632", "EPSG:25833", "EPSG:25832"):
        there = np.array(moved(shapes, name), dtype=object)
        back = to_target(there, CRS(name))
        assert np.allclose(shapely.get_coordinates(back), shapely.get_coordinates(shapes), atol=0.001), name
        assert np.allclose(shapely.area(back), 10_000, rtol=1e-6)


def test_corner_points_skip_what_is_not_there() -> None:
    points = corner_points(np.array([None, shapely.box(1, 2, 3, 4), shapely.Polygon()], dtype=object))
    assert sorted(map(tuple, points)) == [(1, 2), (1, 4), (3, 2), (3, 4)]
    assert corner_points(np.array([None], dtype=object)).shape == (0, 2)
