"""The same file as other programs and people would send it: the same profile is proposed, the same figures come."""

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from imports.parsers.canonical import canonical_hash
from imports.parsers.recognising.recognise import recognise
from imports.parsers.registry import parse_file
from tests.imports.parsers.building import zipped
from tests.realdata.every_file import FORMATS, look, profiles, proposed, read
from tests.realdata.places import needs

pytestmark = needs("formats")
SAMPLES = {
    "ffcsv_new/genesis_71311-0001_STAGV_20260310.csv": ";",
    "ffcsv_old/genesis_61111-0001_2024_q.csv": ";",
    "table_csv/genesis_12411-0010_2020.csv": ";",
    "table_csv/regio_21111-02-06-4_2026_Schulabschluesse_EXCERPT.csv": ";",
    "datenquader/genesis_47414BJ002_20260218_mitWerten_decimalpoint.csv": ";",
    "municipal/koeln_bevoelkerung_head400.csv": ",",
    "municipal/koeln_bezirke_produktgruppen.csv": ";",
    "municipal/muelheim_Haushalte_SB_2017-12_EXCERPT.txt": ";",
}
# Not the layouts in which order, or what stands above the header, means something.
UNORDERED = [name for name in SAMPLES if name.startswith(("ffcsv_", "municipal/"))]


def text_of(name: str) -> str:
    """With line feeds, whatever stood there."""
    raw = (FORMATS / name).read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return text.replace("\r\n", "\n")


def same(name: str, content: bytes) -> None:
    before, _problems = look(name)
    found, problems = recognise(io.BytesIO(content), "Kopie (2) von daten")
    assert not problems.has_errors
    key = proposed(before)
    assert key is not None
    assert proposed(found) == key
    profile = profiles()[key]
    parsed = parse_file(io.BytesIO(content), profile, file_name=Path(name).name)
    assert not parsed.problems.has_errors, list(parsed.problems)[:3]
    assert canonical_hash(parsed.records) == canonical_hash(read(name, profile).records)


def rewritten(text: str, sign: str, change: Callable[[list[list[str]]], list[list[str]]], **how: int) -> bytes:
    target = io.StringIO()
    rows = list(csv.reader(io.StringIO(text), delimiter=sign))
    csv.writer(target, delimiter=sign, **how).writerows(change(rows))  # type: ignore[arg-type]
    return target.getvalue().encode("utf-8")


WAYS: dict[str, Callable[[str], bytes]] = {
    "a mark of UTF-8": lambda text: text.encode("utf-8-sig"),
    "no mark": lambda text: text.encode("utf-8"),
    "cp1252": lambda text: text.encode("cp1252", "replace"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode("utf-8"),
    "line ends of an old Mac": lambda text: text.replace("\n", "\r").encode("utf-8"),
    "packed": lambda text: zipped(("x.csv", text.encode("utf-8"))),
    "empty lines at the end": lambda text: f"{text}\n\n\n".encode(),
    "no end of the last line": lambda text: text.rstrip("\n").encode("utf-8"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SAMPLES)
def test_how_it_is_written_changes_nothing(name: str, way: str) -> None:
    same(name, WAYS[way](text_of(name)))


@pytest.mark.parametrize("name", SAMPLES)
def test_rows_that_excel_makes_equally_wide_change_nothing(name: str) -> None:
    def widened(rows: list[list[str]]) -> list[list[str]]:
        width = max(map(len, rows))
        return [[*row, *[""] * (width - len(row))] for row in rows]

    same(name, rewritten(text_of(name), SAMPLES[name], widened))


@pytest.mark.parametrize("name", UNORDERED)
def test_quotes_around_every_cell_change_nothing(name: str) -> None:
    same(name, rewritten(text_of(name), SAMPLES[name], list, quoting=csv.QUOTE_ALL))


@pytest.mark.parametrize("name", UNORDERED)
def test_the_order_of_rows_changes_nothing(name: str) -> None:
    def mixed(rows: list[list[str]]) -> list[list[str]]:
        body = rows[1:]
        random.Random(7).shuffle(body)
        return [rows[0], *body]

    same(name, rewritten(text_of(name), SAMPLES[name], mixed))


@pytest.mark.parametrize("name", [name for name in UNORDERED if "ffcsv_old" not in name])
def test_the_order_of_columns_changes_nothing(name: str) -> None:
    """Except in the old layout, whose English headers call several columns alike: there the place is all there is."""
    same(name, rewritten(text_of(name), SAMPLES[name], lambda rows: [row[::-1] for row in rows]))


@pytest.mark.parametrize("name", [name for name in UNORDERED if name.startswith("ffcsv_")])
def test_a_line_below_the_figures_is_not_passed_over(name: str) -> None:
    """Nobody can know whether a figure was meant."""
    profile = profiles()[proposed(look(name)[0]) or ""]
    content = (text_of(name) + "Quelle: Amt für Statistik\n").encode()
    parsed = parse_file(io.BytesIO(content), profile, file_name="x.csv")
    assert [problem.rule for problem in parsed.problems if problem.severity == "error"] == ["ragged_row"]
