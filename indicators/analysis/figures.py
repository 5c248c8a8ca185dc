"""Checked figures by column, as they travel from a file to the database: a block of some ten thousand at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from indicators.analysis.status import CODES, Status, text_to_flags

# measure id, area id, first and last day, value or None, status word, further words
Row = tuple[int, int, date, date, float | None, str, str]


@dataclass(frozen=True)
class Figures:
    """Columns of equal length. Values are NaN where there is none; days are `datetime64[D]`."""

    measure: NDArray[np.int64]  # ids
    area: NDArray[np.int64]  # ids
    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    value: NDArray[np.float64]
    status: NDArray[np.uint8]  # numbers of `status.CODES`
    flags: NDArray[np.uint16]  # bits of `status.FLAGS`

    def __len__(self) -> int:
        return len(self.measure)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> "Figures":
        """For few figures. ValueError for a word that is no status."""
        columns = list(zip(*rows, strict=True)) or [()] * 7
        measure, area, start, end, value, status, flags = columns
        return cls(
            np.array(measure, dtype=np.int64),
            np.array(area, dtype=np.int64),
            np.array(start, dtype="datetime64[D]"),
            np.array(end, dtype="datetime64[D]"),
            np.array([np.nan if number is None else number for number in value], dtype=np.float64),
            np.array([CODES[Status(word)] for word in status], dtype=np.uint8),
            np.array([text_to_flags(words) for words in flags], dtype=np.uint16),
        )
