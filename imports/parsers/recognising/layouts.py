"""The marks by which the layouts of the statistical offices are known."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from imports.parsers.recognising.recognised import Head, Recognised, split

_FLAT_NEW: Final = {"time", "value", "value_unit", "value_variable_code"}
_TABLE: Final = re.compile(r'"?(?:GENESIS-)?Tabelle:\s*([^\s;"]+)')
_TABLE_CODE: Final = re.compile(r"\d{5}-[0-9A-Za-zÄÖÜäöü-]+")
_CUBE: Final = re.compile(r"\* Der Benutzer|\*|K;DQ(;|$)")
OLD_VARIABLE: Final = re.compile(r"\d+_(Merkmal_Code|variable_code)")
OLD_START: Final = ("statistics_code", "statistics_label", "time_code", "time_label", "time")
_AREA_OF_AGENCY: Final = re.compile(r"\d{5,8} .+\(Gebietsstand")
_MOST_CODES: Final = 500


def _nothing(_found: Recognised, _lines: Iterable[str]) -> None:
    pass


@dataclass(frozen=True)
class Layout:
    name: str
    code: str | None = None
    title: str | None = None
    sheet: str = ""
    look: Callable[[Recognised, Iterable[str]], None] = _nothing  # goes over the lines for codes and names


def of_text(lines: Sequence[str]) -> Layout:
    """By the columns a layout needs or the words it begins with; whatever is none of these is a table."""
    first = lines[0].strip() if lines else ""
    if found := _TABLE.match(first):
        return Layout("genesis-table", found[1] if _TABLE_CODE.fullmatch(found[1]) else None, _title(lines[1:]))
    if _CUBE.match(first) and any(line.startswith("K;DQ") for line in lines[:3]):
        return Layout("datenquader", _after(lines, "K;DQ;"), look=_look_at_cube)
    header = [cell.strip() for cell in next(iter(split([first], ";")), [])]
    if set(header) >= _FLAT_NEW:
        return Layout("genesis-flat-new", look=_look_at_new)
    has_variables = any(OLD_VARIABLE.fullmatch(name) for name in header)
    if has_variables and any("__" in name for name in header):
        return Layout("genesis-flat-old", look=_look_at_old)
    return Layout("table")


def _title(lines: Sequence[str]) -> str | None:
    """One to three lines, broken hard at some sixty letters; the name of the statistics follows them."""
    words = []
    for line in lines:
        text = line.strip().strip(";").strip()
        if not text or line.startswith(";"):
            break
        words.append(text)
    return " ".join(words[: max(1, min(3, len(words) - 2))]) if words else None


def _after(lines: Sequence[str], start: str) -> str | None:
    """The first cell of the row of data below a row of names."""
    for line, below in pairwise(lines):
        if line.startswith(start) and below.startswith("D;"):
            return below.strip().split(";")[1] or None
    return None


def _look_at_cube(found: Recognised, lines: Iterable[str]) -> None:
    block = ""
    for line in lines:
        cells = line.strip().split(";")
        if cells[0] == "K":
            block = cells[1] if len(cells) > 1 else ""
            if block == "QEI":
                return
        elif cells[0] == "D" and len(cells) > 1 and block in ("DQA", "DQI"):
            into = found.variables if block == "DQA" else found.codes
            into.append(cells[1])


def _look_at_new(found: Recognised, lines: Iterable[str]) -> None:
    rows = csv.reader(lines, delimiter=";")
    try:
        names = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
        at = {name: index for index, name in enumerate(names)}
        variables = [index for index, name in enumerate(names) if re.fullmatch(r"\d+_variable_code", name)]
        for row in rows:
            if len(row) == len(names):
                _add(found.codes, row[at["value_variable_code"]])
                for index in variables:
                    _add(found.variables, row[index])
                found.table_code = found.table_code or _cell(row, at.get("statistics_code"))
                found.title = found.title or _cell(row, at.get("statistics_label"))
    except csv.Error:
        return  # the parser will say where


def _look_at_old(found: Recognised, lines: Iterable[str]) -> None:
    rows = csv.reader(lines, delimiter=";")
    try:
        names = [name.strip().removeprefix("\ufeff") for name in next(rows, [])]
        for name in names:
            if "__" in name and not name.endswith("__q"):
                code = re.split(r"_{2,}", name)[0]
                _add(found.codes, code if code.isupper() else name)  # a rate has no code: Index__CH0004
        # English headers call code and label of an attribute alike: only the place tells them apart.
        places = range(len(OLD_START), len(names), 4)
        variables = [index for index in places if OLD_VARIABLE.fullmatch(names[index])]
        for row in rows:
            # Defective files begin with rows shifted by five columns, without the code of a statistics.
            if len(row) == len(names) and row[0][:1].isdigit():
                for index in variables:
                    _add(found.variables, row[index])
                found.table_code, found.title = found.table_code or row[0] or None, found.title or row[1] or None
    except csv.Error:
        return


def _add(words: list[str], word: str) -> None:
    word = word.strip()
    if word and word not in words and len(words) < _MOST_CODES:
        words.append(word)


def _cell(row: Sequence[str], index: int | None) -> str | None:
    return row[index].strip() or None if index is not None else None


def of_workbook(heads: Sequence[Head]) -> Layout:
    for head in heads:
        if any(row and _AREA_OF_AGENCY.match(row[0]) for row in head.rows[:8]):
            title = next((row[0] for row in head.rows if row and row[0]), None)
            return Layout("ba-kommunal", title=title, sheet=str(head.name))
    if export := next(filter(_is_genesis, heads), None):
        code = _TABLE_CODE.match(export.name or "")
        return Layout("genesis-table", code[0] if code else None, export.rows[0][0], sheet=str(export.name))
    most = max(map(_figures, heads))
    return Layout("table", sheet=str(next(head for head in heads if 2 * _figures(head) >= most).name))


def _is_genesis(head: Head) -> bool:
    """Two lines or more of title, then figures. The sheet is called like the table or is temporary; where somebody gave
    it another name, the titles stand in merged cells that are equally wide.
    """
    titles = 0
    for row in head.rows:
        if [bool(cell) for cell in row] != [True]:
            break
        titles += 1
    if titles < 2 or not _figures(head):
        return False
    wide = {right for (top, left), (bottom, right) in head.merged if left == 0 < right and top == bottom < titles}
    lines = sum(left == 0 < right and top == bottom < titles for (top, left), (bottom, right) in head.merged)
    return head.name == "Temporär" or bool(_TABLE_CODE.match(head.name or "")) or (lines == titles and len(wide) == 1)


def _figures(head: Head) -> int:
    """How many cells hold figures: a cover or a list of contents has few."""
    return sum(bool(re.fullmatch(r"-?\d[\d.,]*", cell)) for row in head.rows for cell in row)
