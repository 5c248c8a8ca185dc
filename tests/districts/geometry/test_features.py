from pathlib import Path

import pytest
import shapely
from pyproj import CRS
from shapely import Point

from districts.geometry.features import Features, load_features
from districts.geometry.staging import Limits, staged
from tests.districts.geometry.world import EAST, NORTH, UTM32, feature, frame, geojson, grid, named_crs, rules, write
from tests.districts.geometry.world import shapefile as written


def loaded(path: Path, layer: str | None = None) -> Features:
    with staged(path, layer=layer, limits=Limits()) as source:
        return load_features(source, layer=layer, limits=Limits())


def test_every_format_gives_the_same_table(tmp_path: Path) -> None:
    table = frame(grid(2, 1), codes=["011", "012"], inhabitants=[5, 7])
    paths = [
        write(table, tmp_path / "a.gpkg", driver="GPKG"),
        write(table, tmp_path / "a.geojson", driver="GeoJSON", RFC7946="NO"),
        written(tmp_path / "s", table.rename(columns={"inhabitants": "inhabitant"})),
    ]
    for path in paths:
        found = loaded(path)
        assert found.table["code"].tolist() == ["011", "012"]
        assert [int(value) for value in found.table.iloc[:, 2]] == [5, 7]
        assert found.types["code"] == "object"
        assert next(iter(found.types.values())) == "object"
        assert [kind.startswith("int") for kind in found.types.values()] == [False, False, True]
        assert isinstance(found.crs, CRS)
        assert found.crs.to_epsg() == 25832


def test_points_are_read_too(tmp_path: Path) -> None:
    found = loaded(geojson(tmp_path / "a.geojson", [feature(Point(EAST, NORTH), school="Nord")], crs=UTM32))
    assert found.geometries[0] == Point(EAST, NORTH)
    assert found.table["school"].tolist() == ["Nord"]


@pytest.mark.parametrize(
    ("member", "stated"),
    [
        (None, None),
        (named_crs("EPSG:25833"), 25833),
        ({"type": "link", "properties": {"href": "x"}}, "text"),
        ("x", "text"),
    ],
)
def test_stated_system_is_the_files_own_word(tmp_path: Path, member: object, stated: object) -> None:
    members = {} if member is None else {"crs": member}
    found = loaded(geojson(tmp_path / "a.geojson", [feature(Point(8.5, 49.5), code="1")], **members)).crs
    kind = found.to_epsg() if isinstance(found, CRS) else "text" if isinstance(found, str) else None
    assert kind == stated


def test_umlauts_in_field_names(tmp_path: Path) -> None:
    table = frame(grid(1, 1)).rename(columns={"code": "Schlüssel"})
    path = written(tmp_path / "s", table, encoding="CP1252")
    path.with_suffix(".cpg").write_text("1252")
    found = loaded(path)
    assert list(found.table) == ["Schlüssel", "name"]
    assert found.types["Schlüssel"] == "object"
    assert rules(found.notes) == ["encoding-decided"]


def test_missing_geometry_stays_missing(tmp_path: Path) -> None:
    found = loaded(write(frame([None, *grid(1, 1)]), tmp_path / "a.gpkg", driver="GPKG"))
    assert [shape is None for shape in found.geometries] == [True, False]
    assert not shapely.is_empty(found.geometries[1])
