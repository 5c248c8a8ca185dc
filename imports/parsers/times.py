"""Reads the period in a cell, a header or a file name, by the type the profile states."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from imports.parsers.profiles.parts import PeriodPart
from indicators.analysis.periods import Period

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH_NAMES: Final = (
    "januar jan january", "februar feb february", "märz mrz mär march mar", "april apr", "mai may", "juni jun june",
    "juli jul july", "august aug", "september sep sept", "oktober okt october oct", "november nov",
    "dezember dez december dec",
)  # fmt: skip
_MONTHS: Final = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_SPAN = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})P(?P<n>\d{1,2})M", re.ASCII)
_QUARTERS: Final = (
    re.compile(r"(?P<y>\d{4})\s*[-/ ]?\s*Q(?P<q>[1-4])", re.ASCII | re.IGNORECASE),
    re.compile(r"Q(?P<q>[1-4])\s*[-/ ]\s*(?P<y>\d{4})", re.ASCII | re.IGNORECASE),
    re.compile(r"(?P<q>[1-4])\.\s*(Quartal|Vierteljahr|Vj\.?)\s*(?P<y>\d{4})", re.ASCII | re.IGNORECASE),
)
_MONTH_FORMS: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})", re.ASCII),
    re.compile(r"(?P<m>\d{1,2})[./](?P<y>\d{4})", re.ASCII),
)
_NAMED_MONTH = re.compile(r"(?P<name>[A-Za-zä]{3,9})\.?\s+(?P<y>\d{4})")
_SCHOOL_YEAR = re.compile(r"(\d{4})\s*/\s*(\d{2}|\d{4})", re.ASCII)
_SEMESTER = re.compile(r"(?P<s>WS|SS|WiSe|SoSe)\s*(?P<y>\d{4})(\s*/\s*(?P<e>\d{2}|\d{4}))?", re.ASCII | re.IGNORECASE)


class PeriodReader:
    """Reads periods by one profile. The same few texts recur in every row, so each is read once."""

    def __init__(self, part: PeriodPart | None) -> None:
        self.part = part or PeriodPart()
        self._known: dict[object, Period | None] = {}

    def read(self, cell: object) -> Period | None:
        """The period a text, number or date stands for; None if the profile's type does not fit it."""
        try:
            return self._known[cell]
        except KeyError:
            found = self._known[cell] = self._read(cell)
            return found

    def from_file_name(self, file_name: str) -> Period | None:
        return self.found_by(self.part.file_name or "", file_name)

    def found_by(self, pattern: str, text: str) -> Period | None:
        """The pattern's groups joined by `-` (named y, m, d, q sorted so), or all it matched if it has none."""
        found = re.search(pattern, text)
        if not found:
            return None
        named = found.groupdict()
        groups = [named[key] for key in "ymqd" if named.get(key)] or [group for group in found.groups() if group]
        if named.get("q"):
            groups = [named["y"] or "", f"Q{named['q']}"]
        return self.read("-".join(groups) if groups else found[0])

    def _read(self, cell: object) -> Period | None:
        try:
            if isinstance(cell, date):
                day = cell.date() if isinstance(cell, datetime) else cell
                return Period.day(day) if self.part.type in ("reference_date", "auto") else None
            if isinstance(cell, float) and cell.is_integer():
                cell = int(cell)
            text = " ".join(str(cell).split())
            period = self._by_type(text)
        except (ValueError, KeyError, OverflowError):
            return None
        return period if period and period.start.year >= 1700 and period.end.year <= 2200 else None

    def _by_type(self, text: str) -> Period | None:
        match self.part.type:
            case "reference_date":
                return _reference_date(text, self.part.day)
            case "year":
                return Period.year(int(text)) if _YEAR.fullmatch(text) else None
            case "quarter":
                return _quarter(text)
            case "month":
                return _month(text)
            case "semester":
                return _semester(text)
            case "school_year":
                return _school_year(text, self.part.named_by)
            case "auto":
                return _first(text, (_quarter, _semester, _month, Period.parse))


def _first(text: str, readers: tuple[Callable[[str], Period | None], ...]) -> Period | None:
    for read in readers:
        if found := read(text):
            return found
    return None


def _reference_date(text: str, day: str | None) -> Period | None:
    if day and _YEAR.fullmatch(text):
        return Period.day(date.fromisoformat(f"{text}-{day}"))
    found = Period.parse(text)
    return found if found.kind == "day" else None


def _quarter(text: str) -> Period | None:
    found = next((found for form in _QUARTERS if (found := form.fullmatch(text))), None)
    return Period.quarter(int(found["y"]), int(found["q"])) if found else None


def _month(text: str) -> Period | None:
    if found := next((found for form in _MONTH_FORMS if (found := form.fullmatch(text))), None):
        return Period.month(int(found["y"]), int(found["m"]))
    if (found := _NAMED_MONTH.fullmatch(text)) and (number := _MONTHS.get(found["name"].lower())):
        return Period.month(int(found["y"]), number)
    return None


def _semester(text: str) -> Period | None:
    if found := _SPAN.fullmatch(text):
        return Period.from_months(int(found["y"]), int(found["m"]), int(found["n"]))
    if not (found := _SEMESTER.fullmatch(text)):
        return None
    year, end = int(found["y"]), found["e"]
    if found["s"].lower().startswith("w"):
        fits = end is None or int(end) == (year + 1) % 10 ** len(end)
        return Period.semester(year, "winter") if fits else None
    return None if end else Period.semester(year, "summer")


def _school_year(text: str, named_by: str | None) -> Period | None:
    if _SCHOOL_YEAR.fullmatch(text):
        return Period.parse(text.replace(" ", ""))
    if named_by and _YEAR.fullmatch(text):  # 2024 alone is two school years; state files mean the one that ends in it
        return Period.school_year(int(text) - (named_by == "end"))
    return None
