"""A sheet of district profiles as cities publish them: four header rows, three kinds of periods, names for codes,
totals in between; as a workbook and as the CSV Excel makes of it."""

import io
from typing import Any

import xlsxwriter

from imports.parsers.profiles.loading import Profile
from imports.parsers.records import Place
from tests.imports.parsers.building import figures, found, read, rules, table_profile

DASH = "#,##0;-#,##0;\\-"
# (first row, first column, last row, last column, text)
MERGED = [
    (0, 0, 3, 0, "Stadtteil"),
    (0, 1, 0, 3, "Bevölkerung am 31.12.2013"),
    (1, 1, 2, 1, "insgesamt"),
    (1, 2, 1, 3, "Ausländerinnen und Ausländer"),
    (0, 4, 1, 5, "Arbeitslose im Dezember 2013"),
    (0, 6, 2, 6, "Einkommen 2010"),
]
CELLS = {(2, 2): "insgesamt", (2, 3): "unter 18", (2, 4): "insgesamt", (2, 5): "in %"}
UNITS = ["Anzahl", "Anzahl", "Anzahl", "Anzahl", "%", "EUR"]
ROWS: list[list[Any]] = [
    ["Altstadt", 1675, 402, 0, 61, 5.5, 31250.4],
    ["Harburg", 28000, 9000, 1200, 1500, 8.25, 27000.0],
    ["Bezirk Mitte", 29675, 9402, 1200, 1561, 8.1, "."],
    ["Veränderung", -23, -4, 0, 0, -0.5, "."],
]
CODES = {"Altstadt": "101", "Harburg": "702", "Neuwerk": "112"}


def profile(**changes: Any) -> Profile:
    spec: dict[str, Any] = {
        "read": {"header_rows": 4, "thousands": " "},
        "area": {"column": "Stadtteil", "division": "stadtteile", "codes": CODES},
        "ignore_areas": ["Veränderung"],
        "ignore_areas_like": ["^Bezirk "],
        "period": {"header": r"(?:am |im )?(\d{2}\.\d{2}\.\d{4}|Dezember \d{4}|\d{4})"},
        "columns": {
            "Bevölkerung / insgesamt / Anzahl": "EW",
            "Bevölkerung / Ausländerinnen und Ausländer / unter 18 / Anzahl": "EW_AUSL_U18",
            "Arbeitslose / insgesamt / Anzahl": "ALO",
            "Arbeitslose / in % / %": "ALQ",
            "Einkommen / EUR": "EINKOMMEN",
        },
        "missing": {".": "suppressed", "-": "zero"},
    }
    return table_profile(**(spec | changes))


def sheet(rows: list[list[Any]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    one, dash = book.add_worksheet("Daten"), book.add_format({"num_format": DASH})
    for *corners, text in MERGED:
        one.merge_range(*corners, text)
    for (line, column), text in CELLS.items():
        one.write(line, column, text)
    one.write_row(3, 1, UNITS)
    for line, row in enumerate(rows, start=4):
        one.write_row(line, 0, row, dash)
    book.close()
    return target.getvalue()


def text(rows: list[list[Any]]) -> str:
    """As Excel saves it: a merged cell has its text at its beginning, figures look as they are shown."""
    lines = [["" for _ in range(7)] for _ in range(4)]
    for top, left, _bottom, _right, word in MERGED:
        lines[top][left] = word
    for (line, column), word in CELLS.items():
        lines[line][column] = word
    lines[3][1:] = UNITS
    for name, *cells in rows:
        lines.append([name, *(_shown(cell) for cell in cells)])
    return "\ufeff" + "".join(";".join(line) + "\r\n" for line in lines)


def _shown(cell: Any) -> str:
    if not isinstance(cell, int | float):
        return f" {cell} "
    grouped = f"{abs(cell):,}".replace(",", " ").replace(".", ",") + "    "
    return "-" if cell == 0 else f"-  {grouped}" if cell < 0 else grouped


EXPECTED = {
    ("EW", "101", "2013-12-31"): 1675.0,
    ("EW_AUSL_U18", "101", "2013-12-31"): 0.0,
    ("ALO", "101", "2013-12"): 61.0,
    ("ALQ", "101", "2013-12"): 5.5,
    ("EINKOMMEN", "101", "2010"): 31250.4,
    ("EW", "702", "2013-12-31"): 28000.0,
    ("EW_AUSL_U18", "702", "2013-12-31"): 1200.0,
    ("ALO", "702", "2013-12"): 1500.0,
    ("ALQ", "702", "2013-12"): 8.25,
    ("EINKOMMEN", "702", "2010"): 27000.0,
}
AS_CSV = {"header_rows": 4, "thousands": " ", "header_spans": True}


def test_the_workbook() -> None:
    one = read(sheet(ROWS), profile())
    assert rules(one) == []
    assert figures(one) == EXPECTED
    assert one.facts["ignored_rows"] == 2


def test_the_csv_says_the_same() -> None:
    one = read(text(ROWS), profile(read=AS_CSV))
    assert rules(one) == []
    assert figures(one) == EXPECTED
    zero = next(r for r in one.records if r.value == 0)
    assert str(zero.status) == "zero"  # the dash is a sign here; in the workbook it is a nought that looks like one


def test_minus_two_blanks_and_a_figure() -> None:
    spec = profile(read=AS_CSV, area={"column": "Stadtteil", "division": "d"}, ignore_areas=[])
    values = figures(read(text(ROWS), spec))
    assert (values["EW", "Veränderung", "2013-12-31"], values["ALQ", "Veränderung", "2013-12"]) == (-23.0, -0.5)
    assert values["EINKOMMEN", "Veränderung", "2010"] == "suppressed"


def test_a_borough_that_is_called_like_a_district() -> None:
    twice = [*ROWS, ["Harburg", 170000, 30000, 5000, 9000, 7.5, "."]]
    for content, spec in ((sheet(twice), profile()), (text(twice), profile(read=AS_CSV))):
        one = read(content, spec)
        assert found(one) == [("area_name_twice", Place(one.facts.get("sheet"), 9, "Stadtteil"))]
        assert one.problems.kept[0].params["line"] == 6


def test_next_years_edition_needs_no_other_profile() -> None:
    later = text(ROWS).replace("2013", "2014")
    labels = {label for _measure, _area, label in figures(read(later, profile(read=AS_CSV)))}
    assert labels == {"2014-12-31", "2014-12", "2010"}
