"""Every kind of bad file: a clear finding with words in both languages, and nothing left behind."""

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override
from pytest_django import Settings

from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.messages import Said, refusal, said
from imports.models import Batch, Profile, SourceFile
from tests.imports.parsers.building import workbook, zipped
from tests.imports.uploads import (
    WIDE,
    checked,
    csv,
    figures,
    nothing_stored,
    place,
    profile,
    published,
    rules,
)
from tests.world import CODES, World, edition, squares

State = Batch.State
GOOD = csv(figures())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LFS = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24\n"
)
UTF8 = csv(figures(), encoding="utf-8")


def macro_workbook() -> bytes:
    target = io.BytesIO(workbook([["Schlüssel"]]))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x01")
    return target.getvalue()


def lines(*changed: tuple[int, int, object]) -> bytes:
    """The good file with cells changed: line (from 0), column, what stands there instead."""
    table = figures()
    for line, column, cell in changed:
        table[line][column] = cell
    return csv(table)


# name: content, rule
FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty_file"),
    "only spaces": (b" \r\n\t", "empty_file"),
    "web page": (b"<!DOCTYPE html><html><title>Anmelden</title></html>", "html_file"),
    "JSON": (b'{"Status":{"Code":98,"Content":"Die Tabelle ist zu gross"}}', "json_file"),
    "LFS pointer": (LFS, "lfs_pointer"),
    "truncated ZIP": (zipped(("a.csv", GOOD * 200))[:-60], "zip_truncated"),
    "ZIP with two files": (zipped(("a.csv", GOOD), ("b.csv", GOOD)), "zip_members"),
    "ZIP that leaves its folder": (zipped(("../../etc/cron.d/a.csv", GOOD)), "zip_path"),
    "ZIP that leaves it the Windows way": (zipped(("a\\..\\..\\b.csv", GOOD)), "zip_path"),
    "password on a workbook": (OLE + b"\x00" * 5000 + "EncryptedPackage".encode("utf-16-le"), "encrypted_workbook"),
    "workbook with macros": (macro_workbook(), "macro_workbook"),
    "broken letters": (UTF8.replace("ü".encode(), "\ufffd".encode()), "replacement_character"),
    "header only": (csv([]), "header_only"),
    "column missing": (GOOD.replace(b"Arbeitslose", b"Arbeitssuchende"), "column_missing"),
}
# name: content, rule, place (line and column), value as read
CELLS: dict[str, tuple[bytes, str, tuple[int, str], str]] = {
    "NUL": (lines((1, 1, "Vier\x00tel")), "nul_byte", (3, "8"), "02;Vier␀tel;2023;1010;5"),
    "unknown area": (lines((2, 0, "77")), "unknown_area", (4, "Schlüssel"), "77"),
    "unknown word": (lines((3, 3, "viele")), "unknown_word", (5, "Einwohner"), "viele"),
    "point where a comma is due": (lines((0, 3, "1234.5")), "point_not_comma", (2, "Einwohner"), "1234.5"),
    "period missing": (lines((4, 2, "")), "period_missing", (6, "Jahr"), ""),
    "duplicate key": (csv([*figures(), ["01", "Viertel 01", 2023, 7, 51]]), "duplicate_key", (8, "Einwohner"), "7"),
    "negative count": (lines((5, 4, "-3")), "negative_count", (7, "Arbeitslose"), "-3"),
    "lost leading zero": (lines((0, 0, "1")), "leading_zero_lost", (2, "Schlüssel"), "1"),
}


def words(batch: Batch, rule: str) -> tuple[Said, Said]:
    problem = batch.problems.filter(rule=rule).first()
    assert problem is not None, rules(batch)
    with override("de"):
        german = said(rule, problem.value, problem.params)
    with override("en"):
        english = said(rule, problem.value, problem.params)
    return german, english


def assert_clear(german: Said, english: Said, rule: str) -> None:
    for told in (german, english):
        assert len(told.text) > 15, told
        assert len(told.hint) > 10, told
        assert rule not in told.text
        assert "…" not in told.text, "a parameter the text needs is not there"
        assert "%(" not in told.text + told.hint
    assert german.text != english.text, "not translated"
    assert german.hint != english.hint, "not translated"


def assert_refused(batch: Batch, rule: str) -> None:
    assert (batch.state, batch.fault) == (State.REFUSED, "")
    assert rule in rules(batch, "error")
    assert_clear(*words(batch, rule), rule)
    assert nothing_stored()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read(world: World, name: str) -> None:
    content, rule = FILES[name]
    batch = checked(content)
    assert_refused(batch, rule)
    assert set(rules(batch, "error")) == {rule}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_cannot_be_read(world: World, name: str) -> None:
    content, rule, (line, column), value = CELLS[name]
    batch = checked(content)
    assert_refused(batch, rule)
    problem = batch.problems.filter(rule=rule).get(line=line, column=column)
    assert (problem.severity, problem.value) == ("error", value)


def test_a_bad_cell_shows_its_row(world: World) -> None:
    problem = checked(lines((3, 3, "viele"))).problems.get(rule="unknown_word")
    assert problem.row == ["04", "Viertel 04", "2023", "viele", "53"]


def test_dissolved_code_names_the_edition_that_knew_it(world: World) -> None:
    edition(squares(CODES[:5]), valid_from=date(2023, 6, 1))
    batch = checked(GOOD)
    assert_refused(batch, "dissolved_area")
    problem = batch.problems.get(rule="dissolved_area")
    assert (place(problem), problem.value) == (("", 7, "Schlüssel"), "06")
    german, english = words(batch, "dissolved_area")
    assert "06" in german.text
    assert "06" in english.text


def test_300_mb_are_refused_before_they_are_stored(world: World, settings: Settings) -> None:
    megabyte, arrived = b"x" * (1 << 20), []

    def chunks() -> Iterator[bytes]:
        for _ in range(300):
            arrived.append(1)
            yield megabyte

    with pytest.raises(Refused) as refused:
        receive_file(by=None, name="gross.csv", chunks=chunks(), profile=profile())
    assert len(arrived) == 201
    with override("de"):
        german = refusal(refused.value)
    with override("en"):
        english = refusal(refused.value)
    assert_clear(german, english, "file_too_large")
    assert "200" in german.text
    assert not Batch.objects.exists()
    assert not SourceFile.objects.exists()
    assert [name for _, _, names in os.walk(settings.FILES_FOLDER) for name in names] == []


def test_a_bomb_is_refused_whatever_size_it_states(world: World) -> None:
    bomb = zipped(("a.csv", b"0" * (201 << 20)))
    assert len(bomb) < 1 << 20
    batch = checked(bomb)
    assert_refused(batch, "zip_too_large")


def test_period_that_was_not_given(world: World) -> None:
    text = WIDE.replace('{column: Jahr, type: reference_date, day: "12-31"}', "{given: true, type: reference_date}")
    batch = checked(GOOD, profile(text.replace("buergeramt", "ohne-jahr")))
    assert_refused(batch, "period_not_given")


def test_unknown_measure_and_division(world: World) -> None:
    assert_refused(checked(GOOD, profile(WIDE.replace("Einwohner: EW", "Einwohner: EWX"))), "unknown_measure")
    other = WIDE.replace("division: stadtteile", "division: stadteile")
    batch = checked(GOOD, profile(other))
    assert_refused(batch, "unknown_division")
    assert "stadtteile" in " ".join(words(batch, "unknown_division")[0])


def test_one_bad_line_among_many_stores_nothing_of_the_rest(world: World) -> None:
    batch = checked(lines((5, 4, "viele")))
    assert batch.problem_counts["error"] == 1
    assert_refused(batch, "unknown_word")


@pytest.mark.parametrize("again", [GOOD, csv(reversed(figures())), UTF8], ids=["same bytes", "other order", "UTF-8"])
def test_already_imported(world: World, again: bytes) -> None:
    first = published(GOOD)
    batch = checked(again)
    assert (batch.state, batch.delivery) == (State.UNCHANGED, None)
    assert first.delivery is not None
    assert first.delivery.observations.count() == 12
    assert world.current("einwohner", "01") == (1000.0, "ok")


def test_more_findings_than_anyone_reads_are_counted_not_kept(world: World) -> None:
    batch = checked(csv([["77", "", 2023, "viele", "wenige"]] * 6000))
    assert batch.problem_counts["error"] >= 12_000
    assert batch.problems.count() == 10_000
    assert nothing_stored()


def test_letters_no_database_takes_do_not_stop_the_check(world: World) -> None:
    """NUL in a workbook's cell, a lone surrogate, a very long cell: findings, not a fault of ours."""
    for odd in ("a\ud800b", "x" * 40_000, "\x07"):
        batch = checked(csv([["77", odd, 2023, 1, 1]], encoding="utf-8") if odd != "a\ud800b" else surrogate())
        assert batch.state == State.REFUSED, batch.fault
        assert nothing_stored()


def surrogate() -> bytes:
    return csv([["77", "a", 2023, 1, 1]], encoding="utf-8").replace(b";a;", b";\xed\xa0\x80;")


def workbook_profile() -> Profile:
    return profile(WIDE.replace("profile: buergeramt", "profile: mappe"))


def test_bad_cells_of_a_workbook_are_named_with_their_sheet(world: World) -> None:
    book = workbook([["Schlüssel", "Stadtteil", "Jahr", "Einwohner", "Arbeitslose"], ["01", "", 2023, "viele", 3]])
    problem = checked(book, workbook_profile()).problems.get(severity="error")
    assert problem.rule == "unknown_word"
    assert problem.sheet
    assert (problem.line, problem.column) == (2, "Einwohner")
