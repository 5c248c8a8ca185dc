"""Real files through the commands: Mannheim's districts, catchments without a coordinate system, flat files."""

import csv
from pathlib import Path

import pytest
import yaml

from districts.models import Area, Division, Edition
from imports.models import Batch
from indicators.models import Delivery, Observation
from tests.realdata.places import FOLDER, needs
from tests.world import Ran, command

pytestmark = pytest.mark.django_db
PROFILES = Path(__file__).parents[2] / "imports" / "profiles"
FLAT = FOLDER / "formats" / "ffcsv_new"
KREISE = "regio_12411-01-01-4_de_20260310"


@needs("mannheim-stadtteile")
def test_mannheims_38_districts_keep_their_codes_and_ground() -> None:
    file = FOLDER / "mannheim-stadtteile" / "stadtteile-25832.geojson"
    ran = command(
        "import_areas", file, "--division", "stadtteile", "--valid-from", "2020-01-01", "--activate", "--commit"
    )
    assert ran.code == 0, ran
    areas = Area.objects.filter(edition__division__key="stadtteile")
    codes = sorted(areas.values_list("code", flat=True))
    assert len(codes) == 38
    assert codes[0] == "011"
    assert len({code[:2] for code in codes}) == 17
    assert sum(areas.values_list("area_m2", flat=True)) == pytest.approx(144.86e6, rel=1e-4)
    assert not Edition.objects.get(division__key="stadtteile").findings.filter(severity="error").exists()


@needs("berlin-einschulungsbereiche")
def test_metres_without_a_coordinate_system_are_not_taken_for_degrees() -> None:
    file = FOLDER / "berlin-einschulungsbereiche" / "RBS_OD_ESB_2017_06.geojson"
    words = (file, "--division", "einschulungsbereiche", "--valid-from", "2017-08-01", "--activate", "--commit")
    refused = command("import_areas", *words)
    assert refused.code == 1
    assert "EPSG:25833" in refused.error
    assert not Division.objects.filter(key="einschulungsbereiche").exists()
    assert command("import_areas", *words, "--crs", "EPSG:25833").code == 0
    assert Area.objects.filter(edition__division__key="einschulungsbereiche").count() == 338


def catalogue(folder: Path, codes: list[str]) -> None:
    path = folder / "catalogue.yaml"
    measures = [{"code": code, "kind": "count", "unit": "Personen"} for code in codes]
    indicators = [
        {"code": code.lower().replace("_", "-"), "formula": {"value": code}, "minimum_cell": 0} for code in codes
    ]
    path.write_text(yaml.safe_dump({"measures": measures, "indicators": indicators}), encoding="utf-8")
    assert command("load_catalogue", path, "--commit").code == 0


def kreise(folder: Path, *words: str) -> Ran:
    return command("import_file", FLAT / f"{KREISE}.csv", "--profile", PROFILES / "genesis-12411-01-01-4.yaml", *words)


@needs("formats")
def test_comparison_regions_are_proposed_confirmed_and_carry_their_figures(tmp_path: Path) -> None:
    catalogue(tmp_path, ["EW", "EW_M", "EW_W"])
    proposed = kreise(tmp_path)
    assert proposed.code == 1
    assert "--confirm-areas" in proposed.out
    assert not Batch.objects.exists()

    done = kreise(tmp_path, "--confirm-areas", "--publish")
    assert done.code == 0, done
    assert Area.objects.filter(edition__division__key="regionen").count() == 489
    target = tmp_path / "values.csv"
    ran = command("export_values", "--division", "regionen", "--indicator", "ew", "--csv", target)
    assert ran.code == 0, ran
    with target.open(encoding="utf-8", newline="") as source:
        rows = {row["area_code"]: row for row in csv.DictReader(source)}
    assert rows["08222"]["value"] == "318035"
    assert rows["08222"]["period_end"] == "2024-12-31"
    assert sum(row["status"] == "not_existing" for row in rows.values()) == 74
    assert all(row["value"] == "" for row in rows.values() if row["status"] == "not_existing")


@needs("formats")
def test_the_zip_and_other_orders_of_rows_bring_nothing_new(tmp_path: Path) -> None:
    catalogue(tmp_path, ["EW", "EW_M", "EW_W"])
    assert kreise(tmp_path, "--confirm-areas", "--publish").code == 0
    again = command("import_file", FLAT / f"{KREISE}.zip", "--profile", "genesis-12411-01-01-4", "--publish")
    assert again.code == 0, again
    assert Batch.objects.latest("pk").state == Batch.State.UNCHANGED
    assert Delivery.objects.filter(state=Delivery.State.PUBLISHED).count() == 1
    assert Observation.objects.count() == 1467
