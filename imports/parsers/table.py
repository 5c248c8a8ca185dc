"""Any CSV, XLSX or XLS table, read by profile: wide, long, or with periods as columns."""

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any, BinaryIO, Final

from imports.parsers.grid import Grid, open_grid
from imports.parsers.layout import Layout, ValueColumn, join_header, resolve, text_of
from imports.parsers.numbers import Cell, Figure, NumberReader, Trouble, scaled, tidy
from imports.parsers.profile_model import Profile
from imports.parsers.progress import Tick
from imports.parsers.records import Parsed, Place, Problems, Record, Records, enough
from imports.parsers.sniff import Limits, open_source
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_MOST_COLUMNS: Final = 16_384  # what a sheet of Excel has
_MOST_LEFT_OUT: Final = 1_000  # measures a file has beside those of its profile
_NOTES: Final = 50  # lines of a footer that are kept
_STAND: Final = re.compile(r"\bStand:?\s+(.{1,40}?)\s*$")
_FLOAT_CODE: Final = re.compile(r"([0-9]+)\.0+")


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
                _read(grid, profile, parsed, _file_period(profile, file_name, period, parsed.problems))
    return parsed


def _file_period(profile: Profile, file_name: str, given: Period | None, problems: Problems) -> Period | None:
    """The period that holds for the whole file, where the profile says there is one."""
    part = profile.period
    if part is None or part.column or profile.periods_in_columns:
        return None
    if part.given:
        if given is None:
            problems.add("period_not_given")
        return given
    reader = PeriodReader(part)
    if part.fixed:
        found = reader.read(part.fixed)
        if found is None:
            problems.add("period_unreadable", value=part.fixed, type=part.type)
        return found
    found = reader.from_file_name(file_name)
    if found is None:
        problems.add("period_not_in_file_name", value=file_name, pattern=part.file_name, type=part.type)
    return found


def _read(grid: Grid, profile: Profile, parsed: Parsed, period: Period | None) -> None:
    problems = parsed.problems
    rows = ((line, row) for line, row in grid.rows if line > profile.read.skip_rows)
    top = [row for _, row in zip(range(profile.read.header_rows), rows, strict=False)]
    if not top and problems.has_errors:
        return
    header = join_header([row for _, row in top], grid, top[0][0]) if top else []
    place = Place(grid.sheet, top[-1][0] if top else None)
    if len(header) > _MOST_COLUMNS:
        problems.add("too_many_columns", place, found=len(header), most=_MOST_COLUMNS)
        return
    if not any(header):
        problems.add("header_missing", place)
        return
    parsed.facts |= {"header": header, "header_line": place.line}
    layout = resolve(profile, header, place, problems)
    if layout is None:
        return
    reader = _TableReader(profile, layout, grid.sheet, parsed, period)
    first = next(rows, None)
    for line, cells in chain([first] if first else [], rows):
        if profile.read.stop_at and cells and text_of(cells[0]).startswith(profile.read.stop_at):
            parsed.facts |= _footer(chain([(line, cells)], rows))
            break
        reader.take(line, cells, is_text="encoding" in grid.facts)
        if enough(parsed, Place(grid.sheet, line)):
            break
    reader.finish(grid)


def _footer(rows: Iterable[tuple[int, list[Cell]]]) -> dict[str, Any]:
    """What stands below the figures: the notes as written, and the date after the word Stand."""
    notes = [text for _, row in rows if (text := " ".join(filter(None, map(text_of, row))))][:_NOTES]
    stand = next((found[1] for note in notes if (found := _STAND.search(note))), None)
    return {"footnotes": notes} | ({"stand": stand} if stand else {})


class _TableReader:
    def __init__(
        self, profile: Profile, layout: Layout, sheet: str | None, parsed: Parsed, period: Period | None
    ) -> None:
        self.profile, self.layout, self.sheet, self.period = profile, layout, sheet, period
        self.records: Records = parsed.records
        self.problems, self.facts = parsed.problems, parsed.facts
        self.numbers, self.periods = NumberReader(profile), PeriodReader(profile.period)
        self.ignored_areas = {tidy(word) for word in profile.ignore_areas}
        self.codes = {tidy(key): code for key, code in profile.area.codes.items()}
        self.seen_measures: set[str] = set()
        self.left_out: dict[str, int] = {}
        self.rows = self.ignored = 0

    def take(self, line: int, cells: list[Cell], *, is_text: bool) -> None:
        width = len(self.layout.header)
        if not any(cell is not None and cell != "" for cell in cells) or (len(cells) == 1 and not text_of(cells[0])):
            return
        self.rows += 1
        if len(cells) != width:
            cells = self._fitted(line, cells, width, is_text=is_text)
            if not cells:
                return
        layout = self.layout
        name = text_of(cells[layout.area_name]) if layout.area_name is not None else ""
        if self.ignored_areas and {text_of(cells[layout.area]), name} & self.ignored_areas:
            self.ignored += 1
            return
        code = self._code(line, cells)
        period = self._period(line, cells) if layout.period is not None else self.period
        measure = self._measure(line, cells) if layout.measure is not None else None
        if code is None or (layout.measure is not None and measure is None):
            return
        guard = self._is_invalid(cells)
        for column in layout.values:
            when, what = column.period or period, column.measure or measure
            figure = self._figure(line, cells, column, what)
            if figure is None or when is None or what is None:
                continue
            if guard and figure.value == 0:
                figure = Figure(None, Status.MISSING)
            place = Place(self.sheet, line, column.header)
            self.records.append(Record(what, code, name, when, *figure, place))

    def _fitted(self, line: int, cells: list[Cell], width: int, *, is_text: bool) -> list[Cell]:
        """The row in the width of the header. Empty cells at its end mean nothing; a text row that is short does."""
        extra = [cell for cell in cells[width:] if cell is not None and cell != ""]
        if extra or (is_text and len(cells) < width):
            self.problems.add("ragged_row", Place(self.sheet, line), row=cells, expected=width, found=len(cells))
            return []
        return cells[:width] + [None] * (width - len(cells))

    def _code(self, line: int, cells: list[Cell]) -> str | None:
        cell, pad = cells[self.layout.area], self.profile.area.pad
        text = text_of(cell)
        rule = ""
        params: dict[str, Any] = {}
        if text in self.codes:
            return self.codes[text]
        if found := _FLOAT_CODE.fullmatch(str(cell)):
            text = found[1]
            if not pad:
                rule, params = "code_is_number", {"whole": text}
        if not text:
            rule = "area_missing"
        elif text.startswith("="):
            rule = "formula_without_value"
        elif not isinstance(cell, str | int | float) or isinstance(cell, bool):
            rule, params = "date_by_excel", {"shown": text}
        if not rule:
            return text.zfill(pad) if pad and text.isascii() and text.isdigit() else text
        place = Place(self.sheet, line, self.layout.header[self.layout.area])
        self.problems.add(rule, place, cell, cells, **params)
        return None

    def _period(self, line: int, cells: list[Cell]) -> Period | None:
        index = self.layout.period or 0
        cell = cells[index]
        found = self.periods.read(cell) if cell is not None else None
        if found is None:
            place = Place(self.sheet, line, self.layout.header[index])
            rule = "period_unreadable" if text_of(cell) else "period_missing"
            self.problems.add(rule, place, text_of(cell), cells, type=self.periods.part.type)
        return found

    def _measure(self, line: int, cells: list[Cell]) -> str | None:
        index = self.layout.measure or 0
        word = text_of(cells[index])
        if not word:
            self.problems.add("measure_missing", Place(self.sheet, line, self.layout.header[index]), row=cells)
            return None
        if self.layout.measure_map is None:
            return word
        if word in self.layout.measure_map:
            self.seen_measures.add(word)
        elif word in self.left_out or len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out[word] = self.left_out.get(word, 0) + 1
        return self.layout.measure_map.get(word)

    def _is_invalid(self, cells: list[Cell]) -> bool:
        guard = self.profile.zero_is_missing_where
        return bool(guard and text_of(cells[self.layout.guard or 0]) == tidy(guard.equals))

    def _figure(self, line: int, cells: list[Cell], column: ValueColumn, measure: str | None) -> Figure | None:
        cell = cells[column.index]
        figure = self.numbers.read(cell)
        if isinstance(figure, Trouble):
            place = Place(self.sheet, line, column.header)
            self.problems.add(figure.rule, place, text_of(cell), cells, **figure.params)
            return None
        factor = column.factor if column.factor != 1.0 else self.profile.scale.get(measure or "", 1.0)
        if factor != 1.0 and figure.value:
            return figure._replace(value=scaled(figure.value, factor))
        return figure

    def finish(self, grid: Grid) -> None:
        place = Place(self.sheet)
        if not self.rows and not self.problems.has_errors:
            self.problems.add("header_only", place)
        for column in self.layout.values:
            if column.index in grid.percent:
                where = Place(self.sheet, grid.percent[column.index], column.header)
                self.problems.add("percent_format", where, column.header)
        for word in (self.layout.measure_map or {}).keys() - self.seen_measures if self.rows else ():
            self.problems.add(
                "measure_not_in_file", place, word, found=sorted(self.seen_measures | self.left_out.keys())[:60]
            )
        used = {self.layout.area, self.layout.area_name, self.layout.period, self.layout.measure, self.layout.guard}
        used |= {column.index for column in self.layout.values}
        self.facts |= {
            "rows": self.rows,
            "ignored_rows": self.ignored,
            "unused_columns": [name for index, name in enumerate(self.layout.header) if index not in used],
            "measures_left_out": self.left_out,
        }
