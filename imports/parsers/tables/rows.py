"""Rows of a table that are no data: those a profile leaves out, and bands that say something about the rows below."""

import re
from collections.abc import Sequence
from typing import Final

from imports.parsers.numbers import Cell, tidy
from imports.parsers.profiles.model import Profile
from imports.parsers.tables.layout import Layout, text_of
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period

_LONGEST: Final = 200  # of a text that is held against a pattern


class RowFilter:
    """Whether a row belongs to the table, by words in its columns and by its area."""

    def __init__(self, profile: Profile, layout: Layout) -> None:
        self.areas = {tidy(word) for word in profile.ignore_areas}
        self.patterns = [re.compile(pattern) for pattern in profile.ignore_areas_like]
        self.only = [(column, words) for column, words, keep in layout.filters if keep]
        self.never = [(column, words) for column, words, keep in layout.filters if not keep]
        self.wanted = bool(self.areas or self.patterns or self.only or self.never)

    def leaves_out(self, cells: Sequence[Cell], *names: str) -> bool:
        """By the words in the columns `only_rows` and `ignore_rows` name, or by code and name of the area."""
        if any(text_of(cells[column]) not in words for column, words in self.only):
            return True
        return any(text_of(cells[column]) in words for column, words in self.never) or self.is_no_area(*names)

    def is_no_area(self, *names: str) -> bool:
        """Whether code or name is one the profile calls no area."""
        if self.areas and not self.areas.isdisjoint(names):
            return True
        return any(pattern.search(name[:_LONGEST]) for pattern in self.patterns for name in names if name)


class Bands:
    """A row with one text, over the whole width, that gives the rows below it their period or area."""

    def __init__(self, profile: Profile, periods: PeriodReader) -> None:
        self.periods = periods
        band = profile.period.band if profile.period else None
        self.of_period, self.period_pattern = bool(band), band if isinstance(band, str) else None
        self.of_area = re.compile(profile.area.band) if profile.area.band else None
        self.wanted = self.of_period or self.of_area is not None
        self.codes = {tidy(key): code for key, code in profile.area.codes.items()}
        self.pad = profile.area.pad or 0
        self.period: Period | None = None
        self.code: str | None = None
        self.name = ""
        self.words: tuple[str, ...] = ()  # what the band of the area says, for those that are no areas

    def take(self, cells: Sequence[Cell]) -> bool:
        """Whether the row is a band; then it holds from now on."""
        filled = [cell for cell in cells if text_of(cell)]
        if not filled or len({text_of(cell) for cell in filled}) > 1:  # a CSV may repeat it
            return False
        return (self.of_period and self._period(filled[0])) or (bool(self.of_area) and self._area(text_of(filled[0])))

    def _period(self, cell: Cell) -> bool:
        if self.period_pattern:
            found = self.periods.found_by(self.period_pattern, text_of(cell)[:_LONGEST])
        else:
            found = self.periods.read(cell)
        self.period = found or self.period
        return found is not None

    def _area(self, text: str) -> bool:
        found = self.of_area.search(text[:_LONGEST]) if self.of_area else None
        if not found:
            return False
        groups = found.groupdict()
        self.name = tidy(groups.get("name") or "")
        code = tidy(groups.get("code") or self.name or found[0])
        self.code = self.codes.get(code, code.zfill(self.pad) if code.isdigit() and code.isascii() else code)
        self.words = (text, code, self.code)
        return True
