import json
import zipfile

import geopandas as gpd
import pytest
import shapely

from sozialmonitor.demo.area_files import BEFORE, FORMS, VALID_FROM, AreaFile
from sozialmonitor.demo.earlier import city_before
from sozialmonitor.demo.generate import DemoFiles
from sozialmonitor.demo.places import LABELS


def read(file: AreaFile) -> gpd.GeoDataFrame:
    return gpd.read_file(file.path)


def test_every_division_has_its_file_and_what_is_above_comes_first(demo: DemoFiles) -> None:
    order = [file.division for file in demo.areas]
    assert sorted(order) == sorted([*LABELS, "stadtteile"])  # the Stadtteile of before the reform as well
    for number, file in enumerate(demo.areas):
        assert file.parent_division is None or file.parent_division in order[:number]
        assert (file.parent_field is None) == (file.parent_division is None)
    assert [file.valid_from for file in demo.areas if file.division == "stadtteile"] == [BEFORE, VALID_FROM]
    assert {file.valid_from for file in demo.areas if file.division != "stadtteile"} == {VALID_FROM}


@pytest.mark.parametrize("number", range(len(FORMS) + 1))
def test_a_file_holds_the_areas_exactly(demo: DemoFiles, number: int) -> None:
    file = demo.areas[number]
    places = demo.city.places if file.valid_from == VALID_FROM else city_before(demo.city).places
    table, found = places.areas[file.division], read(file)
    assert found.crs.to_epsg() == 25832
    assert list(found[file.code_field]) == list(table["code"])
    assert list(found[file.name_field]) == list(table["name"])
    if file.parent_field:
        assert list(found[file.parent_field]) == list(table["parent"])
    assert shapely.equals(found.geometry.to_numpy(), table.geometry.to_numpy()).all()
    assert shapely.coverage_is_valid(found.geometry.to_numpy())


def test_codes_are_text_in_every_format(demo: DemoFiles) -> None:
    for file in demo.areas:
        assert all(isinstance(code, str) and code.startswith("0") for code in read(file)[file.code_field][:3])


def test_three_formats(demo: DemoFiles) -> None:
    assert {file.path.suffix for file in demo.areas} == {".gpkg", ".zip", ".geojson"}


def test_the_shapefile_is_cp1252_and_does_not_say_so_beside_it(demo: DemoFiles) -> None:
    file = next(file for file in demo.areas if file.division == "statistische-bezirke")
    with zipfile.ZipFile(file.path) as archive:
        names = archive.namelist()
        data = archive.read("statistische_bezirke.dbf")
    assert sorted(name.rsplit(".", 1)[1] for name in names) == ["dbf", "prj", "shp", "shx"]
    assert data[29] == 0x57  # language driver: Windows ANSI
    name = next(name for name in demo.city.places.areas["statistische-bezirke"]["name"] if not name.isascii())
    assert name.encode("cp1252") in data


def test_the_geojson_states_its_system(demo: DemoFiles) -> None:
    file = next(file for file in demo.areas if file.path.suffix == ".geojson")
    assert "25832" in json.loads(file.path.read_text())["crs"]["properties"]["name"]
