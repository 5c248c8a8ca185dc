"""In which coordinate system the numbers of a register are, and where they lead."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from districts.addressing.places import located
from districts.geometry.rules import Refusal

MANNHEIM = np.array([[461000.0, 5481000.0], [462500.0, 5482500.0], [463000.0, 5480000.0]])
CITY = shapely.box(455000, 5475000, 470000, 5490000)


def written(crs: str) -> np.ndarray:
    x, y = Transformer.from_crs("EPSG:25832", crs, always_xy=True).transform(*MANNHEIM.T)
    return np.column_stack([x, y])


def placed(points: np.ndarray, **known: object) -> np.ndarray:
    return located(points, **{"given": None, "stated": None, "city": None, **known}).place  # type: ignore[arg-type]


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:25833", "EPSG:4326", "EPSG:31467"])
def test_the_city_tells_the_system(crs: str) -> None:
    found = located(written(crs), given=None, stated=None, city=CITY)
    assert found.crs == crs
    assert np.abs(found.place - MANNHEIM).max() < 3  # Gauß-Krüger is shifted by a grid or by its mean


def test_what_a_person_says_goes_before_what_the_city_says() -> None:
    given = located(written("EPSG:25832"), given="EPSG:25833", stated=None, city=CITY)
    assert given.crs == "EPSG:25833"
    assert (np.abs(given.place - MANNHEIM) > 100_000).any()


def test_what_the_file_states_is_used() -> None:
    found = located(written("EPSG:25832"), given=None, stated="urn:ogc:def:crs:EPSG::25832", city=None)
    assert (found.crs, np.allclose(found.place, MANNHEIM)) == ("EPSG:25832", True)


def test_numbers_that_are_none_stay_none_and_the_others_keep_their_rows() -> None:
    points = written("EPSG:25832")
    points[1] = np.nan
    found = placed(points, city=CITY)
    assert np.isnan(found[1]).all()
    assert np.allclose(found[[0, 2]], MANNHEIM[[0, 2]])


def test_a_slip_of_the_pen_leads_out_of_germany_and_is_no_place() -> None:
    points = np.vstack([np.repeat(written("EPSG:25832"), 10, axis=0), [[46100.0, 548100.0]]])
    found = placed(points, city=CITY)
    assert np.isnan(found[-1]).all()
    assert np.isfinite(found[:-1]).all()


def test_a_file_without_a_readable_place_has_no_system() -> None:
    found = located(np.full((2, 2), np.nan), given=None, stated=None, city=CITY)
    assert (found.crs, found.notes, np.isnan(found.place).all()) == ("", (), True)


def test_numbers_of_no_system_are_refused() -> None:
    with pytest.raises(Refusal):
        located(np.array([[1.0e8, 2.0e8], [3.0e8, 4.0e8]]), given=None, stated=None, city=None)


def test_a_large_register_is_judged_by_a_sample_and_placed_whole() -> None:
    many = np.repeat(written("EPSG:25832"), 3000, axis=0)
    found = placed(many, city=CITY)
    assert found.shape == many.shape
    assert np.isfinite(found).all()
