import json
from pathlib import Path

import pytest

from districts.geometry.recognise import decode, kind_of, parse_geojson
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import frame, geojson, grid, shapefile, write

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 1885393\n"


def refused(path: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        kind_of(path)
    return caught.value


def test_kind_follows_content_not_name(tmp_path: Path) -> None:
    table = frame(grid(2, 1))
    package = write(table, tmp_path / "a.gpkg", driver="GPKG").rename(tmp_path / "a.txt")
    kml = write(table.to_crs(4326), tmp_path / "a.kml", driver="KML").rename(tmp_path / "b.json")
    shapes = shapefile(tmp_path / "shape").rename(tmp_path / "c.dat")
    text = geojson(tmp_path / "d.shp", [])
    assert [kind_of(path) for path in (package, kml, shapes, text)] == ["gpkg", "kml", "shapefile", "geojson"]


def test_zip_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(b"PK\x03\x04rest")
    assert kind_of(path) == "zip"


@pytest.mark.parametrize(
    ("content", "rule", "key", "value"),
    [
        (b"", "file-empty", "file", "x.geojson"),
        (LFS.encode(), "lfs-pointer", "size", 1885393),
        (b"<!DOCTYPE html><html><head><title>Anmelden</title>", "html-instead-of-file", "title", "Anmelden"),
        (b"  <HTML><body>", "html-instead-of-file", "title", ""),
        (b"%PDF-1.7", "not-geometry", "found", "PDF"),
        (b"\x1f\x8b\x08", "not-geometry", "found", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1", "not-geometry", "found", "XLS"),
        (b"Stadtteil;Einwohner\n011;5\n", "not-geometry", "found", "text"),
        (
            b"<?xml version='1.0'?><wfs:FeatureCollection xmlns:wfs='x'>",
            "format-unsupported",
            "found",
            "XML (FeatureCollection)",
        ),
        (
            b"<?xml version='1.0'?><ows:ExceptionReport><ows:ExceptionText>Layer unknown</ows:ExceptionText>",
            "service-error",
            "said",
            "Layer unknown",
        ),
    ],
)
def test_what_is_no_geometry_file_is_named(tmp_path: Path, content: bytes, rule: str, key: str, value: object) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    refusal = refused(path)
    assert (refusal.rule, refusal.params[key]) == (rule, value)


def test_missing_file_and_index_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.gpkg").rule == "file-missing"
    index = shapefile(tmp_path / "shape").with_suffix(".shx")
    assert refused(index).params["found"] == "Shapefile index (.shx)"


def test_text_is_decoded_by_mark_then_strictly_then_as_windows() -> None:
    word = "Käfertal"
    found = [decode(word.encode(name)) for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252")]
    assert [text.text for text in found] == [word] * 4
    assert [text.encoding for text in found] == ["utf-8", "utf-8", "utf-16", "cp1252"]


@pytest.mark.parametrize(
    ("content", "rule", "key", "value"),
    [
        ('{"type": "FeatureCollection",\n "features": [', "json-broken", "line", 2),
        ("[" * 200_000, "json-broken", "said", "nested too deeply"),
        (
            '{"error": {"code": 400, "message": "bad"}}',
            "service-error",
            "said",
            'error: {"code": 400, "message": "bad"}',
        ),
        ('{"type": "Topology", "objects": {}}', "not-geometry", "found", "TopoJSON"),
        ('{"geometryType": "esriGeometryPolygon", "features": []}', "not-geometry", "found", "Esri JSON"),
        ('{"type": "Polygon", "coordinates": []}', "not-geometry", "found", "bare GeoJSON geometry"),
        ("[1, 2]", "not-geometry", "found", "JSON"),
    ],
)
def test_json_that_is_no_geojson(tmp_path: Path, content: str, rule: str, key: str, value: object) -> None:
    with pytest.raises(Refusal) as caught:
        parse_geojson(tmp_path / "x.json", content)
    assert (caught.value.rule, caught.value.params[key]) == (rule, value)


def test_geojson_gives_its_members(tmp_path: Path) -> None:
    content = {"type": "FeatureCollection", "features": [], "numberMatched": 3}
    assert parse_geojson(tmp_path / "x.json", json.dumps(content)) == content
