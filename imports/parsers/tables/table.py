"""Any CSV, XLSX or XLS table, read by profile: wide, long, or with periods as columns."""

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, BinaryIO, Final

from imports.parsers.numbers import Cell
from imports.parsers.opening.grid import Grid, open_grid
from imports.parsers.opening.sniff import Limits, open_source
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Tick
from imports.parsers.recognising.headers import is_crosswalk
from imports.parsers.records import Parsed, Place, enough
from imports.parsers.tables.file_period import file_period
from imports.parsers.tables.layout import join_header, text_of
from imports.parsers.tables.reader import TableReader, open_reader
from indicators.analysis.periods import Period

_MOST_COLUMNS: Final = 16_384  # what a sheet of Excel has
_NOTES: Final = 50  # lines of a footer that are kept
_STAND: Final = re.compile(r"\bStand:?\s+(.{1,40}?)\s*$")


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,
    period: Period | None = None,
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """Every figure of the table as a record, everything odd as a problem; never raises for what a file holds.

    `tick(done, total)` is called every 2,000 rows (bytes of a text, lines of a sheet); what it raises ends the reading.
    """
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits) as source:
        if source is None:
            return parsed
        parsed.facts = {"layout": "table", **source.facts}
        with open_grid(source, profile.read, parsed.problems, tick) as grid:
            if grid is not None:
                parsed.facts |= grid.facts
                _read(grid, profile, parsed, file_period(profile, file_name, period, parsed.problems))
    return parsed


def _read(grid: Grid, profile: Profile, parsed: Parsed, period: Period | None) -> None:
    rows = ((line, row) for line, row in grid.rows if line > profile.read.skip_rows)
    top = [numbered for _, numbered in zip(range(profile.read.header_rows), rows, strict=False)]
    if not top and parsed.problems.has_errors:
        return
    reader = _reader(grid, profile, top, parsed, period)
    if reader is None:
        return
    first = next(rows, None)
    for line, cells in chain([first] if first else [], rows):
        if profile.read.stop_at and _is_footer(cells, profile.read.stop_at):
            parsed.facts |= _footer(chain([(line, cells)], rows))
            break
        reader.take(line, cells, is_text="encoding" in grid.facts)
        if enough(parsed, Place(grid.sheet, line)):
            break
    reader.finish(grid)


def _reader(
    grid: Grid, profile: Profile, top: list[tuple[int, list[Cell]]], parsed: Parsed, period: Period | None
) -> TableReader | None:
    rows = [row for _, row in top]
    header = join_header(rows, grid, top[0][0], spans=profile.read.header_spans) if top else []
    place = Place(grid.sheet, top[-1][0] if top else None)
    if len(header) > _MOST_COLUMNS:
        parsed.problems.add("too_many_columns", place, found=len(header), most=_MOST_COLUMNS)
        return None
    if not any(header):
        parsed.problems.add("header_missing", place)
        return None
    if is_crosswalk(header):
        parsed.problems.add("crosswalk_table", place, found=header[:20])
        return None
    return open_reader(header, place, profile, parsed, period)


def _is_footer(cells: list[Cell], word: str) -> bool:
    """Whether the row begins with the word, in its first cell or in the only one that is filled."""
    if not cells:
        return False
    filled = [text for cell in cells if (text := text_of(cell))]
    return text_of(cells[0]).startswith(word) or (len(filled) == 1 and filled[0].startswith(word))


def _footer(rows: Iterable[tuple[int, list[Cell]]]) -> dict[str, Any]:
    """What stands below the figures: the notes as written, and the date after the word Stand. Numbers are no notes."""
    written = (row for _, row in rows if not any(isinstance(cell, int | float) for cell in row))
    notes = [text for row in written if (text := " ".join(filter(None, map(text_of, row))))][:_NOTES]
    stand = next((found[1] for note in notes if (found := _STAND.search(note))), None)
    return {"footnotes": notes} | ({"stand": stand} if stand else {})
