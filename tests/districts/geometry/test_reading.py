import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon

from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.rules import Refusal
from districts.geometry.staging import Limits
from tests.districts.geometry.world import (
    EAST,
    NORTH,
    UTM32,
    feature,
    frame,
    geojson,
    grid,
    moved,
    named_crs,
    rules,
    shapefile,
    square,
    write,
)


def refused(path: Path, **options: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_areas(path, **options)  # type: ignore[arg-type]
    return caught.value


def assert_is_the_grid(found: AreaFile) -> None:
    areas = found.areas
    assert list(areas.columns) == ["code", "name", "parent", "geometry"]
    assert list(areas["code"]) == ["001", "002", "003", "004"]
    assert areas["name"].iloc[0] == "Viertel 001"
    assert areas.crs.to_epsg() == 25832
    assert set(areas.geom_type) == {"MultiPolygon"}
    assert not areas.has_z.any()
    assert np.allclose(areas.area, 10_000, rtol=1e-5)
    assert np.allclose(areas.total_bounds, [EAST, NORTH, EAST + 200, NORTH + 200], atol=0.01)


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:4326", "EPSG:25833", "EPSG:32632", "EPSG:4647"])
def test_every_format_in_every_system_gives_the_same_areas(tmp_path: Path, crs: str) -> None:
    table = frame(grid(2, 2)).to_crs(crs)
    files = [
        write(table, tmp_path / "a.gpkg", driver="GPKG"),
        write(table, tmp_path / "a.geojson", driver="GeoJSON", RFC7946="NO", COORDINATE_PRECISION=9),
        shapefile(tmp_path / "s", table),
        shapefile(tmp_path / "upper", table, name="VIERTEL"),
    ]
    upper = files[-1].parent
    for part in list(upper.iterdir()):
        part.rename(upper / part.name.upper())
    for path in [*files[:-1], upper / "VIERTEL.SHP"]:
        found = read_areas(path)
        assert_is_the_grid(found)
        # GeoJSON has its own name for degrees with longitude first.
        assert found.source_crs in (crs, "OGC:CRS84" if crs == "EPSG:4326" else crs)
        assert (found.crs_origin, found.code_field) == ("file", "code")


def test_kml_is_degrees_and_loses_its_height(tmp_path: Path) -> None:
    table = frame([shapely.force_3d(shape, 90.0) for shape in moved(grid(2, 2), "EPSG:4326")]).set_crs(
        4326, allow_override=True
    )
    path = write(table, tmp_path / "a.kml", driver="LIBKML")
    found = read_areas(path, code_field="code", name_field="name")
    assert_is_the_grid(found)
    assert (found.kind, found.source_crs) == ("kml", "EPSG:4326")
    assert "height-dropped" in rules(found.notes)


def test_upload_without_a_telling_name(tmp_path: Path) -> None:
    path = write(frame(grid(2, 2)), tmp_path / "a.gpkg", driver="GPKG").rename(tmp_path / "3f2a91")
    assert_is_the_grid(read_areas(path))


def test_geojson_in_windows_text_is_read_and_told(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="011", name="Sued")], crs=UTM32)
    path.write_bytes(path.read_text().replace("Sued", "Süd").encode("cp1252"))
    found = read_areas(path)
    assert (list(found.areas["name"]), found.encoding) == (["Süd"], "cp1252")
    assert "encoding-decided" in rules(found.notes)


def test_mojibake_in_geojson_is_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="011", name="SÃ¼d")], crs=UTM32)
    refusal = refused(path)
    assert (refusal.rule, refusal.hint, refusal.params["field"]) == ("mojibake", "export-utf8", "name")


def test_geojson_without_system(tmp_path: Path) -> None:
    metres = geojson(tmp_path / "m.geojson", [feature(shape, code=str(n)) for n, shape in enumerate(grid(2, 2))])
    refusal = refused(metres)
    assert (refusal.rule, refusal.params["looks_like"]) == ("crs-missing", "metres")
    assert refusal.params["crs"] == "EPSG:25832"
    assert read_areas(metres, crs="EPSG:25832").crs_origin == "given"
    degrees = geojson(
        tmp_path / "d.geojson", [feature(shape, code="1") for shape in moved([square(0, 0)], "EPSG:4326")]
    )
    found = read_areas(degrees)
    assert found.crs_origin == "rfc7946"
    assert found.areas.area.iloc[0] == pytest.approx(10_000, rel=1e-5)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::25832", "EPSG:25832"])
def test_crs_member_spellings(tmp_path: Path, name: str) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="1")], crs=named_crs(name))
    assert read_areas(path).source_crs == "EPSG:25832"


def test_crs_member_of_degrees_and_nonsense(tmp_path: Path) -> None:
    shape = moved([square(0, 0)], "EPSG:4326")[0]
    crs84 = geojson(tmp_path / "a.geojson", [feature(shape, code="1")], crs=named_crs("urn:ogc:def:crs:OGC:1.3:CRS84"))
    assert read_areas(crs84).crs_origin == "file"
    nonsense = geojson(tmp_path / "b.geojson", [feature(shape, code="1")], crs=named_crs("local"))
    assert (refused(nonsense).rule, refused(nonsense).params["crs"]) == ("crs-unreadable", "EPSG:4326")
    assert read_areas(nonsense, crs="EPSG:4326").crs_origin == "given"


def test_shapefile_and_geopackage_without_system(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    path.with_suffix(".prj").unlink()
    assert refused(path).rule == "crs-missing"
    assert_is_the_grid(read_areas(path, crs="EPSG:25832"))
    bare = frame(grid(2, 2)).set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        package = write(bare, tmp_path / "a.gpkg", driver="GPKG")
    assert refused(package).rule == "crs-missing"
    assert_is_the_grid(read_areas(package, crs="EPSG:25832"))


def test_wrong_projection_file_is_contradicted(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "s")
    shutil.copy(shapefile(tmp_path / "d", frame(grid(2, 2)).to_crs(4326)).with_suffix(".prj"), path.with_suffix(".prj"))
    refusal = refused(path)
    assert (refusal.rule, refusal.params["looks_like"], refusal.params["crs"]) == (
        "crs-contradicted",
        "metres",
        "EPSG:25832",
    )


@pytest.mark.parametrize(("missing", "listed"), [([".dbf"], [".dbf"]), ([".shx", ".dbf"], [".shx", ".dbf"])])
def test_shapefile_with_parts_missing(tmp_path: Path, missing: list[str], listed: list[str]) -> None:
    path = shapefile(tmp_path / "s")
    for suffix in missing:
        path.with_suffix(suffix).unlink()
    refusal = refused(path)
    assert (refusal.rule, refusal.hint, refusal.params["missing"]) == ("shapefile-incomplete", "zip-all-parts", listed)


def test_truncated_files_are_broken(tmp_path: Path) -> None:
    package = write(frame(grid(2, 2)), tmp_path / "a.gpkg", driver="GPKG")
    package.write_bytes(package.read_bytes()[:5000])
    assert refused(package).rule == "file-broken"
    shape = shapefile(tmp_path / "s")
    shape.write_bytes(shape.read_bytes()[:200])
    assert refused(shape).rule in ("file-broken", "not-areas")


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    path = write(frame(grid(2, 2)), tmp_path / "a.gpkg", driver="GPKG", layer="stadtteile")
    assert_is_the_grid(read_areas(path, layer="stadtteile"))
    write(frame([square(0, 0)]), path, driver="GPKG", layer="bezirke", append=True)
    assert set(refused(path).params["layers"]) == {"stadtteile", "bezirke"}
    assert_is_the_grid(read_areas(path, layer="stadtteile"))
    assert refused(path, layer="blöcke").rule == "layer-unknown"
    assert refused(shapefile(tmp_path / "s"), layer="blöcke").rule == "layer-unknown"


def test_limits_are_absolute(tmp_path: Path) -> None:
    path = write(frame(grid(3, 3)), tmp_path / "a.gpkg", driver="GPKG")
    refusal = refused(path, limits=Limits(file_bytes=1000))
    assert (refusal.rule, refusal.params["limit"]) == ("file-too-large", 1000)
    assert refused(path, limits=Limits(features=8)).params == {"count": 9, "limit": 8}


def test_kml_with_entities_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_text('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>')
    assert refused(path).rule == "xml-entities"


def test_points_and_lines_are_not_areas(tmp_path: Path) -> None:
    points = geojson(
        tmp_path / "p.geojson", [feature(Point(8.5, 49.5), code="1"), feature(LineString([(8, 49), (9, 50)]), code="2")]
    )
    refusal = refused(points)
    assert (refusal.rule, refusal.params["types"]) == ("not-areas", {"Point": 1, "LineString": 1})
    assert refused(geojson(tmp_path / "n.geojson", [feature(None, code="1")])).rule == "not-areas"
    assert refused(geojson(tmp_path / "e.geojson", [])).rule == "no-features"


def test_a_single_feature_of_another_kind_is_a_finding(tmp_path: Path) -> None:
    mixed = GeometryCollection([square(100, 0), LineString([(EAST, NORTH), (EAST + 1, NORTH)])])
    features = [feature(square(0, 0), code="1"), feature(mixed, code="2"), feature(Point(EAST, NORTH), code="3")]
    found = read_areas(geojson(tmp_path / "a.geojson", features, crs=UTM32))
    odd = [(one.codes, one.params["type"]) for one in found.notes if one.rule == "geometry-not-area"]
    assert odd == [(("2",), "GeometryCollection"), (("3",), "Point")]
    assert [None if shape is None else shape.area for shape in found.areas.geometry] == [10_000, 10_000, None]


def test_open_rings_are_closed_and_told(tmp_path: Path) -> None:
    ring = [[EAST, NORTH], [EAST + 100, NORTH], [EAST + 100, NORTH + 100], [EAST, NORTH + 100]]
    features = [feature({"type": "Polygon", "coordinates": [ring]}, code="1"), feature(square(100, 0), code="2")]
    found = read_areas(geojson(tmp_path / "a.geojson", features, crs=UTM32))
    assert [one.rows for one in found.notes if one.rule == "ring-closed"] == [(0,)]
    assert list(found.areas.area) == [10_000, 10_000]


def test_impossible_coordinates_are_named_and_left_out(tmp_path: Path) -> None:
    ring = [[EAST, NORTH], [float("nan"), NORTH], [EAST + 100, NORTH + 100], [EAST, NORTH]]
    features = [feature({"type": "Polygon", "coordinates": [ring]}, code="1"), feature(square(100, 0), code="2")]
    found = read_areas(geojson(tmp_path / "a.geojson", features, crs=UTM32))
    assert [one.codes for one in found.notes if one.rule == "coordinates-impossible"] == [("1",)]
    assert found.areas.geometry.isna().tolist() == [True, False]


@pytest.mark.parametrize("members", [{"numberMatched": 900}, {"totalFeatures": 2}, {"exceededTransferLimit": True}])
def test_half_a_download_is_noticed(tmp_path: Path, members: dict[str, object]) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(0, 0), code="1")], crs=UTM32, **members)
    assert "download-incomplete" in rules(read_areas(path).notes)
    whole = geojson(tmp_path / "b.geojson", [feature(square(0, 0), code="1")], crs=UTM32, numberMatched=1)
    assert "download-incomplete" not in rules(read_areas(whole).notes)


def test_codes_that_look_like_dates_stay_text(tmp_path: Path) -> None:
    features = [feature(shape, code=f"2020-01-0{n}") for n, shape in enumerate(grid(2, 1), start=1)]
    found = read_areas(geojson(tmp_path / "a.geojson", features, crs=UTM32))
    assert list(found.areas["code"]) == ["2020-01-01", "2020-01-02"]


def test_nothing_is_dropped_on_the_way(tmp_path: Path) -> None:
    nul = refused(geojson(tmp_path / "n.geojson", [feature(square(0, 0), code="01\x002")], crs=UTM32))
    assert (nul.rule, nul.params["said"]) == ("file-broken", "NUL character")
    odd = geojson(tmp_path / "o.geojson", [feature(square(0, 0), code="1")], crs=UTM32)
    odd.write_text(odd.read_text().replace('"features": [', '"features": ["x", '))
    assert refused(odd).params["said"] == "1 of 2 features could be read"


def test_databases_without_geometry(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table einwohner (code text)")
        database.commit()
    refusal = refused(path)
    assert refusal.rule == "file-broken"
    assert str(tmp_path) not in refusal.params["said"]


def test_numeric_codes(tmp_path: Path) -> None:
    table = frame(grid(2, 1))
    table["code"] = [11, 12]
    found = read_areas(write(table, tmp_path / "i.gpkg", driver="GPKG"))
    assert list(found.areas["code"]) == ["11", "12"]
    assert "code-numeric" in rules(found.notes)
    table["code"] = [8222000.0, 8222001.0]
    for path in (write(table, tmp_path / "f.gpkg", driver="GPKG"), shapefile(tmp_path / "s", table)):
        assert refused(path).params["values"] == ["8222000.0", "8222001.0"]


def test_missing_codes_and_parents(tmp_path: Path) -> None:
    table = frame(grid(3, 1), codes=["011", "", "013"])
    table["up"] = pd.Series(["01", None, ""], dtype=object)
    found = read_areas(write(table, tmp_path / "a.gpkg", driver="GPKG"), parent_field="up")
    assert list(found.areas["code"]) == ["011", "", "013"]
    assert list(found.areas["parent"]) == ["01", None, None]
    assert found.parent_field == "up"


def test_nothing_is_left_behind_and_the_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    path = write(frame(grid(2, 2)), tmp_path / "a.gpkg", driver="GPKG")
    before = path.read_bytes()
    read_areas(path)
    refused(path, code_field="nowhere")
    assert (list(scratch.iterdir()), path.read_bytes()) == ([], before)


def test_holes_and_parts_survive(tmp_path: Path) -> None:
    hole = Polygon(square(0, 0).exterior, [square(20, 20, 10).exterior])
    both = MultiPolygon([hole, square(500, 0)])
    found = read_areas(write(frame([both]), tmp_path / "a.gpkg", driver="GPKG"))
    shape = found.areas.geometry.iloc[0]
    assert isinstance(found.areas, gpd.GeoDataFrame)
    assert (shape.area, len(shape.geoms), len(shape.geoms[0].interiors)) == (19_900, 2, 1)
