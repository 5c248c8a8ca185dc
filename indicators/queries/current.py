"""The figures that stand: of all standing deliveries the newest that holds one, and none older than the newest complete
delivery of its measure and period.

Two steps: the scopes say which deliveries may hold what stands (`sql/reach.sql`), and only those are read, by the
primary key. A hundred older editions of the same figures cost nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from django.db import connection
from numpy.typing import NDArray

from districts.models import Edition
from indicators.analysis.periods import Period
from indicators.models import Series
from sozialmonitor.access.acting import raw_cursor

REACH: Final = (Path(__file__).parent.parent / "sql" / "reach.sql").read_text()
# COPY is what moves many rows fastest, its binary form what numpy reads without looking at each. A value that is not
# there travels as NaN, so that all rows have one length.
FIGURES: Final = """
COPY (
    SELECT series_id, period_end, period_start, coalesce(value, 'NaN'), status, flags, delivery_id
    FROM indicators_observation
    WHERE delivery_id = ANY(%(deliveries)s) AND series_id = ANY(%(series)s)
      AND (%(first)s::date IS NULL OR period_end >= %(first)s) AND (%(last)s::date IS NULL OR period_end <= %(last)s)
) TO STDOUT (FORMAT binary)
"""
_FIELDS: Final = (
    ("series", ">i4"), ("end", ">i4"), ("start", ">i4"), ("value", ">f8"), ("status", ">i2"), ("flags", ">i2"),
    ("delivery", ">i8"),
)  # fmt: skip
_ROW: Final = np.dtype([
    ("fields", ">i2"),
    *(part for name, kind in _FIELDS for part in ((f"length of {name}", ">i4"), (name, kind))),
])  # fmt: skip
_HEAD: Final = 19  # bytes before the first row
_FEW: Final = 200  # areas worth naming in a query instead of leaving out the others afterwards
_POSTGRES_DAY_0: Final = date(2000, 1, 1).toordinal()


@dataclass(frozen=True)
class Current:
    """Figures by column, one for each measure, area and period that has one."""

    measure: NDArray[np.int64]  # ids
    area: NDArray[np.int64]  # ids
    span: NDArray[np.intp]  # which of `periods`
    value: NDArray[np.float64]
    status: NDArray[np.int16]
    flags: NDArray[np.int16]
    delivery: NDArray[np.int64]
    periods: tuple[Period, ...]

    def of(self, measure: int) -> "Current":
        mine = self.measure == measure
        columns = (self.measure, self.area, self.span, self.value, self.status, self.flags, self.delivery)
        return Current(*(column[mine] for column in columns), self.periods)


def current_figures(
    edition: Edition,
    measures: Sequence[int],
    areas: Sequence[int] | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    known_on: datetime | None = None,
) -> Current:
    """What stands for the measures on the areas (None: all) of an edition, for periods that end `first` to `last`."""
    within: dict[str, Any] = {"first": first, "last": last}
    with connection.cursor() as cursor:
        asked = {"edition": edition.pk, "measures": list(measures), "known_on": known_on, **within}
        cursor.execute(REACH, asked)
        reach = cursor.fetchall()
    chosen = Series.objects.filter(measure__in=measures, area__edition=edition)
    if areas is not None and len(areas) <= _FEW:
        chosen = chosen.filter(area__in=areas)
    series = np.array(list(chosen.order_by("id").values_list("id", "measure_id", "area_id")), dtype=np.int64)
    series = series.reshape(-1, 3)
    if areas is not None:
        series = series[np.isin(series[:, 2], areas)]
    deliveries = sorted({row[3] for row in reach})
    if not len(series) or not reach:
        return _newest(np.empty(0, dtype=_ROW), series, reach)
    return _newest(_read({"deliveries": deliveries, "series": series[:, 0].tolist(), **within}), series, reach)


def _read(asked: dict[str, Any]) -> NDArray[Any]:
    buffer = BytesIO()
    with raw_cursor() as cursor:
        cursor.copy_expert(cursor.mogrify(FIGURES, asked).decode(), buffer)
    found = buffer.getbuffer()
    return np.frombuffer(found, dtype=_ROW, offset=_HEAD, count=(len(found) - _HEAD) // _ROW.itemsize)


def _newest(rows: NDArray[Any], series: NDArray[np.int64], reach: list[tuple[Any, ...]]) -> Current:
    """Leaves out what a newer complete delivery has ended, and of several deliveries' words keeps the newest."""
    at = np.searchsorted(series[:, 0], rows["series"].astype(np.int64))
    measure, area = series[at, 1], series[at, 2]
    span, spans = pd.factorize(_span(rows["end"].astype(np.int64), rows["start"].astype(np.int64)), sort=True)
    delivery = rows["delivery"].astype(np.int64)
    number = _numbers(reach, spans, measure, span, delivery)
    order = np.lexsort((number, span, rows["series"].astype(np.int64)))
    order = order[number[order] > 0]
    sorted_series, sorted_span = rows["series"][order], span[order]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (sorted_series[1:] != sorted_series[:-1]) | (sorted_span[1:] != sorted_span[:-1])
    kept = order[last]
    return Current(
        measure[kept],
        area[kept],
        span[kept],
        rows["value"][kept].astype(np.float64),
        rows["status"][kept].astype(np.int16),
        rows["flags"][kept].astype(np.int16),
        delivery[kept],
        tuple(_period(int(one)) for one in spans),
    )


def _span(end: Any, start: Any) -> Any:
    """Both days in one number that sorts by the end, then the start."""
    return (end + _POSTGRES_DAY_0) << 32 | (start + _POSTGRES_DAY_0)


def _period(span: int) -> Period:
    return Period(date.fromordinal(span & 0xFFFFFFFF), date.fromordinal(span >> 32))


def _numbers(
    reach: list[tuple[Any, ...]],
    spans: NDArray[np.int64],
    measure: NDArray[np.int64],
    span: NDArray[np.intp],
    delivery: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The age number of each figure's delivery, 0 where the delivery is out of reach for its measure and period."""
    measures, deliveries = (sorted({row[column] for row in reach}) for column in (0, 3))
    place = {int(one): index for index, one in enumerate(spans)}
    table = np.zeros((len(measures), len(spans), len(deliveries)), dtype=np.int64)
    at_measure = {pk: index for index, pk in enumerate(measures)}
    at_delivery = {pk: index for index, pk in enumerate(deliveries)}
    for pk, end, start, came_with, number in reach:
        column = place.get(end.toordinal() << 32 | start.toordinal())
        if column is not None:
            table[at_measure[pk], column, at_delivery[came_with]] = number
    if not table.size:
        return np.zeros(len(measure), dtype=np.int64)
    return table[np.searchsorted(measures, measure), span, np.searchsorted(deliveries, delivery)]
