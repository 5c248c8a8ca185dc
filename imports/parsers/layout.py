"""Finds the columns a profile speaks of in the header of a file."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from imports.parsers.grid import Grid
from imports.parsers.numbers import Cell, tidy
from imports.parsers.profile_model import Profile
from imports.parsers.profile_parts import MeasureColumn, PeriodPart
from imports.parsers.records import Place, Problems
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period

_LONGEST_NAME: Final = 200
_DELIMITERS: Final = ";,\t|"
# Exports merge one heading over code and name: `Kreise#1` is the first column of that heading.
_NUMBERED: Final = re.compile(r"(.+)#([1-9])")


@dataclass(frozen=True)
class ValueColumn:
    """A column that holds figures; measure and period where the column itself fixes them."""

    index: int
    header: str
    measure: str | None = None
    period: Period | None = None
    factor: float = 1.0


@dataclass
class Layout:
    """Positions, from 0, of what the profile names."""

    header: list[str]
    area: int = -1
    area_name: int | None = None
    period: int | None = None
    measure: int | None = None
    measure_map: dict[str, str] | None = None
    guard: int | None = None
    values: list[ValueColumn] = field(default_factory=list)


def text_of(cell: Cell) -> str:
    """A cell as the text one would read in it."""
    if isinstance(cell, str):
        return tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def join_header(rows: Sequence[Sequence[Cell]], grid: Grid, first_line: int) -> list[str]:
    """One name per column: the rows of the header joined by ` / `, merged cells filled, repetitions left out."""
    width = max((len(row) for row in rows), default=0)
    cells = [[text_of(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    left_over = width * len(cells)  # merged cells never overlap; a file in which they do is made to keep us busy
    for (top, left), (bottom, right) in grid.merged:
        start = top - (first_line - 1)
        if not (0 <= start < len(cells) and left < width):
            continue
        left_over -= (min(bottom - top + start + 1, len(cells)) - start) * (min(right + 1, width) - left)
        if left_over < 0:
            break
        for row in range(start, min(bottom - top + start + 1, len(cells))):
            for column in range(left, min(right + 1, width)):
                cells[row][column] = cells[start][left]
    names = []
    for column in range(width):
        parts: list[str] = []
        for line in cells:
            if line[column] and (not parts or parts[-1] != line[column]):
                parts.append(line[column])
        names.append(" / ".join(parts)[:_LONGEST_NAME])
    return names


class Finder:
    """Looks up columns by name or, where a name occurs twice, by name#n; each one not found becomes a problem."""

    def __init__(self, header: list[str], place: Place, problems: Problems) -> None:
        self.header, self.place, self.problems = header, place, problems
        self.complete = True

    def find(self, name: str) -> int:
        wanted = tidy(name)
        places = [index for index, column in enumerate(self.header) if column == wanted]
        if not places and (numbered := _NUMBERED.fullmatch(wanted)):
            same = [index for index, column in enumerate(self.header) if column == numbered[1]]
            places = same[int(numbered[2]) - 1 : int(numbered[2])]
        if len(places) == 1:
            return places[0]
        self.complete = False
        place = Place(self.place.sheet, self.place.line, name)
        if places:
            self.problems.add("column_twice", place, name, columns=[index + 1 for index in places])
            return -1
        params: dict[str, Any] = {"found": self.header[:60]}
        params["nearest"] = next(iter(difflib.get_close_matches(wanted, self.header, 1, 0.6)), None)
        if len(self.header) == 1:
            # One wide column: most likely the file is separated by another sign than the profile says.
            params["delimiter"] = next((sign for sign in _DELIMITERS if sign in self.header[0]), None)
        self.problems.add("column_missing", place, name, **params)
        return -1


def resolve(profile: Profile, header: list[str], place: Place, problems: Problems) -> Layout | None:
    """Where everything stands; None (and problems) if something the profile needs is not there."""
    finder = Finder(header, place, problems)
    layout = Layout(header)
    layout.area = finder.find(profile.area.column or "")
    if profile.area.name_column:
        layout.area_name = finder.find(profile.area.name_column)
    if profile.period and profile.period.column:
        layout.period = finder.find(profile.period.column)
    if profile.zero_is_missing_where:
        layout.guard = finder.find(profile.zero_is_missing_where.column)
    scale = profile.scale
    for name, measure in profile.columns.items():
        factor = scale.get(name, scale.get(measure, 1.0))
        layout.values.append(ValueColumn(finder.find(name), tidy(name), measure, factor=factor))
    if profile.long:
        _measure_column(profile.long.measure, layout, finder)
        name = profile.long.value.column
        layout.values.append(ValueColumn(finder.find(name), tidy(name)))
    if profile.periods_in_columns:
        _period_columns(profile, layout, finder)
    return layout if finder.complete else None


def _measure_column(part: MeasureColumn, layout: Layout, finder: Finder) -> None:
    layout.measure = finder.find(part.column)
    layout.measure_map = None if part.map is None else {tidy(key): value for key, value in part.map.items()}


def _period_columns(profile: Profile, layout: Layout, finder: Finder) -> None:
    spread = profile.periods_in_columns
    assert spread is not None  # noqa: S101 - the caller has looked
    measure = spread.measure if isinstance(spread.measure, str) else None
    if isinstance(spread.measure, MeasureColumn):
        _measure_column(spread.measure, layout, finder)
    reader = PeriodReader(profile.period or PeriodPart())
    taken = {layout.area, layout.area_name, layout.measure, layout.guard}
    for index, name in enumerate(layout.header):
        if index in taken or not name or (spread.pattern and not re.search(spread.pattern, name)):
            continue
        period = reader.read(name)
        if period:
            factor = profile.scale.get(measure or "", 1.0)
            layout.values.append(ValueColumn(index, name, measure, period, factor))
        elif spread.pattern:
            finder.complete = False
            place = Place(finder.place.sheet, finder.place.line, name)
            finder.problems.add("period_unreadable", place, name, type=reader.part.type)
    if not layout.values and finder.complete:
        finder.complete = False
        finder.problems.add("no_period_columns", finder.place, found=layout.header[:60], type=reader.part.type)
