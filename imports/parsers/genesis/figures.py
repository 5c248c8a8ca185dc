"""Reads the figures of a table export of GENESIS databases, row by row, between header and notes."""

import difflib
from collections import Counter
from typing import Any, Final

from imports.parsers.genesis.axes import FigureColumn, Meaning, PeriodPieces, Selection, Wanted, figure_columns, meaning
from imports.parsers.genesis.frame import Above, Export, Frame, report_shape
from imports.parsers.genesis.workbook import is_band
from imports.parsers.numbers import Cell, Figure, NumberReader, Trouble, scaled, tidy
from imports.parsers.profiles.genesis import GenesisPart
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Parsed, Place, Record, enough
from imports.parsers.tables.file_period import file_period
from imports.parsers.tables.layout import Layout, text_of
from imports.parsers.tables.rows import RowFilter
from indicators.analysis.periods import Period
from indicators.analysis.status import HAS_VALUE

_TOLD: Final = 60  # paths named in a finding
_MOST_KINDS: Final = 10_000  # words of rows whose columns are remembered


def read_figures(
    frame: Frame, above: Above, export: Export, profile: Profile, parsed: Parsed, file_name: str, given: Period | None
) -> None:
    """Appends the records. Periods come from the file's axes, or for the whole file from the profile or the upload."""
    fixed = file_period(profile, file_name, given, parsed.problems)
    reader = _Reader(frame, above, export, profile, parsed, fixed)
    if not reader.columns_fit():
        return
    for line, cells in frame.body:
        if not reader.take(line, cells) or enough(parsed, Place(export.sheet, line)):
            break
    reader.finish()


class _Reader:
    def __init__(
        self, frame: Frame, above: Above, export: Export, profile: Profile, parsed: Parsed, fixed: Period | None
    ) -> None:
        part = profile.genesis
        assert part is not None  # noqa: S101 - the profile's own check
        self.frame, self.above, self.profile, self.part = frame, above, profile, part
        self.sheet, self.is_text, self.parsed = export.sheet, export.is_text, parsed
        self.problems, self.records, self.facts = parsed.problems, parsed.records, parsed.facts
        self.numbers, self.periods = NumberReader(profile), PeriodPieces(profile, fixed)
        self.columns = list(figure_columns(frame, part, above))
        self.area_by_column = bool({"code", "name"} & set(part.head))
        self.selection = Selection(profile, part)
        self.by_row = "dimension" in part.rows  # the rows take part in naming the figure
        self.picked: dict[tuple[str, ...], list[tuple[FigureColumn, Wanted]]] = {}
        self.bands = _Bands(part, frame)
        self.names = {tidy(name): code for name, code in profile.area.codes.items()}
        self.left_out = RowFilter(profile, Layout([]))
        self.row_signs = {
            tidy(sign): Figure(0.0 if status in HAS_VALUE else None, status)
            for sign, status in part.missing_rows.items()
        }
        self.symbols: Counter[str] = Counter()
        self.nameless: set[str] = set()
        self.timeless: set[tuple[str, ...]] = set()  # what could not be read as a period, told once
        self.rows = self.ignored = 0

    def columns_fit(self) -> bool:
        """Whether every key of the profile is met in the header, once. Where rows name figures too, see `finish`."""
        self.facts |= {"header": [column.header for column in self.columns], "header_line": self.frame.place.line}
        if not self.by_row:
            self._pick(())
            self._report_unmet()
        return not self.problems.has_errors

    def _pick(self, words: tuple[str, ...]) -> list[tuple[FigureColumn, Wanted]]:
        """The columns that hold wanted figures, in rows of these words."""
        if words in self.picked:
            return self.picked[words]
        chosen: list[tuple[FigureColumn, Wanted]] = []
        seen: dict[tuple[Any, ...], int] = {}
        for column in self.columns:
            says = column.says
            if self.left_out.is_no_area(says.code, says.name):
                continue
            wanted = self.selection.pick((*says.words, *words), says.unit)
            if wanted is None:
                continue
            chosen.append((column, wanted))
            other = seen.setdefault((wanted.key, says.period, says.code, says.name), column.at)
            if other != column.at:
                place = Place(self.sheet, self.frame.place.line, wanted.key)
                self.problems.add("column_twice", place, wanted.key, columns=[other + 1, column.at + 1])
        if len(self.picked) < _MOST_KINDS:
            self.picked[words] = chosen
        return chosen

    def _report_unmet(self) -> None:
        found = list(self.selection.paths)
        for key in self.profile.columns:
            place = Place(self.sheet, self.frame.place.line, key)
            units = self.selection.met.get(key)
            if units is None:
                nearest = next(iter(difflib.get_close_matches(key, found, 1, 0.6)), None)
                self.problems.add("column_missing", place, key, found=found[:_TOLD], nearest=nearest)
            elif len(units) > 1:
                self.problems.add("two_units", place, key, units=sorted(units))

    def take(self, line: int, cells: list[Cell]) -> bool:
        """Reads one row; False where nothing below it can be read either."""
        if not any(cell is not None and cell != "" for cell in cells):
            return True
        if self.bands.kinds and is_band(cells):
            self.bands.take(text_of(cells[0]))
            return True
        self.rows += 1
        bands = self.bands.words()
        if bands is None:
            report_shape(self.frame, self.part, self.problems)
            return False
        width = self.frame.width
        extra = [cell for cell in cells[width:] if cell is not None and cell != ""]
        if extra or (self.is_text and len(cells) < width):
            self.problems.add("ragged_row", Place(self.sheet, line), row=cells, expected=width, found=len(cells))
            return True
        words = [*bands, *map(text_of, cells[: self.frame.leading])]
        says = meaning(self.part.rows, words)
        if self.left_out.is_no_area(says.code, says.name):
            self.ignored += 1
        else:
            self._figures(line, cells[:width] + [None] * (width - len(cells)), says)
        return True

    def _figures(self, line: int, cells: list[Cell], row: Meaning) -> None:
        whole = self._whole_row(cells)
        own_area = None if self.area_by_column else self._area(line, cells, row, row)
        for column, wanted in self._pick(row.words if self.by_row else ()):
            area = self._area(line, cells, row, column.says) if self.area_by_column else own_area
            period = self._period(line, cells, (*column.says.period, *row.period))
            place = Place(self.sheet, line, column.header)
            figure = whole or self._figure(place, cells, cells[column.at], wanted)
            if area and period and figure:
                code, name = area
                self.records.append(Record(wanted.measure, code, name, period, *figure, place))

    def _whole_row(self, cells: list[Cell]) -> Figure | None:
        """What a row says in which every figure is the same sign: that there is no such area."""
        first = cells[self.frame.leading]
        if not self.row_signs or not isinstance(first, str) or (sign := tidy(first)) not in self.row_signs:
            return None
        figures = [text_of(cell) for cell in cells[self.frame.leading :]]
        if set(figures) != {sign}:
            return None
        self.symbols[sign] += len(figures)
        return self.row_signs[sign]

    def _area(self, line: int, cells: list[Cell], row: Meaning, column: Meaning) -> tuple[str, str] | None:
        """Code and name, whether the row, the column or a line above the header says them."""
        above = self.above.area
        name = row.name or column.name or above.get("name", "")
        code = row.code or column.code or above.get("code", "")
        if "code" not in self.part.axes:
            code = self.names.get(name, "")
            if name and not code:
                if name not in self.nameless:
                    self.nameless.add(name)
                    self.problems.add("name_without_code", Place(self.sheet, line), name, cells)
                return None
        elif code in self.names:
            return self.names[code], name
        if not code:
            self.problems.add("area_missing", Place(self.sheet, line), name, cells)
            return None
        pad = self.profile.area.pad
        return (code.zfill(pad) if pad and code.isascii() and code.isdigit() else code), name

    def _period(self, line: int, cells: list[Cell], pieces: tuple[str, ...]) -> Period | None:
        found = self.periods.read(pieces)
        once = pieces or (str(line),)
        if found is None and self.periods.asked and once not in self.timeless:
            self.timeless.add(once)
            place, kind = Place(self.sheet, line), self.periods.reader.part.type
            if pieces:
                self.problems.add("period_unreadable", place, PeriodPieces.text(pieces), cells, type=kind)
            else:
                self.problems.add("period_missing", place, row=cells, type=kind)
        return found

    def _figure(self, place: Place, row: list[Cell], cell: Cell, wanted: Wanted) -> Figure | None:
        figure = self.numbers.read(cell)
        if isinstance(figure, Trouble):
            self.problems.add(figure.rule, place, text_of(cell), row, **figure.params)
            return None
        if isinstance(cell, str) and self.numbers.sign(sign := tidy(cell)) is not None:
            self.symbols[sign] += 1
        if wanted.factor != 1.0 and figure.value:
            return figure._replace(value=scaled(figure.value, wanted.factor))
        return figure

    def finish(self) -> None:
        if not self.rows and not self.problems.has_errors:
            self.problems.add("header_only", Place(self.sheet))
        elif self.by_row:
            self._report_unmet()
        self.facts |= {"rows": self.rows, "ignored_rows": self.ignored, "symbols": dict(self.symbols)}
        self.facts |= self.selection.facts()


class _Bands:
    """Rows over the whole width of a workbook's table that hold for the rows below: a period, a kind of area.

    Several directly below each other belong to different leading columns, the last of them to the innermost.
    """

    def __init__(self, part: GenesisPart, frame: Frame) -> None:
        self.kinds = part.rows[: len(part.rows) - frame.leading]
        self._words: list[str] = []
        self._new: list[str] = []

    def take(self, word: str) -> None:
        self._new.append(word)

    def words(self) -> list[str] | None:
        """What holds now; None where there are more or fewer of them than the profile knows."""
        if self._new:
            self._words = [*self._words[: max(len(self.kinds) - len(self._new), 0)], *self._new]
            self._new = []
        return self._words if len(self._words) == len(self.kinds) else None
