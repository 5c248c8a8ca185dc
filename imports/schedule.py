"""Which periods a rhythm has, and when their files are due. Days in, days out: no database, no Django."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from indicators.analysis.periods import Period

# Rhythm → months of a period, and the months one may begin in.
MONTHS: Final = {"year": 12, "school_year": 12, "half_year": 6, "quarter": 3, "month": 1}
_BEGIN: Final = {
    "year": (1,),
    "school_year": (8,),
    "half_year": (1, 4, 7, 10),  # half-years of the calendar, and those of universities
    "quarter": (1, 4, 7, 10),
    "month": tuple(range(1, 13)),
}
EARLIEST: Final = date(1990, 1, 1)


def begins(rhythm: str, day: date) -> bool:
    """Whether a period of the rhythm begins on this day."""
    return day >= EARLIEST and day.day == 1 and day.month in _BEGIN.get(rhythm, ())


def periods(rhythm: str, first_day: date, until: date) -> Iterator[Period]:
    """All periods from the first one on that have begun by the day `until`."""
    months = MONTHS[rhythm]
    start = first_day
    while start <= until:
        period = Period.from_months(start.year, start.month, months)
        yield period
        start = period.end + timedelta(days=1)


def due(period: Period, days: int) -> date:
    return period.end + timedelta(days=days)
