"""Workbooks "Arbeitsmarkt kommunal" of the labour agency: one municipality, sections of labelled rows, a column a year.

Rows are found by what stands in them, never by their number: the agency adds and drops rows between editions.
"""

import difflib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Final

from imports.parsers.numbers import Cell, Figure, NumberReader, Trouble, scaled, tidy
from imports.parsers.opening.grid import open_grid
from imports.parsers.opening.sniff import Kind, Limits, Source, open_source
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Tick
from imports.parsers.records import Parsed, Place, Problems, Record, enough
from imports.parsers.tables.layout import text_of
from imports.parsers.times import PeriodReader
from indicators.analysis.periods import Period

_SHEET: Final = "Daten"
_IMPRINT: Final = "Impressum"
_AREA: Final = re.compile(r"([0-9]{2,8}) (.+?)(?: \(Gebietsstand[^0-9()]*([0-9]{4})?[^()]*\))?")
_DAY: Final = re.compile(r"\(\s*Stichtag ([0-9]{1,2})\.([0-9]{1,2})\.\s*\)")
_WHOLE_YEAR: Final = re.compile(r"\(\s*Jahres(?:durchschnitte?|summen?)\s*\)")
_REMARK: Final = re.compile(r"\s*\([^()]*\)$")
_LABELS: Final = 2  # columns A and B hold the labels, the years begin behind them
_TOP: Final = 40  # rows within which area and years must stand
_NOTES: Final = 50
_SHOWN: Final = 60


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,
    period: Period | None = None,  # noqa: ARG001 - the years stand in the workbook
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """Every wanted figure of the workbook as a record, everything odd as a problem; never raises for what it holds."""
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits) as source:
        if source is None:
            return parsed
        parsed.facts = {"layout": "ba-kommunal", **source.facts}
        if source.kind is Kind.TEXT:
            parsed.problems.add("not_ba_workbook")
            return parsed
        own = "sheet" in profile.read.model_fields_set
        read = profile.read if own else profile.read.model_copy(update={"sheet": _SHEET})
        with open_grid(source, read, parsed.problems, tick) as grid:
            if grid is None:
                return parsed
            parsed.facts |= grid.facts
            sheet = _Sheet(grid.sheet)
            reader = _Reader(profile, sheet, parsed)
            for line, cells in grid.rows:
                reader.take(line, cells)
                if enough(parsed, Place(grid.sheet, line)):
                    break
            reader.finish(file_name)
        if not parsed.problems.has_errors and _IMPRINT in parsed.facts["sheets"]:
            parsed.facts |= _imprint(source, profile)
    return parsed


def _imprint(source: Source, profile: Profile) -> dict[str, str]:
    """When the agency made the workbook; its absence is no finding."""
    read = profile.read.model_copy(update={"sheet": _IMPRINT})
    with open_grid(source, read, Problems()) as grid:
        for _, cells in grid.rows if grid else ():
            texts = [text_of(cell) for cell in cells]
            if len(texts) > 1 and texts[0].startswith("Erstellungsdatum"):
                return {"stand": texts[1]}
    return {}


@dataclass
class _Sheet:
    """What has been read of the sheet so far."""

    name: str | None
    code: str = ""
    area: str = ""
    area_place: Place = field(default_factory=Place)
    years: dict[int, int] = field(default_factory=dict)  # column from 0 → year
    section: str = ""
    when: Callable[[int], Period | None] | None = None
    is_subset: bool = False
    notes: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, profile: Profile, sheet: _Sheet, parsed: Parsed) -> None:
        self.profile, self.sheet, self.parsed = profile, sheet, parsed
        self.problems = parsed.problems
        self.numbers = NumberReader(profile)
        self.wanted = {tidy(path): (path, measure) for path, measure in profile.columns.items()}
        self.lines: dict[str, int] = {}  # path as the profile writes it → line
        self.paths: list[str] = []
        self.shorts: list[str] = []  # the same without what stands in brackets at the end of the heading
        self.unused: list[str] = []
        self.subsets: list[str] = []
        self.symbols: Counter[str] = Counter()
        self.titles: list[str] = []

    def take(self, line: int, cells: list[Cell]) -> None:
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            return
        if not self.sheet.years:
            self._top(line, cells, texts)
        elif self.sheet.notes or _is_note(texts):
            self.sheet.notes.append(" ".join(filter(None, texts)))
        else:
            self._row(line, cells, texts)

    def _top(self, line: int, cells: list[Cell], texts: list[str]) -> None:
        sheet = self.sheet
        found = _AREA.fullmatch(texts[0])
        if found and not sheet.code:
            sheet.code, sheet.area = found[1].zfill(self.profile.area.pad or 0), found[2]
            sheet.area_place = Place(sheet.name, line, "A")
            if found[3]:
                self.parsed.facts["territory"] = found[3]
        elif line <= _TOP:
            sheet.years = _years(cells)
            if not sheet.years and texts[0]:
                self.titles.append(texts[0])

    def _row(self, line: int, cells: list[Cell], texts: list[str]) -> None:
        sheet = self.sheet
        group, label = texts[0], texts[1] if len(texts) > 1 else ""
        values = [cells[column] if column < len(cells) else None for column in sheet.years]
        if not any(text_of(value) for value in values) and not label:
            sheet.section, sheet.when, sheet.is_subset = group, self._when(group), False
            return
        if group:
            sheet.is_subset = group.startswith("dar")
        label = label or group
        if not label:
            if values != list(range(1, len(values) + 1)):  # the columns' own numbers below the years
                self.problems.add("measure_missing", Place(sheet.name, line, "A"), row=cells)
            return
        path = f"{sheet.section} / {label}"
        short = f"{_REMARK.sub('', sheet.section)} / {label}"
        self.paths.append(path)
        self.shorts.append(short)
        if sheet.is_subset:
            self.subsets.append(path)
        wanted = self.wanted.get(path) or self.wanted.get(short)
        if wanted is None:
            self.unused.append(path)
        elif wanted[0] in self.lines:
            self.problems.add("row_twice", Place(sheet.name, line, "A"), wanted[0], cells, line=self.lines[wanted[0]])
        else:
            self.lines[wanted[0]] = line
            self._figures(line, cells, wanted[1])

    def _figures(self, line: int, cells: list[Cell], measure: str) -> None:
        sheet, factor = self.sheet, self.profile.scale.get(measure, 1.0)
        for column, year in sheet.years.items():
            cell = cells[column] if column < len(cells) else None
            place = Place(sheet.name, line, str(year))
            when = sheet.when(year) if sheet.when else None
            if when is None:
                self.problems.add("section_without_period", Place(sheet.name, line, "A"), sheet.section)
                return
            figure = self.numbers.read(cell)
            if isinstance(figure, Trouble):
                self.problems.add(figure.rule, place, text_of(cell), cells, **figure.params)
                continue
            if isinstance(cell, str) and self.numbers.sign(tidy(cell)):
                self.symbols[tidy(cell)] += 1
            if factor != 1.0 and figure.value:
                figure = Figure(scaled(figure.value, factor), figure.status, figure.flags)
            self.parsed.records.append(Record(measure, sheet.code, sheet.area, when, *figure, place))

    def _when(self, section: str) -> Callable[[int], Period | None]:
        """The heading says whether its figures stand on a day or are averages of the year; else the profile must."""
        if found := _DAY.search(section):
            month, day = int(found[2]), int(found[1])
            return lambda year: _day(year, month, day)
        if _WHOLE_YEAR.search(section):
            return Period.year
        reader = PeriodReader(self.profile.period)
        return reader.read if self.profile.period else lambda _year: None

    def finish(self, file_name: str) -> None:
        sheet = self.sheet
        if not (sheet.code and sheet.years):
            if not self.problems.has_errors:
                self.problems.add("not_ba_workbook", Place(sheet.name), found=self.titles[:10])
            return
        self._hold_against(file_name)
        for path in self.profile.columns.keys() - self.lines.keys():
            nearest = next(iter(difflib.get_close_matches(tidy(path), self.paths + self.shorts, 1, 0.6)), None)
            self.problems.add("row_missing", Place(sheet.name), path, nearest=nearest, found=self.paths[:_SHOWN])
        self.parsed.facts |= {
            "header": self.paths,
            "title": " ".join(self.titles[:1]),
            "footnotes": sheet.notes[:_NOTES],
            "licence": next((note for note in sheet.notes if note.startswith("©")), ""),
            "columns": [*self.lines],
            "unused_columns": self.unused,
            "subsets": self.subsets,
            "symbols": dict(self.symbols),
            "rows": len(self.paths),
        }

    def _hold_against(self, file_name: str) -> None:
        """Whoever saves sheet by sheet mixes them up: a code in the file's name must be that of the sheet."""
        code = self.sheet.code
        # Codes begin with the number of a Land, 01 to 16: so 20240630 is a date and no code.
        pattern = rf"(?<![0-9])(?:0[1-9]|1[0-6])[0-9]{{{len(code) - 2}}}(?![0-9])"
        named = re.findall(pattern, file_name)
        if named and code not in named:
            self.problems.add(
                "area_contradicts_file_name", self.sheet.area_place, code, name=self.sheet.area, named=named[0]
            )


def _is_note(texts: list[str]) -> bool:
    first = next(text for text in texts if text)
    return first.startswith(("©", "*)", "Quelle"))


def _years(cells: list[Cell]) -> dict[int, int]:
    """Columns of years, if that is what stands in the row behind the labels."""
    found: dict[int, int] = {}
    for column, cell in enumerate(cells[_LABELS:], start=_LABELS):
        text = text_of(cell)
        if text and not re.fullmatch(r"(?:19|20)[0-9]{2}", text):
            return {}
        if text:
            found[column] = int(text)
    return found


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        return Period.day(date(year, month, day))
    except ValueError:
        return None
