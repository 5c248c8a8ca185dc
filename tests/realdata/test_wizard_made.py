"""Files of the offices whose layout the wizard has a form for: what it proposes reads figures, once a person has said
which measure is meant, where the areas are and what each sign stands for."""

from pathlib import Path

import pytest

from imports.actions.receiving import receive_file
from imports.reference import read_reference
from imports.wizard.answers import table_profile
from imports.wizard.state import Wizard, open_wizard
from tests.realdata.places import FOLDER, needs
from tests.world import World, build

FORMATS = FOLDER / "formats"
FOLDERS = ("ffcsv_new", "ffcsv_old", "datenquader", "table_csv", "genesis_xlsx")
# Refused whole, whatever a profile says: rows in wrong columns, lost letters; and one whose header somebody wrote anew.
NOT_THESE = ("regio_52411-02-01-4_2024_defective", "ldbnrw_44211-11i", "regio_13111-01-03-4_HANDEDITED")
FILES = sorted(
    path.relative_to(FORMATS).as_posix()
    for folder in FOLDERS
    for path in (FORMATS / folder).glob("*.*")
    if not path.name.startswith(NOT_THESE)
)

pytestmark = needs("formats")


@pytest.fixture
def world(db: None, settings: object, tmp_path: Path) -> World:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]
    return build()


def opened(name: str) -> Wizard:
    path = FORMATS / name
    batch = receive_file(by=None, name=path.name, chunks=[path.read_bytes()], profile=None)
    return open_wizard(batch, {}, None, read_reference(), {"EW": ("Einwohner", "")})


def answer(wizard: Wizard) -> None:
    """What a person would say: one measure, the division, and a meaning for each sign."""
    seen = wizard.seen
    signs = list(getattr(seen, "signs", {}))
    paths = getattr(seen, "paths", None)
    region, free = wizard.answers.get("region", ""), wizard.answers.get("time_dimension", "")
    key = paths[0] if paths else seen.keys(region, free)[0][0]  # type: ignore[union-attr]
    wizard.answers |= {"key-0": key, "measure-0": "EW", "division": "regionen"}
    for n, sign in enumerate(signs):
        wizard.answers |= {f"sign-{n}": sign, f"status-{n}": "missing"}
    for name in [name for name in wizard.answers if name.startswith("name-")]:
        wizard.answers[name.replace("name", "code")] = f"X{name[5:]}"


@pytest.mark.parametrize("name", FILES)
def test_what_the_wizard_makes_reads_the_file(world: World, name: str) -> None:
    wizard = opened(name)
    assert wizard.kind in ("flat", "export")
    answer(wizard)
    tried = wizard.try_it()
    assert tried.mistakes == []
    assert len(tried.parsed.records) > 0, [(p.rule, p.params) for p, _ in tried.findings()][:5]


def test_a_municipal_file_is_described_column_by_column(world: World) -> None:
    """Köln's elections: names only and no period in it; the two decimals of the shares have a comma."""
    wizard = opened("municipal/koeln_btw2013_stadtteil.csv")
    assert wizard.kind == "table"
    column = {one.name: one.index for one in wizard.seen.columns}  # type: ignore[union-attr]
    wizard.answers |= {
        f"role-{column['Name']}": "area",
        "division": "stadtteile",
        f"measure-{column['CDU_Proz']}": "EW",
    }
    wizard.answers |= {"period_from": "fixed", "period_value": "2013-09-22", "type": "reference_date"}
    tried = wizard.try_it()
    assert tried.mistakes == []
    values = {record.area_code: record.value for record in tried.parsed.records}
    assert values["Altstadt/Nord"] == 37.36
    assert table_profile(wizard.answers, wizard.seen)["columns"] == {"CDU_Proz": "EW"}  # type: ignore[arg-type]
