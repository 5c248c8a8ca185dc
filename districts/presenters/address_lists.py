"""Lists of addresses to be looked up: from an uploaded file to a table with what was found beside every row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from districts.addressing.columns import lookup_columns
from districts.addressing.numbers import Reading, house_number, readings
from districts.addressing.opening import opened
from districts.addressing.rules import Unreadable
from districts.messages.registers import REASONS
from districts.models import Division, Register
from districts.queries.address_lists import answers, divisions_on
from districts.queries.address_search import Directory, Looked
from sozialmonitor.web.csv_dialects import Cell

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_ROWS: Final = 100_000
BLOCK: Final = 1000
FOUND_COLUMNS: Final = ("match", "match_quality", "match_reason")


@dataclass(frozen=True)
class LookedUp:
    """The table that comes back: the columns of the file, then what was found; counts by quality and by reason."""

    header: list[str]
    rows: list[list[Cell]]
    counts: dict[str, int]


def look_up_file(
    path: Path, register: Register, day: date, tick: Callable[[int], None] = lambda _rows: None
) -> LookedUp:
    """Raises Unreadable for a file that is no list of addresses."""
    with opened(path, max_bytes=MAX_BYTES) as table:
        columns = lookup_columns(table.header)
        divisions = divisions_on(day)
        header = [*table.header, *FOUND_COLUMNS]
        header += [f"{division.key}_{what}" for division in divisions for what in ("code", "name")]
        header += ["school_number", "school"]
        directory, rows, counts = Directory(register), [], dict[str, int]()
        for block in _blocks(table.rows):
            lines = [_lines(cells, columns) for cells in block]
            for cells, (one, areas, schools) in zip(block, answers(directory, lines, day), strict=True):
                word = one.match.quality if one.match else one.reason
                counts[word] = counts.get(word, 0) + 1
                rows.append(_row(cells, len(table.header), one, areas, schools, divisions))
            tick(len(rows))
            if len(rows) > MAX_ROWS:
                raise Unreadable("register-too-many", limit=MAX_ROWS)
    if not rows:
        raise Unreadable("register-empty")
    return LookedUp(header, rows, counts)


def _blocks(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[list[Sequence[str]]]:
    block: list[Sequence[str]] = []
    for _, cells in rows:
        block.append(cells)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _lines(cells: Sequence[str], columns: tuple[int | None, int | None, int | None, int | None]) -> list[Reading]:
    street, number, suffix, whole = ((cells[at] if at is not None and at < len(cells) else "") for at in columns)
    if columns[3] is not None:
        return readings(whole)
    house = house_number(f"{number}/{suffix}" if suffix.strip().isdigit() else f"{number} {suffix}")
    return [Reading(street, house)] if street.strip() else []


def _row(
    cells: Sequence[str],
    width: int,
    one: Looked,
    areas: dict[Division, Any],
    schools: list[dict[str, Any]],
    divisions: list[Division],
) -> list[Cell]:
    row: list[Cell] = [*cells[:width], *[""] * (width - len(cells))]
    reason = "" if one.match else ": ".join(filter(None, (str(REASONS[one.reason]), ", ".join(one.possible))))
    row += [one.match.words if one.match else "", one.match.quality if one.match else one.reason, reason]
    for division in divisions:
        area = areas.get(division)
        row += [area.code, area.name] if area else ["", ""]
    school = schools[0] if schools else {}
    return [*row, school.get("number", ""), school.get("name", "")]
