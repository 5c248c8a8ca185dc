"""Small files and profiles for the parser tests."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from imports.parsers.profiles.loading import Profile, load_profile
from imports.parsers.records import Parsed, Place, Record
from imports.parsers.registry import parse_file
from indicators.analysis.periods import Period

FLAT_START = ["statistics_code", "statistics_label", "time_code", "time_label", "time"]
FLAT_BLOCK = ["variable_code", "variable_label", "variable_attribute_code", "variable_attribute_label"]
FLAT_END = ["value", "value_unit", "value_variable_code", "value_variable_label"]
MANNHEIM = ("KREISE", "Kreise", "08222", "Mannheim, Stadtkreis")
HEIDELBERG = ("KREISE", "Kreise", "08221", "Heidelberg, Stadtkreis")
TOTAL = ("GES", "Geschlecht", "", "Insgesamt")
MEN = ("GES", "Geschlecht", "GESM", "männlich")
WOMEN = ("GES", "Geschlecht", "GESW", "weiblich")


def profile_dict(**changes: Any) -> dict[str, Any]:
    """A wide table of two measures; a key given as None is left out."""
    spec: dict[str, Any] = {
        "profile": "buergeramt",
        "parser": "table",
        "area": {"column": "Schlüssel", "division": "stadtteile"},
        "period": {"column": "Jahr", "type": "reference_date", "day": "12-31"},
        "columns": {"Einwohner": "EW", "Arbeitslose": "ALO"},
        "missing": {"": "missing", ".": "suppressed", "-": "zero"},
    }
    return {key: value for key, value in (spec | changes).items() if value is not None}


def table_profile(**changes: Any) -> Profile:
    return load_profile(profile_dict(**changes))


def flat_profile(**changes: Any) -> Profile:
    spec: dict[str, Any] = {
        "profile": "flat",
        "parser": "genesis-flat",
        "area": {"column": "KREISE", "division": "regionen"},
        "columns": {"BEVSTD": "EW"},
    }
    return load_profile({key: value for key, value in (spec | changes).items() if value is not None})


def read(content: str | bytes, profile: Profile, **given: Any) -> Parsed:
    """The content as a file, through the same door as an upload."""
    raw = content.encode() if isinstance(content, str) else content
    return parse_file(io.BytesIO(raw), profile, **({"file_name": "file.csv"} | given))


def found(parsed: Any) -> list[tuple[str, Place]]:
    """Rule and place of every finding."""
    return [(problem.rule, problem.place) for problem in parsed.problems]


def rules(parsed: Any) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def figures(parsed: Parsed) -> dict[tuple[str, str, str], float | str | None]:
    """(measure, area, period) → value, or the status word where there is none."""
    return {
        (r.measure, r.area_code, r.period.label): str(r.status) if r.value is None else r.value for r in parsed.records
    }


def workbook(rows: Iterable[Sequence[object]], *, merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    """An XLSX with one sheet `Daten`; `merged` are ranges (first row, first column, last row, last column, text)."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Daten")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif cell is not None:
                sheet.write(line, column, cell)
    for *area, text in merged:
        sheet.merge_range(*area, text)
    book.close()
    return target.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def flat(*rows: Sequence[object], quality: bool = False) -> str:
    """A flat file. A row is (time, [four cells of each variable], value, unit, code[, quality])."""
    blocks = max(len(row[1]) for row in rows)
    header = [*FLAT_START, *(f"{n}_{name}" for n in range(1, blocks + 1) for name in FLAT_BLOCK), *FLAT_END]
    lines = [[*header, "value_q"] if quality else header]
    for time, variables, value, unit, code, *rest in rows:
        cells = [cell for block in variables for cell in block]
        padding = [""] * (4 * (blocks - len(variables)))
        lines.append(["12411", "Fortschreibung", "STAG", "Stichtag", time, *cells, *padding, value, unit, code, "Text"])
        if quality:
            lines[-1].append(rest[0] if rest else "e")
    return "\ufeff" + "".join(";".join(line) + "\n" for line in lines)


def record(measure: str = "EW", code: str = "011", year: int = 2023, value: float | None = 1.0, **more: Any) -> Record:
    return Record(measure, code, more.pop("name", ""), more.pop("period", Period.year(year)), value, **more)
