"""The rows of a delimited text by column, thousands at a time: what the flat files of statistical offices are read by.

A plain stretch of text is taken apart by Arrow, which looks at a million rows in a second. From the first stretch on
that is not plain (quotes, a row of another length, line ends of old computers) the CSV reader goes on, row by row.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from imports.parsers.opening.text import csv_rows
from imports.parsers.problems import Place, Problems

_STRETCH: Final = 1024 * 1024  # bytes
_ROWS: Final = 20_000  # that the CSV reader puts together
_WIDE: Final = ("utf-16", "utf-32")  # encodings whose line end is no single byte

Numbers = NDArray[np.int64]

# Arrow's own pools keep what was given back for later: twice the memory for the same work.
pa.set_memory_pool(pa.system_memory_pool())


class Column:
    """The cells of one column: a number each, and the words the numbers stand for."""

    def __init__(self, numbers: Numbers, words: list[str]) -> None:
        self.numbers, self.words = numbers, words


class Stretch:
    """Some rows. Columns are numbered as in the header; `line` is that of the first row."""

    def __init__(self, line: int, columns: dict[int, Any], cells: Callable[[], Sequence[list[str]]]) -> None:
        self.line, self._columns, self._cells = line, columns, cells
        self.count = len(next(iter(columns.values()))) if columns else 0
        self._encoded: dict[int, Column] = {}

    def column(self, index: int) -> Column:
        if index not in self._encoded:
            array = self._columns[index].dictionary_encode()
            numbers = array.indices.to_numpy(zero_copy_only=False).astype(np.int64)
            self._encoded[index] = Column(numbers, array.dictionary.to_pylist())
        return self._encoded[index]

    def word(self, index: int, row: Any) -> str:
        found = self.column(index)
        return str(found.words[found.numbers[row]])

    def texts(self, index: int) -> Any:
        """The cells of a column as they are, an Arrow array."""
        return self._columns[index]

    @cached_property
    def rows(self) -> Sequence[list[str]]:
        return self._cells()

    def row(self, number: int) -> "Row":
        """All cells of a row, for a finding about it: few are needed, so they are taken apart then."""
        return Row(self, int(number))


class Row(Sequence[str]):
    def __init__(self, stretch: Stretch, number: int) -> None:
        self._stretch, self._number = stretch, number

    def __len__(self) -> int:
        return len(self._stretch.rows[self._number])

    def __getitem__(self, index: Any) -> Any:
        return self._stretch.rows[self._number][index]


def stretches(
    stream: BinaryIO, encoding: str, delimiter: str, header: Sequence[str], wanted: Sequence[int], problems: Problems
) -> Iterator[Stretch]:
    """The rows below the header (line 1), with the wanted columns. A row of another length is a finding."""
    stream.seek(0)
    line, rest = 2, b""
    if encoding.startswith(_WIDE) or not _skip_line(stream):
        stream.seek(0)
        yield from _slowly(stream, 0, 1, encoding, delimiter, header, wanted, problems, skip=1)
        return
    start = stream.tell()
    while chunk := stream.read(_STRETCH):
        plain, end, rest_of = (rest + chunk).rpartition(b"\n")
        found = _quickly(plain + end, line, encoding, delimiter, len(header), wanted) if end else None
        if found is None:
            break
        yield found
        line += found.count
        start += len(plain) + 1
        rest = rest_of
    else:
        found = _quickly(rest, line, encoding, delimiter, len(header), wanted) if rest else None
        if found is not None or not rest:
            yield from (found,) if found else ()
            return
    yield from _slowly(stream, start, line, encoding, delimiter, header, wanted, problems)


def _skip_line(stream: BinaryIO) -> bool:
    """Behind the first line; False where it is not a plain one."""
    first = stream.readline()
    return first.endswith(b"\n") and b'"' not in first and b"\r" not in first.rstrip(b"\r\n")


def _quickly(
    text: bytes, line: int, encoding: str, delimiter: str, width: int, wanted: Sequence[int]
) -> Stretch | None:
    """None where the text is not as plain as it must be."""
    if b'"' in text or text.count(b"\r") != text.count(b"\r\n"):
        return None
    if not encoding.startswith("utf-8"):
        text = text.decode(encoding).encode()
    names = [str(number) for number in range(width)]
    kept = [names[number] for number in wanted]
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(text),
            arrow_csv.ReadOptions(column_names=names, use_threads=False),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), include_columns=kept, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = {number: table.column(name).combine_chunks() for number, name in zip(wanted, kept, strict=True)}
    return Stretch(line, columns, lambda: [row.split(delimiter) for row in text.decode().split("\n")])


def _slowly(
    stream: BinaryIO,
    start: int,
    line: int,
    encoding: str,
    delimiter: str,
    header: Sequence[str],
    wanted: Sequence[int],
    problems: Problems,
    skip: int = 0,
) -> Iterator[Stretch]:
    """The same from a byte of the stream on, row by row; a stretch ends where the numbers of lines have a gap."""
    stream.seek(start)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        rows = ((line + number - 1, row) for number, row in islice(csv_rows(text, delimiter, problems), skip, None))
        kept: list[list[str]] = []
        first = 0
        for at, row in rows:
            if len(row) != len(header):
                problems.add("ragged_row", Place(None, at), row=row, expected=len(header), found=len(row))
                continue
            if kept and (at != first + len(kept) or len(kept) >= _ROWS):
                yield _stretch(first, kept, wanted)
                kept = []
            first = first if kept else at
            kept.append(row)
        if kept:
            yield _stretch(first, kept, wanted)
    finally:
        text.detach()


def _stretch(line: int, rows: list[list[str]], wanted: Sequence[int]) -> Stretch:
    columns = {number: pa.array([row[number] for row in rows], pa.string()) for number in wanted}
    return Stretch(line, columns, lambda: rows)


def groups(columns: Sequence[Numbers], rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """The rows that agree in all columns, a group after the other, in the order of their first rows."""
    if not len(rows):
        return
    key = np.zeros(len(rows), dtype=np.int64)
    for numbers in columns:
        own = numbers[rows]
        key, _ = pd.factorize(key * (int(own.max()) + 1) + own)
    order = np.argsort(key, kind="stable")
    yield from np.split(rows[order], np.flatnonzero(np.diff(key[order])) + 1)
