"""Small table exports as GENESIS databases write them, as CSV and as workbooks, and profiles that read them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from imports.parsers.profiles.loading import Profile, load_profile

Line = Sequence[object]
NOTES = ['"zu ""Bevölkerung"":', "Baden-Württemberg: Gebiets-", 'stand 01.01.2009"', "© Amt, 2024"]
STAND = "Stand: 04.05.2024 / 21:37:13"
AREAS = [("DG", "Deutschland"), ("08222", "      Mannheim, Stadtkreis"), ("03152", "      Göttingen, Landkreis")]


def genesis_dict(**changes: Any) -> dict[str, Any]:
    """Population by sex: day and sex in the header, code and name before the figures. Any key may be given anew."""
    spec: dict[str, Any] = {
        "profile": "tabelle",
        "parser": "genesis-table",
        "area": {"division": "regionen"},
        "period": {"type": "reference_date"},
        "columns": {"Bevölkerung|Anzahl": "EW", "Bevölkerung / weiblich": "EW_W"},
        "missing": {"-": "zero"},
    }
    part = {
        "table": "12411-01-01-4",
        "above": ["title", "statistic", "measure"],
        "head": ["label", "period", "dimension"],
        "rows": ["code", "name"],
    }
    part |= {key: changes.pop(key) for key in list(changes) if key in ("table", "statistic", "above", "head", "rows")}
    part |= {key: changes.pop(key) for key in list(changes) if key in ("total", "missing_rows")}
    spec["genesis"] = {key: value for key, value in part.items() if value is not None}
    return {key: value for key, value in (spec | changes).items() if value is not None}


def genesis_profile(**changes: Any) -> Profile:
    return load_profile(genesis_dict(**changes))


def csv_export(
    *rows: Line,
    first: str = "GENESIS-Tabelle: 12411-01-01-4",
    above: Sequence[str] = ("Bevölkerung nach Geschlecht", "Fortschreibung", "Bevölkerung (Anzahl)"),
    footer: Sequence[str] = (*NOTES, STAND),
) -> str:
    """The CSV: `rows` are the lines of the header and those of the figures."""
    width = max(len(row) for row in rows)
    lines = [first, *(text + ";" * (width - 1) for text in above)]
    lines += [";".join(map(str, row)) for row in rows]
    return "\n".join([*lines, *(["__________", *footer] if footer else [])]) + "\n"


POPULATION: list[Line] = [
    ("", "", "Stichtag", "Stichtag"),
    ("", "", "31.12.2023", "31.12.2023"),
    ("", "", "Insgesamt", "weiblich"),
    (*AREAS[0], 300, 160),
    (*AREAS[1], 12, "."),
    (*AREAS[2], "-", "-"),
]


def workbook_export(
    rows: Sequence[Line],
    *,
    above: Sequence[str] = ("Bevölkerung nach Geschlecht", "Fortschreibung", "Bevölkerung (Anzahl)"),
    merged: Sequence[tuple[int, int, int, int, str]] = (),
    footer: Sequence[str] = ('zu "Bevölkerung":', "01.01.1979", "© Amt, 2024. | " + STAND),
    sheet: str = "12411-01-01-4",
    cover: str = "",
) -> bytes:
    """The workbook: `merged` as (first row, first column, last row, last column, text), rows counted below `above`."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    if cover:
        book.add_worksheet(cover).write(0, 0, "Lieferung")
    page = book.add_worksheet(sheet)
    width = max(len(row) for row in rows)
    for line, text in enumerate(above):
        page.merge_range(line, 0, line, width - 1, text)
    lines: list[Line] = [*rows, *([("_" * 14,), *((note,) for note in footer)] if footer else [])]
    for line, row in enumerate(lines, start=len(above)):
        for column, cell in enumerate(row):
            if cell is not None:
                page.write(line, column, cell)
    for top, left, bottom, right, text in merged:
        page.merge_range(len(above) + top, left, len(above) + bottom, right, text)
    book.close()
    return target.getvalue()
