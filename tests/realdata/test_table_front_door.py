"""A table export goes the whole way of a delivery: through the command into published figures, with its notes."""

from pathlib import Path

import pytest

from imports.models import Batch
from indicators.models import Delivery, Observation
from tests.realdata.genesis_exports import profile_of
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


# One of each shape: what stands in rows, in columns, above the header, and what is refused.
WAYS = {
    "table_csv/genesis_12411-0010_2020.csv": 16 * 61,  # back to 1958, on today's Länder
    "table_csv/genesis_12111-0104_2020_timeInRows.csv": 16 * 6,
    "table_csv/regio_21111-02-06-4_2026_Schulabschluesse_EXCERPT.csv": 36 * 8,
    "genesis_xlsx/ldbnrw_13211-03ir_2014.xls": 15 * 12 * 3,
    "genesis_xlsx/regio_31211-01-01-4_2021.xlsx": 538 * 4,
    "genesis_xlsx/regio_13111-01-03-4_HANDEDITED.xlsx": 0,
}


@pytest.mark.parametrize("name", WAYS)
def test_a_table_of_each_shape_is_published_or_refused(name: str, tmp_path: Path) -> None:
    profile, catalogue = profile_of(name), tmp_path / "katalog.yaml"
    measures = [f"{{code: {code}, label: {{de: {code}}}, kind: count, unit: '1'}}" for code in profile.columns.values()]
    catalogue.write_text(f"measures: [{', '.join(measures)}]", encoding="utf-8")
    assert command("load_catalogue", catalogue, "--commit").code == 0
    path = PROFILE.with_name(f"{profile.profile}.yaml")
    ran = command("import_file", FORMATS / name, "--profile", path, "--publish")
    assert (ran.code == 0) == bool(WAYS[name]), ran
    assert Observation.objects.count() == WAYS[name]
    if not WAYS[name]:
        assert "Der Kopf entspricht nicht GENESIS" in ran.out
        assert Batch.objects.get().state == Batch.State.REFUSED
