"""The figures of all areas together beside a total: of the file itself, or of the city as published.

Only whole sums are compared. Where one part is hidden, missing or anything but a number, nothing is added up: a sum
beside its total would give the hidden part away. For the same reason no finding states a difference.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imports.checks.setting import LISTED, Setting, whole_of
from imports.parsers.records import Problems
from indicators.analysis.periods import Period

City = Mapping[tuple[str, Period], float]  # measure and period → the published figure of the city

_SUBSET: Final = re.compile(r"\s*(dar\.|darunter|darin)", re.IGNORECASE)
_PART, _TOTAL = 1, 2
_FLOAT: Final = 1e-9  # of the sum: what adding a million floats may lose


def check_sums(setting: Setting, problems: Problems, city: City) -> None:
    """Warns where the parts do not add up to the total. Only counts add up; parts called "dar." are in others."""
    wanted = setting.checks.total
    with_city = bool(city) and wanted.city and setting.municipal
    if not len(setting.records) or not (wanted.area or with_city):
        return
    sums = _Sums(setting)
    told = 0
    for number in np.flatnonzero(sums.whole).tolist():
        pair = int(setting.pairs[number])
        measure, period = setting.records.measures.list[setting.split(pair)[0]], setting.period(pair)
        allowance = wanted.allowance(int(sums.figures[number])) + _FLOAT * abs(sums.sum[number])
        own, published = sums.total[number], city.get((measure, period)) if with_city else None
        line: dict[str, Any] = {"measure": measure, "period": period.label, "sum": round(float(sums.sum[number]), 6)}
        line |= {"areas_count": int(sums.figures[number]), "tolerance": round(float(allowance), 6)}
        if own == own and abs(sums.sum[number] - own) > allowance:
            told += 1
            if told <= LISTED:
                place = setting.records[int(sums.place[number])].place
                problems.add("sum_differs", place, wanted.area, total=float(own), **line)
        if published is not None and abs(sums.sum[number] - published) > allowance:
            told += 1
            if told <= LISTED:
                problems.add("city_sum_differs", total=published, **line)
    if told > LISTED:
        problems.add("more_sums_differ", count=told, shown=LISTED)


class _Sums:
    """By pair of measure and period: the sum of the parts, how many they are, and the total of the file."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        size = len(setting.pairs)
        self.sum = np.zeros(size)
        self.figures = np.zeros(size, dtype=np.int64)
        self.gone = np.zeros(size, dtype=np.int64)  # parts that did not exist then
        self.holes = np.zeros(size, dtype=bool)
        self.total = np.full(size, np.nan)
        self.place = np.zeros(size, dtype=np.int64)
        self.role, self.subset = self._roles()
        for block in setting.blocks():
            at = np.searchsorted(setting.pairs, setting.pair(block))
            role = np.where(self.subset[block.name], 0, self.role[block.code])
            part, number = role == _PART, ~np.isnan(block.value)
            gone = part & setting.not_existing[block.status] & (not setting.municipal)  # lists of Kreise hold the dead
            self.sum += np.bincount(at[part & number], block.value[part & number], size)
            self.figures += np.bincount(at[part & number], minlength=size)
            self.gone += np.bincount(at[gone], minlength=size)
            self.holes[at[part & ~number & ~gone]] = True
            mine = np.flatnonzero((role == _TOTAL) & number)
            self.total[at[mine]] = block.value[mine]
            self.place[at[mine]] = block.first + mine
        self.whole = self._whole()

    def _roles(self) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """By code word what it is, by name word whether it names a part of a part."""
        records, total = self.setting.records, self.setting.checks.total
        parts = re.compile(total.parts) if total.parts else None
        own = {code for code in self.setting.areas if code != total.area and (not parts or parts.fullmatch(code))}
        if not self.setting.municipal:  # 08222 is in 08 already
            own = {code for code in own if whole_of(code, own) is None}
        roles = [_TOTAL if code == total.area else _PART if code in own else 0 for code in records.codes.list]
        subsets = [bool(_SUBSET.match(name)) for name in records.names.list]
        return np.array(roles, dtype=np.int8), np.array(subsets, dtype=bool)

    def _whole(self) -> NDArray[np.bool_]:
        """Where every part there should be is a number: all areas of the edition, or all parts of the file."""
        periods = np.array([self.setting.split(int(pair))[1] for pair in self.setting.pairs], dtype=np.int64)
        measures = np.array([self.setting.split(int(pair))[0] for pair in self.setting.pairs], dtype=np.int64)
        if self.setting.municipal and not self.setting.checks.total.parts:
            total = self.setting.checks.total.area
            areas = [
                sum(code != total for code in edition.areas) if edition else -1 for edition in self.setting.editions
            ]
            due = np.array(areas)[periods]
        else:
            due = np.full(len(periods), int(np.count_nonzero(self.role == _PART)))
        counted: NDArray[np.bool_] = self.setting.counts[measures]
        whole: NDArray[np.bool_] = (self.figures > 0) & (self.figures + self.gone == due)
        return counted & ~self.holes & whole
