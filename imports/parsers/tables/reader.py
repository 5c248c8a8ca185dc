"""Takes the rows of a table, from whatever they came, and makes figures of them by profile."""

import re
from collections import Counter
from datetime import date
from typing import Any, Final

from imports.parsers.numbers import Cell, Figure, NumberReader, Trouble, became_a_date, scaled, tidy
from imports.parsers.opening.grid import Grid
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Parsed, Place, Record, Records
from imports.parsers.tables.layout import Finder, Layout, ValueColumn, resolve, text_of
from imports.parsers.tables.register import Summing
from imports.parsers.tables.rows import Bands, RowFilter
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_MOST_NAMES: Final = 200_000  # that are looked at for a second area of the same name
_MOST_LEFT_OUT: Final = 1_000  # measures a file has beside those of its profile
_FLOAT_CODE: Final = re.compile(r"([0-9]+)\.0+")


def open_reader(
    header: list[str], place: Place, profile: Profile, parsed: Parsed, period: Period | None
) -> "TableReader | None":
    """A reader for rows under this header; None (and problems) where something the profile names is not in it."""
    parsed.facts |= {"header": header, "header_line": place.line}
    layout = resolve(profile, header, place, parsed.problems)
    if layout is None:
        return None
    reader = TableReader(profile, layout, place.sheet, parsed, period)
    if reader.summing:
        finder = Finder(header, place, parsed.problems)
        layout.values = [ValueColumn(index, tidy(name)) for index, name in reader.summing.find(finder)]
        return reader if finder.complete else None
    return reader


class TableReader:
    """Takes rows under a header and makes figures of them."""

    def __init__(
        self, profile: Profile, layout: Layout, sheet: str | None, parsed: Parsed, period: Period | None
    ) -> None:
        self.profile, self.layout, self.sheet, self.period = profile, layout, sheet, period
        self.records: Records = parsed.records
        self.problems, self.facts = parsed.problems, parsed.facts
        self.numbers, self.periods = NumberReader(profile), PeriodReader(profile.period)
        self.filter, self.bands = RowFilter(profile, layout), Bands(profile, self.periods)
        self.summing = Summing(profile, parsed, sheet) if profile.sums else None
        self.codes = {tidy(key): code for key, code in profile.area.codes.items()}
        self.named: dict[tuple[str, Period | None], int] = {}  # name that became a code → its line
        self.seen_measures: set[str] = set()
        self.left_out: dict[str, int] = {}
        self.symbols: Counter[str] = Counter()
        self.rows = self.ignored = 0

    def take(self, line: int, cells: list[Cell], *, is_text: bool) -> None:
        width = len(self.layout.header)
        if not any(cell is not None and cell != "" for cell in cells) or (len(cells) == 1 and not text_of(cells[0])):
            return
        if self.bands.wanted and self.bands.take(cells):
            return
        self.rows += 1
        if len(cells) != width:
            cells = self._fitted(line, cells, width, is_text=is_text)
            if not cells:
                return
        name = text_of(cells[self.layout.area_name]) if self.layout.area_name is not None else self.bands.name
        if self.filter.wanted and self.filter.leaves_out(cells, self._word(cells), name, *self.bands.words):
            self.ignored += 1
            return
        code, period = self._code(line, cells), self._period(line, cells)
        if code is None:
            return
        if self.codes and self.profile.long is None and self.summing is None:
            self._unambiguous(self._word(cells), period, line)
        if self.summing:
            self._sum_up(line, cells, code, name, period)
        else:
            self._figures(line, cells, code, name, period)

    def _word(self, cells: list[Cell]) -> str:
        """What stands for the area in its own columns."""
        own = self.layout.joined if self.layout.area is None else [self.layout.area]
        return "".join(text_of(cells[column]) for column in own)

    def _figures(self, line: int, cells: list[Cell], code: str, name: str, period: Period | None) -> None:
        measure = self._measure(line, cells) if self.layout.measure is not None else None
        guard = self._is_invalid(cells)
        for column in self.layout.values:
            when, what = column.period or period, column.measure or measure
            figure = self._figure(line, cells, column, what) if what else None
            if figure is None or when is None or what is None:
                continue
            if guard and figure.value == 0:
                figure = Figure(None, Status.MISSING)
            place = Place(self.sheet, line, column.header)
            self.records.append(Record(what, code, name, when, *figure, place))

    def _sum_up(self, line: int, cells: list[Cell], code: str, name: str, period: Period | None) -> None:
        assert self.summing is not None  # noqa: S101 - the caller has looked
        base = self.summing.base(line, cells)
        if base is None or period is None:
            return
        for offset, column in zip(self.summing.offsets, self.layout.values, strict=True):
            figure = self._figure(line, cells, column, None)
            if figure is not None:
                self.summing.add(code, name, period, line, base + offset, column.header, figure)

    def _unambiguous(self, word: str, period: Period | None, line: int) -> None:
        """A name stands for one area: Harburg is a district and a borough, and only a code tells them apart."""
        if word not in self.codes:
            return
        first = self.named.setdefault((word, period), line) if len(self.named) < _MOST_NAMES else line
        if first != line:
            place = Place(self.sheet, line, self.layout.header[self.layout.area or 0])
            self.problems.add("area_name_twice", place, word, line=first, code=self.codes[word])

    def _fitted(self, line: int, cells: list[Cell], width: int, *, is_text: bool) -> list[Cell]:
        """The row in the width of the header. Empty cells at its end mean nothing; a text row that is short does."""
        extra = [cell for cell in cells[width:] if cell is not None and cell != ""]
        if extra or (is_text and len(cells) < width):
            self.problems.add("ragged_row", Place(self.sheet, line), row=cells, expected=width, found=len(cells))
            return []
        return cells[:width] + [None] * (width - len(cells))

    def _code(self, line: int, cells: list[Cell]) -> str | None:
        area = self.profile.area
        if area.fixed:
            return area.fixed
        if self.layout.joined:
            return self._joined(line, cells)
        if self.layout.area is None:
            if self.bands.code is None:
                self.problems.add("band_missing", Place(self.sheet, line), row=cells, pattern=area.band)
            return self.bands.code
        return self._own_code(line, cells, self.layout.area)

    def _joined(self, line: int, cells: list[Cell]) -> str | None:
        words = [text_of(cells[column]) for column in self.layout.joined]
        if all(words):
            return "".join(words)
        column = self.layout.joined[words.index("")]
        self.problems.add("area_missing", Place(self.sheet, line, self.layout.header[column]), row=cells)
        return None

    def _own_code(self, line: int, cells: list[Cell], column: int) -> str | None:
        cell, pad = cells[column], self.profile.area.pad
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
        place = Place(self.sheet, line, self.layout.header[column])
        self.problems.add(rule, place, cell, cells, **params)
        return None

    def _period(self, line: int, cells: list[Cell]) -> Period | None:
        index = self.layout.period
        if index is None:
            if self.bands.of_period and self.bands.period is None:
                self.problems.add("band_missing", Place(self.sheet, line), row=cells, type=self.periods.part.type)
            return self.bands.period or self.period
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
        elif isinstance(cells[index], date) or became_a_date(word):
            place = Place(self.sheet, line, self.layout.header[index])
            self.problems.add("date_by_excel", place, word, cells, shown=word)
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
        if figure.status is not Status.OK and (figure.value is None or cell is None or isinstance(cell, str)):
            self.symbols[text_of(cell) if figure.value is None or not figure.value else str(figure.status)] += 1
        factor = column.factor if column.factor != 1.0 else self.profile.scale.get(measure or "", 1.0)
        if factor != 1.0 and figure.value:
            return figure._replace(value=scaled(figure.value, factor))
        return figure

    def finish(self, grid: Grid | None = None) -> None:
        place = Place(self.sheet)
        if not self.rows and not self.problems.has_errors:
            self.problems.add("header_only", place)
        if grid:
            self._shown_otherwise(grid)
        for word in (self.layout.measure_map or {}).keys() - self.seen_measures if self.rows else ():
            self.problems.add(
                "measure_not_in_file", place, word, found=sorted(self.seen_measures | self.left_out.keys())[:60]
            )
        if self.summing:
            self.summing.write(lambda measure: self.profile.scale.get(measure, 1.0))
        layout = self.layout
        used = {layout.area, layout.area_name, layout.period, layout.measure, layout.guard, *layout.joined}
        used |= {column.index for column in layout.values} | {column for column, _words, _keep in layout.filters}
        used |= {column for _at, column in self.summing.own} if self.summing else set()
        self.facts |= {
            "rows": self.rows,
            "ignored_rows": self.ignored,
            "unused_columns": [name for index, name in enumerate(layout.header) if index not in used],
            "measures_left_out": self.left_out,
            "symbols": dict(self.symbols),
        }

    def _shown_otherwise(self, grid: Grid) -> None:
        """Columns that look different in Excel from what was read."""
        for column in self.layout.values:
            if column.index in grid.percent:
                where = Place(self.sheet, grid.percent[column.index], column.header)
                self.problems.add("percent_format", where, column.header)
            if column.index in grid.hidden:
                self.problems.add("column_hidden", Place(self.sheet, None, column.header), column.header)
