"""The flat file of GENESIS databases, plain or alone in a ZIP: the layout since November 2024; `flat_old.py` the older.

One row per figure: time, up to five variables with their attributes, value, unit, code of the value. A variable's
position means nothing: the same position may hold another variable in the next row. Files have up to ten million rows,
but few different attributes, days and units: what these mean is asked once (`rows.py`), not row by row.
"""

import re
from collections.abc import Sequence
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imports.parsers.genesis.flat_old import is_old, read_old
from imports.parsers.genesis.rows import RowReader
from imports.parsers.genesis.selection import Attribute, Selector
from imports.parsers.numbers import scaled
from imports.parsers.opening.grid import Grid, open_grid
from imports.parsers.opening.sniff import Kind, Limits, Source, open_source
from imports.parsers.opening.stretches import Stretch, groups, stretches
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import Tick
from imports.parsers.records import NO_FLAGS, Block, Parsed, Place, enough
from imports.parsers.tables.layout import text_of
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_NEEDED: Final = ("time", "value", "value_unit", "value_variable_code")
_VARIABLE: Final = re.compile(r"(\d+)_variable_code")
_FINAL: Final = ("", "e")  # marks of quality that say nothing

Numbers = NDArray[np.int64]
Rows = NDArray[np.intp]


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
                _read(source, grid, profile, parsed, tick)
    return parsed


def _read(source: Source, grid: Grid, profile: Profile, parsed: Parsed, tick: Tick | None) -> None:
    line, first = next(grid.rows, (1, []))
    header = [text_of(cell) for cell in first]
    if is_old(header):
        read_old(grid.rows, header, profile, parsed)
        return
    rule = _wrong_layout(header)
    if rule:
        if not parsed.problems.has_errors:
            delimiter = next((sign for sign in ";,\t|" if len(header) == 1 and sign in header[0]), None)
            found = [] if rule == "layout_cube" else header[:60]  # a cube's first line names the person who made it
            parsed.problems.add(rule, Place(None, line), found=found, needed=list(_NEEDED), delimiter=delimiter)
        return
    parsed.facts |= {"layout": "genesis-flat", "header": header, "columns": header}
    reader = _FlatReader(profile, header, parsed)
    encoding = str(grid.facts["encoding"])
    for stretch in stretches(source.stream, encoding, profile.read.delimiter, header, reader.wanted, parsed.problems):
        reader.take(stretch)
        if tick:
            tick(min(source.stream.tell(), grid.size), grid.size)
        if enough(parsed, Place(None, stretch.line + stretch.count - 1)):
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


class _Group(NamedTuple):
    """Rows that differ in region, time and value only, and the profile's entries that mean them."""

    rows: Rows
    dimensions: dict[str, Attribute]
    picked: list[Selector]


class _FlatReader:
    def __init__(self, profile: Profile, header: list[str], parsed: Parsed) -> None:
        self.parsed, self.problems, self.records = parsed, parsed.problems, parsed.records
        self.reader = RowReader(profile, parsed, quality_column="value_q")
        at = {name: index for index, name in enumerate(header)}
        self.time, self.value, self.unit, self.code = (at[name] for name in _NEEDED)
        self.quality = at.get("value_q")
        numbers = [found[1] for name in header if (found := _VARIABLE.fullmatch(name))]
        ends = ("variable_code", "variable_attribute_code", "variable_attribute_label")
        names = [[f"{number}_{end}" for end in ends] for number in numbers]
        self.blocks = [tuple(at[name] for name in block) for block in names if all(name in at for name in block)]
        self.statistic = [at[name] for name in ("statistics_code", "statistics_label") if name in at]
        single = [self.time, self.unit, self.code, *([self.quality] if self.quality is not None else [])]
        self.wanted = sorted({*single, self.value, *self.statistic}.union(*self.blocks))
        self.found: list[Block] = []
        self.areas: dict[tuple[str, str], tuple[int, int]] = {}  # code and label as written: numbers of their words
        self.rows = 0

    def take(self, stretch: Stretch) -> None:
        if not self.rows and stretch.count:
            self.parsed.facts["statistic"] = [stretch.row(0)[index] for index in self.statistic]
        self.rows += stretch.count
        # Which variables a row has, in which places: decides where its region stands.
        for rows in groups([stretch.column(block[0]).numbers for block in self.blocks], np.arange(stretch.count)):
            names = [stretch.word(block[0], rows[0]).strip() for block in self.blocks]
            attributes = [
                (name, _attribute(stretch, block, rows[0]))
                for name, block in zip(names, self.blocks, strict=True)
                if name
            ]
            region, dimensions = self._split(stretch, rows, attributes)
            if region is None:
                continue
            named = [name for name, attribute in attributes if attribute is region]
            where = self.blocks[names.index(named[0])]
            others = [block for name, block in zip(names, self.blocks, strict=True) if name in dimensions]
            self._alike(stretch, rows, where, others)
        if self.found:
            self.records.extend(_in_order(self.found))
            self.found = []

    def _split(
        self, stretch: Stretch, rows: Rows, attributes: list[tuple[str, Attribute]]
    ) -> tuple[Attribute | None, dict[str, Attribute]]:
        wanted = set(self.reader.selectors)
        code = stretch.column(self.code)
        known = np.array([word.strip() in wanted for word in code.words], dtype=bool)[code.numbers[rows]]
        if not known.any():  # rows nobody asked for need no region
            for some in groups([code.numbers, stretch.column(self.unit).numbers], rows):
                self._chosen(stretch, some, {})
            return None, {}
        first, count, before = int(rows[known][0]), int(known.sum()), self.problems.by_rule["two_regions"]
        found = self.reader.split(attributes, Place(None, stretch.line + first), stretch.row(first), count)
        self.problems.count("two_regions", (count - 1) * (self.problems.by_rule["two_regions"] - before))
        return found

    def _alike(self, stretch: Stretch, rows: Rows, region: tuple[int, ...], others: list[tuple[int, ...]]) -> None:
        """Rows with the same variables: those a profile picks, by the attributes of all but the region."""
        by = [stretch.column(index).numbers for index in (self.code, self.unit)]
        by += [stretch.column(index).numbers for block in others for index in block[1:]]
        picked: list[_Group] = []
        for some in groups(by, rows):
            dimensions = {
                stretch.word(block[0], some[0]).strip(): _attribute(stretch, block, some[0]) for block in others
            }
            if selectors := self._chosen(stretch, some, dimensions):
                picked.append(_Group(some, dimensions, selectors))
        if picked:
            self._keep(stretch, region, picked)

    def _chosen(self, stretch: Stretch, rows: Rows, dimensions: dict[str, Attribute]) -> list[Selector]:
        code, unit = (stretch.word(index, rows[0]).strip() for index in (self.code, self.unit))
        return self.reader.chosen(code, unit, dimensions, len(rows))

    def _keep(self, stretch: Stretch, region: tuple[int, ...], parts: list["_Group"]) -> None:
        rows = np.concatenate([group.rows for group in parts])
        group = np.repeat(np.arange(len(parts)), [len(one.rows) for one in parts])
        codes, names = self._areas(stretch, rows, region)
        rows, group, codes, names = (part[codes >= 0] for part in (rows, group, codes, names))
        periods = self._periods(stretch, rows, group, parts)
        rows, group, codes, names, periods = (part[periods >= 0] for part in (rows, group, codes, names, periods))
        values, statuses, flags = self._figures(stretch, rows)
        kept = {
            "code": codes, "name": names, "period": periods, "status": statuses, "flags": flags,
            "line": rows + stretch.line, "column": np.full(len(rows), self.records.columns.number((None, "value"))),
        }  # fmt: skip
        columns: dict[str, Any] = {name: part[statuses >= 0].astype(np.int32) for name, part in kept.items()}
        values, group = values[statuses >= 0], group[statuses >= 0]
        for turn in range(max(len(one.picked) for one in parts)):  # a row may belong to several entries of the profile
            self._emit(columns, values, group, [one.picked[turn] if turn < len(one.picked) else None for one in parts])

    def _emit(
        self, columns: dict[str, Any], values: NDArray[np.float64], group: Rows, picked: list[Selector | None]
    ) -> None:
        measures = np.array([-1 if one is None else self.records.measures.number(one.measure) for one in picked])
        mine = measures[group] >= 0
        values = values.copy()
        for number, one in enumerate(picked):
            if one is not None and one.factor != 1.0:
                values[group == number] = _scaled(values[group == number], one.factor)
        some = {name: part[mine] for name, part in columns.items()}
        self.found.append(Block(first=0, measure=measures[group][mine].astype(np.int32), value=values[mine], **some))

    def _areas(self, stretch: Stretch, rows: Rows, region: tuple[int, ...]) -> tuple[Numbers, Numbers]:
        """The numbers of the words for code and name of each row's region, -1 for what is none."""
        code, label = stretch.column(region[1]), stretch.column(region[2])
        key, pairs = pd.factorize(code.numbers[rows] * len(label.words) + label.numbers[rows])
        table = np.full((2, len(pairs)), -1, dtype=np.int64)
        counts = np.bincount(key, minlength=len(pairs))
        for number, pair in enumerate(pairs.tolist()):
            words = code.words[pair // len(label.words)], label.words[pair % len(label.words)]
            if not words[0].strip():
                for row in rows[key == number].tolist():
                    self.reader.is_area(Attribute("", words[1]), Place(None, stretch.line + row), stretch.row(row))
                continue
            if words not in self.areas:
                self.areas[words] = self._area(Attribute(words[0].strip(), words[1]))
            table[:, number] = self.areas[words]
            self.reader.ignored += int(counts[number]) if self.areas[words][0] < 0 else 0
        return table[0, key], table[1, key]

    def _area(self, region: Attribute) -> tuple[int, int]:
        if not self.reader.is_area(region, Place(), [], 0):
            return -1, -1
        return self.records.codes.number(region.code), self.records.names.number(region.label.strip())

    def _periods(self, stretch: Stretch, rows: Rows, group: Rows, parts: list["_Group"]) -> Numbers:
        """The number of each row's period, -1 for what is none. Attributes count where one of them tells the time."""
        time = stretch.column(self.time)
        found = np.full(len(rows), -1, dtype=np.int64)
        by = [time.numbers[rows], group] if self.reader.subyear else [time.numbers[rows]]
        for some in groups(by, np.arange(len(rows))):
            text, of = time.words[time.numbers[rows[some[0]]]].strip(), parts[group[some[0]]].dimensions
            for at in rows[some].tolist():  # one after the other only where each has a finding of its own
                before = self.problems.by_severity.total()
                period = self.reader.period(text, of, Place(None, stretch.line + at, "time"), stretch.row(at))
                if period is not None:
                    found[some] = self.records.periods.number(period)
                if period is not None or self.problems.by_severity.total() == before:
                    break
        return found

    def _figures(self, stretch: Stretch, rows: Rows) -> tuple[NDArray[np.float64], Numbers, Numbers]:
        """Values, and the numbers of the words for status and flags, -1 for a cell that cannot be read."""
        texts = stretch.texts(self.value).take(rows)
        values, plain = self.reader.numbers.read_column(texts)
        quality = stretch.column(self.quality) if self.quality is not None else None
        if quality is not None:
            says_nothing = np.array([word.strip() in _FINAL for word in quality.words], dtype=bool)
            plain &= says_nothing[quality.numbers[rows]]
        statuses = np.full(len(rows), self.records.statuses.number(Status.OK), dtype=np.int64)
        flags = np.full(len(rows), self.records.flags.number(NO_FLAGS), dtype=np.int64)
        for at in np.flatnonzero(~plain).tolist():
            row = int(rows[at])
            mark = quality.words[quality.numbers[row]].strip() if quality is not None else ""
            place = Place(None, stretch.line + row, "value")
            figure = self.reader.figure(texts[at].as_py(), mark, place, stretch.row(row))
            if figure is None:
                statuses[at] = -1
                continue
            values[at] = np.nan if figure.value is None else figure.value
            statuses[at] = self.records.statuses.number(figure.status)
            flags[at] = self.records.flags.number(figure.flags)
        return values, statuses, flags

    def finish(self) -> None:
        self.reader.finish(self.rows)


def _in_order(blocks: Sequence[Block]) -> Block:
    """Parts of a stretch as one, as they stand in the file."""
    parts = {name: np.concatenate([getattr(block, name) for block in blocks]) for name in Block._fields[1:]}
    order = np.argsort(parts["line"], kind="stable")
    return Block(0, **{name: part[order] for name, part in parts.items()})


def _attribute(stretch: Stretch, block: tuple[int, ...], row: Any) -> Attribute:
    return Attribute(stretch.word(block[1], row).strip(), stretch.word(block[2], row))


def _scaled(values: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Exact in decimals: each different value once."""
    key, different = pd.factorize(values, use_na_sentinel=False)
    return np.array([value if value != value else scaled(float(value), factor) for value in different])[key]
