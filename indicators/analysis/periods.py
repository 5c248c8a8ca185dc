"""The time a figure speaks of: a reference date or a span of days, with one label that reads back."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Kind = Literal["day", "year", "quarter", "month", "school_year", "span"]

_HELP: Final = (
    "Write a reference date (2023-12-31 or 31.12.2023), a year (2023), a quarter (2023-Q1), a month (2023-05), "
    "a school year (2023/24) or a span (2023-10-01..2024-03-31)."
)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2}|\d{4})", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, both included. A reference date has start = end. Sorted by start, then end."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"The period would end ({self.end}) before it starts ({self.start}).")

    @classmethod
    def day(cls, day: date) -> "Period":
        return cls(day, day)

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        if quarter not in (1, 2, 3, 4):
            raise ValueError(f"{quarter} is no quarter: they are numbered 1 to 4.")
        return cls.from_months(year, 3 * quarter - 2, 3)

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        return cls.from_months(year, month, 1)

    @classmethod
    def semester(cls, year: int, season: Literal["winter", "summer"]) -> "Period":
        """Half a year of the universities: winter is October of that year to March, summer is April to September."""
        return cls.from_months(year, 10 if season == "winter" else 4, 6)

    @classmethod
    def school_year(cls, first_year: int) -> "Period":
        """1 August to 31 July."""
        return cls.from_months(first_year, 8, 12)

    @classmethod
    def from_months(cls, start_year: int, start_month: int, n: int) -> "Period":
        """`n` whole months from the first day of the given one. ValueError unless the month is 1–12 and n ≥ 1."""
        if not 1 <= start_month <= 12 or n < 1:
            raise ValueError(f"{n} months from month {start_month} is no period: months are 1 to 12, n is 1 or more.")
        last = start_year * 12 + (start_month - 1) + (n - 1)
        year, month = last // 12, last % 12 + 1
        return cls(date(start_year, start_month, 1), _month_end(year, month))

    @classmethod
    def parse(cls, label: str) -> "Period":
        """The period of a label; reads back every `label`. ValueError says what was read and what may be written."""
        text = label.strip()
        try:
            found = _parse(text)
        except ValueError as error:
            raise ValueError(f"'{label}' is not a period: {error}. {_HELP}") from None
        if found is None:
            raise ValueError(f"'{label}' is not a period. {_HELP}")
        return found

    @property
    def kind(self) -> Kind:
        """What the two days make. A single day is a reference date, even where it could be a span of one day."""
        if self.start == self.end:
            return "day"
        if self.start.day != 1 or not _closes_month(self.end):
            return "span"
        months = 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1
        first = self.start.month
        if months == 1:
            return "month"
        if months == 3 and first % 3 == 1:
            return "quarter"
        if months == 12 and first == 1:
            return "year"
        return "school_year" if months == 12 and first == 8 else "span"

    @property
    def label(self) -> str:
        """2023-12-31 · 2023 · 2023-Q1 · 2023-05 · 2023/24 · otherwise first day..last day."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case "day":
                return self.start.isoformat()
            case "year":
                return f"{year:04d}"
            case "quarter":
                return f"{year:04d}-Q{(month + 2) // 3}"
            case "month":
                return f"{year:04d}-{month:02d}"
            case "school_year":
                return f"{year:04d}/{(year + 1) % 100:02d}"
            case "span":
                return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def years_before(self, n: int) -> "Period":
        """The same period n years earlier. The last day of a month stays the last day: 29 February ↔ 28 February."""
        return Period(_years_before(self.start, n, is_end=self.start == self.end), _years_before(self.end, n))

    def __str__(self) -> str:
        return self.label


def partner(period: Period, others: Sequence[Period]) -> int | None:
    """Which of the others a figure of this period meets: births of 2023 meet the inhabitants on 2023-12-31.

    Of those with the same last day it is the same period, else the reference date, else the only one there is. None if
    there is none, or none of these: a year must not meet a quarter by chance.
    """
    candidates = [at for at, other in enumerate(others) if other.end == period.end]
    same = [at for at in candidates if others[at] == period]
    reference_date = [at for at in candidates if others[at].kind == "day"]
    found = same or reference_date or candidates
    return found[0] if len(found) == 1 else None


def _parse(text: str) -> Period | None:
    if ".." in text:
        first, _, last = text.partition("..")
        start, end = _parse_day(first.strip()), _parse_day(last.strip())
        return Period(start, end) if start and end else None
    if (day := _parse_day(text)) is not None:
        return Period.day(day)
    if found := _YEAR.fullmatch(text):
        return Period.year(int(found[1]))
    if found := _QUARTER.fullmatch(text):
        return Period.quarter(int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(text):
        return Period.month(int(found[1]), int(found[2]))
    if found := _SCHOOL_YEAR.fullmatch(text):
        first_year, second = int(found[1]), found[2]
        if int(second) != (first_year + 1) % 10 ** len(second):
            raise ValueError(f"a school year ends in the year after {first_year}")
        return Period.school_year(first_year)
    return None


def _parse_day(text: str) -> date | None:
    if found := _ISO_DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _GERMAN_DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _closes_month(day: date) -> bool:
    return day == _month_end(day.year, day.month)


def _years_before(day: date, n: int, *, is_end: bool = True) -> date:
    """`n` years earlier; an end that closes its month closes it there too, a start keeps its day where it exists."""
    end = _month_end(day.year - n, day.month)
    return end if is_end and _closes_month(day) else date(end.year, day.month, min(day.day, end.day))
