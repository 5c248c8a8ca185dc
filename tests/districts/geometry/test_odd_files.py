"""Defective files that once came through in silence, crashed or asked for the impossible."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from districts.geometry.findings import examine
from districts.geometry.kml import described, has_definitions, readable_data
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.rules import Refusal
from districts.geometry.shapefile_rings import holes_outside
from tests.districts.geometry.world import (
    EAST,
    NORTH,
    UTM32,
    feature,
    frame,
    geojson,
    grid,
    moved,
    shapefile,
    zipped,
)  # fmt: skip

SQUARES = grid(2, 2, 1000.0)


def with_codes(path: Path, codes: list[object]) -> Path:
    rows = [feature(shape, code=codes[n], name=f"Viertel {n}") for n, shape in enumerate(SQUARES)]
    return geojson(path, rows, crs=UTM32)


def rules(found: AreaFile) -> list[str]:
    return [one.rule for one in found.notes]


def refused(path: Path, **options: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_areas(path, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "codes",
    [["11.0", "12.0", "13.0", "20.0"], ["11,0", "12,00", "13,0", "20,0"], ["1E+05", "0102", "0103", "0104"]],
)
def test_codes_that_went_through_a_spreadsheet_are_refused(tmp_path: Path, codes: list[object]) -> None:
    found = refused(with_codes(tmp_path / "a.geojson", codes))
    assert (found.rule, found.params["field"]) == ("code-is-decimal", "code")


def test_codes_with_levels_behind_a_point_are_codes(tmp_path: Path) -> None:
    found = read_areas(with_codes(tmp_path / "a.geojson", ["1.0", "1.1", "2.0", "2.1"]))
    assert list(found.areas["code"]) == ["1.0", "1.1", "2.0", "2.1"]


@pytest.mark.parametrize(
    ("codes", "told"),
    [(["9", "10", "11", "12"], True), (["09", "10", "11", "12"], False), (["A9", "A10", "B1", "B2"], False)],
)
def test_text_codes_of_several_lengths_may_have_lost_zeros(tmp_path: Path, codes: list[object], told: bool) -> None:
    assert ("code-lengths" in rules(read_areas(with_codes(tmp_path / "a.geojson", codes)))) is told


def test_entries_without_any_field_are_told_so(tmp_path: Path) -> None:
    found = refused(geojson(tmp_path / "a.geojson", [feature(shape) for shape in SQUARES], crs=UTM32))
    assert (found.rule, found.hint) == ("code-field-missing", "export-with-fields")


def test_a_coordinate_out_of_this_world_is_told_and_harms_nobody_else(tmp_path: Path) -> None:
    path = with_codes(tmp_path / "a.geojson", ["01", "02", "03", "04"])
    content = json.loads(path.read_text())
    content["features"][1]["geometry"]["coordinates"][0][1][0] = 1e300
    path.write_text(json.dumps(content))
    found = read_areas(path)
    assert [one.codes for one in found.notes if one.rule == "coordinates-impossible"] == [("02",)]
    assert found.areas.geometry.isna().tolist() == [False, True, False, False]
    assert [one.codes for one in examine(found.areas) if one.rule == "overlap"] == []


def test_a_ring_of_two_corners_is_no_shape_and_says_why(tmp_path: Path) -> None:
    path = with_codes(tmp_path / "a.geojson", ["01", "02", "03", "04"])
    content = json.loads(path.read_text())
    content["features"][2]["geometry"]["coordinates"] = [[[EAST, NORTH], [EAST + 1, NORTH + 1]]]
    path.write_text(json.dumps(content))
    found = read_areas(path)
    told = [one for one in found.notes if one.rule == "geometry-invalid"]
    assert [(one.codes, one.rows) for one in told] == [(("03",), (2,))]
    assert found.areas.geometry[2] is None


def test_what_is_no_area_may_be_left_out_by_its_number(tmp_path: Path) -> None:
    rows = [feature(shape, code=f"0{n}", name=f"V {n}") for n, shape in enumerate(SQUARES)]
    rows[3]["geometry"] = None
    rows[1]["geometry"] = SQUARES[1].centroid.__geo_interface__
    found = read_areas(geojson(tmp_path / "a.geojson", rows, crs=UTM32))
    assert [one.params["entry"] for one in found.notes if one.rule == "geometry-not-area"] == [2]
    assert [one.params["entry"] for one in examine(found.areas) if one.rule == "geometry-missing"] == [2, 4]


# Shapefiles


def ring_file(folder: Path, shape: Polygon) -> Path:
    return shapefile(folder, frame([shape, *SQUARES[1:]]))


HOLED = Polygon(SQUARES[0].exterior, [box(EAST + 200, NORTH + 200, EAST + 300, NORTH + 300).exterior.coords])
AWAY = Polygon(SQUARES[0].exterior, [box(EAST + 5000, NORTH + 5000, EAST + 5100, NORTH + 5100).exterior.coords])


def test_a_hole_outside_its_outline_is_an_error_in_a_shapefile_too(tmp_path: Path) -> None:
    found = read_areas(ring_file(tmp_path / "s", AWAY))
    told = [one for one in found.notes if one.rule == "geometry-hole-outside"]
    assert [(one.severity, one.codes, one.rows) for one in told] == [("error", ("001",), (0,))]
    x, y = told[0].params["at"]
    assert EAST + 5000 <= x <= EAST + 5100
    assert NORTH + 5000 <= y <= NORTH + 5100
    assert not [one.params for one in found.notes if "/" in str(one.params.get("said", ""))], "names a private copy"


def test_holes_inside_are_no_fault(tmp_path: Path) -> None:
    path = ring_file(tmp_path / "s", HOLED)
    assert holes_outside(path) == {}
    assert read_areas(path).areas.area[0] == pytest.approx(990_000)


def test_rings_drawn_the_wrong_way_round_throughout_say_nothing(tmp_path: Path) -> None:
    path = ring_file(tmp_path / "s", SQUARES[0])
    content = bytearray(path.read_bytes())
    at = 100 + 8 + 44 + 4  # the points of the first record
    points = np.frombuffer(bytes(content[at : at + 80]), "<f8").reshape(5, 2)
    content[at : at + 80] = points[::-1].tobytes()
    path.write_bytes(bytes(content))
    assert holes_outside(path) == {}
    assert "geometry-hole-outside" not in rules(read_areas(path))


def test_a_file_cut_off_in_the_middle_of_a_record_has_no_holes(tmp_path: Path) -> None:
    path = ring_file(tmp_path / "s", AWAY)
    path.write_bytes(path.read_bytes()[:130])
    assert holes_outside(path) == {}


def test_dos_letters_are_named_for_what_they_are(tmp_path: Path) -> None:
    table = frame(SQUARES)
    table["name"] = ["Süd", "Käfertal", "Möhlstraße", "Ost"]
    shapefile(tmp_path / "s", table, encoding="CP850")
    (tmp_path / "s" / "viertel.cpg").unlink()
    found = refused(zipped(tmp_path / "s.zip", tmp_path / "s"))
    assert (found.hint, found.params["better"]) == ("fix-cpg", "cp850")


def test_a_zip_without_the_shapes_names_the_missing_part(tmp_path: Path) -> None:
    shapefile(tmp_path / "s")
    (tmp_path / "s" / "viertel.shp").unlink()
    found = refused(zipped(tmp_path / "s.zip", tmp_path / "s"))
    assert (found.rule, found.params["missing"]) == ("shapefile-incomplete", [".shp"])


# Drawn maps


def placemark(shape: Polygon, name: str, more: str = "") -> str:
    ring = " ".join(f"{x:.9f},{y:.9f}" for x, y in shape.exterior.coords)
    coordinates = f"<coordinates>{ring}</coordinates>"
    ring = f"<Polygon><outerBoundaryIs><LinearRing>{coordinates}</LinearRing></outerBoundaryIs></Polygon>"
    return f"<Placemark><name>{name}</name>{more}{ring}</Placemark>"


def kml(path: Path, body: str, head: str = "", encoding: str = "utf-8") -> Path:
    start = f'<?xml version="1.0" encoding="{encoding}"?>{head}'
    text = f'{start}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
    path.write_bytes(text.encode(encoding))
    return path


def marked(more: str, first: int = 0) -> str:
    drawn = moved(SQUARES, "EPSG:4326")
    return "".join(placemark(drawn[n], f"Ort {'ABCD'[n]}", more.format(f"01{n}")) for n in range(first, 4))


TABLE = "<description><![CDATA[<table><tr><td><b>STT_NR</b></td><td>{}</td></tr></table>]]></description>"
VALUE = '<SimpleData name="STT_NR">{}</SimpleData>'
VALUES = f'<ExtendedData><SchemaData schemaUrl="#x">{VALUE}</SchemaData></ExtendedData>'


@pytest.mark.parametrize("more", [TABLE, VALUES])
def test_codes_hidden_in_a_drawn_map_are_found(tmp_path: Path, more: str) -> None:
    found = read_areas(kml(tmp_path / "a.kml", marked(more)))
    assert (found.code_field, found.name_field) == ("STT_NR", "Name")
    assert list(found.areas["code"]) == ["010", "011", "012", "013"]


def test_a_code_that_is_the_whole_description_is_taken_on_a_persons_word(tmp_path: Path) -> None:
    path = kml(tmp_path / "a.kml", marked("<description>{}</description>"))
    assert refused(path).params["fields"]["description"] == ["010", "011", "012"]
    found = read_areas(path, code_field="description", name_field="Name")
    assert list(found.areas["code"]) == ["010", "011", "012", "013"]


def test_folders_of_a_map_are_read_together_and_one_of_them_on_a_persons_word(tmp_path: Path) -> None:
    drawn = moved(SQUARES, "EPSG:4326")
    folders = [
        f"<Folder><name>{name}</name>{placemark(drawn[2 * n], f'{2 * n + 1:02} Ort')}"
        f"{placemark(drawn[2 * n + 1], f'{2 * n + 2:02} Ort')}</Folder>"
        for n, name in enumerate(("Nord", "Süd"))
    ]
    point = "<Point><coordinates>8.4,49.4</coordinates></Point>"
    points = f"<Folder><name>Schilder</name><Placemark><name>Nord</name>{point}</Placemark></Folder>"
    path = kml(tmp_path / "a.kml", "".join([*folders, points]))
    together = read_areas(path)
    assert list(together.areas["code"]) == ["01", "02", "03", "04"]
    assert [one.params["layers"] for one in together.notes if one.rule == "folders-together"] == [["Nord", "Süd"]]
    assert shapely.area(together.areas.geometry.array).sum() == pytest.approx(4e6, rel=1e-3)
    alone = read_areas(path, layer="Süd")
    assert list(alone.areas["code"]) == ["03", "04"]
    assert "folders-together" not in rules(alone)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_definitions_are_refused_in_every_encoding_and_inside_an_archive(tmp_path: Path, encoding: str) -> None:
    bomb = '<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = kml(tmp_path / "a.kml", marked("<description>{}&b;</description>"), bomb, encoding)
    assert has_definitions(path.read_bytes())
    assert refused(path).rule == "xml-entities"
    with zipfile.ZipFile(tmp_path / "karte.kmz", "w") as archive:
        archive.write(path, "doc.kml")
    inside = refused(tmp_path / "karte.kmz")
    assert (inside.rule, inside.params["file"]) == ("xml-entities", "doc")


def test_values_with_a_list_of_fields_stay_as_they_are() -> None:
    content = b'<Schema name="s"/><SimpleData name="a">1</SimpleData>'
    assert readable_data(content) == content
    assert readable_data(b'<SimpleData name="a">1</SimpleData>') == b'<Data name="a"><value>1</value></Data>'


def test_only_rows_of_two_cells_in_a_description_are_fields() -> None:
    row = "<tr bgcolor='x'><th>Fläche &amp; Nr.</th><td> 7 </td></tr>"
    found = described([f"<table><tr><td colspan='2'>Titel</td></tr>{row}</table>", None, "Text"])
    assert dict(found) == {"Fläche & Nr.": ["7", None, None]}
