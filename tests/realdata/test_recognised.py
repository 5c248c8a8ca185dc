"""Every sample file of the offices is recognised for what it is, or refused with the reason the user is told."""

from pathlib import Path

import pytest

from imports.parsers.recognising.recognise import recognise
from imports.parsers.recognising.recognised import Recognised
from tests.realdata.places import FOLDER, needs

FORMATS = FOLDER / "formats"
# By folder; by the beginning of a name where a folder holds several layouts.
LAYOUTS = {
    "ffcsv_new": "genesis-flat-new",
    "ffcsv_old": "genesis-flat-old",
    "table_csv": "genesis-table",
    "genesis_xlsx": "genesis-table",
    "datenquader": "datenquader",
    "municipal": "table",
    "reference": "table",
    "municipal/BA_Arbeitsmarkt-kommunal": "ba-kommunal",
    # Somebody replaced the official header: a case for a profile of its own.
    "genesis_xlsx/regio_13111-01-03-4_HANDEDITED": "table",
}
REFUSED = {
    "api_status": "json_file",
    "genesis_xml": "xml_file",
    "reference/bbsr_kreise_umsteiger": "crosswalk_table",
    "reference/git_lfs_pointer": "lfs_pointer",
    "table_csv/ldbnrw_44211-11i": "replacement_character",
}
FILES = sorted(
    path.relative_to(FORMATS).as_posix()
    for path in FORMATS.rglob("*")
    if path.is_file() and path.parent not in (FORMATS, FORMATS / "geo")
)

pytestmark = needs("formats")


def look(name: str) -> tuple[Recognised, list[str]]:
    with (FORMATS / name).open("rb") as stream:
        found, problems = recognise(stream, Path(name).name)
    return found, [problem.rule for problem in problems]


def expected(name: str, table: dict[str, str]) -> str:
    """What stands for the longest beginning of the path."""
    return (
        table[max((start for start in table if name.startswith(start)), key=len, default="")]
        if any(name.startswith(start) for start in table)
        else ""
    )


@pytest.mark.parametrize("name", FILES)
def test_each_sample_is_recognised_or_refused(name: str) -> None:
    found, rules = look(name)
    if rule := expected(name, REFUSED):
        assert (found.layout, rules[0]) == ("", rule)
    else:
        assert (found.layout, rules) == (expected(name, LAYOUTS), [])


def test_there_are_samples_of_each_layout() -> None:
    assert len(FILES) >= 68
    assert {expected(name, LAYOUTS) for name in FILES} >= {
        "genesis-flat-new", "genesis-flat-old", "genesis-table", "datenquader", "table", "ba-kommunal",
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((FOLDER / "leipzig").glob("*.json")), ids=lambda path: path.name)
def test_records_of_a_city(path: Path) -> None:
    with path.open("rb") as stream:
        found, problems = recognise(stream, "x.csv")
    assert (found.layout, found.header, len(problems)) == ("records", ["value", "district"], 0)


@pytest.mark.parametrize(
    ("name", "code", "stand"),
    [
        ("table_csv/regio_33111-01-02-4_2023_5header.csv", "33111-01-02-4", "04.05.2023"),
        ("table_csv/regio_41241-01-03-4-B_2026_newPrefix_EXCERPT.csv", "41241-01-03-4-B", None),
        ("genesis_xlsx/regio_12411-01-01-4_2023.xlsx", "12411-01-01-4", "04.05.2023"),
        ("genesis_xlsx/ldbnrw_13211-03ir_2014.xls", None, "21.07.2014"),
        ("datenquader/genesis_22922KJ1141_20231203_nurWerte.csv", "22922KJ114", None),
        ("ffcsv_old/regio_52411-02-01-4_2024_defective.csv", "52411", None),
        ("ffcsv_new/zensus_1000A-0000_ARS12_20260310.zip", "1000A", None),
    ],
)
def test_table_code_and_stand(name: str, code: str | None, stand: str | None) -> None:
    found, _rules = look(name)
    assert (found.table_code, found.stand) == (code, stand)


def test_encodings_are_those_of_the_list_of_samples() -> None:
    """MANIFEST.tsv was written by another program: what it calls latin-1 is decided last, the rest strictly."""
    rows = [line.split("\t") for line in (FORMATS / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    wrong = []
    for name, _size, _sum, encoding, mark, *_rest in rows:
        if not encoding or not (FORMATS / name).is_file() or expected(name, REFUSED):
            continue
        decided = look(name)[0].decided
        wanted = "mark" if mark == "BOM" else "cp1252" if encoding.startswith("latin-1") else "utf-8"
        wrong += [(name, decided)] if decided != wanted else []
    assert wrong == []
