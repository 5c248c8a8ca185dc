"""Finds the columns a profile speaks of in the header of a file."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from imports.parsers.numbers import Cell, tidy
from imports.parsers.opening.grid import Grid
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import MeasureColumn, PeriodPart
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
    area: int | None = None
    joined: list[int] = field(default_factory=list)  # columns whose words together are the code
    area_name: int | None = None
    period: int | None = None
    measure: int | None = None
    measure_map: dict[str, str] | None = None
    guard: int | None = None
    filters: list[tuple[int, set[str], bool]] = field(default_factory=list)  # column, words, whether they stay
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


def join_header(rows: Sequence[Sequence[Cell]], grid: Grid, first_line: int, *, spans: bool = False) -> list[str]:
    """One name per column: the rows of the header joined by ` / `, merged cells filled, repetitions left out.

    With `spans` an empty cell has the text on its left, where the rows above do not part the two: merged cells in CSV.
    """
    width = max((len(row) for row in rows), default=0)
    cells = [[text_of(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    if spans:
        _fill_spans(cells)
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


def _fill_spans(cells: list[list[str]]) -> None:
    for line, row in enumerate(cells[:-1]):  # the last row names the columns themselves
        for column in range(1, len(row)):
            same = all(above[column] == above[column - 1] for above in cells[:line])
            if not row[column] and same and any(below[column] for below in cells[line + 1 :]):
                row[column] = row[column - 1]


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
    """Where everything stands but the parts of a register; None (and problems) if something needed is not there."""
    dated = profile.period.header if profile.period else None
    names = [_without(dated, name) for name in header] if dated else header
    finder = Finder(names, place, problems)
    layout = Layout(header)
    area = profile.area
    layout.area = finder.find(area.column) if area.column else None
    layout.joined = [finder.find(name) for name in area.joined]
    if area.name_column:
        layout.area_name = finder.find(area.name_column)
    if profile.period and profile.period.column:
        layout.period = finder.find(profile.period.column)
    if profile.zero_is_missing_where:
        layout.guard = finder.find(profile.zero_is_missing_where.column)
    for rows, keep in ((profile.only_rows, True), (profile.ignore_rows, False)):
        layout.filters += [(finder.find(name), {tidy(word) for word in words}, keep) for name, words in rows.items()]
    if dated:
        _dated_columns(profile, layout, finder, dated)
    else:
        for name, measure in profile.columns.items():
            layout.values.append(ValueColumn(finder.find(name), tidy(name), measure, factor=_factor(profile, name)))
    if profile.long:
        _measure_column(profile.long.measure, layout, finder)
        name = profile.long.value.column
        layout.values.append(ValueColumn(finder.find(name), tidy(name)))
    if profile.periods_in_columns:
        _period_columns(profile, layout, finder)
    return layout if finder.complete else None


def _factor(profile: Profile, name: str) -> float:
    return profile.scale.get(name, profile.scale.get(profile.columns[name], 1.0))


def _dated_columns(profile: Profile, layout: Layout, finder: Finder, pattern: str) -> None:
    """Columns whose headers hold their period: what is left of a header without it is the name of the column."""
    reader = PeriodReader(profile.period)
    undated = finder.header
    for name, measure in profile.columns.items():
        places = [index for index, column in enumerate(undated) if column == tidy(name)]
        if not places:
            finder.find(name)
        periods: dict[Period | None, int] = {}
        for index in places:
            period = reader.found_by(pattern, layout.header[index])
            place = Place(finder.place.sheet, finder.place.line, layout.header[index])
            if period is None:
                finder.complete = False
                finder.problems.add("period_not_in_header", place, layout.header[index], type=reader.part.type)
            elif period in periods:
                finder.complete = False
                finder.problems.add("column_twice", place, name, columns=[periods[period] + 1, index + 1])
            periods[period] = index
            layout.values.append(
                ValueColumn(index, layout.header[index], measure, period, factor=_factor(profile, name))
            )


def _without(pattern: str, name: str) -> str:
    """A header without its period, and without the brackets and separators that are left over."""
    parts = [tidy(re.sub(pattern, "", part)) for part in name.split(" / ")]
    return " / ".join(part for text in parts if (part := tidy(text.replace("()", ""))))


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
    taken = {layout.area, layout.area_name, layout.measure, layout.guard, *layout.joined}
    taken |= {column for column, _words, _keep in layout.filters}
    for index, name in enumerate(layout.header):
        if index in taken or not name or (spread.pattern and not re.search(spread.pattern, name)):
            continue
        # A pattern with groups takes the period out of the header, one without only picks the columns.
        picks = spread.pattern and re.compile(spread.pattern).groups
        period = reader.found_by(spread.pattern or "", name) if picks else reader.read(name)
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
