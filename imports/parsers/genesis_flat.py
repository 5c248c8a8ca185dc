"""The flat file of GENESIS databases, plain or alone in a ZIP: the layout since November 2024; `flat_old.py` the older.

One row per figure: time, up to five variables with their attributes, value, unit, code of the value. A variable's
position means nothing: the same position may hold another variable in the next row.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Final

from imports.parsers.flat_old import is_old, read_old
from imports.parsers.flat_selection import Attribute, Selector, selectors
from imports.parsers.grid import open_grid
from imports.parsers.layout import text_of
from imports.parsers.numbers import SIGNS, Cell, Figure, NumberReader, Trouble, scaled
from imports.parsers.profile_model import Profile
from imports.parsers.profile_parts import PeriodPart
from imports.parsers.progress import Tick
from imports.parsers.records import Parsed, Place, Record, enough
from imports.parsers.sniff import Kind, Limits, open_source
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_NEEDED: Final = ("time", "value", "value_unit", "value_variable_code")
_MOST_VALUES: Final = 1_000  # codes with their units that are told of, beside those of the profile
_VARIABLE: Final = re.compile(r"(\d+)_variable_code")
_REGIONS: Final = re.compile(r"DINSG|DG|DLAND[A-Z]?|REGBEZ|KREISE[A-Z]?|GEMEIN(DE)?|GEO(DL|BL|RB|LK|VB|GM)\d", re.ASCII)
_QUALITY: Final = {"()": Status.LIMITED, "p": Status.PROVISIONAL, "r": Status.REVISED, "s": Status.ESTIMATED}
_SUBYEAR: Final = re.compile(r"(?P<kind>QUART|MONAT)(?P<n>\d{1,2})", re.ASCII)


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,  # noqa: ARG001 - every parser is called alike
    period: Period | None = None,  # noqa: ARG001 - the file itself says the time
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """The figures the profile's columns pick, as records. Never raises for what a file holds; `tick` as in `table`."""
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits) as source:
        if source is None:
            return parsed
        parsed.facts = dict(source.facts)
        if source.kind is not Kind.TEXT:
            parsed.problems.add("kind_not_for_parser", parser=profile.parser, found=str(source.kind))
            return parsed
        with open_grid(source, profile.read, parsed.problems, tick) as grid:
            if grid is not None:
                parsed.facts |= grid.facts
                _read(grid.rows, profile, parsed)
    return parsed


def _read(rows: Iterator[tuple[int, list[Cell]]], profile: Profile, parsed: Parsed) -> None:
    line, first = next(rows, (1, []))
    header = [text_of(cell) for cell in first]
    if is_old(header):
        read_old(rows, header, profile, parsed)
        return
    rule = _wrong_layout(header)
    if rule:
        if not parsed.problems.has_errors:
            delimiter = next((sign for sign in ";,\t|" if len(header) == 1 and sign in header[0]), None)
            found = [] if rule == "layout_cube" else header[:60]  # a cube's first line names the person who made it
            parsed.problems.add(rule, Place(None, line), found=found, needed=list(_NEEDED), delimiter=delimiter)
        return
    parsed.facts |= {"layout": "genesis-flat", "header": header}
    reader = _FlatReader(profile, header, parsed)
    for line, row in rows:
        reader.take(line, row)
        if enough(parsed, Place(None, line)):
            break
    reader.finish()


def _wrong_layout(header: list[str]) -> str | None:
    """The rule that names what the file is instead; None for the new layout. The first column tells nothing."""
    if set(_NEEDED) <= set(header):
        return None
    first = header[0] if header else ""
    if first.startswith(("GENESIS-Tabelle:", "Tabelle:")):
        return "layout_table"
    if first.startswith("* Der Benutzer") or first == "K":
        return "layout_cube"
    return "layout_unknown"


class _FlatReader:
    def __init__(self, profile: Profile, header: list[str], parsed: Parsed) -> None:
        self.profile, self.header, self.parsed = profile, header, parsed
        self.problems, self.records = parsed.problems, parsed.records
        at = {name: index for index, name in enumerate(header)}
        self.time, self.value = at["time"], at["value"]
        self.unit, self.code = at["value_unit"], at["value_variable_code"]
        self.quality = at.get("value_q")
        numbers = [found[1] for name in header if (found := _VARIABLE.fullmatch(name))]
        ends = ("variable_code", "variable_attribute_code", "variable_attribute_label")
        names = [[f"{number}_{end}" for end in ends] for number in numbers]
        self.blocks = [tuple(at[name] for name in block) for block in names if all(name in at for name in block)]
        self.statistic = (at.get("statistics_code"), at.get("statistics_label"))
        self.numbers = NumberReader(profile)
        # A year or an ISO day in the file speaks for itself; a type in the profile says what else it means.
        self.periods = PeriodReader(profile.period or PeriodPart())
        self.subyear = profile.period.dimension if profile.period else None
        self.selectors = selectors(profile)
        self.values_seen: Counter[tuple[str, str]] = Counter()
        self.other_regions: Counter[str] = Counter()
        self.ignored_areas = set(profile.ignore_areas)
        self.rows = self.ignored = 0
        self.without_region = False

    def take(self, line: int, row: list[Cell]) -> None:
        self.rows += 1
        if len(row) != len(self.header):
            place = Place(None, line)
            self.problems.add("ragged_row", place, row=row, expected=len(self.header), found=len(row))
            return
        cells = [cell if isinstance(cell, str) else "" for cell in row]
        if self.rows == 1:
            self.parsed.facts["statistic"] = [cells[index] for index in self.statistic if index is not None]
        code, unit = cells[self.code].strip(), cells[self.unit].strip()
        if (code, unit) in self.values_seen or len(self.values_seen) < _MOST_VALUES:
            self.values_seen[code, unit] += 1
        wanted = self.selectors.get(code)
        if not wanted:
            return
        region, dimensions = self._variables(line, cells)
        if region is None:
            return
        picked = [selector for selector in wanted if selector.picks(unit, dimensions, self.subyear)]
        if picked:
            self._record(line, cells, region, dimensions, picked)

    def _variables(self, line: int, cells: list[str]) -> tuple[Attribute | None, dict[str, Attribute]]:
        """The row's region and its other dimensions. Empty blocks belong to values without that dimension."""
        region: Attribute | None = None
        dimensions: dict[str, Attribute] = {}
        column = self.profile.area.column
        for variable_at, code_at, label_at in self.blocks:
            name = cells[variable_at].strip()
            if not name:
                continue
            attribute = Attribute(cells[code_at].strip(), cells[label_at])
            if name != column and (column or not _REGIONS.fullmatch(name)):
                dimensions[name] = attribute
            elif region is None:
                region = attribute
            else:
                self.problems.add("two_regions", Place(None, line), name, cells)
                return None, dimensions
        if region is None:
            self._no_region(line, cells, dimensions)
        return region, dimensions

    def _no_region(self, line: int, cells: list[str], dimensions: dict[str, Attribute]) -> None:
        others = [name for name in dimensions if _REGIONS.fullmatch(name)]
        if others:  # another level of the same file, say DLAND beside the wanted KREISE
            self.other_regions[others[0]] += 1
        elif not self.without_region:
            self.without_region = True
            found = sorted(dimensions)
            self.problems.add("no_region", Place(None, line), self.profile.area.column, cells, found=found)

    def _record(
        self, line: int, cells: list[str], region: Attribute, dimensions: dict[str, Attribute], picked: list[Selector]
    ) -> None:
        name = region.label.strip()
        if self.ignored_areas and {region.code, name} & self.ignored_areas:
            self.ignored += 1
            return
        if not region.code:
            self.problems.add("area_missing", Place(None, line), name, cells)
            return
        period = self._period(line, cells, dimensions)
        figure = self._figure(line, cells)
        if period is None or figure is None:
            return
        place = Place(None, line, "value")
        for selector in picked:
            own = figure
            if selector.factor != 1.0 and figure.value:
                own = figure._replace(value=scaled(figure.value, selector.factor))
            self.records.append(Record(selector.measure, region.code, name, period, *own, place))

    def _period(self, line: int, cells: list[str], dimensions: dict[str, Attribute]) -> Period | None:
        text = cells[self.time].strip()
        part = dimensions.get(self.subyear) if self.subyear else None
        if part is not None:
            if part.is_total:
                return None  # the year's own figure stands beside its quarters
            found = _SUBYEAR.fullmatch(part.code)
            if found and text.isdigit():
                text = f"{text}-Q{found['n']}" if found["kind"] == "QUART" else f"{text}-{int(found['n']):02d}"
            else:
                text = f"{text} {part.code}"
        period = self.periods.read(text)
        if period is None:
            rule = "period_unreadable" if text else "period_missing"
            self.problems.add(rule, Place(None, line, "time"), text, cells, type=self.periods.part.type)
        return period

    def _figure(self, line: int, cells: list[str]) -> Figure | None:
        figure = self.numbers.read_text(cells[self.value])
        if isinstance(figure, Trouble):
            place = Place(None, line, "value")
            self.problems.add(figure.rule, place, cells[self.value], cells, **figure.params)
            return None
        quality = cells[self.quality].strip() if self.quality is not None else ""
        if quality in ("", "e") or figure.value is None:
            return figure
        if quality in _QUALITY:
            return self.numbers.with_marks(figure, [_QUALITY[quality]])
        if quality in SIGNS["genesis-flat"]:  # a sign in the quality column means the number is none
            return Figure(None, SIGNS["genesis-flat"][quality])
        place = Place(None, line, "value_q")
        self.problems.add("unknown_quality", place, quality, cells, known=["e", *_QUALITY])
        return None

    def finish(self) -> None:
        if not self.rows and not self.problems.has_errors:
            self.problems.add("header_only", Place())
            return
        codes = sorted({f"{code}|{unit}" for code, unit in self.values_seen})
        if self.rows:
            for group in self.selectors.values():
                for selector in group:
                    selector.report(self.problems, codes)
        wanted = {code for code, unit in self.values_seen if code in self.selectors}
        self.parsed.facts |= {
            "rows": self.rows,
            "ignored_rows": self.ignored,
            "values": codes,
            "values_left_out": sorted({code for code, _ in self.values_seen} - wanted),
            "other_regions": dict(self.other_regions),
        }
