"""Whether a file is about single persons. It must then neither be read nor kept: here only counts have a place.

Looks at the headings and at a sample of rows of every sheet. What is found is told by kind and number of the column:
a heading may be a person's name where a file has none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import BinaryIO, Final

from imports.checks.people_sample import MOST_PART, Cells, sample
from imports.checks.people_words import (
    ATTRIBUTE,
    BIRTH,
    BOTH,
    COUNT,
    FAMILY,
    GIVEN,
    HOUSE,
    IDENTITY,
    NO_PERSON,
    STREET,
    plain,
)  # fmt: skip

_HEADING_ROWS: Final = 40  # below titles and notes
_ROWS_EACH: Final = 20  # fewer rows without counts may be anything
_DATES: Final = 12  # different days that nobody has called dates of birth
_YEARS: Final = 25  # which they must span
_DAY: Final = re.compile(
    r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>(18|19|20)\d\d)|(?P<y2>(18|19|20)\d\d)-?(?P<m2>\d\d)-?(?P<d2>\d\d)"
    r"([T ]00:00(:00)?)?",
    re.ASCII,
)
_NAME: Final = re.compile(r"[^\W\d_][^\d_,;]*")
_BOTH_NAMES: Final = re.compile(r"[^\W\d_][^\d_,;]*[, ]\s*[^\W\d_][^\d_,;]*")
_HOUSE_NUMBER: Final = re.compile(r"\d{1,4}\s?[a-zA-Z]?(\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?")
_STREET_NUMBER: Final = re.compile(
    r"[^\W\d_].*(str\.|stra(ß|ss)e|weg|platz|allee|gasse|ring|damm|ufer|steig|pfad|hof|chaussee|markt|graben)\s+"
    r"\d{1,4}\s?[a-z]?\b.*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Persons:
    """By what a sheet (from 1) was recognised as being about persons, and in which of its columns (from 1)."""

    signs: tuple[str, ...]
    columns: tuple[int, ...]
    sheet: int


def persons(stream: BinaryIO, *, most: int = MOST_PART) -> Persons | None:
    """Reads a sample of the stream and leaves it at its beginning; never raises for what it holds.

    `most` bytes of a workbook's texts or other parts are read into memory: one with more has no sample.
    """
    try:
        for number, rows in enumerate(sample(stream, most), start=1):
            found = _Sheet(rows).signs()
            if found:
                columns = sorted({column + 1 for columns in found.values() for column in columns})
                return Persons(tuple(found), tuple(columns), number)
        return None
    finally:
        stream.seek(0)


class _Sheet:
    def __init__(self, rows: Sequence[Cells]) -> None:
        self.rows = rows
        self.width = max((len(row) for row in rows), default=0)

    def signs(self) -> dict[str, list[int]]:
        """Each sign that was found, with its columns. Any of them is enough."""
        found: dict[str, list[int]] = {}
        for line, words in self._headings():
            for sign, columns in self._by_heading(line, words):
                found.setdefault(sign, columns)
        if columns := self._unnamed_days():
            found.setdefault("birth_dates", columns)
        if columns := self._unnamed_addresses():
            found.setdefault("addresses", columns)
        return found

    def _headings(self) -> Iterator[tuple[int, list[str]]]:
        for line, row in enumerate(self.rows[:_HEADING_ROWS]):
            words = [plain(cell) for cell in row]
            if any(words):
                yield line, words

    def _by_heading(self, line: int, words: list[str]) -> Iterator[tuple[str, list[int]]]:
        births = [n for n in _at(words, BIRTH) if _mostly(self.below(line, n), _is_birthday)]
        if births:
            yield "birth_dates", births
        pair = [*_at(words, GIVEN)[:1], *_at(words, FAMILY)[:1]]
        if len(pair) == 2 and all(_mostly(self.below(line, n), _is_name) for n in pair):
            yield "names", pair
        whole = [n for n in _at(words, BOTH) if _mostly(self.below(line, n), _are_names)]
        if whole:
            yield "names", whole
        if addresses := self._addresses(line, words):
            yield "addresses", addresses
        own = [n for n in _at(words, IDENTITY) if _own_each(self.below(line, n))]
        if own:
            yield "person_ids", own
        if columns := self._one_each(line, words):
            yield "one_row_each", columns

    def below(self, line: int, column: int) -> list[object]:
        """What stands in a column below a heading, without empty cells."""
        cells = (row[column] for row in self.rows[line + 1 :] if column < len(row))
        return [cell for cell in cells if cell is not None and str(cell).strip()]

    def _addresses(self, line: int, words: list[str]) -> list[int]:
        if any(NO_PERSON.search(word) for word in words):
            return []
        streets = [n for n in _at(words, STREET) if self.below(line, n)]
        houses = [n for n in _at(words, HOUSE) if _mostly(self.below(line, n), _is_house_number)]
        if streets and houses:
            return [*streets[:1], *houses[:1]]
        return [n for n in streets if _mostly(self.below(line, n), _is_address)]

    def _one_each(self, line: int, words: list[str]) -> list[int]:
        """Rows that say what somebody is and count nothing, or count to one in every row."""
        attributes = _at(words, ATTRIBUTE)
        rows = [row for row in self.rows[line + 1 :] if any(str(cell or "").strip() for cell in row)]
        if len(attributes) < 2 or len(rows) < _ROWS_EACH:
            return []
        counts = [n for n in _at(words, COUNT) if self.below(line, n)]
        if counts:
            ones = all(_number(cell) == 1 for n in counts for cell in self.below(line, n))
            return [*attributes, *counts] if ones else []
        others = [n for n, word in enumerate(words) if n not in attributes and not _labels(self.below(line, n), word)]
        return [] if others else attributes

    def _unnamed_days(self) -> list[int]:
        """Columns with days all over a human life, in no order of a calendar."""
        found = []
        for column in range(self.width):
            days = [day for cell in self.below(-1, column) if (day := _day(cell)) is not None]
            different = set(days)
            if len(different) < _DATES or len(different) < 0.6 * len(days) or len({day.day for day in different}) < 8:
                continue
            steps = {(two - one).days for one, two in pairwise(days)}
            if (max(days) - min(days)).days > _YEARS * 365 and len(steps) > len(days) // 2:
                found.append(column)
        return found

    def _unnamed_addresses(self) -> list[int]:
        if any(NO_PERSON.search(word) for _line, words in self._headings() for word in words):
            return []
        found = []
        for column in range(self.width):
            cells = [str(cell) for cell in self.below(-1, column)]
            if len(cells) >= _ROWS_EACH and sum(map(_is_address, cells)) > 0.6 * len(cells):
                found.append(column)
        return found


def _at(words: Sequence[str], wanted: frozenset[str]) -> list[int]:
    return [n for n, word in enumerate(words) if word in wanted]


def _mostly(cells: Sequence[object], is_one: Callable[[object], bool]) -> bool:
    return bool(cells) and sum(is_one(cell) for cell in cells) > 0.5 * len(cells)


def _own_each(cells: Sequence[object]) -> bool:
    return len(cells) >= 3 and len({str(cell) for cell in cells}) > 0.9 * len(cells)


def _number(cell: object) -> float | None:
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError:
        return None


def _labels(cells: Sequence[object], word: str) -> bool:
    """Whether a column only says where or who, not how many: words, or codes that a heading calls so."""
    named = re.search(r"^(nr|lfd|id|plz)|nummer|schluessel|stadtteil|bezirk|block|gkz|ags|code|jahr|datum|schul", word)
    return bool(named) or sum(_number(cell) is not None for cell in cells) < 0.2 * max(len(cells), 1)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(str(cell).strip())
    if not found:
        return None
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_birthday(cell: object) -> bool:
    """A day, or the number Excel keeps for one."""
    number = _number(cell)
    return _day(cell) is not None or (number is not None and 3_000 < number < 60_000)


def _is_name(cell: object) -> bool:
    return isinstance(cell, str) and bool(_NAME.fullmatch(cell.strip()))


def _are_names(cell: object) -> bool:
    return isinstance(cell, str) and bool(_BOTH_NAMES.fullmatch(cell.strip()))


def _is_house_number(cell: object) -> bool:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return bool(_HOUSE_NUMBER.fullmatch(text))


def _is_address(cell: object) -> bool:
    return isinstance(cell, str) and bool(_STREET_NUMBER.fullmatch(cell.strip()))
