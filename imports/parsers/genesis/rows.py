"""What the exports of GENESIS databases have in common: regions, marks of quality, parts of a year, signs.

A parser takes a row apart and asks here what its parts mean; what is wrong with them becomes a finding here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from imports.parsers.genesis.selection import Attribute, Selector, selectors
from imports.parsers.numbers import Figure, NumberReader, Trouble, scaled
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import PeriodPart
from imports.parsers.records import Parsed, Place, Record
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

REGIONS: Final = re.compile(r"DINSG|DG|DLAND[A-Z]?|REGBEZ|KREISE[A-Z]?|GEMEIN(DE)?|GEO(DL|BL|RB|LK|VB|GM)\d", re.ASCII)
QUALITY: Final = {"()": Status.LIMITED, "p": Status.PROVISIONAL, "r": Status.REVISED, "s": Status.ESTIMATED}
_SUBYEAR: Final = re.compile(r"(?P<kind>QUART|MONAT)(?P<n>\d{1,2})", re.ASCII)
_MOST_VALUES: Final = 1_000  # codes with their units that are told of, beside those of the profile
_REMEMBERED: Final = 10_000  # combinations of attributes; beyond them each row is looked at anew

Dimensions = Mapping[str, Attribute]


class RowReader:
    """Reads the parts of rows by one profile, and keeps what was met on the way."""

    def __init__(self, profile: Profile, parsed: Parsed, *, quality_column: str) -> None:
        self.profile, self.parsed, self.problems = profile, parsed, parsed.problems
        self.numbers = NumberReader(profile)
        # A year or a day in the file speaks for itself; a type in the profile says what else it means.
        self.periods = PeriodReader(profile.period or PeriodPart())
        self.subyear = profile.period.dimension if profile.period else None
        self.selectors = selectors(profile)
        self.values_seen: Counter[tuple[str, str]] = Counter()
        self.other_regions: Counter[str] = Counter()
        self.symbols: Counter[str] = Counter()
        self.ignored = 0
        self._quality_column = quality_column
        self._ignored_areas = frozenset(profile.ignore_areas)
        self._marks = {**QUALITY, **profile.flags}
        self._without_region = False
        self._picked: dict[tuple[Any, ...], list[Selector]] = {}

    def split(
        self, attributes: Iterable[tuple[str, Attribute]], place: Place, row: Sequence[str], rows: int = 1
    ) -> tuple[Attribute | None, dict[str, Attribute]]:
        """The region of a row, or of several alike, and its other dimensions; None where there is none or two."""
        region: Attribute | None = None
        dimensions: dict[str, Attribute] = {}
        column = self.profile.area.column
        for name, attribute in attributes:
            if name != column and (column or not REGIONS.fullmatch(name)):
                dimensions[name] = attribute
            elif region is None:
                region = attribute
            else:
                self.problems.add("two_regions", place, name, row)
                return None, dimensions
        if region is None:
            self._no_region(dimensions, place, row, rows)
        return region, dimensions

    def _no_region(self, dimensions: Dimensions, place: Place, row: Sequence[str], rows: int) -> None:
        others = [name for name in dimensions if REGIONS.fullmatch(name)]
        if others:  # another level of the same file, say DLAND beside the wanted KREISE
            self.other_regions[others[0]] += rows
        elif not self._without_region:
            self._without_region = True
            self.problems.add("no_region", place, self.profile.area.column, row, found=sorted(dimensions))

    def chosen(self, code: str, unit: str, dimensions: Dimensions, rows: int = 1) -> list[Selector]:
        """The profile's entries that mean this value with these attributes."""
        if (code, unit) in self.values_seen or len(self.values_seen) < _MOST_VALUES:
            self.values_seen[code, unit] += rows
        wanted = self.selectors.get(code)
        if not wanted:
            return []
        key = (code, unit, *dimensions.items())
        found = self._picked.get(key)
        if found is None:
            found = [selector for selector in wanted if selector.picks(unit, dimensions, self.subyear)]
            if len(self._picked) < _REMEMBERED:
                self._picked[key] = found
        return found

    def is_area(self, region: Attribute, place: Place, row: Sequence[str], rows: int = 1) -> bool:
        """False for what the profile ignores and, with a finding, for a region without a code."""
        name = region.label.strip()
        if self._ignored_areas and {region.code, name} & self._ignored_areas:
            self.ignored += rows
            return False
        if not region.code:
            self.problems.add("area_missing", place, name, row)
        return bool(region.code)

    def period(self, text: str, dimensions: Dimensions, place: Place, row: Sequence[str]) -> Period | None:
        """The row's time; None, without a finding, for the year's own figure beside its quarters."""
        part = dimensions.get(self.subyear) if self.subyear else None
        if part is not None:
            if part.is_total:
                return None
            found = _SUBYEAR.fullmatch(part.code)
            if found and text.isdigit():
                text = f"{text}-Q{found['n']}" if found["kind"] == "QUART" else f"{text}-{int(found['n']):02d}"
            else:
                text = f"{text} {part.code}"
        period = self.periods.read(text)
        if period is None:
            rule = "period_unreadable" if text else "period_missing"
            self.problems.add(rule, place, text, row, type=self.periods.part.type)
        return period

    def figure(self, text: str, quality: str, place: Place, row: Sequence[str]) -> Figure | None:
        """The figure of a cell with its mark. A sign as mark wins: the number beside it (0 in cubes) is none."""
        if quality not in ("", "e"):
            self.symbols[quality] += 1
            if quality not in self._marks:
                return self._of_sign(quality, text, place, row)
        figure = self.numbers.read_text(text)
        if isinstance(figure, Trouble):
            self.problems.add(figure.rule, place, text, row, **figure.params)
            return None
        if figure.value is None:
            self.symbols[text.strip()] += 1
        elif quality in self._marks:
            return self.numbers.with_marks(figure, [self._marks[quality]])
        return figure

    def _of_sign(self, quality: str, text: str, place: Place, row: Sequence[str]) -> Figure | None:
        figure = self.numbers.sign(quality)
        if figure is None and quality == "0":  # more than nothing, but less than half the last digit
            number = self.numbers.read_text(text)
            figure = Figure(0.0, Status.NEAR_ZERO) if isinstance(number, Figure) and number.value == 0 else None
        if figure is None:
            where = Place(place.sheet, place.line, self._quality_column)
            self.problems.add("unknown_quality", where, quality, row, known=["e", *self._marks])
        return figure

    def keep(self, picked: list[Selector], region: Attribute, period: Period, figure: Figure, place: Place) -> None:
        name = region.label.strip()
        for selector in picked:
            own = figure
            if selector.factor != 1.0 and figure.value:
                own = figure._replace(value=scaled(figure.value, selector.factor))
            self.parsed.records.append(Record(selector.measure, region.code, name, period, *own, place))

    def finish(self, rows: int) -> None:
        """Findings about the whole file, and the facts that every export of these databases has."""
        if not rows and not self.problems.has_errors:
            self.problems.add("header_only", Place())
            return
        codes = sorted({f"{code}|{unit}" for code, unit in self.values_seen})
        if rows:
            for group in self.selectors.values():
                for selector in group:
                    selector.report(self.problems, codes)
        units: dict[str, list[str]] = {}
        for code, unit in sorted(self.values_seen):
            units.setdefault(code, []).append(unit)
        self.parsed.facts |= {
            "rows": rows,
            "ignored_rows": self.ignored,
            "values": codes,
            "values_left_out": sorted({code for code, _ in self.values_seen} - set(self.selectors)),
            "other_regions": dict(self.other_regions),
            "symbols": dict(sorted(self.symbols.items())),
            "units": units,
        }
