"""Tables of offices as rows of text: every sheet of an XLSX, or a CSV with its delimiter and encoding found."""

import csv
import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from districts.addressing.streets import fold
from districts.opening.text import first_that_decodes

MAX_BYTES: Final = 30_000_000
MAX_ROWS: Final = 1_000_000
HEAD_ROWS: Final = 30  # titles and remarks above the names of the columns
DELIMITERS: Final = ";,\t|"


class TableRefused(Exception):
    """A file that is no table of the kind asked for: the rule it breaks and what was read."""

    def __init__(self, rule: str, **params: Any) -> None:
        self.rule, self.params = rule, params
        super().__init__(f"{rule} {params}")


@dataclass(frozen=True)
class Note:
    """What was noticed in one row: `error` where the row could not be used. Lines count from 1 as a reader counts."""

    rule: str
    severity: str
    sheet: str = ""
    line: int = 0
    column: str = ""
    value: str = ""

    def as_params(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "line": self.line, "column": self.column, "value": self.value}


@dataclass(frozen=True)
class Sheet:
    """`rows`: line number and cells as text, empty rows left out; `numeric`: (line, column) of numbers."""

    name: str
    rows: Sequence[tuple[int, list[str]]]
    numeric: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class TableFile:
    sheets: Sequence[Sheet]
    encoding: str = ""


@dataclass(frozen=True)
class Columns:
    """Where the columns wanted stand in a sheet. `of` gives a row's cell, empty where it has none."""

    sheet: Sheet
    head: int  # index into the rows
    place: Mapping[str, int]
    names: Mapping[str, str]  # as they stand in the file

    def of(self, row: Sequence[str], name: str) -> str:
        place = self.place.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    def has_more(self, row: Sequence[str]) -> bool:
        """Whether something stands beyond the last column: a separator inside a cell moved the rest."""
        return any(cell.strip() for cell in row[len(self.sheet.rows[self.head][1]) :])

    def body(self) -> Iterable[tuple[int, list[str]]]:
        return self.sheet.rows[self.head + 1 :]

    def is_number(self, line: int, name: str) -> bool:
        return (line, self.place.get(name, -1)) in self.sheet.numeric


def read_tables(path: Path) -> TableFile:
    """TableRefused: file-missing, file-empty, file-too-large, file-broken, not-a-table."""
    if not path.is_file():
        raise TableRefused("file-missing", path=path.name)
    size = path.stat().st_size
    if not size:
        raise TableRefused("file-empty")
    if size > MAX_BYTES:
        raise TableRefused("file-too-large", size=size, limit=MAX_BYTES)
    with path.open("rb") as stream:
        head = stream.read(4)
    return _workbook(path) if head.startswith(b"PK") else _text(path.read_bytes())


def _workbook(path: Path) -> TableFile:
    sheets = []
    try:
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore")  # styles and extensions of other programs; the cells are read all the same
            book = load_workbook(stream, read_only=True, data_only=True)
            for sheet in book.worksheets:
                rows, numeric = [], set()
                for line, values in enumerate(sheet.iter_rows(values_only=True, max_row=MAX_ROWS), start=1):
                    cells = [_cell(value) for value in values]
                    numeric |= {(line, n) for n, value in enumerate(values) if isinstance(value, int | float)}
                    if any(cells):
                        rows.append((line, cells))
                sheets.append(Sheet(sheet.title, rows, frozenset(numeric)))
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
        raise TableRefused("file-broken", said=str(error)) from error
    return TableFile(sheets)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(raw: bytes) -> TableFile:
    """Byte order mark or strict UTF-8, else cp1252, as everywhere in the house."""
    encoding = first_that_decodes(io.BytesIO(raw), ("utf-8-sig", "cp1252"))
    text = raw.decode(encoding) if encoding else "\x00"
    if "\x00" in text:
        raise TableRefused("not-a-table")
    first = "\n".join(text.splitlines()[:HEAD_ROWS])
    delimiter = max(DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise TableRefused("not-a-table")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableRefused("file-broken", said=str(error)) from error
    return TableFile([Sheet("", rows)], "cp1252" if encoding == "cp1252" else "utf-8")


def find_columns(
    file: TableFile,
    wanted: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    *,
    given: Mapping[str, str] | None = None,
    sheet: str = "",
) -> Columns | None:
    """The first sheet with a row of names that has all columns needed. `wanted`: column → the names offices give it.

    `given`: column → its name in this file, where a person says so; then no other name counts. None if no sheet fits.
    """
    names = {key: {plain(word) for word in words} for key, words in wanted.items()}
    names |= {key: {plain(word)} for key, word in (given or {}).items() if word}
    for one in file.sheets:
        if sheet and one.name != sheet:
            continue
        for head, (_, cells) in enumerate(one.rows[:HEAD_ROWS]):
            folded = [plain(cell) for cell in cells]
            place: dict[str, int] = {}
            for key, known in names.items():
                found = next((n for n, cell in enumerate(folded) if cell and cell in known), None)
                if found is not None and found not in place.values():
                    place[key] = found
            if place.keys() >= set(needed):
                return Columns(one, head, place, {key: cells[n].strip() for key, n in place.items()})
    return None


def plain(name: str) -> str:
    """The name of a column without case, blanks, hyphens and dots: "Schulein-zugsbereich" is "Schuleinzugsbereich"."""
    return fold(name).replace(" ", "")


def first_names(file: TableFile) -> list[str]:
    """The cells of the first rows with at least two: what stands where the names of columns should."""
    rows = [[cell.strip() for cell in cells if cell.strip()] for one in file.sheets for _, cells in one.rows[:5]]
    return next((row for row in rows if len(row) > 1), rows[0] if rows else [])
