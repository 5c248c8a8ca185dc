"""A table export goes the whole way of a delivery: through the command into published figures, with its notes."""

from pathlib import Path

import pytest

from imports.models import Batch
from indicators.models import Delivery, Observation
from tests.realdata.places import FOLDER, needs
from tests.world import command

pytestmark = [needs("formats"), pytest.mark.django_db]
FORMATS = FOLDER / "formats"
PROFILE = Path(__file__).parents[2] / "imports" / "profiles" / "genesis-table-33111-01-02-4.yaml"
BOOK = FORMATS / "genesis_xlsx" / "regio_33111-01-02-4_2023.xlsx"
TEXT = FORMATS / "table_csv" / "regio_33111-01-02-4_2023_5header.csv"
MEASURES = [
    line.split(": ")[1].strip() for line in PROFILE.read_text().splitlines() if line.startswith("  Bodenfläche")
]
CATALOGUE = "measures:\n" + "".join(
    f"  - {{code: {code}, label: {{de: {code}}}, kind: count, unit: ha}}\n" for code in MEASURES
)


def test_the_workbook_is_published_and_the_csv_of_the_same_table_is_nothing_new(tmp_path: Path) -> None:
    catalogue = tmp_path / "katalog.yaml"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    assert command("load_catalogue", catalogue, "--commit").code == 0
    assert len(MEASURES) == 16

    ran = command("import_file", BOOK, "--profile", PROFILE, "--publish")
    assert ran.code == 0, ran
    assert Observation.objects.count() == 538 * 16
    assert Observation.objects.filter(value=None).count() == 79 * 16  # dissolved: the list of regions holds them too
    delivery = Delivery.objects.get(state=Delivery.State.PUBLISHED)
    assert delivery.stand == "04.05.2023 / 21:08:51"

    again = command("import_file", TEXT, "--profile", "genesis-table-33111-01-02-4", "--publish")
    assert again.code == 0, again
    assert Batch.objects.latest("pk").state == Batch.State.UNCHANGED
    assert Observation.objects.count() == 538 * 16
