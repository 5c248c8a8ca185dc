"""The flat file of GENESIS databases in the layout that was offered until 2024 and still lies in archives.

Five columns of statistic and time, four for each variable, then one for each value, each with its mark in a column
`…__q` behind it if marks were asked for. Positions count, not names: the English header names columns twice. A value's
column is `CODE__Label__Unit`, or `Label__CH0004` for a rate of change, whose code in a profile is `CH0004`. Where two
columns share a code, a profile may write the column's whole name instead.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from imports.parsers.genesis.rows import RowReader
from imports.parsers.genesis.selection import Attribute, Selector
from imports.parsers.numbers import Cell
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import FlatKey
from imports.parsers.records import Parsed, Place, enough
from indicators.analysis.periods import Period

_FIRST: Final = ("Statistik_Code", "statistics_code")
_TIME: Final = ("Zeit", "time")
_START: Final = 5  # columns before the first variable
_BLOCK: Final = 4  # columns of a variable
_VARIABLE: Final = re.compile(r"\d+_(Merkmal|variable)_[Cc]ode", re.ASCII)
_STATISTIC: Final = re.compile(r"\d[0-9A-Z]{4}", re.ASCII)
_RATE: Final = re.compile(r"(?P<label>.*?)_{2,}(?P<code>CH\d{4})", re.ASCII)
_NO_UNIT: Final = "MeasureUnitNotFound!"
_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", " ": "_"})


@dataclass
class _Column:
    """A column of values, its mark's position, and the lines where it was empty as long as it was nothing else."""

    name: str
    code: str
    unit: str
    at: int
    quality: int | None = None
    empty: "array[int]" = field(default_factory=lambda: array("i"))
    filled: bool = False


def is_old(header: list[str]) -> bool:
    """The new layout's English header begins alike; only the old one names its values in the header."""
    if len(header) <= _START or header[0] not in _FIRST or header[_START - 1] not in _TIME:
        return False
    return any("__" in name for name in header[_blocks_end(header) :])


def read_old(rows: Iterator[tuple[int, list[Cell]]], header: list[str], profile: Profile, parsed: Parsed) -> None:
    """The figures the profile's columns pick; `rows` are those below the header."""
    parsed.facts |= {"layout": "genesis-flat-old", "header": header, "columns": header}
    reader = _OldReader(profile, header, parsed)
    for line, row in rows:
        reader.take(line, row)
        if enough(parsed, Place(None, line)):
            break
    reader.finish()


def _blocks_end(header: list[str]) -> int:
    at = _START
    while at + _BLOCK <= len(header) and _VARIABLE.fullmatch(header[at]):
        at += _BLOCK
    return at


def _columns(header: list[str], start: int, wanted: list[FlatKey]) -> list[_Column]:
    """The columns of values. Their units are written as the profile has them: `Tsd. EUR`, not `Tsd._EUR`."""
    spelt = {key.unit.translate(_LETTERS): key.unit for key in wanted if key.unit}
    by_name = {key.code for key in wanted}
    columns: list[_Column] = []
    for at, name in enumerate(header[start:], start=start):
        if name.endswith("__q"):
            if columns:
                columns[-1].quality = at
        elif rate := _RATE.fullmatch(name):
            columns.append(_Column(name, name if name in by_name else rate["code"], "", at))
        else:
            code, *rest = re.split(r"_{2,}", name)
            unit = rest[-1] if len(rest) > 1 else ""
            code = name if name in by_name else code
            columns.append(_Column(name, code, spelt.get(unit, unit.replace("_", " ")), at))
    return columns


class _OldReader:
    def __init__(self, profile: Profile, header: list[str], parsed: Parsed) -> None:
        self.header, self.width, self.parsed = header, len(header), parsed
        self.problems = parsed.problems
        self.reader = RowReader(profile, parsed, quality_column="q")
        start = _blocks_end(header)
        self.blocks = range(_START, start, _BLOCK)
        wanted = [selector.wanted for group in self.reader.selectors.values() for selector in group]
        self.columns = _columns(header, start, wanted)
        self.empty_means_something = self.reader.numbers.sign("") is not None
        self.rows = self.shifted = self.last_shifted = 0
        self.first_shifted: tuple[int, list[str]] = (0, [])
        for column in self.columns:
            if column.unit == _NO_UNIT and column.code in self.reader.selectors:
                self.problems.add("unit_not_stated", Place(None, 1, column.name), column.code)

    def take(self, line: int, row: list[Cell]) -> None:
        self.rows += 1
        cells = [cell if isinstance(cell, str) else "" for cell in row]
        if len(cells) != self.width:
            self.problems.add("ragged_row", Place(None, line), row=row, expected=self.width, found=len(row))
            return
        time = cells[_START - 1].strip()
        if not time and not _STATISTIC.fullmatch(cells[0].strip()):
            self.first_shifted = self.first_shifted if self.shifted else (line, cells)
            self.shifted, self.last_shifted = self.shifted + 1, line
            return
        if "statistic" not in self.parsed.facts:
            self.parsed.facts["statistic"] = cells[:2]
        place = Place(None, line)
        attributes = [
            (cells[at].strip(), Attribute(cells[at + 2].strip(), cells[at + 3])) for at in self.blocks if cells[at]
        ]
        region, dimensions = self.reader.split(attributes, place, cells)
        if region is None:
            return
        chosen = [(c, picked) for c in self.columns if (picked := self.reader.chosen(c.code, c.unit, dimensions))]
        if not chosen or not self.reader.is_area(region, place, cells):
            return
        period = self.reader.period(time, dimensions, Place(None, line, self.header[_START - 1]), cells)
        if period is not None:
            for column, picked in chosen:
                self._figure(line, cells, column, picked, region, period)

    def _figure(
        self,
        line: int,
        cells: list[str],
        column: _Column,
        picked: list[Selector],
        region: Attribute,
        period: Period,
    ) -> None:
        text = cells[column.at]
        if not text.strip() and not column.filled:
            column.empty.append(line)
            if not self.empty_means_something:
                return
        column.filled = column.filled or bool(text.strip())
        quality = cells[column.quality].strip() if column.quality is not None else ""
        place = Place(None, line, column.name)
        figure = self.reader.figure(text, quality, place, cells)
        if figure is not None:
            self.reader.keep(picked, region, period, figure, place)

    def finish(self) -> None:
        if self.shifted:
            line, row = self.first_shifted
            place, last = Place(None, line), self.last_shifted
            self.problems.add("shifted_rows", place, row[0], row, count=self.shifted, from_line=line, to_line=last)
        for column in self.columns:
            if column.empty and not column.filled:
                place = Place(None, column.empty[0], column.name)
                self.problems.add("column_empty", place, column.name, count=len(column.empty))
            elif not self.empty_means_something:
                for line in column.empty:
                    self.problems.add("empty_cell", Place(None, line, column.name), "")
        self.reader.finish(self.rows)
