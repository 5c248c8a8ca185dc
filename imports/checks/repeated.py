"""Figures that stand twice in a file, and areas of which a complete file says nothing.

One bit for each measure, period and code of the file says whether there is a figure: ten million figures take a few
megabytes, where a list of their keys would take hundreds.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imports.checks.lookup import LISTED, Lookup, named, single
from imports.parsers.progress import Steps
from imports.parsers.records import Block, Place, Record


class Repeated:
    """Takes one block after the other, only figures whose measure, period and area are known."""

    def __init__(self, lookup: Lookup, steps: Steps) -> None:
        self.lookup, self.records, self.problems, self.steps = lookup, lookup.records, lookup.problems, steps
        known: NDArray[np.bool_] = np.any(lookup.area_ids >= 0, axis=1)
        self.codes = np.flatnonzero(known)  # the numbers of codes that name an area somewhere
        self.place = np.zeros(len(known), dtype=np.int64)
        self.place[self.codes] = np.arange(len(self.codes))
        self.shape = (len(self.records.measures.list), len(self.records.periods.list), len(self.codes))
        self.bits = np.zeros(int(np.prod(self.shape, dtype=np.int64)) // 8 + 1, dtype=np.uint8)
        self.twice: list[tuple[int, int]] = []  # key and position of figures that came again
        self.more = 0

    def take(self, block: Block, good: NDArray[np.bool_]) -> None:
        at = np.flatnonzero(good)
        keys = self._keys(block, at)
        order = np.argsort(keys, kind="stable")
        again = (self.bits[keys >> 3] >> (keys & 7).astype(np.uint8) & 1).astype(bool)
        again[order[1:]] |= keys[order[1:]] == keys[order[:-1]]
        np.bitwise_or.at(self.bits, keys >> 3, np.left_shift(1, keys & 7).astype(np.uint8))
        for found in np.flatnonzero(again).tolist():
            if len(self.twice) < self.problems.limit:
                self.twice.append((int(keys[found]), block.first + int(at[found])))
            else:
                self.more += 1

    def _keys(self, block: Block, at: NDArray[np.intp]) -> NDArray[np.int64]:
        _, periods, codes = self.shape
        return (block.measure[at].astype(np.int64) * periods + block.period[at]) * codes + self.place[block.code[at]]

    def finish(self, lookup: Lookup) -> None:
        """Says which figures came twice: where and what the first one was, and each one that follows."""
        if not self.twice:
            return
        wanted = np.unique([key for key, _ in self.twice])
        first: dict[int, int] = {}
        for block in self.records.blocks():
            at = np.flatnonzero((lookup.areas(block) >= 0) & (lookup.measures[block.measure] >= 0))
            keys = self._keys(block, at)
            for found in np.flatnonzero(np.isin(keys, wanted)).tolist():
                first.setdefault(int(keys[found]), block.first + int(at[found]))
        for key, position in self.steps.watch(self.twice):
            self._say(self.records[first[key]], self.records[position])
        self.problems.count("duplicate_key", self.more)

    def _say(self, one: Record, two: Record) -> None:
        self.problems.add(
            "duplicate_key",
            two.place,
            shown(two),
            measure=one.measure,
            code=one.area_code,
            period=one.period.label,
            first=_told(one),
            second=_told(two),
            identical=(one.value, one.status) == (two.value, two.status),
        )

    def missing(self, lookup: Lookup) -> None:
        """What a file that claims to be complete leaves out."""
        gaps: defaultdict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
        for measure, period, present in self._present():
            edition = lookup.edition_of(period)
            found = {self.records.codes.list[number] for number in self.codes[present]}
            absent = tuple(sorted(set(edition.areas) - found)) if edition else ()
            if absent:
                gaps[period, absent].append(self.records.measures.list[measure])
        same: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
        for (period, absent), measures in gaps.items():
            same[absent, tuple(measures)].append(self.records.periods.list[period].label)
        for (absent, of), labels in same.items():
            told: dict[str, Any] = {"count": len(absent), "codes": list(absent[:LISTED])}
            self.problems.add("missing_areas", value=single(labels), measures=list(of), **named(labels), **told)

    def _present(self) -> Iterator[tuple[int, int, NDArray[np.bool_]]]:
        """For each measure and period that has a figure, which of the known codes have one."""
        measures, periods, codes = self.shape
        for measure in range(measures):
            for period in self.steps.watch(range(periods)):
                start = (measure * periods + period) * codes
                some = np.unpackbits(self.bits[start // 8 : (start + codes) // 8 + 1], bitorder="little")
                present = some[start % 8 : start % 8 + codes].astype(bool)
                if present.any():
                    yield measure, period, present


def shown(record: Record) -> str:
    return str(record.status) if record.value is None else f"{record.value:.15g}"


def _told(record: Record) -> dict[str, str | int | None]:
    place: Place = record.place
    return {"sheet": place.sheet, "line": place.line, "column": place.column, "value": shown(record)}
