"""What a table holds, column by column, for whoever builds a profile of it: examples, words, signs, numbers."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO, Final

from imports.parsers.numbers import Cell
from imports.parsers.opening.grid import Grid, open_grid
from imports.parsers.opening.sniff import Limits, open_source
from imports.parsers.profiles.parts import Read
from imports.parsers.records import Problems
from imports.parsers.tables.layout import join_header, text_of

_MOST_ROWS: Final = 50_000
_MOST_COLUMNS: Final = 300
_MOST_WORDS: Final = 2_000  # different ones of a column
_SAMPLES: Final = 3
_NUMBER: Final = re.compile(r"[-+−]?\s*[0-9][0-9.,' ]*")
_SIGN: Final = 12  # letters a sign has at most; more is a word


@dataclass
class Column:
    """`name` is how a profile calls it: a name that occurs twice has a number behind it."""

    index: int
    name: str
    samples: list[str] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    filled: int = 0
    empty: int = 0
    with_comma: int = 0
    with_point: int = 0
    grouped: int = 0  # could be thousands as well as decimals: nobody but a person knows

    @property
    def is_numeric(self) -> bool:
        return self.numbers > 0 and 2 * self.numbers >= self.filled

    @property
    def signs(self) -> list[str]:
        """What stands among the numbers and is none; an empty cell is one of them."""
        found = [word for word in self.words if not _NUMBER.fullmatch(word) and len(word) <= _SIGN]
        return [*sorted(found), *([""] if self.empty else [])]


@dataclass
class Survey:
    columns: list[Column] = field(default_factory=list)
    rows: int = 0
    whole: bool = True

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def survey(stream: BinaryIO, read: Read, limits: Limits | None = None) -> tuple[Survey, Problems]:
    """Goes over the first 50,000 rows as `read` describes them. Never raises for what a file holds."""
    found, problems = Survey(), Problems()
    with open_source(stream, problems, limits) as source:
        if source is None:
            return found, problems
        with open_grid(source, read, problems) as grid:
            if grid is not None:
                _go_over(grid, read, found)
    return found, problems


def _go_over(grid: Grid, read: Read, found: Survey) -> None:
    rows = (item for item in grid.rows if item[0] > read.skip_rows)
    top = list(islice(rows, read.header_rows))
    if not top:
        return
    header = join_header([row for _, row in top], grid, top[0][0])[:_MOST_COLUMNS]
    twice = Counter(header)
    seen: Counter[str] = Counter()
    for index, name in enumerate(header):
        seen[name] += 1
        if name:
            found.columns.append(Column(index, f"{name}#{seen[name]}" if twice[name] > 1 else name))
    for line, row in chain(islice(rows, _MOST_ROWS)):
        first = text_of(row[0]) if row else ""
        if read.stop_at and first.startswith(read.stop_at):
            return
        if any(cell is not None and cell != "" for cell in row):
            found.rows += 1
            for column in found.columns:
                _note(column, row[column.index] if column.index < len(row) else None)
        found.whole = line < _MOST_ROWS


def _note(column: Column, cell: Cell) -> None:
    text = text_of(cell)
    if not text:
        column.empty += 1
        return
    column.filled += 1
    if len(column.samples) < _SAMPLES and text not in column.samples:
        column.samples.append(text[:40])
    if text in column.words or len(column.words) < _MOST_WORDS:
        column.words[text[:120]] += 1
    if not isinstance(cell, str):
        column.numbers += isinstance(cell, int | float)
        return
    if _NUMBER.fullmatch(text):
        column.numbers += 1
        column.with_comma += bool(re.search(r",\d{1,2}$|,\d{4,}$", text))
        column.with_point += bool(re.search(r"\.\d{1,2}$|\.\d{4,}$", text))
        column.grouped += bool(re.fullmatch(r"-?\d{1,3}([.,' ]\d{3})+", text))
