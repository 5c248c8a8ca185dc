"""Figures that changed far more than those of the other areas did: a slip of the pen, or news.

Each area is held against its own last figure. Change x: for counts the logarithm of the ratio, ln((a + ½) / (b + ½)),
with the half of Haldane (1956) that lets zeros in; for everything else the difference. Robust z after Iglewicz and
Hoaglin, How to Detect and Handle Outliers (1993), chapter 3: z = (x - median) / (1.4826 · MAD). Where more than half
of the areas did not change at all, MAD is zero, and their mean deviation stands in its place (1.2533 · MeanAD).
The scale of a count is never less than its own chance variation, √(1/(a + ½) + 1/(b + ½)) by the delta method for a
Poisson count: from 2 to 5 is no jump.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imports.checks.setting import LISTED, Setting
from imports.parsers.records import Problems
from indicators.analysis.periods import Period

FEWEST_AREAS: Final = 10  # of fewer changes the median absolute deviation says little
_AT_ONCE: Final = 1_000_000  # figures held in memory together

Floats = NDArray[np.float64]


class Run(NamedTuple):
    """Figures that follow each other: of one measure, on one edition, of periods of one kind."""

    measure: str
    edition: int
    kind: str


@dataclass(frozen=True)
class Before:
    """The last published figures of a run before the file begins, by code of the area."""

    period: Period
    values: Mapping[str, float]


class Jump(NamedTuple):
    size: float  # |z|
    position: int
    before: float
    since: Period  # of which period that figure is


def robust_z(before: Floats, after: Floats, *, counts: bool) -> Floats:
    """The z of each change, all zeros where the changes do not differ. Two arrays of numbers of the same length."""
    if counts:
        change = np.log((after + 0.5) / (before + 0.5))
        chance = np.sqrt(1 / (after + 0.5) + 1 / (before + 0.5))
    else:
        change, chance = after - before, np.zeros(len(after))
    away = change - np.median(change)
    scale = 1.4826 * np.median(np.abs(away)) or 1.2533 * np.mean(np.abs(away))
    scales = np.maximum(scale, chance)
    z: Floats = np.divide(away, scales, out=np.zeros(len(away)), where=scales > 0)
    return z


def first_periods(setting: Setting) -> dict[Run, Period]:
    """With which period each run of the file begins: what stood before it must be looked up."""
    first: dict[Run, Period] = {}
    for pair in setting.pairs.tolist():
        run, period = _run(setting, pair), setting.period(pair)
        if run is not None and (run not in first or _time(period) < _time(first[run])):
            first[run] = period
    return first


def check_jumps(setting: Setting, problems: Problems, before: Mapping[Run, Before]) -> None:
    limit = setting.checks.jump
    if not limit or not len(setting.records):
        return
    found = _Jumps(setting, before).found(limit)
    for jump in found.biggest:
        record = setting.records[jump.position]
        told: dict[str, Any] = {"code": record.area_code, "name": record.area_name.strip(), "measure": record.measure}
        told |= {"period": record.period.label, "since": jump.since.label}
        problems.add("jump", record.place, before=jump.before, after=record.value, z=round(jump.size, 1), **told)
    if found.count > len(found.biggest):
        problems.add("more_jumps", count=found.count, shown=len(found.biggest))


def _run(setting: Setting, pair: int) -> Run | None:
    measure, period = setting.split(pair)
    edition = setting.editions[period]
    if edition is None:
        return None
    return Run(setting.records.measures.list[measure], edition.id, kind_of(setting.records.periods.list[period]))


def kind_of(period: Period) -> str:
    """What a period may be compared with: years with years, semesters with semesters."""
    return period.kind if period.kind != "span" else f"{round((period.end - period.start).days / 30.44)} months"


def _time(period: Period) -> tuple[int, int]:
    return period.end.toordinal(), period.start.toordinal()


@dataclass
class _Found:
    count: int = 0
    biggest: list[Jump] = field(default_factory=list)

    def add(self, jumps: list[Jump]) -> None:
        self.count += len(jumps)
        self.biggest = heapq.nlargest(LISTED, [*self.biggest, *jumps], key=lambda jump: (jump.size, -jump.position))


class _Jumps:
    """Goes through the runs of a file, period after period, with the last figure of each area in hand."""

    def __init__(self, setting: Setting, before: Mapping[Run, Before]) -> None:
        self.setting, self.before = setting, before
        self.numbers = {code: number for number, code in enumerate(setting.records.codes.list)}
        self.last = np.zeros(len(self.numbers))
        self.since = np.zeros(len(self.numbers), dtype=np.int64)
        self.of_run = np.full(len(self.numbers), -1)  # in which run the last figure of an area was seen
        self.periods = list(setting.records.periods.list)
        self.run: Run | None = None
        self.runs = -1

    def found(self, limit: float) -> _Found:
        found = _Found()
        for pair, codes, values, positions in self._in_order():
            run = _run(self.setting, pair)
            if run != self.run:
                self._begin(run)
            measure, period = self.setting.split(pair)
            known = self.of_run[codes] == self.runs
            if np.count_nonzero(known) >= FEWEST_AREAS:
                earlier, now = self.last[codes[known]], values[known]
                size = np.abs(robust_z(earlier, now, counts=self.setting.kinds[measure] == "count"))
                where = np.flatnonzero(size > limit)
                since = self.since[codes[known]]
                found.add(
                    [
                        Jump(float(size[n]), int(positions[known][n]), float(earlier[n]), self.periods[since[n]])
                        for n in where
                    ]
                )
            self.last[codes], self.since[codes], self.of_run[codes] = values, period, self.runs
        return found

    def _begin(self, run: Run | None) -> None:
        self.run, self.runs = run, self.runs + 1
        before = self.before.get(run) if run else None
        if before is None:
            return
        self.periods.append(before.period)
        for code, value in before.values.items():
            if code in self.numbers:
                number = self.numbers[code]
                self.last[number], self.since[number] = value, len(self.periods) - 1
                self.of_run[number] = self.runs

    def _in_order(self) -> Iterator[tuple[int, NDArray[np.int32], Floats, NDArray[np.int64]]]:
        """Pair by pair in the order of time: the areas with a number, the numbers, and where they stand.

        As many pairs are gathered in one pass as have a million figures together.
        """
        pairs, sizes = self._pairs()
        ends = np.cumsum(sizes)
        first = 0
        while first < len(pairs):
            past = ends[first - 1] if first else 0
            after = max(int(np.searchsorted(ends, past + _AT_ONCE, side="right")), first + 1)
            yield from self._gathered(pairs[first:after])
            first = after

    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pairs with an edition, run by run and in each by time, and how many figures each has."""
        setting = self.setting
        sizes = np.zeros(len(setting.pairs), dtype=np.int64)
        for block in setting.blocks():
            sizes += np.bincount(np.searchsorted(setting.pairs, setting.pair(block)), minlength=len(sizes))
        runs = [(run, number) for number, pair in enumerate(setting.pairs.tolist()) if (run := _run(setting, pair))]
        runs.sort(key=lambda one: (one[0], _time(setting.period(int(setting.pairs[one[1]])))))
        order = np.array([number for _, number in runs], dtype=np.int64)
        return setting.pairs[order], sizes[order]

    def _gathered(self, pairs: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int32], Floats, NDArray[np.int64]]]:
        place = np.argsort(pairs)  # of each sorted pair in the order of time
        by_number = pairs[place]
        kept: list[tuple[NDArray[np.int64], NDArray[np.int32], Floats, NDArray[np.int64]]] = []
        for block in self.setting.blocks():
            pair = self.setting.pair(block)
            at = np.minimum(np.searchsorted(by_number, pair), len(by_number) - 1)
            own = np.flatnonzero((by_number[at] == pair) & ~np.isnan(block.value))
            kept.append((place[at[own]], block.code[own], block.value[own], block.first + own))
        when, codes, values, positions = (np.concatenate(column) for column in zip(*kept, strict=True))
        order = np.argsort(when, kind="stable")
        ends = np.searchsorted(when[order], np.arange(len(pairs) + 1))
        for number, pair in enumerate(pairs.tolist()):
            some = order[ends[number] : ends[number + 1]]
            yield pair, codes[some], values[some], positions[some]
