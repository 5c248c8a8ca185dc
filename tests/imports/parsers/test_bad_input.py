"""Each kind of bad file, through the front door: one clear finding with its place, and not one figure."""

import io

import pytest

from imports.parsers.opening.sniff import Limits
from imports.parsers.records import Place
from imports.parsers.registry import PARSERS, parse_file
from tests.imports.parsers.building import flat_profile, found, read, rules, table_profile, workbook, zipped
from tests.imports.parsers.test_sniff import macro_workbook, ole

WIDE = "Schlüssel;Jahr;Einwohner;Arbeitslose\n011;2023;1200;31\n012;2023;980;.\n"
GOOD = table_profile()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b"<!DOCTYPE html><title>Anmelden</title>", "html_file"),
        (b'{"Status":{"Code":98,"Content":"zu gross"}}', "json_file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs_pointer"),
        (zipped(("a.csv", WIDE.encode() * 50))[:-30], "zip_truncated"),
        (zipped(("a.csv", WIDE.encode()), ("b.csv", WIDE.encode())), "zip_members"),
        (zipped(("../../a.csv", WIDE.encode())), "zip_path"),
        (zipped(("a.zip", zipped(("a.csv", WIDE.encode())))), "zip_nested"),
        (ole("EncryptedPackage"), "encrypted_workbook"),
        (macro_workbook(), "macro_workbook"),
        (workbook([["Schlüssel"]])[:-200], "zip_truncated"),
    ],
)
@pytest.mark.parametrize("profile", [GOOD, flat_profile()], ids=["table", "genesis-flat"])
def test_files_that_are_something_else(content: bytes, rule: str, profile: object) -> None:
    parsed = read(content, profile)  # type: ignore[arg-type]
    assert rules(parsed) == [rule]
    assert parsed.problems.has_errors
    assert len(parsed.records) == 0


@pytest.mark.parametrize("parser", sorted(PARSERS))
def test_a_large_file_is_refused_by_its_size(parser: str) -> None:
    profile = GOOD if parser == "table" else flat_profile()
    parsed = parse_file(io.BytesIO(WIDE.encode()), profile, file_name="a.csv", limits=Limits(max_bytes=50))
    assert rules(parsed) == ["file_too_large"]
    assert parsed.problems.kept[0].params == {"bytes": len(WIDE.encode()), "limit": 50}


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        (WIDE.replace("1200", "1\ufffd00").encode(), "replacement_character", Place(None, 2, "11")),
        (WIDE.replace("980", "9\x0080").encode(), "nul_byte", Place(None, 3, "11")),
        (WIDE.replace("1200", "k.A."), "unknown_word", Place(None, 2, "Einwohner")),
        (WIDE.replace("980", ""), "empty_cell", Place(None, 3, "Einwohner")),
        (WIDE.replace("31", "31.5"), "point_not_comma", Place(None, 2, "Arbeitslose")),
        (WIDE.replace("1200", "1.200,5"), "thousands_not_declared", Place(None, 2, "Einwohner")),
        (WIDE.replace("31\n", "#DIV/0!\n"), "excel_error", Place(None, 2, "Arbeitslose")),
        (WIDE.replace("012;2023", "012;"), "period_missing", Place(None, 3, "Jahr")),
        (WIDE.replace("012;2023", "012;23"), "period_unreadable", Place(None, 3, "Jahr")),
        (WIDE.replace("012;", ";"), "area_missing", Place(None, 3, "Schlüssel")),
        (WIDE.replace("012;", "8222000.0;"), "code_is_number", Place(None, 3, "Schlüssel")),
        (WIDE.replace("980;.", "980"), "ragged_row", Place(None, 3)),
        (WIDE.replace("980;.", "980;.;5"), "ragged_row", Place(None, 3)),
        (WIDE + '013;2023;"5;6\n', "broken_quotes", Place(None, 4)),
        (WIDE.replace("Einwohner", "Einwonner"), "column_missing", Place(None, 1, "Einwohner")),
        (WIDE.replace("Arbeitslose", "Einwohner"), "column_twice", Place(None, 1, "Einwohner")),
        (WIDE.split("\n")[0] + "\n", "header_only", Place()),
        (";;;\n011;2023;5;7\n", "header_missing", Place(None, 1)),
    ],
)
def test_findings_have_line_and_column(content: str | bytes, rule: str, place: Place) -> None:
    profile = table_profile(missing={".": "suppressed"})
    assert (rule, place) in found(read(content, profile))


def test_a_bad_row_travels_with_its_finding() -> None:
    problem = read(WIDE.replace("1200", "k.A."), GOOD).problems.kept[0]
    assert (problem.value, problem.row) == ("k.A.", ["011", "2023", "k.A.", "31"])
    assert read(WIDE.replace("980;.", "980"), GOOD).problems.kept[0].row == ["012", "2023", "980"]


def test_the_other_rows_are_still_read_so_that_all_is_found_at_once() -> None:
    parsed = read(WIDE.replace("1200", "k.A.").replace("980", "n.v."), GOOD)
    assert [place.line for _, place in found(parsed)] == [2, 3]
    assert len(parsed.records) == 2


def test_missing_columns_name_what_is_there() -> None:
    problem = read(WIDE.replace("Einwohner", "Einwonner"), GOOD).problems.kept[0]
    assert problem.params["nearest"] == "Einwonner"
    assert problem.params["found"] == ["Schlüssel", "Jahr", "Einwonner", "Arbeitslose"]


def test_the_wrong_delimiter_is_guessed_for_the_message_only() -> None:
    parsed = read(WIDE.replace(";", ","), GOOD)
    assert rules(parsed) == ["column_missing"] * 4
    assert {problem.params["delimiter"] for problem in parsed.problems} == {","}


def test_bare_carriage_returns_keep_their_line_numbers() -> None:
    parsed = read(WIDE.replace("980", "n.v.").replace("\n", "\r"), GOOD)
    assert found(parsed) == [("unknown_word", Place(None, 3, "Einwohner"))]


def test_a_file_full_of_errors_is_counted_to_its_end() -> None:
    content = WIDE + "".join(f"{i:05d};2023;k.A.;1\n" for i in range(10_050))
    parsed = read(content, GOOD)
    assert (len(parsed.problems), parsed.problems.by_rule["unknown_word"]) == (10_000, 10_050)
    assert parsed.facts["rows"] == 10_052


def test_in_a_workbook_the_sheet_is_named_too() -> None:
    rows = [["Schlüssel", "Jahr", "Einwohner", "Arbeitslose"], ["011", 2023, 5, 7], ["012", 2023, "n.v.", 7]]
    assert found(read(workbook(rows), GOOD)) == [("unknown_word", Place("Daten", 3, "Einwohner"))]
    assert found(read(workbook([*rows[:2], ["012", None, 5, 7]]), GOOD)) == [
        ("period_missing", Place("Daten", 3, "Jahr"))
    ]
