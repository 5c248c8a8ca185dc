"""Two downloads of one table, other bytes, the same figures: waste accounts of the Länder beside the city's own."""

import csv
from pathlib import Path

import pytest

from imports.models import Batch
from indicators.models import Delivery, Observation
from tests.realdata.places import FOLDER, needs
from tests.world import command

pytestmark = [needs("formats"), pytest.mark.django_db]
FLAT = FOLDER / "formats" / "ffcsv_new"
PROFILE = Path(__file__).parents[2] / "imports" / "profiles" / "genesis-86121-z-01.yaml"
FIRST, SECOND = (FLAT / f"regio_86121-Z-01_20260310_{name}.csv" for name in ("a", "b_reordered"))
CATALOGUE = """
measures: [{code: HAUSHALTSABFALL, label: {de: Haushaltsabfälle}, kind: count, unit: t}]
indicators: [{code: haushaltsabfall, label: {de: Haushaltsabfälle}, formula: {value: HAUSHALTSABFALL}, unit: t}]
"""


def test_the_same_table_in_another_order_is_nothing_new(tmp_path: Path) -> None:
    catalogue = tmp_path / "katalog.yaml"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    assert command("load_catalogue", catalogue, "--commit").code == 0
    assert FIRST.read_bytes() != SECOND.read_bytes()

    first = command("import_file", FIRST, "--profile", PROFILE, "--publish")
    assert first.code == 0, first
    assert Observation.objects.count() == 17 * 25  # 16 Länder and Germany, not the two sums

    again = command("import_file", SECOND, "--profile", "genesis-86121-z-01", "--publish")
    assert again.code == 0, again
    assert Batch.objects.latest("pk").state == Batch.State.UNCHANGED
    assert Delivery.objects.filter(state=Delivery.State.PUBLISHED).count() == 1
    assert Observation.objects.count() == 17 * 25


def test_tonnes_leave_as_tonnes_where_the_file_counts_thousands(tmp_path: Path) -> None:
    catalogue, target = tmp_path / "katalog.yaml", tmp_path / "abfall.csv"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    command("load_catalogue", catalogue, "--commit")
    assert command("import_file", FIRST, "--profile", PROFILE, "--publish").code == 0
    ran = command("export_values", "--division", "regionen", "--indicator", "haushaltsabfall", "--csv", target)
    assert ran.code == 0, ran
    with target.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["value"]]
    germany = {row["period_end"]: float(row["value"]) for row in rows if row["area_code"] == "DG"}
    states = {
        day: sum(
            float(r["value"])
            for r in rows
            if r["period_end"] == day and len(r["area_code"]) == 2 and r["area_code"] != "DG"
        )
        for day in germany
    }
    assert len(germany) > 10
    # Each Land is rounded to a thousand tonnes before it is added up.
    assert all(states[day] == pytest.approx(total, abs=16_000) for day, total in germany.items())
