"""What is left when a file has been held against areas and measures: figures to store."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imports.parsers.records import Records
from indicators.analysis.status import Status


class Row(NamedTuple):
    """A checked figure, ready to be stored."""

    measure_id: int
    area_id: int
    period_start: date
    period_end: date
    value: float | None
    status: Status
    flags: frozenset[Status]


class Rows(Sequence[Row]):
    """The good figures, made one by one while somebody iterates: a million of them need no second list."""

    def __init__(
        self, records: Records, positions: NDArray[np.int64], areas: NDArray[np.int64], measures: Mapping[str, int]
    ) -> None:
        self._records, self._positions, self._areas, self._measures = records, positions, areas, measures

    def __len__(self) -> int:
        return len(self._positions)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        position = int(self._positions[index])
        r = self._records[position]
        area = int(self._areas[position])
        return Row(self._measures[r.measure], area, r.period.start, r.period.end, r.value, r.status, r.flags)

    def __iter__(self) -> Iterator[Row]:
        return (self[i] for i in range(len(self)))
