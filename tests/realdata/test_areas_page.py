"""Real files through the page's own work: what becomes of them as drafts; and one real city written in every way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from pytest_django import Settings

from districts.actions.editions import NewArea, activate_edition
from districts.actions.readings import AreasAsked, ask_for_correction, ask_for_reading
from districts.geometry.findings import examine
from districts.geometry.reading import read_areas
from districts.importing import prepare_areas
from districts.messages.on_page import said_on_page
from districts.models import Division, Edition
from districts.queries.nesting import nesting
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests.districts.geometry.world import shapefile, write, zipped
from tests.realdata.places import FOLDER, needs
from tests.world import edition

MANNHEIM = "mannheim-stadtteile/stadtteile-25832.geojson"
CATCHMENTS = "berlin-einschulungsbereiche/RBS_OD_ESB_2017_06.geojson"
KREISE = "formats/geo/VG2500_KRS.shp"
LIGHTS = "formats/geo/LSA_Koeln_11_2013.shp"


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"


def read(file: Path, **words: Any) -> Job:
    asked = AreasAsked(division="probe", valid_from="2020-01-01", new_label="Probe", **words)
    job = ask_for_reading(by=None, asked=asked, file_name=file.name, chunks=[file.read_bytes()], start=False)
    run_job(job.pk)
    return Job.objects.get(pk=job.pk)


def draft_of(job: Job) -> Edition:
    assert job.state == Job.State.DONE, (job.refusal, job.fault)
    return Edition.objects.get(pk=job.result["edition"])


def errors(made: Edition) -> list[str]:
    return list(made.findings.filter(severity="error", repaired=False).values_list("rule", flat=True))


@needs(MANNHEIM)
@pytest.mark.django_db
def test_mannheim_in_its_seventeen_boroughs() -> None:
    areas = read_areas(FOLDER / MANNHEIM).areas
    boroughs = areas.assign(code=areas["code"].str[:2]).dissolve("code", as_index=False)
    shapes = [shapely.MultiPolygon(shapely.get_parts(shape)) for shape in boroughs.geometry]
    above = edition(
        [NewArea(code, code, None, s) for code, s in zip(boroughs["code"], shapes, strict=True)], key="bezirke"
    )
    made = draft_of(read(FOLDER / MANNHEIM, parents=above.pk))
    assert (made.areas.count(), errors(made)) == (38, [])
    assert all(area.code[:2] == area.parent.code for area in made.areas.select_related("parent"))
    activate_edition(by=None, edition=made)
    found = nesting(made, above)
    assert (found.exceptions, len(found.children())) == ([], 17)


@needs(CATCHMENTS)
@pytest.mark.django_db
def test_berlin_catchments_ask_for_their_system_and_are_drafted_once_it_is_said() -> None:
    job = read(FOLDER / CATCHMENTS)
    assert (job.state, job.refusal["rule"]) == (Job.State.REFUSED, "crs-missing")
    assert "EPSG:25833 (Berlin)" in said_on_page(job.refusal["rule"], job.refusal["params"]).hint
    made = draft_of(read(FOLDER / CATCHMENTS, crs="EPSG:25833"))
    assert (made.areas.count(), errors(made)) == (338, [])
    assert "RBS_OD_ESB_2017_06.geojson: geojson, RBS_OD_ESB_2017_06, EPSG:25833 (given)" in made.source_note
    assert made.findings.filter(rule="gap-sliver", geometry__isnull=False).exists()


@needs("berlin-mss-2017/berlin-lor-planning-areas-until-2020.geojson")
@pytest.mark.django_db
def test_berlins_double_code_is_put_right_by_its_entry() -> None:
    made = draft_of(read(FOLDER / "berlin-mss-2017/berlin-lor-planning-areas-until-2020.geojson"))
    assert errors(made) == ["code-duplicate"]
    told = made.findings.get(rule="code-duplicate")
    _, second = told.entries
    assert made.areas.filter(code=f"06010102?{second}").exists()
    job = ask_for_correction(by=None, draft=made, recode={second: "04030417"}, leave_out=[], start=False)
    assert job is not None
    run_job(job.pk)
    job.refresh_from_db()
    better = draft_of(job)
    assert (better.areas.count(), errors(better)) == (448, [])
    assert better.areas.filter(code__in=["06010102", "04030417"]).count() == 2
    assert list(Division.objects.get(key="probe").editions.all()) == [better]


@needs("flensburg/flensburg_stadtteile.zip")
@pytest.mark.django_db
def test_flensburgs_zip() -> None:
    made = draft_of(read(FOLDER / "flensburg/flensburg_stadtteile.zip"))
    assert (made.areas.count(), errors(made)) == (13, [])


@needs(KREISE)
@pytest.mark.django_db
def test_the_kreise_keep_their_zeros(tmp_path: Path) -> None:
    folder = tmp_path / "krs"
    folder.mkdir()
    for part in (FOLDER / KREISE).parent.glob("VG2500_KRS.*"):
        (folder / part.name).write_bytes(part.read_bytes())
    made = draft_of(read(zipped(tmp_path / "krs.zip", folder)))
    assert (made.areas.count(), errors(made)) == (400, [])
    assert made.areas.filter(code="01001", name="Flensburg").exists()


@needs(LIGHTS)
@pytest.mark.django_db
def test_traffic_lights_are_no_areas(tmp_path: Path) -> None:
    folder = tmp_path / "lsa"
    folder.mkdir()
    for part in (FOLDER / LIGHTS).parent.glob("LSA_Koeln_11_2013.*"):
        (folder / part.name).write_bytes(part.read_bytes())
    job = read(zipped(tmp_path / "lsa.zip", folder), code_field="LSA_Nr_")
    said = said_on_page(job.refusal["rule"], job.refusal["params"])
    assert job.refusal["rule"] == "not-areas"
    assert "986" in said.text
    alone = read(FOLDER / LIGHTS)  # only the .shp of its five parts
    assert (alone.refusal["rule"], alone.refusal["params"]["missing"]) == ("shapefile-incomplete", [".shx", ".dbf"])


# One real city, written in every way.


@pytest.fixture(scope="module")
def city() -> gpd.GeoDataFrame:
    if not (FOLDER / MANNHEIM).exists():
        pytest.skip(f"no {MANNHEIM} in {FOLDER}")
    return read_areas(FOLDER / MANNHEIM).areas[["code", "name", "geometry"]]


def as_kml(city: gpd.GeoDataFrame, folder: Path) -> Path:
    table = gpd.GeoDataFrame({"Name": city["code"] + " " + city["name"]}, geometry=city.geometry).to_crs(4326)
    return write(table, folder / "a.kml", driver="LIBKML")


def as_gauss_krueger(city: gpd.GeoDataFrame, folder: Path) -> Path:
    table = city.to_crs(31467)
    table["geometry"] = shapely.force_3d(table.geometry.array, 98.0)
    return shapefile(folder / "gk", table, encoding="ISO-8859-1")


def as_wrong_prj(city: gpd.GeoDataFrame, folder: Path) -> Path:
    return shapefile(folder / "prj", city.to_crs(4647).set_crs(25832, allow_override=True))


def as_swapped(city: gpd.GeoDataFrame, folder: Path) -> Path:
    turned = shapely.transform(city.to_crs(31467).geometry.array, lambda points: points[:, ::-1])
    table = gpd.GeoDataFrame({"code": city["code"], "name": city["name"]}, geometry=turned, crs=31467)
    return write(table, folder / "swapped.gpkg", driver="GPKG")


def with_total(city: gpd.GeoDataFrame, folder: Path) -> Path:
    whole = shapely.union_all(city.geometry.array)
    codes, names = ["0", *city["code"]], ["Mannheim gesamt", *city["name"]]
    table = gpd.GeoDataFrame({"code": codes, "name": names}, geometry=[whole, *city.geometry], crs=25832)
    return write(table, folder / "total.gpkg", driver="GPKG")


Writer = Callable[[gpd.GeoDataFrame, Path], Path]
WAYS: dict[str, tuple[Writer, dict[str, Any], float]] = {
    "code inside the name, KML": (as_kml, {}, 0.1),
    "Gauß-Krüger with heights, cp1252": (as_gauss_krueger, {}, 5.0),
    "zone in front, wrong .prj": (as_wrong_prj, {"crs": "EPSG:4647"}, 0.1),
    "northing before easting": (as_swapped, {"swap_axes": True}, 5.0),
    "with a total": (with_total, {"leave_out": [1]}, 0.01),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_a_real_city_written_in_every_way_is_the_same_city(way: str, city: gpd.GeoDataFrame, tmp_path: Path) -> None:
    writer, words, off_by = WAYS[way]
    found = prepare_areas(writer(city, tmp_path), **words)
    assert not found.has_errors
    assert list(found.areas["code"]) == list(city["code"])
    assert list(found.areas["name"]) == list(city["name"])
    moved = shapely.hausdorff_distance(found.areas.geometry.array, city.geometry.array)
    assert moved.max() < off_by


def test_a_real_total_is_told(city: gpd.GeoDataFrame, tmp_path: Path) -> None:
    seen = [one for one in examine(read_areas(with_total(city, tmp_path)).areas) if one.severity == "error"]
    assert [(one.rule, one.params) for one in seen] == [("area-covers-others", {"entry": 1, "others": 38})]
