"""Looks at a file and says what it most likely is and how it would be read: by content, never by its name.

Nothing here decides for good: what was recognised is shown, and a person may overrule it. Figures come from parsers.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO, Final, TextIO

from imports.parsers.numbers import tidy
from imports.parsers.opening.grid import Grid, open_grid
from imports.parsers.opening.sniff import Kind, Limits, Source, open_source, sniff
from imports.parsers.opening.text import open_text
from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.headers import find_delimiter, find_header, is_crosswalk
from imports.parsers.recognising.json_shape import recognise_json
from imports.parsers.recognising.layouts import of_text, of_workbook
from imports.parsers.recognising.recognised import Head, Recognised, split
from imports.parsers.records import Place, Problems
from imports.parsers.tables.layout import text_of

_LINES: Final = 40
_CHARACTERS: Final = 200_000  # of the first lines
_DOUBTFUL: Final = 20
_SHOWN: Final = 160  # characters of a doubtful line, and of a cell
_SHEETS: Final = 8
_WIDEST: Final = 400
_BODY: Final = 20_000  # lines of a flat file or sheet that are gone over for codes and Stand
_TAIL: Final = 16 * 1024
_STAND: Final = re.compile(r"\bStand:?\s*(\d{1,2}\.\d{1,2}\.\d{4})")
_CUBE_AUTHOR: Final = re.compile(r"^\* Der Benutzer .*")
_DECIDED: Final = {"utf-8": "utf-8", "cp1252": "cp1252"}


def recognise(
    stream: BinaryIO,
    file_name: str,  # noqa: ARG001 - parsers are called so; a name decides nothing here
    limits: Limits | None = None,
    reading: Mapping[str, Any] | None = None,
) -> tuple[Recognised, Problems]:
    """What the file is, and the findings where it cannot be read at all. Never raises for what a file holds.

    `reading` is what a person overruled: encoding, delimiter, sheet.
    """
    found, problems, told = Recognised(), Problems(), dict(reading or {})
    if sniff(stream) is Kind.JSON:
        recognise_json(stream, found, problems, limits or Limits())
        return found, problems
    with open_source(stream, problems, limits) as source:
        if source is None:
            found.kind = str(sniff(stream))
            return found, problems
        found.kind, found.bytes = str(source.kind), source.facts["bytes"]
        found.member = source.facts.get("zip_member")
        if source.kind is Kind.JSON:
            recognise_json(source.stream, found, problems, limits or Limits())
        elif source.kind is Kind.TEXT:
            _look_at_text(source, found, problems, told)
        else:
            _look_at_workbook(source, found, problems, told)
        if found.layout == "table" and is_crosswalk(found.header):
            place = Place(found.sheet, found.skip_rows + found.header_rows)
            problems.add("crosswalk_table", place, found=found.header[:20])
            found.layout = ""
    return found, problems


def _look_at_text(source: Source, found: Recognised, problems: Problems, told: Mapping[str, Any]) -> None:
    asked = str(told.get("encoding", "auto"))
    with open_text(source.stream, problems, asked) as opened:
        if opened is None:
            return
        text, found.encoding = opened
        found.decided = "given" if asked != "auto" else _DECIDED.get(found.encoding, "mark")
        if found.decided == "cp1252":
            found.doubtful = list(islice(_doubtful(text), _DOUBTFUL))
        text.seek(0)
        found.lines = list(_first_lines(text))
        layout = of_text(found.lines)
        found.layout, found.table_code, found.title = layout.name, layout.code, layout.title
        found.delimiter = str(told.get("delimiter") or (";" if layout.name != "table" else find_delimiter(found.lines)))
        rows = split(found.lines, found.delimiter)
        if layout.name == "table":
            found.skip_rows, found.header_rows, found.header = find_header(rows)
        elif rows:
            found.header = [tidy(cell) for cell in rows[0]] if layout.name.startswith("genesis-flat") else []
        text.seek(0)
        layout.look(found, islice(text, _BODY))
    source.stream.seek(max(0, source.stream.seek(0, 2) - _TAIL))
    found.stand = _stand(source.stream.read().decode(found.encoding, errors="replace"))


def _doubtful(text: TextIO) -> Iterator[tuple[int, str]]:
    """Lines that would read otherwise in another encoding, around the first letter of which that is true."""
    text.seek(0)
    for number, line in enumerate(text, start=1):
        if not line.isascii():
            at = next(place for place, letter in enumerate(line) if not letter.isascii())
            start = max(0, at - _SHOWN // 2)
            yield number, line[start : start + _SHOWN].strip()


def _first_lines(text: TextIO) -> Iterator[str]:
    size = 0
    for line in islice(text, _LINES):
        size += len(line)
        if size > _CHARACTERS:
            return
        # The first line of a cube names the person who asked for it: it is kept nowhere.
        yield _CUBE_AUTHOR.sub("*", line.removeprefix("\ufeff").replace("\x00", ""))


def _stand(text: str) -> str | None:
    days: list[str] = _STAND.findall(text)
    return days[-1] if days else None


def _look_at_workbook(source: Source, found: Recognised, problems: Problems, told: Mapping[str, Any]) -> None:
    wanted: int | str = told.get("sheet", 0)
    for number in range(_SHEETS):
        sheet = wanted if number == 0 else next(iter(_not_seen(found)), None)
        if sheet is None:
            break
        with open_grid(source, Read(sheet=sheet, header_rows=10), problems) as grid:
            if grid is None:
                return
            found.sheets = grid.facts["sheets"]
            found.heads.append(Head(grid.sheet, *_first_rows(grid)))
    layout = of_workbook(found.heads)
    found.layout, found.table_code, found.title = layout.name, layout.code, layout.title
    found.sheet = str(found.heads[0].name) if "sheet" in told else layout.sheet
    head = next(head for head in found.heads if head.name == found.sheet)
    if layout.name == "table":
        found.skip_rows, found.header_rows, found.header = find_header(head.rows, head.merged)
    elif layout.name == "genesis-table":
        found.stand = _stand_of_sheet(source, found.sheet, problems)


def _not_seen(found: Recognised) -> list[str]:
    seen = {head.name for head in found.heads}
    return [name for name in found.sheets if name not in seen]


def _first_rows(grid: Grid) -> tuple[list[list[str]], list[Any]]:
    some = islice(grid.rows, _LINES)
    rows = [[text_of(cell)[:_SHOWN].replace("\x00", "") for cell in row[:_WIDEST]] for _, row in some]
    merged = [one for one in grid.merged if one[0][0] < _LINES and one[0][1] < _WIDEST]
    return [_without_end(row) for row in rows], merged


def _without_end(row: list[str]) -> list[str]:
    last = next((n for n in range(len(row), 0, -1) if row[n - 1]), 0)
    return row[:last]


def _stand_of_sheet(source: Source, sheet: str, problems: Problems) -> str | None:
    with open_grid(source, Read(sheet=sheet), problems) as grid:
        if grid is None:
            return None
        stand = None
        for _, row in islice(grid.rows, _BODY):
            if row and isinstance(row[0], str) and "Stand" in row[0]:
                stand = _stand(row[0]) or stand
        return stand
