"""The command an operator uses for geometry files: what it says, what it stores, how it ends."""

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import MultiPolygon, box

from districts.actions.editions import NewArea
from districts.models import Area, Division, Edition
from tests.districts.geometry.world import EAST, NORTH, UTM32, corners, feature, geojson, grid, shapefile, write, zipped
from tests.world import Ran, command, edition

pytestmark = pytest.mark.django_db


def import_areas(file: Path, *words: str, division: str = "viertel") -> Ran:
    return command("import_areas", file, "--division", division, "--valid-from", "2020-01-01", *words)


def stored() -> tuple[int, int, int]:
    own = Division.objects.exclude(key="regionen")
    return own.count(), Edition.objects.count(), Area.objects.count()


def test_a_dry_run_reports_and_stores_nothing(squares_file: Path) -> None:
    ran = import_areas(squares_file, "--code-field", "nr")
    assert ran.code == 0
    assert "4 areas, 4.00 km²" in ran.out
    assert "code: nr, name: name" in ran.out
    assert "--commit" in ran.out
    assert stored() == (0, 0, 0)


def test_commit_stores_a_draft(squares_file: Path) -> None:
    ran = import_areas(squares_file, "--code-field", "nr", "--label", "Zuschnitt 2020", "--commit")
    assert (ran.code, stored()) == (0, (1, 1, 4))
    made = Edition.objects.get()
    assert (str(made), made.state, made.label) == ("viertel@2020-01-01", "draft", "Zuschnitt 2020")
    assert "EPSG:25832" in made.source_note
    assert dict(made.areas.values_list("code", "name"))["01"] == "Viertel 01"


def test_activate_brings_it_into_force(squares_file: Path) -> None:
    assert import_areas(squares_file, "--code-field", "nr", "--commit", "--activate").code == 0
    assert Edition.objects.active().get().valid_from == date(2020, 1, 1)


def test_activate_without_commit_is_still_a_dry_run(squares_file: Path) -> None:
    assert import_areas(squares_file, "--code-field", "nr", "--activate").code == 0
    assert stored() == (0, 0, 0)


def test_the_same_day_twice_is_refused_and_nothing_half_stored(squares_file: Path) -> None:
    words = ("--code-field", "nr", "--commit", "--activate")
    import_areas(squares_file, *words)
    again = import_areas(squares_file, *words)
    assert again.code == 1
    assert "--valid-from" in again.error
    assert stored() == (1, 1, 4)


def gpkg(folder: Path) -> Path:
    table = gpd.GeoDataFrame({"nr": ["1", "2"], "name": ["A", "B"]}, geometry=grid(2, 1, 1000.0), crs=25832)
    return write(table, folder / "viertel.gpkg")


def shp(folder: Path) -> Path:
    table = gpd.GeoDataFrame({"nr": ["1", "2"], "name": ["Käfertal", "Süd"]}, geometry=grid(2, 1, 1000.0), crs=25832)
    return shapefile(folder / "shp", table, encoding="ISO-8859-1")


def zipped_shp(folder: Path) -> Path:
    shp(folder)
    return zipped(folder / "viertel.zip", folder / "shp")


@pytest.mark.parametrize("make", [gpkg, shp, zipped_shp])
def test_each_format_gives_the_same_two_areas(tmp_path: Path, make: Any) -> None:
    ran = import_areas(make(tmp_path), "--code-field", "nr", "--commit", "--activate")
    assert (ran.code, stored()) == (0, (1, 1, 2)), ran
    assert list(Area.objects.order_by("code").values_list("code", "area_m2")) == [("1", 1e6), ("2", 1e6)]
    if make is not gpkg:
        assert Area.objects.get(code="1").name == "Käfertal"


def kml(folder: Path) -> Path:
    table = gpd.GeoDataFrame({"nr": ["1", "2"], "Name": ["A", "B"]}, geometry=grid(2, 1, 1000.0), crs=25832)
    return write(table.to_crs(4326), folder / "viertel.kml", driver="LIBKML")


def test_kml_comes_in_as_well_but_for_the_last_decimetre(tmp_path: Path) -> None:
    ran = import_areas(kml(tmp_path), "--code-field", "nr", "--name-field", "Name", "--commit")
    assert ran.code == 0, ran
    assert dict(Area.objects.values_list("code", "name")) == {"1": "A", "2": "B"}
    assert [area.area_m2 for area in Area.objects.all()] == [pytest.approx(1e6, rel=1e-6)] * 2


def test_of_several_layers_the_named_one_is_read(tmp_path: Path) -> None:
    file = tmp_path / "stadt.gpkg"
    for layer, columns in (("viertel", 2), ("bezirke", 1)):
        codes = [f"{layer[0]}{n}" for n in range(columns)]
        table = gpd.GeoDataFrame({"nr": codes}, geometry=grid(columns, 1, 1000.0), crs=25832)
        write(table, file, driver="GPKG", layer=layer)
    unnamed = import_areas(file, "--commit")
    assert unnamed.code == 1
    assert "viertel" in unnamed.error
    assert "bezirke" in unnamed.error
    assert import_areas(file, "--code-field", "nr", "--layer", "viertel", "--commit").code == 0
    assert sorted(Area.objects.values_list("code", flat=True)) == ["v0", "v1"]


def test_the_name_is_taken_from_the_field_that_was_named(tmp_path: Path) -> None:
    parts = [feature(shape, nr=f"{n}", name="lang", kurz=f"K{n}") for n, shape in enumerate(grid(2, 1, 1000.0))]
    file = geojson(tmp_path / "namen.geojson", parts, crs=UTM32)
    assert import_areas(file, "--code-field", "nr", "--name-field", "kurz", "--commit").code == 0
    assert sorted(Area.objects.values_list("name", flat=True)) == ["K0", "K1"]


def test_what_was_mended_is_said_and_kept(tmp_path: Path) -> None:
    # A spike of half a square metre crosses its own base: that can be read in one way only.
    spike = corners((0, 0), (100, 0), (100, 100), (50, 100), (49, 101), (50, 101), (49, 100), (0, 100))
    file = geojson(tmp_path / "spitze.geojson", [feature(spike, nr="1", name="Spitze")], crs=UTM32)
    ran = import_areas(file, "--code-field", "nr", "--commit", "--activate")
    assert ran.code == 0, ran
    assert "repaired: geometry-invalid: 1, " in ran.out
    (kept,) = Edition.objects.get().findings.filter(repaired=True)
    assert (kept.rule, kept.codes) == ("geometry-invalid", ["1"])
    assert Area.objects.get().geometry.valid


def larger_areas() -> Edition:
    lower = MultiPolygon([box(EAST, NORTH, EAST + 2000, NORTH + 1000)])
    upper = MultiPolygon([box(EAST, NORTH + 1000, EAST + 2000, NORTH + 2000)])
    return edition([NewArea("1", "unten", None, lower), NewArea("2", "oben", None, upper)], key="bezirke")


@pytest.mark.parametrize(
    "words",
    [("--parent-field", "bezirk"), ("--parent-division", "bezirke"), ("--parent-division", "bezirke@2015-01-01")],
)
def test_parents_by_field_and_by_position(squares_file: Path, words: tuple[str, str]) -> None:
    larger_areas()
    ran = import_areas(squares_file, "--code-field", "nr", *words, "--commit")
    assert ran.code == 0, ran
    found = Area.objects.filter(edition__division__key="viertel")
    assert dict(found.values_list("code", "parent__code")) == {"01": "1", "02": "1", "03": "2", "04": "2"}


def test_larger_areas_nobody_knows_are_told(squares_file: Path) -> None:
    ran = import_areas(squares_file, "--code-field", "nr", "--parent-field", "bezirk", "--commit", "--activate")
    assert ran.code == 0
    assert "warning: parent-unknown: " in ran.out
    assert "--parent-division" in ran.out
    assert set(Area.objects.values_list("parent", flat=True)) == {None}
    larger_areas()
    again = import_areas(squares_file, "--code-field", "nr", "--parent-field", "bezirk")
    assert "parent-unknown" not in again.out


def test_a_file_without_coordinate_system_is_refused_with_the_way_out(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"nr": ["1", "2"]}, geometry=grid(2, 1, 1000.0), crs=25832)
    file = shapefile(tmp_path / "shp", table)
    file.with_suffix(".prj").unlink()
    ran = import_areas(file, "--code-field", "nr", "--commit", "--activate")
    assert ran.code == 1
    assert "--crs" in ran.error
    assert "25832" in ran.error
    assert stored() == (0, 0, 0)
    assert import_areas(file, "--code-field", "nr", "--crs", "EPSG:25832", "--commit").code == 0


def overlapping(folder: Path) -> Path:
    parts = [feature(box(EAST + x, NORTH, EAST + x + 1000, NORTH + 1000), nr=f"{x}") for x in (0, 500)]
    return geojson(folder / "overlap.geojson", parts, crs=UTM32)


def test_errors_in_the_areas_are_listed_and_keep_them_out_of_force(tmp_path: Path) -> None:
    file = overlapping(tmp_path)
    dry = import_areas(file, "--code-field", "nr")
    assert dry.code == 1
    assert "error: overlap (500000.0 m²): " in dry.out
    assert "0, 500" in dry.out
    refused = import_areas(file, "--code-field", "nr", "--commit", "--activate")
    assert (refused.code, stored()) == (1, (0, 0, 0))
    assert "--activate" in refused.error
    draft = import_areas(file, "--code-field", "nr", "--commit")
    assert (draft.code, stored()) == (0, (1, 1, 2))
    assert "overlap" in Edition.objects.get().findings.values_list("rule", flat=True)


@pytest.mark.parametrize("codes", [("1", "1"), ("1", "")])
def test_areas_without_a_code_of_their_own_are_not_stored(tmp_path: Path, codes: tuple[str, str]) -> None:
    parts = [feature(shape, nr=code) for shape, code in zip(grid(2, 1, 1000.0), codes, strict=True)]
    file = geojson(tmp_path / "codes.geojson", parts, crs=UTM32)
    ran = import_areas(file, "--code-field", "nr", "--commit")
    assert (ran.code, stored()) == (1, (0, 0, 0))
    assert "--code-field" in ran.error


def test_odd_shapes_may_lie_in_a_draft(tmp_path: Path) -> None:
    bow = corners((0, 0), (900, 900), (900, 0), (0, 1000))
    shapes = [bow, None, *grid(3, 1, 1000.0)[1:]]
    parts = [feature(shape, nr=f"{n}") for n, shape in enumerate(shapes)]
    ran = import_areas(geojson(tmp_path / "odd.geojson", parts, crs=UTM32), "--code-field", "nr", "--commit")
    assert (ran.code, stored()) == (0, (1, 1, 4)), ran
    assert Area.objects.get(code="1").geometry is None


def test_names_and_codes_longer_than_their_columns_are_said(tmp_path: Path) -> None:
    parts = [feature(shape, nr=f"{n}" * 41, name="x" * 201) for n, shape in enumerate(grid(2, 1, 1000.0))]
    ran = import_areas(geojson(tmp_path / "long.geojson", parts, crs=UTM32), "--code-field", "nr", "--commit")
    assert (ran.code, stored()) == (1, (0, 0, 0))
    assert "40" in ran.error


@pytest.mark.parametrize(
    "words",
    [
        ("--division", "v", "--valid-from", "gestern"),
        ("--division", "v"),
        ("--division", "zwei Wörter", "--valid-from", "2020-01-01"),
        ("--division", "x" * 61, "--valid-from", "2020-01-01"),
        ("--division", "v", "--valid-from", "2020-01-01", "--parent-division", "bezirke@gestern"),
    ],
)
def test_wrong_usage_ends_with_2(squares_file: Path, words: tuple[str, ...]) -> None:
    assert command("import_areas", squares_file, *words).code == 2
    assert stored() == (0, 0, 0)


def test_reasons_to_refuse_end_with_1(squares_file: Path, tmp_path: Path) -> None:
    cases = {
        "Divisions": import_areas(squares_file, "--parent-division", "planeten"),
        "gibt-es-nicht": import_areas(tmp_path / "gibt-es-nicht.gpkg"),
        "regionen": import_areas(squares_file, "--commit", division="regionen"),
        "farbe": import_areas(squares_file, "--code-field", "farbe"),
    }
    for word, ran in cases.items():
        assert ran.code == 1, ran
        assert word in ran.error
    assert stored() == (0, 0, 0)


def test_single_codes_are_corrected_where_the_operator_says_so(tmp_path: Path) -> None:
    parts = [feature(shape, nr="1") for shape in grid(2, 1, 1000.0)]
    file = geojson(tmp_path / "twice.geojson", parts, crs=UTM32)
    ran = import_areas(file, "--code-field", "nr", "--recode", "2=02", "--commit", "--activate")
    assert ran.code == 0, ran
    assert "recoded: entry 2 → 02" in ran.out
    assert set(Area.objects.values_list("code", flat=True)) == {"1", "02"}
    assert "entry 2 → 02" in Edition.objects.get().source_note
    assert import_areas(file, "--code-field", "nr", "--recode", "9=02").code == 2
    assert import_areas(file, "--code-field", "nr", "--recode", "quatsch").code == 2


def test_a_total_is_left_out_on_the_operators_word(tmp_path: Path) -> None:
    shapes = [box(EAST, NORTH, EAST + 2000, NORTH + 2000), *grid(2, 2, 1000.0)]
    parts = [feature(shape, nr=f"{n}", name=f"V{n}") for n, shape in enumerate(shapes)]
    file = geojson(tmp_path / "summe.geojson", parts, crs=UTM32)
    told = import_areas(file, "--code-field", "nr")
    assert told.code == 1
    assert "error: area-covers-others" in told.out
    assert "--leave-out 1." in told.out
    ran = import_areas(file, "--code-field", "nr", "--leave-out", "1", "--commit", "--activate")
    assert ran.code == 0, ran
    assert "notice: entries-left-out" in ran.out
    assert sorted(Area.objects.values_list("code", flat=True)) == ["1", "2", "3", "4"]
    assert "without entry 1" in Edition.objects.get().source_note


@pytest.mark.parametrize("entry", ["0", "x", "6"])
def test_leaving_out_what_is_not_there_is_wrong_usage(squares_file: Path, entry: str) -> None:
    ran = command(
        "import_areas", squares_file, "--division", "v", "--valid-from", "2020-01-01", "--code-field", "nr",
        "--leave-out", entry,
    )  # fmt: skip
    assert ran.code == 2
    assert stored() == (0, 0, 0)


def test_north_before_east_is_read_when_the_operator_says_so(tmp_path: Path) -> None:
    turned = [box(NORTH, EAST, NORTH + 1000, EAST + 1000), box(NORTH, EAST + 1000, NORTH + 1000, EAST + 2000)]
    parts = [feature(shape, nr=f"{n}", name=f"V{n}") for n, shape in enumerate(turned)]
    file = geojson(tmp_path / "achsen.geojson", parts, crs=UTM32)
    refused = import_areas(file, "--code-field", "nr", "--commit")
    assert refused.code == 1
    assert "--swap-axes" in refused.error
    ran = import_areas(file, "--code-field", "nr", "--swap-axes", "--commit")
    assert (ran.code, stored()) == (0, (1, 1, 2)), ran
    assert "warning: axes-swapped" in ran.out
    assert Area.objects.get(code="0").geometry.extent == (EAST, NORTH, EAST + 1000, NORTH + 1000)


def test_parts_of_one_area_are_joined_on_the_operators_word(tmp_path: Path) -> None:
    parts = [feature(shape, nr=code, name="Nord") for shape, code in zip(grid(2, 1, 1000.0), "11", strict=True)]
    file = geojson(tmp_path / "teile.geojson", parts, crs=UTM32)
    ran = import_areas(file, "--code-field", "nr", "--join", "1", "--commit", "--activate")
    assert ran.code == 0, ran
    assert "notice: entries-joined" in ran.out
    assert Area.objects.get().area_m2 == 2e6
    assert import_areas(file, "--code-field", "nr", "--join", "7").code == 2
