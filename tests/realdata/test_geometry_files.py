"""The geometry package on files as offices publish them. Third-party data, never committed: see the folder's own
README.
"""

import os
import time
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from districts.geometry.encodings import decide_encoding
from districts.geometry.features import load_features
from districts.geometry.findings import examine
from districts.geometry.landmarks import CITIES
from districts.geometry.nesting import parents_of
from districts.geometry.reading import read_areas
from districts.geometry.repair import repair
from districts.geometry.rules import Refusal
from districts.geometry.simplify import is_coverage, outlines
from districts.geometry.staging import Limits, staged

DATA = Path(os.environ.get("SOZIALMONITOR_REALDATA", Path(__file__).parents[2] / ".." / "shared" / "data"))

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="real files are not on this machine (SOZIALMONITOR_REALDATA)")

MANNHEIM = "mannheim-stadtteile/stadtteile-25832.geojson"
CATCHMENTS = "berlin-einschulungsbereiche/RBS_OD_ESB_2017_06.geojson"
BERLIN = "berlin-mss-2017/berlin-lor-planning-areas-until-2020.geojson"


def severe(areas: gpd.GeoDataFrame) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.rule, one.codes) for one in examine(areas) if one.severity == "error"]


def test_mannheim() -> None:
    found = read_areas(DATA / MANNHEIM)
    areas = found.areas
    assert len(areas) == 38
    assert areas["code"].iloc[0] == "011"
    assert set(areas["code"].str.len()) == {3}
    assert areas["code"].str[:2].nunique() == 17
    assert areas.area.sum() / 1e6 == pytest.approx(144.86, abs=0.005)
    assert (found.source_crs, found.code_field, found.name_field) == ("EPSG:25832", "code", "name")
    assert {one.rule for one in examine(areas)} <= {"border-mismatch"}
    assert found.landing.city == "Mannheim"


def test_mannheim_outlines_share_their_borders() -> None:
    shapes = list(read_areas(DATA / MANNHEIM).areas.geometry)
    for band in outlines(shapes).values():
        assert is_coverage(band)
        assert sum(shape.area for shape in band) == pytest.approx(144.86e6, rel=0.005)


def test_mannheim_boroughs_from_their_districts() -> None:
    areas = read_areas(DATA / MANNHEIM).areas
    boroughs = areas.assign(code=areas["code"].str[:2]).dissolve("code", as_index=False)
    nesting = parents_of(areas, boroughs)
    assert nesting.parents == {code: code[:2] for code in areas["code"]}


def test_catchments_in_metres_without_system_are_refused_with_the_right_hint() -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(DATA / CATCHMENTS)
    assert (caught.value.rule, caught.value.hint) == ("crs-missing", "give-crs")
    assert (caught.value.params["crs"], caught.value.params["looks_like"]) == ("EPSG:25833", "metres")


@pytest.mark.parametrize(("name", "count"), [("2017_06", 338), ("2018_10", 346)])
def test_catchments_with_the_system_given(name: str, count: int) -> None:
    found = read_areas(DATA / f"berlin-einschulungsbereiche/RBS_OD_ESB_{name}.geojson", crs="EPSG:25833")
    assert (len(found.areas), found.code_field) == (count, "ESB")
    assert any(code.startswith("0") for code in found.areas["code"])
    assert found.areas.area.sum() / 1e6 == pytest.approx(891, rel=0.005)


def test_catchments_in_the_wrong_zone_are_doubted() -> None:
    notes = read_areas(DATA / CATCHMENTS, crs="EPSG:25832").notes
    assert [one.params["better"] for one in notes if one.rule == "crs-doubtful"] == ["EPSG:25833"]


def test_berlin_planning_areas_and_their_double_code() -> None:
    started = time.perf_counter()
    found = read_areas(DATA / BERLIN)
    seen = examine(found.areas)
    assert time.perf_counter() - started < 10
    assert (len(found.areas), found.source_crs, found.code_field) == (448, "EPSG:4326", "id")
    assert found.areas.area.sum() / 1e6 == pytest.approx(892, rel=0.005)
    # The file gives the code of Steglitz' Schloßstraße to Charlottenburg's too, five kilometres away.
    errors = [one for one in seen if one.severity == "error"]
    assert [(one.rule, one.codes) for one in errors] == [("code-duplicate", ("06010102",))]
    assert errors[0].params["names"] == ["Schloßstraße", "Schloßstraße"]
    assert errors[0].params["distance_m"] > 5000


def test_berlin_levels_nest_by_code() -> None:
    districts = read_areas(DATA / "berlin-mss-2017/berlin-lor-districts.geojson").areas
    regions = read_areas(DATA / "berlin-mss-2017/berlin-lor-district-regions-until-2020.geojson").areas
    assert (len(districts), len(regions)) == (12, 138)
    nesting = parents_of(regions, districts)
    assert nesting.parents == {code: code[:2] for code in regions["code"]}


def test_flensburg_zip() -> None:
    found = read_areas(DATA / "flensburg/flensburg_stadtteile.zip")
    assert (len(found.areas), found.kind, found.layer) == (13, "shapefile", "Stadtteile")
    assert (found.code_field, found.name_field, found.source_crs) == ("AREA_ID", "AREA_NAME", "EPSG:25832")
    assert "03 Nordstadt" in set(found.areas["name"])
    assert severe(found.areas) == []


def test_koeln_table_in_windows_text_and_points_refused() -> None:
    path = DATA / "formats/geo/LSA_Koeln_11_2013.shp"
    with staged(path, layer=None, limits=Limits()) as source:
        features = load_features(source, layer=None, limits=Limits())
        assert decide_encoding(source.path, []).origin == "language-byte"
    assert features.encoding == "cp1252"
    assert features.table["Standort"].str.startswith("Militärringstr").any()
    assert features.table["LSA_Nr_"].iloc[0] == "00200"
    assert features.crs is not None
    assert features.crs.to_epsg() == 32632
    with pytest.raises(Refusal) as caught:
        read_areas(path, code_field="LSA_Nr_")
    assert (caught.value.rule, caught.value.params["types"]) == ("not-areas", {"Point": 986})


def test_kreise() -> None:
    found = read_areas(DATA / "formats/geo/VG2500_KRS.shp")
    assert (len(found.areas), found.encoding, found.code_field, found.name_field) == (400, "utf-8", "ARS", "GEN")
    assert {"01001", "08222"} <= set(found.areas["code"])
    assert severe(found.areas) == []


def test_landmarks_lie_in_their_cities() -> None:
    areas = read_areas(DATA / "formats/geo/VG2500_KRS.shp").areas
    points = gpd.GeoSeries(gpd.points_from_xy(*zip(*CITIES.values(), strict=True)), crs=4326).to_crs(25832)
    independent = {}
    for city, point in zip(CITIES, points, strict=True):
        own = areas[areas["name"].str.split(r"[ ,(]", regex=True).str[0] == city.split(" ")[0]]
        if len(own):
            independent[city] = own.distance(point).min()
    assert len(independent) > 70
    assert {city: distance for city, distance in independent.items() if distance > 2000} == {}


def test_leipzig_has_no_code_and_says_what_there_is() -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(DATA / "leipzig/leipzig-ortsteile.geojson")
    assert (caught.value.rule, set(caught.value.params["fields"])) == ("code-field-missing", {"cartodb_id", "name"})
    assert len(read_areas(DATA / "leipzig/leipzig-ortsteile.geojson", code_field="name").areas) == 63


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("formats/reference/git_lfs_pointer_instead_of_csv.csv", "lfs-pointer"),
        ("formats/api_status/genesis_61111-0021_code-1.json", "service-error"),
        ("leipzig/leipzig-migranten.json", "not-geometry"),
        ("formats/genesis_xlsx/genesis_12411-0015_2020.xlsx", "not-geometry"),
        ("formats/genesis_xlsx/ldbnrw_13211-03ir_2014.xls", "not-geometry"),
        ("formats/ffcsv_new/genesis_61111-0001_2024_q.zip", "not-geometry"),
        ("formats/municipal/dortmund_gymnasien_seit1990.csv", "not-geometry"),
        ("essen-addresses/hauskoordinaten_essen_2022-10-05_4326.zip", "not-areas"),
    ],
)
def test_other_real_files_are_named_for_what_they_are(name: str, rule: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_areas(DATA / name)
    assert caught.value.rule == rule


@pytest.mark.parametrize("name", [MANNHEIM, BERLIN, "flensburg/flensburg_stadtteile.zip"])
def test_repair_leaves_good_areas_alone(name: str) -> None:
    areas = read_areas(DATA / name).areas
    after, done = repair(areas, examine(areas))
    assert done == []
    assert shapely.equals_exact(areas.geometry.array, after.geometry.array).all()
