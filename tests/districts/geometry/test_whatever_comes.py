"""Every way offices send areas that is not the plain one: each is read, or says exactly what is missing."""

import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from districts.geometry.findings import examine
from districts.geometry.reading import AreaFile, read_areas
from districts.geometry.rules import Refusal
from tests.districts.geometry.world import (
    EAST,
    NORTH,
    UTM32,
    corners,
    feature,
    frame,
    geojson,
    grid,
    moved,
    rules,
    shapefile,
    square,
    write,
    zipped,
)  # fmt: skip

SQUARES = grid(2, 2, 1000.0)
NAMES = ("Innenstadt", "Jungbusch", "Oststadt", "Neckarau-Süd")


def refused(path: Path, **options: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_areas(path, **options)  # type: ignore[arg-type]
    return caught.value


def assert_placed(found: AreaFile, off_by: float = 0.01) -> None:
    assert np.allclose(found.areas.total_bounds, [EAST, NORTH, EAST + 2000, NORTH + 2000], atol=off_by)
    assert np.allclose(found.areas.area, 1e6, rtol=1e-4)


# Codes


def kml(path: Path, texts: tuple[str, ...], shapes: list[BaseGeometry] | None = None, ids: bool = False) -> Path:
    def placemark(number: int, text: str, shape: BaseGeometry) -> str:
        ring = " ".join(f"{x:.9f},{y:.9f},0" for x, y in shape.exterior.coords)
        own = f' id="ID_{number:05}"' if ids else ""
        return (
            f"<Placemark{own}><name>{text}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}"
            "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )

    marks = [
        placemark(n, *both) for n, both in enumerate(zip(texts, moved(shapes or SQUARES, "EPSG:4326"), strict=True))
    ]
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>Stadtteile</name>{''.join(marks)}</Folder></Document></kml>",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("ids", [False, True])
@pytest.mark.parametrize("form", ["0{n}1 {name}", "Stadtteil 0{n}1 – {name}", "{name} (0{n}1)"])
def test_kml_with_the_code_only_inside_the_name(tmp_path: Path, form: str, ids: bool) -> None:
    texts = tuple(form.format(n=n, name=name) for n, name in enumerate(NAMES))
    found = read_areas(kml(tmp_path / "a.kml", texts, ids=ids))
    assert list(found.areas["code"]) == ["001", "011", "021", "031"]
    assert list(found.areas["name"]) == list(NAMES)
    (told,) = [note for note in found.notes if note.rule == "code-inside-name"]
    assert told.params == {"field": "Name", "value": texts[0], "code": "001"}
    assert_placed(found)
    assert list(read_areas(tmp_path / "a.kml", code_field="Name").areas["code"]) == ["001", "011", "021", "031"]


def test_a_kmz_is_a_zip_with_a_kml(tmp_path: Path) -> None:
    inside = kml(tmp_path / "doc.kml", tuple(f"0{n} {name}" for n, name in enumerate(NAMES)))
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(inside, "doc.kml")
    assert list(read_areas(tmp_path / "a.kmz").areas["code"]) == ["00", "01", "02", "03"]


def test_a_total_among_names_with_codes_is_told_without_a_code(tmp_path: Path) -> None:
    texts = ("Gesamtstadt", *(f"0{n} {name}" for n, name in enumerate(NAMES)))
    found = read_areas(kml(tmp_path / "a.kml", texts, [square(0, 0, 2000.0), *SQUARES]))
    seen = {one.rule: one for one in examine(found.areas) if one.severity == "error"}
    assert set(seen) == {"code-missing", "area-covers-others"}
    assert seen["code-missing"].params == {"name": "Gesamtstadt", "row": 1}
    assert seen["area-covers-others"].params == {"entry": 1, "others": 4}


def test_names_without_codes_ask_for_the_field(tmp_path: Path) -> None:
    error = refused(kml(tmp_path / "a.kml", NAMES))
    assert (error.rule, error.params["fields"]["Name"]) == ("code-field-missing", list(NAMES[:3]))


def test_names_that_are_nothing_but_codes_are_the_codes(tmp_path: Path) -> None:
    found = read_areas(kml(tmp_path / "a.kml", ("011", "012", "013", "014")))
    assert (found.code_field, list(found.areas["code"])) == ("Name", ["011", "012", "013", "014"])


def test_a_field_of_codes_beside_such_names_is_preferred(tmp_path: Path) -> None:
    parts = [feature(shape, id=f"0{n}", name=f"0{n} {NAMES[n]}") for n, shape in enumerate(SQUARES)]
    found = read_areas(geojson(tmp_path / "a.geojson", parts, crs=UTM32))
    assert (found.code_field, found.areas["name"].iloc[0]) == ("id", "00 Innenstadt")


def test_a_field_called_code_that_holds_names_asks_which_one_is_right(tmp_path: Path) -> None:
    parts = [feature(shape, code=NAMES[n], name=f"01{n}") for n, shape in enumerate(SQUARES)]
    path = geojson(tmp_path / "a.geojson", parts, crs=UTM32)
    error = refused(path)
    assert (error.rule, error.params["possible"]) == ("code-field-missing", ["name"])
    assert error.params["fields"] == {"code": list(NAMES[:3]), "name": ["010", "011", "012"]}
    found = read_areas(path, code_field="name", name_field="code")
    assert (found.areas["code"].iloc[0], found.areas["name"].iloc[0]) == ("010", "Innenstadt")


def test_a_text_too_long_for_a_code_names_its_entry(tmp_path: Path) -> None:
    parts = [feature(shape, code="x" * 41 if n == 2 else f"{n}") for n, shape in enumerate(SQUARES)]
    error = refused(geojson(tmp_path / "a.geojson", parts, crs=UTM32))
    assert error.rule == "text-too-long"
    assert (error.params["row"], error.params["length"], error.params["most"]) == (3, 41, 40)


# Coordinates


def turned(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    return [shapely.transform(shape, lambda points: points[:, ::-1]) for shape in shapes]


@pytest.mark.parametrize(
    ("crs", "off_by"), [("EPSG:4326", 0.01), ("EPSG:25832", 0.01), ("EPSG:31467", 5.0), ("EPSG:4647", 0.01)]
)
def test_swapped_axes_are_told_with_what_would_fit_and_read_on_a_persons_word(
    tmp_path: Path, crs: str, off_by: float
) -> None:
    table = gpd.GeoDataFrame({"code": list("abcd")}, geometry=turned(moved(SQUARES, crs)), crs=crs)
    path = shapefile(tmp_path / "s", table)
    error = refused(path)
    assert (error.rule, error.params["looks_like"], error.hint) == ("crs-contradicted", "swapped", "export-x-before-y")
    assert crs in [one["crs"] for one in error.params["candidates"]]
    found = read_areas(path, swap_axes=True)
    assert_placed(found, off_by)
    (told,) = [note for note in found.notes if note.rule == "axes-swapped"]
    assert (told.severity, told.params) == ("warning", {"crs": crs, "city": "Mannheim"})


@pytest.mark.parametrize(
    ("really", "stated", "off_by", "looks"),
    [
        ("EPSG:31467", "EPSG:25832", 5.0, "outside"),
        ("EPSG:4647", "EPSG:25832", 0.01, "zone-prefix"),
        ("EPSG:25832", "EPSG:31467", 0.01, "outside"),
        ("EPSG:25832", "EPSG:4326", 0.01, "metres"),
        ("EPSG:4326", "EPSG:25832", 0.01, "degrees"),
        ("EPSG:3857", "EPSG:25832", 0.01, "outside"),
    ],
)
def test_a_wrong_prj_is_contradicted_with_the_right_one_first(
    tmp_path: Path, really: str, stated: str, off_by: float, looks: str
) -> None:
    table = frame(SQUARES).to_crs(really).set_crs(stated, allow_override=True)
    path = zipped(tmp_path / "a.zip", shapefile(tmp_path / "s", table).parent)
    error = refused(path)
    assert (error.rule, error.params["stated"], error.params["looks_like"]) == ("crs-contradicted", stated, looks)
    assert error.params["candidates"][0]["crs"] == really
    found = read_areas(path, crs=really)
    assert_placed(found, off_by)
    assert "crs-overridden" in rules(found.notes)


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:4647", "EPSG:31467", "EPSG:4326"])
def test_without_a_prj_the_likeliest_system_comes_first(tmp_path: Path, crs: str) -> None:
    path = shapefile(tmp_path / "s", frame(SQUARES).to_crs(crs))
    path.with_suffix(".prj").unlink()
    error = refused(path)
    assert (error.rule, error.params["candidates"][0]["crs"]) == ("crs-missing", crs)
    assert_placed(read_areas(path, crs=crs), 5.0 if crs == "EPSG:31467" else 0.01)


# Shapes


def measured(shape: Polygon, kind: int) -> bytes:
    """ISO WKB with a measure (2003) or a height and a measure (3003), which no writer here can make."""
    more = {2003: (1.0,), 3003: (90.0, 1.0)}[kind]
    points = [(*point, *more) for point in shape.exterior.coords]
    packed = b"".join(struct.pack(f"<{len(point)}d", *point) for point in points)
    return struct.pack("<BIII", 1, kind, 1, len(points)) + packed


@pytest.mark.parametrize("kind", [2003, 3003])
def test_measures_and_heights_are_dropped(tmp_path: Path, kind: int) -> None:
    path = write(frame(SQUARES), tmp_path / "m.gpkg", driver="GPKG")
    with closing(sqlite3.connect(path)) as base:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _shape: 0)
        base.execute("UPDATE gpkg_geometry_columns SET m = 2, z = 2")
        head = b"GP\x00\x01" + struct.pack("<i", 25832)
        for number, shape in enumerate(SQUARES, start=1):
            base.execute("UPDATE m SET geom = ? WHERE fid = ?", (head + measured(shape, kind), number))
        base.commit()
    found = read_areas(path)
    assert_placed(found)
    assert not found.areas.has_z.any()
    assert ("height-dropped" in rules(found.notes)) == (kind == 3003)


def test_an_area_in_several_parts_stays_one(tmp_path: Path) -> None:
    parts = [MultiPolygon([SQUARES[0], square(0, 5000)]), *SQUARES[1:]]
    found = read_areas(write(frame(parts), tmp_path / "a.gpkg", driver="GPKG"))
    assert len(found.areas) == 4
    assert len(found.areas.geometry.iloc[0].geoms) == 2


def hole_outside() -> Polygon:
    return Polygon(SQUARES[0].exterior.coords, [square(5000, 5000).exterior.coords])


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (hole_outside(), "geometry-hole-outside"),
        (corners((0, 0), (1000, 1000), (1000, 0), (0, 1000)), "geometry-invalid"),
        (None, "geometry-missing"),
    ],
)
def test_broken_shapes_are_errors_with_their_place(tmp_path: Path, shape: Polygon | None, rule: str) -> None:
    parts = [feature(one, code=f"0{n}") for n, one in enumerate([shape, *SQUARES[1:]])]
    found = read_areas(geojson(tmp_path / "a.geojson", parts, crs=UTM32))
    (told,) = [one for one in examine(found.areas) if one.rule == rule]
    assert (told.severity, told.codes, told.rows) == ("error", ("00",), (0,))
    assert (told.geometry is None) == (shape is None)


# Totals


def levels() -> list[BaseGeometry]:
    """Four areas, the two that are made of two each, and the city."""
    upper, lower = shapely.union_all(SQUARES[:2]), shapely.union_all(SQUARES[2:])
    return [*SQUARES, upper, lower, square(0, 0, 2000.0)]


def test_sums_of_several_levels_are_each_told_and_nothing_else_is(tmp_path: Path) -> None:
    parts = [feature(shape, code=f"0{n}", name=f"V{n}") for n, shape in enumerate(levels())]
    seen = examine(read_areas(geojson(tmp_path / "a.geojson", parts, crs=UTM32)).areas)
    errors = [one for one in seen if one.severity == "error"]
    assert {one.rule for one in errors} == {"area-covers-some"}
    assert {one.params["entry"]: one.params["parts"] for one in errors}[5] == ["00", "01"]
    assert {one.params["entry"] for one in errors} == {5, 6, 7}


def test_one_area_inside_another_is_an_overlap_and_no_sum() -> None:
    areas = frame([square(0, 0, 2000.0), square(100, 100, 500.0)])
    areas["geometry"] = [MultiPolygon([shape]) for shape in areas.geometry]
    assert "overlap" in rules(examine(areas))
    assert "area-covers-some" not in rules(examine(areas))


Writer = Callable[[Path], Path]
WRITERS: dict[str, Writer] = {
    "gpkg": lambda folder: write(frame(SQUARES), folder / "a.gpkg", driver="GPKG"),
    "geojson": lambda folder: write(frame(SQUARES), folder / "a.geojson", driver="GeoJSON", RFC7946="NO"),
    "shapefile": lambda folder: shapefile(folder / "s", frame(SQUARES)),
    "zip": lambda folder: zipped(folder / "a.zip", shapefile(folder / "z", frame(SQUARES)).parent),
}


@pytest.mark.parametrize("name", WRITERS)
def test_codes_stay_text_in_every_format(tmp_path: Path, name: str) -> None:
    found = read_areas(WRITERS[name](tmp_path))
    assert list(found.areas["code"]) == ["001", "002", "003", "004"]
    assert_placed(found)
