import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from imports.parsers.records import Place
from tests.imports.parsers.building import figures, found, read, rules, table_profile, workbook, zipped

HEADER = ["Schlüssel", "Jahr", "Einwohner", "Arbeitslose"]
AREA = {"column": "Schlüssel", "division": "stadtteile"}


def place(line: int, column: str) -> Place:
    return Place("Daten", line, column)


def built(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook written by a function of xlsxwriter's book and sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    fill(book, book.add_worksheet("Daten"))
    book.close()
    return target.getvalue()


def test_numbers_are_taken_raw_and_signs_by_profile() -> None:
    book = workbook([HEADER, ["011", 2023, 84694.0, 1.5], ["012", "2023", "-", "."], ["013", 2023, "12,5", None]])
    parsed = read(book, table_profile())
    assert figures(parsed) == {
        ("EW", "011", "2023-12-31"): 84694.0,
        ("ALO", "011", "2023-12-31"): 1.5,
        ("EW", "012", "2023-12-31"): 0.0,
        ("ALO", "012", "2023-12-31"): "suppressed",
        ("EW", "013", "2023-12-31"): 12.5,
        ("ALO", "013", "2023-12-31"): "missing",
    }
    assert rules(parsed) == []
    assert parsed.records[3].place == place(3, "Arbeitslose")
    assert parsed.facts["sheets"] == ["Daten"]


def test_the_same_workbook_inside_a_zip() -> None:
    book = workbook([HEADER, ["011", 2023, 5, 7]])
    assert figures(read(zipped(("a.xlsx", book)), table_profile())) == figures(read(book, table_profile()))


def test_merged_headers_below_a_title() -> None:
    rows: list[list[object]] = [
        ["Arbeitslose in den Stadtteilen"],
        [],
        [None] * 6,
        [None, None, "m", "w", "m", "w"],
        ["011", 2023, 1, 2, 3, 4],
    ]
    merged = [(2, 0, 3, 0, "Schlüssel"), (2, 1, 3, 1, "Jahr"), (2, 2, 2, 3, "Einwohner"), (2, 4, 2, 5, "Arbeitslose")]
    columns = {"Einwohner / w": "EW_W", "Arbeitslose / m": "ALO_M"}
    parsed = read(
        workbook(rows, merged=merged), table_profile(read={"header_rows": 2, "skip_rows": 2}, columns=columns)
    )
    assert parsed.facts["header"] == [
        "Schlüssel",
        "Jahr",
        "Einwohner / m",
        "Einwohner / w",
        "Arbeitslose / m",
        "Arbeitslose / w",
    ]
    assert figures(parsed) == {("EW_W", "011", "2023-12-31"): 2.0, ("ALO_M", "011", "2023-12-31"): 3.0}
    assert parsed.records[0].place == place(5, "Einwohner / w")


def test_one_heading_over_two_columns() -> None:
    rows = [[None, None, "Jahr", "Einwohner"], ["011", "Mitte", 2023, 5]]
    merged = [(0, 0, 0, 1, "Stadtteil")]
    area = {"column": "Stadtteil#1", "name_column": "Stadtteil#2", "division": "stadtteile"}
    profile = table_profile(area=area, columns={"Einwohner": "EW"}, read={"header_rows": 2, "skip_rows": 0})
    double = workbook([rows[0], [None] * 4, rows[1]], merged=merged)
    (record,) = read(double, profile).records
    assert (record.area_code, record.area_name, record.place.line) == ("011", "Mitte", 3)
    plain = table_profile(area={**area, "column": "Stadtteil"}, columns={"Einwohner": "EW"}, read={"header_rows": 2})
    assert found(read(double, plain)) == [("column_twice", place(2, "Stadtteil"))]
    third = table_profile(area={**area, "column": "Stadtteil#3"}, columns={"Einwohner": "EW"}, read={"header_rows": 2})
    assert found(read(double, third)) == [("column_missing", place(2, "Stadtteil#3"))]


def test_the_sheet_by_position_or_name() -> None:
    def fill(book: Any, first: Any) -> None:
        first.write(0, 0, "Deckblatt")
        second = book.add_worksheet("Stadtteile")
        for line, row in enumerate([HEADER, ["011", 2023, 5, 7]]):
            second.write_row(line, 0, row)

    book = built(fill)
    for sheet in (1, "Stadtteile"):
        parsed = read(book, table_profile(read={"sheet": sheet}))
        assert len(parsed.records) == 2
        assert parsed.records[0].place.sheet == "Stadtteile"
    for sheet in (2, "stadtteile"):
        parsed = read(book, table_profile(read={"sheet": sheet}))
        assert rules(parsed) == ["sheet_not_found"]
        assert parsed.problems.kept[0].params == {"sheets": ["Daten", "Stadtteile"]}


@pytest.mark.parametrize(
    ("cell", "pad", "code", "rule"),
    [
        ("011", None, "011", None),
        (11, None, "11", None),  # whether 011 was meant only the list of areas can tell
        (11, 3, "011", None),
        (8222000.5, None, None, None),
        ("8222000.0", None, None, "code_is_number"),
        ("8222000.0", 8, "08222000", None),
        (date(2026, 2, 1), 3, None, "date_by_excel"),
        (True, 3, None, "date_by_excel"),
        ("=A1", None, None, "formula_without_value"),
        (None, None, None, "area_missing"),
    ],
)
def test_codes_in_cells(cell: object, pad: int | None, code: str | None, rule: str | None) -> None:
    def fill(book: Any, sheet: Any) -> None:
        for line, row in enumerate([HEADER, [None, 2023, 5, 7]]):
            sheet.write_row(line, 0, row)
        if isinstance(cell, date):
            sheet.write_datetime(1, 0, cell, book.add_format({"num_format": "dd. mmm"}))
        elif isinstance(cell, str):
            sheet.write_string(1, 0, cell)
        elif cell is not None:
            sheet.write(1, 0, cell)

    parsed = read(built(fill), table_profile(area=AREA | ({"pad": pad} if pad else {})))
    if rule:
        assert found(parsed) == [(rule, place(2, "Schlüssel"))]
    assert {record.area_code for record in parsed.records} == ({code} if code else set() if rule else {str(cell)})


def test_a_code_stored_as_8222000_point_0_needs_a_pad() -> None:
    """Excel never writes it so, but pandas does."""
    content = workbook([HEADER, [8222000, 2023, 5, 7]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    book = zipped(*[(name, data.replace(b"<v>8222000</v>", b"<v>8222000.0</v>")) for name, data in parts])
    assert found(read(book, table_profile())) == [("code_is_number", place(2, "Schlüssel"))]
    assert read(book, table_profile(area=AREA | {"pad": 8})).records[0].area_code == "08222000"


def test_a_formula_counts_by_its_stored_value() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["011", 2023, 5])
        sheet.write_formula(1, 3, "=C2*2", None, 10)

    assert figures(read(built(fill), table_profile()))["ALO", "011", "2023-12-31"] == 10.0


def test_a_formula_never_calculated_is_no_empty_cell() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADER, ["011", 2023, 5, "=C2*2"]):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    parsed = read(target.getvalue(), table_profile(missing={"": "missing"}))
    assert found(parsed) == [("formula_without_value", Place("Sheet", 2, "Arbeitslose"))]
    assert parsed.problems.kept[0].value == "=C2*2"
    assert parsed.problems.kept[0].row == ["011", "2023", "5", "=C2*2"]


def test_excel_errors_and_dates_in_value_cells() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["011", 2023])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_datetime(1, 3, date(2026, 2, 1), book.add_format({"num_format": "dd. mmm"}))

    parsed = read(built(fill), table_profile())
    assert found(parsed) == [("excel_error", place(2, "Einwohner")), ("date_by_excel", place(2, "Arbeitslose"))]
    assert parsed.problems.kept[0].value == "#DIV/0!"


def test_dates_are_fine_as_reference_dates() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["011", None, 5, 7])
        sheet.write_datetime(1, 1, date(2023, 6, 30), book.add_format({"num_format": "dd.mm.yyyy"}))

    assert ("EW", "011", "2023-06-30") in figures(read(built(fill), table_profile()))


def test_percent_formats_are_worth_a_look() -> None:
    def fill(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, [*HEADER, "unbenutzt"])
        for line in (1, 2):
            sheet.write_row(line, 0, [f"01{line}", 2023, 5])
            sheet.write_number(line, 3, 0.125, percent)
            sheet.write_number(line, 4, 0.125, percent)

    parsed = read(built(fill), table_profile())
    assert found(parsed) == [("percent_format", place(2, "Arbeitslose"))]
    assert figures(parsed)["ALO", "011", "2023-12-31"] == 0.125  # never the displayed 12.5


def test_zero_shown_as_a_dash_by_its_format_is_zero() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["011", 2023, 5])
        sheet.write_number(1, 3, 0, book.add_format({"num_format": "* #,##0;* \\-_ #,##0;\\-"}))

    record = read(built(fill), table_profile(missing={"-": "missing"})).records[1]
    assert (record.value, str(record.status)) == (0.0, "ok")


def test_a_gap_and_formatted_empty_rows_are_no_rows() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["011", 2023, 5, 7])
        sheet.write_row(4, 0, ["012", 2023, 5, 7])
        for line in range(5, 50):
            sheet.write_blank(line, 2, None, book.add_format({"bg_color": "red"}))

    parsed = read(built(fill), table_profile())
    assert (parsed.facts["rows"], rules(parsed)) == (2, [])
    assert [record.place.line for record in parsed.records] == [2, 2, 5, 5]


def test_a_sheet_that_understates_its_size_is_read_to_the_end() -> None:
    content = workbook([HEADER, *[[f"{i:03d}", 2023, i, 1] for i in range(50)]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    cut = [(name, data.replace(b'ref="A1:D51"', b'ref="A1:B3"')) for name, data in parts]
    assert cut != parts
    assert len(read(zipped(*cut), table_profile()).records) == 100


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_a_finding(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER, ["011", 2023, 5, 7]]))) as archive:
        parts = [(part, archive.read(part)) for part in archive.namelist()]
    broken = zipped(*[(part, data[: len(data) // 2] if part == name else data) for part, data in parts])
    assert rules(read(broken, table_profile())) == ["workbook_unreadable"]


def test_an_old_workbook_that_is_none() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "Workbook".encode("utf-16-le") + b"\x00" * 600
    assert rules(read(content, table_profile())) == ["workbook_unreadable"]


def test_an_entity_bomb_is_not_expanded() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER, ["011", 2023, 5, 7]]))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    parts["xl/workbook.xml"] = bomb + parts["xl/workbook.xml"].split(b"?>", 1)[1]
    assert rules(read(zipped(*parts.items()), table_profile())) == ["workbook_unreadable"]


def test_tick_counts_lines() -> None:
    ticks: list[tuple[int, int]] = []
    book = workbook([HEADER, *[[str(i), 2023, i, 1] for i in range(4500)]])
    read(book, table_profile(), tick=lambda done, total: ticks.append((done, total)))
    assert ticks[-1] == (4501, 4501)
    assert ticks == sorted(ticks)
    assert len(ticks) == 4
