"""Sums up the rows of a register dump by the dimensions its profile declares.

A sum is published only if all its parts are there: a part that is hidden or missing makes the sum so. Nothing is worked
out from what is left over.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from imports.parsers.numbers import Cell, Figure, scaled, tidy
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.register import Register
from imports.parsers.records import NO_FLAGS, Parsed, Place, Record, Words
from imports.parsers.tables.layout import Finder, text_of
from indicators.analysis.periods import Period
from indicators.analysis.status import PLAIN, Status, strongest

MOST_CELLS: Final = 10_000_000  # areas × periods × combinations: 13 bytes each
_SHOWN: Final = 50


class _Kind(NamedTuple):
    status: Status
    flags: frozenset[Status]
    has_value: bool


_PLAIN: Final = _Kind(Status.OK, NO_FLAGS, has_value=True)


@dataclass
class _Area:
    """The parts of one area and period, a place for each combination of attributes."""

    name: str
    line: int
    values: "array[float]"
    lines: "array[int]"  # 0 where nothing was read
    kinds: bytearray  # what each is beside its number: a number of `Summing.kinds`


class Summing:
    """Takes the rows of one table; `write` makes the figures of them."""

    def __init__(self, profile: Profile, parsed: Parsed, sheet: str | None) -> None:
        assert profile.sums is not None  # noqa: S101 - the caller has looked
        self.register: Register = profile.sums
        self.scale, self.parsed, self.problems, self.sheet = profile.scale, parsed, parsed.problems, sheet
        self.attributes = [
            {tidy(word): number for number, word in enumerate(dimension.attributes)}
            for dimension in self.register.dimensions.values()
        ]
        self.pseudo = [{tidy(word) for word in dimension.not_added} for dimension in self.register.dimensions.values()]
        widths = [len(words) for words in self.attributes]
        self.strides = [math.prod(widths[n + 1 :]) for n in range(len(widths))]
        self.own: list[tuple[int, int]] = []  # (number of the dimension, its column)
        self.offsets: list[int] = []  # of each column of figures
        self.areas: dict[tuple[str, Period], _Area] = {}
        self.kinds: Words[_Kind] = Words()
        self.kinds.number(_PLAIN)
        self.dropped: Counter[str] = Counter()
        self.minimum = profile.checks.minimum(municipal=True)
        self.small = 0  # parts below it that nobody hid; whether they matter is for the check to say
        self.small_places: list[tuple[int, str]] = []
        self.too_large = False

    def find(self, finder: Finder) -> list[tuple[int, str]]:
        """The columns of figures; remembers those of the dimensions."""
        names = list(self.register.dimensions)
        self.own = [(names.index(name), finder.find(name)) for name in names if name not in self.register.in_columns]
        if self.register.value:
            self.offsets = [0]
            return [(finder.find(self.register.value), self.register.value)]
        for said in self.register.values.values():
            places = [(names.index(name), tidy(word)) for name, word in said.items()]
            self.offsets.append(sum(self.attributes[at][word] * self.strides[at] for at, word in places))
        return [(finder.find(name), name) for name in self.register.values]

    def base(self, line: int, cells: list[Cell]) -> int | None:
        """Where the row's parts begin; None if the row is declared not to be added, or not declared at all."""
        base = 0
        for at, column in self.own:
            word = text_of(cells[column])
            number = self.attributes[at].get(word)
            if number is None:
                if word in self.pseudo[at]:
                    self.dropped[word] += 1
                else:
                    self._undeclared(at, column, line, cells)
                return None
            base += number * self.strides[at]
        return base

    def _undeclared(self, at: int, column: int, line: int, cells: list[Cell]) -> None:
        name = list(self.register.dimensions)[at]
        declared = [*self.attributes[at], *sorted(self.pseudo[at])][:30]
        place = Place(self.sheet, line, name)
        self.problems.add("attribute_not_declared", place, text_of(cells[column]), cells, declared=declared)

    def add(self, code: str, name: str, period: Period, line: int, position: int, column: str, figure: Figure) -> None:
        area = self.areas.get((code, period))
        if area is None:
            count = self.register.combinations
            if (len(self.areas) + 1) * count > MOST_CELLS:
                self.too_large = True
                return
            area = _Area(name, line, array("d", bytes(8 * count)), array("i", bytes(4 * count)), bytearray(count))
            self.areas[code, period] = area
        if area.lines[position]:
            place = Place(self.sheet, line, column)
            self.problems.add("part_twice", place, code, line=area.lines[position], period=period.label)
            return
        area.lines[position] = line
        area.kinds[position] = self.kinds.number(_Kind(figure.status, figure.flags, figure.value is not None))
        area.values[position] = figure.value or 0.0
        if figure.value and 0 < figure.value < self.minimum:
            self.small += 1
            if len(self.small_places) < _SHOWN:
                self.small_places.append((line, column))

    def write(self, factor_of: Callable[[str], float]) -> None:
        if self.too_large:
            self.problems.add("register_too_large", Place(self.sheet), most=MOST_CELLS)
        positions = {measure: np.array(self.register.positions(measure)) for measure in self.register.measures}
        lacking: Counter[str] = Counter()
        example: dict[str, dict[str, Any]] = {}
        for (code, period), area in self.areas.items():
            lines, kinds = np.frombuffer(area.lines, dtype=np.int32), np.frombuffer(area.kinds, dtype=np.uint8)
            values = np.frombuffer(area.values)
            for measure, places in positions.items():
                read = lines[places] > 0
                seen = [self.kinds.list[number] for number in np.unique(kinds[places][read])]
                if self.register.absent == "missing" and not read.all():
                    gap = self._named(int(places[np.argmin(read)]))
                    lacking[measure] += 1
                    example.setdefault(measure, {"code": code, "period": period.label, "parts": gap})
                    figure = Figure(None, strongest([Status.MISSING, *_hidden(seen)]))
                else:
                    figure = _total(seen, math.fsum(values[places].tolist()), factor_of(measure))
                place = Place(self.sheet, area.line, None)
                self.parsed.records.append(Record(measure, code, area.name, period, *figure, place))
        for measure, count in lacking.items():
            self.problems.add("parts_missing", Place(self.sheet), measure, count=count, **example[measure])
        self.parsed.facts |= {
            "not_added": dict(self.dropped),
            "small_parts": {"count": self.small, "places": self.small_places},
        }

    def _named(self, position: int) -> list[str]:
        """The attributes of a combination."""
        found = []
        for words, stride in zip(self.attributes, self.strides, strict=True):
            found.append(list(words)[position // stride % len(words)])
        return found


def _hidden(kinds: list[_Kind]) -> list[Status]:
    return [kind.status for kind in kinds if not kind.has_value]


def _total(kinds: list[_Kind], value: float, factor: float) -> Figure:
    """The sum, or the strongest word of its parts where one has no value; `kinds` are what the parts are, each once."""
    if hidden := _hidden(kinds):
        return Figure(None, strongest(hidden))
    value = scaled(value, factor)
    marks = {word for kind in kinds for word in (kind.status, *kind.flags)} - PLAIN
    if marks:
        main = strongest(marks)
        return Figure(value, main, frozenset(marks - {main}) or NO_FLAGS)
    # Nothing but signs for zero is zero; beside a number the sign says nothing more.
    words = {kind.status for kind in kinds}
    return Figure(value, strongest(words) if words and Status.OK not in words else Status.OK)
