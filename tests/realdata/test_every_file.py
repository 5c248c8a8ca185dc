"""Every file of the collection is imported, or refused with words that help; docs/formats.md lists them.

    SOZIALMONITOR_WRITE_DOCS=1 script/test -q tests/realdata/test_every_file.py

writes the tables of docs/formats.md anew; look at the difference before it is committed.
"""

import os
from pathlib import Path

import pytest

from tests.realdata.every_file import (
    CHOSEN,
    FORMATS,
    MADE,
    area_rows,
    files,
    look,
    profiles,
    proposed,
    read,
    rows,
    rows_of,
)
from tests.realdata.places import needs

pytestmark = needs("formats/MANIFEST.tsv")
DOCS = Path(__file__).parents[2] / "docs" / "formats.md"
HEAD = (
    "| file | recognised as | profile | figures | areas | periods | findings, or why it is refused |\n"
    "|---|---|---|---:|---:|---|---|"
)
AREA_HEAD = "| file | what it holds | how `import_areas` reads it, or why it is refused |\n|---|---|---|"
# The documents ask for these to be refused; whatever else is refused is a fault.
REFUSED = {
    "api_status/genesis_12531-0043_job_started.json",
    "api_status/genesis_12531-0043_too_large.json",
    "api_status/genesis_61111-0021_code-1.json",
    "api_status/genesis_63121-0001_code104.json",
    "api_status/regio_12411-01-01-4_metadata.json",
    "genesis_xml/genesis_12411-0010_2020_GENESIS-ML.xml",
    "ffcsv_old/regio_52411-02-01-4_2024_defective.csv",
    "reference/bbsr_kreise_umsteiger_1990-2018_2019.xlsx",
    "reference/git_lfs_pointer_instead_of_csv.csv",
    "table_csv/ldbnrw_44211-11i_2024_U+FFFD.csv",
}


def parts(text: str, name: str) -> tuple[str, str, str]:
    """The page up to a table, the table, and the rest of the page."""
    before, begin, rest = text.partition(f"<!-- {name} -->\n")
    table, end, after = rest.partition(f"\n<!-- end of {name} -->")
    assert begin, f"{DOCS} has no place for {name}"
    return before + begin, table, end + after


def held_against_the_page(name: str, table: str) -> None:
    before, written, after = parts(DOCS.read_text(encoding="utf-8"), name)
    if os.environ.get("SOZIALMONITOR_WRITE_DOCS"):
        DOCS.write_text(before + table + after, encoding="utf-8")
    else:
        assert table.splitlines() == written.splitlines(), "see the first lines of this file"


def test_the_table_is_what_becomes_of_the_files() -> None:
    held_against_the_page("files", "\n".join([HEAD, *(row.line for row in rows())]))


def test_so_is_the_table_of_geometry_files() -> None:
    lines = [f"| {name} | {what} | {said} |" for name, what, said in area_rows()]
    held_against_the_page("geometry", "\n".join([AREA_HEAD, *lines]))


def test_no_file_is_left_out() -> None:
    there = {path.relative_to(FORMATS).as_posix() for path in FORMATS.rglob("*") if path.is_file()}
    assert there - {"MANIFEST.tsv", "PROVENANCE.md"} == {*files(), *files("geo")}
    assert len(files()) == 76
    assert len(files("geo")) == 11


@pytest.mark.parametrize("name", files() if FORMATS.is_dir() else [])
def test_a_file_is_imported_or_refused_in_german(name: str) -> None:
    last = rows_of(name)[-1]
    assert bool(last.figures) == (name not in REFUSED)
    if name in REFUSED:
        assert len(last.told) > 60
        assert "Bitte" in last.told
        assert "…." not in last.told
        assert "%(" not in last.told


def test_a_person_chooses_only_where_the_file_cannot_say_it() -> None:
    readable = [name for name in files() if look(name)[0].layout]
    assert {name for name in readable if proposed(look(name)[0]) is None} == set(CHOSEN)
    assert set(MADE) <= set(CHOSEN)


def test_no_profile_is_shipped_without_a_file_to_show_it() -> None:
    """Those of other collections, of the example, and of a table whose only file is refused have tests of their own."""
    used = {proposed(look(name)[0]) or CHOSEN.get(name) for name in files()}
    elsewhere = ("berlin-lor", "flensburg", "leipzig", "table-example", "genesis-table-44211")
    assert {key for key in profiles() if key not in used and not key.startswith(elsewhere)} == set()


@pytest.mark.parametrize("name", ["x", "Kopie von daten (2).csv", "Gemeinde 1.txt"])
def test_what_a_file_is_called_changes_nothing(name: str, tmp_path: Path) -> None:
    """Except where a profile takes the period, or a check the area, from the name."""
    for path in ("ffcsv_new/genesis_61111-0001_2024_q.zip", "table_csv/genesis_12411-0010_2020.csv"):
        found, _problems = look(path)
        with (FORMATS / path).open("rb") as stream:
            content = stream.read()
        (tmp_path / name).write_bytes(content)
        key = proposed(found)
        assert key is not None
        parsed = read(path, profiles()[key])
        again = read(str(tmp_path / name), profiles()[key])
        assert list(parsed.records) == list(again.records)
