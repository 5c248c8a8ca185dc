"""Figures as an office hands them over: long tables of value and status, with the cells it hides or lacks.

A table has one row per figure: measure, code, name, start, end (dates), value (or NaN), status (contract words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from .people import People
from .places import Places

Span = Callable[[int], tuple[date, date]]
FEWEST_SHOWN = 3  # offices hide counts of 1 and 2


class Figure(NamedTuple):
    measure: str
    code: str
    name: str
    start: date
    end: date
    value: float
    status: str


def each(table: pd.DataFrame) -> Iterator[Figure]:
    """The rows of a table of figures, with types."""
    return (Figure(*cells) for cells in zip(*(table[column].tolist() for column in Figure._fields), strict=True))


def reference_date(year: int) -> tuple[date, date]:
    return date(year, 12, 31), date(year, 12, 31)


def calendar_year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def school_year(year: int) -> tuple[date, date]:
    return date(year, 8, 1), date(year + 1, 7, 31)


@dataclass(frozen=True)
class City:
    """All that is true of the invented city."""

    places: Places
    people: People

    def figures(self, division: str, measures: Sequence[str], years: Sequence[int], span: Span) -> pd.DataFrame:
        """True counts, every status `ok`, sorted by period, area, measure as given."""
        table = self.places.areas[division]
        counts = np.stack([self.people.per_area(self.places, division, code) for code in measures], axis=-1)
        rows = [self.people.years.index(year) for year in years]
        return long_table(counts[rows].astype(float), measures, table, [span(year) for year in years])

    def mean_ages(self, division: str, years: Sequence[int]) -> pd.DataFrame:
        rows = [self.people.years.index(year) for year in years]
        ages = np.round(self.people.mean_age(self.places, division)[rows], 1)
        return long_table(ages[:, :, None], ["ALTER"], self.places.areas[division], [reference_date(y) for y in years])


def long_table(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    measures: Sequence[str],
    areas: pd.DataFrame,
    spans: Sequence[tuple[date, date]],
) -> pd.DataFrame:
    """`values` has the shape (periods, areas, measures)."""
    periods, places, kinds = values.shape
    frame = pd.DataFrame(
        {
            "measure": np.tile(np.array(measures, dtype=object), periods * places),
            "code": np.tile(np.repeat(areas["code"].to_numpy(dtype=object), kinds), periods),
            "name": np.tile(np.repeat(areas["name"].to_numpy(dtype=object), kinds), periods),
            "start": np.repeat(np.array([start for start, _ in spans], dtype=object), places * kinds),
            "end": np.repeat(np.array([end for _, end in spans], dtype=object), places * kinds),
            "value": values.ravel(),
        }
    )
    return frame.assign(status=np.where(frame["value"].isna(), "missing", "ok"))


def hide_small(table: pd.DataFrame) -> pd.DataFrame:
    """Counts of 1 and 2 become `suppressed`, as the delivering office does it; nothing else is hidden with them."""
    small = (table["value"] > 0) & (table["value"] < FEWEST_SHOWN)
    return _without_value(table, small, "suppressed")


def say_zero(table: pd.DataFrame) -> pd.DataFrame:
    """Offices that write `-` for nothing there."""
    return table.assign(status=table["status"].where(table["value"] != 0, "zero"))


def withhold(
    table: pd.DataFrame, status: str, *, measure: str, year: int | None = None, code: str | None = None
) -> pd.DataFrame:
    """Takes values away and says why: of a measure, in one year or all, of one area or all."""
    hit = table["measure"] == measure
    if year is not None:
        hit &= pd.Series([end.year == year for end in table["end"]], index=table.index)
    if code is not None:
        hit &= table["code"] == code
    return _without_value(table, hit, status)


def _without_value(table: pd.DataFrame, hit: pd.Series[bool], status: str) -> pd.DataFrame:
    return table.assign(value=table["value"].mask(hit), status=table["status"].mask(hit, status))
