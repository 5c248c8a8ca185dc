"""The data cube (Datenquader) as GENESIS databases export it: blocks of a K line with names and D lines with cells.

The blocks DQA, DQZ and DQI say what the keys and values of the facts in block QEI are. A fact has one group of cells
for each content, though the header shows the group once. A value that is missing is written 0 with the mark `/`: the
mark wins. All other blocks are notes, in which a line may break anywhere; of them only labels are read.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple, TextIO

from imports.parsers.genesis.rows import RowReader
from imports.parsers.genesis.selection import Attribute
from imports.parsers.numbers import Figure
from imports.parsers.opening.sniff import Kind, Limits, open_source
from imports.parsers.opening.text import open_text
from imports.parsers.profiles.model import Profile
from imports.parsers.progress import TICK_EVERY, Tick
from imports.parsers.records import Parsed, Place, enough
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_BLOCK: Final = re.compile(r"K;(?P<name>[A-Z]{2,5}(-[A-Z]+)?)(;|\s*$)")
_EXPORTED: Final = re.compile(r"\bam (\d{2}\.\d{2}\.\d{4}) um (\d{2}:\d{2}:\d{2})\b")
_DECLARED: Final = ("DQ", "DQ-ERH", "DQA", "DQZ", "DQI")
_NEEDED: Final = ("DQA", "DQZ", "DQI")
_NEEDED_COLUMNS: Final = ("ZI-WERT", "WERT", "QUALITAET")
_FREE: Final = ("", "0", "N")  # what stands in GESPERRT where a value is not locked
_MOST_LABELS: Final = 200_000
_MOST_DECLARED: Final = 1_000


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,  # noqa: ARG001 - every parser is called alike
    period: Period | None = None,  # noqa: ARG001 - the file itself says the time
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """The facts the profile's columns pick, as records. Never raises for what a file holds; `tick` as in `table`."""
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits) as source:
        if source is None:
            return parsed
        parsed.facts = dict(source.facts)
        if source.kind is not Kind.TEXT:
            parsed.problems.add("kind_not_for_parser", parser=profile.parser, found=str(source.kind))
            return parsed
        size = source.stream.seek(0, io.SEEK_END)
        with open_text(source.stream, parsed.problems, profile.read.encoding) as opened:
            if opened is not None:
                text, parsed.facts["encoding"] = opened
                _CubeReader(profile, parsed).read(_lines(text, source.stream, size, tick))
    return parsed


def _lines(text: TextIO, stream: BinaryIO, size: int, tick: Tick | None) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text, start=1):
        if tick and number % TICK_EVERY == 1:
            tick(stream.tell(), size)
        yield number, line
    if tick:
        tick(size, size)


def _cells(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    if '"' not in line:
        return line.split(";")
    try:
        return next(csv.reader([line], delimiter=";"), [])
    except csv.Error:  # a cell longer than any code
        return line.split(";")


class _Content(NamedTuple):
    """A value of the cube: which of the profile's codes it is, its unit, and where its group of cells begins."""

    code: str
    unit: str
    at: int


@dataclass
class _Cube:
    """What the blocks before the facts declare."""

    blocks: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    axes: list[tuple[str, int]] = field(default_factory=list)  # name, position among the cells
    contents: list[_Content] = field(default_factory=list)
    time: int = 0
    width: int = 0
    quality: int = 0  # counted from the value, as is the next; 0 for a column that is not there
    locked: int = 0

    def names(self, block: str, column: str = "NAME") -> list[str]:
        return [row.get(column, "") for row in self.blocks.get(block, [])]

    def in_order(self) -> list[str]:
        """The axes in the order of their keys: by the column that states it, else as they stand."""
        axes = self.blocks.get("DQA", [])
        if all(axis.get("RHF-ACHSE", "").isdigit() for axis in axes):
            axes = sorted(axes, key=lambda axis: int(axis["RHF-ACHSE"]))
        return [axis.get("NAME", "") for axis in axes]

    def missing(self) -> list[str]:
        """Blocks without which no fact can be read."""
        return [name for name in _NEEDED if not self.names(name)]

    def lay_out(self, header: list[str]) -> bool:
        """Takes the positions from the header of the facts; False if its keys are not as many as the axes."""
        value = header.index("WERT")
        group = header[value + 1 :]
        length = 1 + (group.index("WERT") if "WERT" in group else len(group))
        keys = [at for at, name in enumerate(header[:value]) if name == "FACH-SCHL"]
        names = self.in_order()
        if len(keys) != len(names):
            return False
        self.axes = list(zip(names, keys, strict=True))
        self.time = header.index("ZI-WERT")
        self.quality = 1 + group.index("QUALITAET")
        self.locked = 1 + group.index("GESPERRT") if "GESPERRT" in group else 0
        declared = self.blocks["DQI"]
        self.contents = [
            _Content(row.get("NAME", ""), row.get("ME-NAME", ""), value + length * number)
            for number, row in enumerate(declared)
        ]
        self.width = value + length * len(declared)
        return True


def _without_end(cells: list[str]) -> list[str]:
    """Excel gives all rows the width of the widest: empty cells at the end of a row mean nothing."""
    last = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
    return cells[:last]


class _CubeReader:
    def __init__(self, profile: Profile, parsed: Parsed) -> None:
        marks = profile.read.model_copy(update={"decimal": ".", "thousands": None})  # in a cube it is always the point
        profile = profile.model_copy(update={"read": marks})
        self.profile, self.parsed, self.problems = profile, parsed, parsed.problems
        self.reader = RowReader(profile, parsed, quality_column="QUALITAET")
        self.cube = _Cube()
        self.block, self.header = "", [""]
        self.labels: dict[str, str] = {}
        self.facts = 0
        self.ready = self.over = False

    def read(self, lines: Iterator[tuple[int, str]]) -> None:
        for line, text in lines:
            if found := _BLOCK.match(text):
                self._begin(line, found["name"], _without_end(_cells(text)[2:]))
            elif self.block == "QEI":
                self._fact(line, text)
            elif text.startswith("D;"):
                self._declared(_cells(text)[1:])
            elif line == 1 and (exported := _EXPORTED.search(text)):
                self.parsed.facts["stand"] = " ".join(exported.groups())
            if self.over or enough(self.parsed, Place(None, line)):
                return
        if not self.ready:
            self._not_a_cube(1, [*self.cube.missing(), "QEI"])
        else:
            self.reader.finish(self.facts)

    def _begin(self, line: int, name: str, header: list[str]) -> None:
        if name == "DQ":
            self.cube = _Cube()
            self.parsed.facts["dialect"] = header[-1] if header and header[-1] in ("mit Werten", "nur Werte") else ""
        self.block, self.header = name, header
        if name == "QEI":
            self._lay_out(line, header)

    def _declared(self, cells: list[str]) -> None:
        if self.block in _DECLARED:
            rows = self.cube.blocks.setdefault(self.block, [])
            if len(rows) < _MOST_DECLARED:
                rows.append(dict(zip(self.header, cells, strict=False)))
        elif self.block == "KMA":
            row = dict(zip(self.header, cells, strict=False))
            code, label = row.get("FACH-SCHL", ""), row.get("KTX", "")
            if self.labels.get(code, label) != label:
                label = ""  # two variables share the code: neither label can be told apart
            if code in self.labels or len(self.labels) < _MOST_LABELS:
                self.labels[code] = label

    def _lay_out(self, line: int, header: list[str]) -> None:
        cube = self.cube
        if missing := [*cube.missing(), *(name for name in _NEEDED_COLUMNS if name not in header)]:
            self._not_a_cube(line, missing)
        elif not cube.lay_out(header):
            found = header.count("FACH-SCHL")
            self.problems.add("cube_keys", Place(None, line), expected=len(cube.names("DQA")), found=found)
            self.over = True
        elif self._region_is_an_axis(line):
            self.ready = True
            names = [*(name for name, _at in cube.axes), *cube.names("DQZ"), *cube.names("DQI")]
            self.parsed.facts |= {
                "layout": "datenquader",
                "header": names,
                "columns": names,
                "table_code": next(iter(cube.names("DQ", "FACH-SCHL")), ""),
                "statistic": cube.names("DQ-ERH", "FACH-SCHL"),
            }

    def _region_is_an_axis(self, line: int) -> bool:
        wanted, names = self.profile.area.column, [name for name, _at in self.cube.axes]
        if wanted is None or wanted in names:
            return True
        self.problems.add("column_missing", Place(None, line, wanted), wanted, found=names, nearest=None)
        self.over = True
        return False

    def _not_a_cube(self, line: int, missing: list[str]) -> None:
        if not self.problems.has_errors:
            self.problems.add("layout_not_cube", Place(None, line), needed=missing)
        self.over = True

    def _fact(self, line: int, text: str) -> None:
        if text.startswith("*") or not text.strip():
            return  # where several exports were put together, each begins with who made it
        cells = _cells(text)
        marked, cells = cells[0] == "D", cells[1:]
        if not any(cells[self.cube.width :]):
            cells = cells[: self.cube.width]
        self.facts += 1
        place = Place(None, line)
        if not marked or len(cells) != self.cube.width:
            self.problems.add("ragged_row", place, row=cells, expected=self.cube.width + 1, found=len(cells) + 1)
            return
        labels = self.labels
        attributes = [(name, Attribute(cells[at], labels.get(cells[at], ""))) for name, at in self.cube.axes]
        region, dimensions = self.reader.split(attributes, place, cells)
        if region is None:
            return
        chosen = [(c, picked) for c in self.cube.contents if (picked := self.reader.chosen(c.code, c.unit, dimensions))]
        if not chosen or not self.reader.is_area(region, place, cells):
            return
        period = self.reader.period(cells[self.cube.time], dimensions, Place(None, line, "ZI-WERT"), cells)
        if period is None:
            return
        for content, picked in chosen:
            where = Place(None, line, content.code)
            figure = self._figure(content, where, cells)
            if figure is not None:
                self.reader.keep(picked, region, period, figure, where)

    def _figure(self, content: _Content, place: Place, cells: list[str]) -> Figure | None:
        if self.cube.locked and cells[content.at + self.cube.locked] not in _FREE:
            self.reader.symbols["x"] += 1
            return Figure(None, Status.BLOCKED)
        return self.reader.figure(cells[content.at], cells[content.at + self.cube.quality].strip(), place, cells)
