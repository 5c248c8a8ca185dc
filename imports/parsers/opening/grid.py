"""Rows of cells, from CSV, XLSX or XLS alike, each with the line number an editor or Excel shows."""

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import openpyxl
import python_calamine

from imports.parsers.numbers import Cell
from imports.parsers.opening.sniff import Kind, Source
from imports.parsers.opening.text import csv_rows, open_text
from imports.parsers.opening.workbook_bytes import (
    LONGEST_ROW,
    Range,
    endless_row,
    has_formulas,
    hidden_columns,
    merged_above,
)
from imports.parsers.profiles.parts import Read
from imports.parsers.progress import TICK_EVERY, Tick
from imports.parsers.records import Place, Problems

Rows = Iterator[tuple[int, list[Cell]]]

_LAST_ROW: Final = 1_048_576  # of Excel; a file that claims more is made to exhaust us
# Whatever a damaged workbook makes the readers raise: none of it is our fault, all of it is one finding.
_UNREADABLE: Final = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OSError, SyntaxError, zipfile.BadZipFile,
    python_calamine.CalamineError,
)  # fmt: skip


@dataclass
class Grid:
    """The rows, the sheet they come from, merged header cells, columns (from 0) with percent formats, hidden ones."""

    rows: Rows
    sheet: str | None = None
    merged: list[Range] = field(default_factory=list)
    percent: dict[int, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    facts: dict[str, Any] = field(default_factory=dict)
    size: int = 0  # of a text, in bytes


@contextmanager
def open_grid(source: Source, read: Read, problems: Problems, tick: Tick | None = None) -> Iterator[Grid | None]:
    """The rows of a text or workbook; None (and problems) where there is nothing to read."""
    if source.kind is Kind.TEXT:
        with open_text(source.stream, problems, read.encoding) as opened:
            if opened is None:
                yield None
                return
            text, encoding = opened
            size = source.facts["bytes"] if "zip_member" not in source.facts else _size(source.stream)
            alive = (lambda: tick(min(source.stream.tell(), size), size)) if tick else None
            rows = csv_rows(text, read.delimiter, problems, alive)
            facts = {"encoding": encoding, "delimiter": read.delimiter}
            yield Grid(_ticking(rows, tick, lambda _: source.stream.tell(), size), facts=facts, size=size)
        return
    opener = _open_xlsx if source.kind is Kind.XLSX else _open_xls
    try:
        grid = opener(source.stream, read, problems, tick)
    except _UNREADABLE as error:
        problems.add("workbook_unreadable", fault=type(error).__name__)
        grid = None
    yield grid


def _size(stream: BinaryIO) -> int:
    here, size = stream.tell(), stream.seek(0, io.SEEK_END)
    stream.seek(here)
    return size


def _ticking(rows: Any, tick: Tick | None, done: Callable[[int], int], total: int) -> Rows:
    for count, row in enumerate(rows):
        if tick and count % TICK_EVERY == 0:
            tick(min(done(row[0]), total), total)
        yield row
    if tick:
        tick(total, total)


def _chosen(names: list[str], wanted: int | str, problems: Problems) -> str | None:
    if isinstance(wanted, str) and wanted in names:
        return wanted
    if isinstance(wanted, int) and 0 <= wanted < len(names):
        return names[wanted]
    problems.add("sheet_not_found", value=wanted, sheets=names)
    return None


def _open_xlsx(stream: BinaryIO, read: Read, problems: Problems, tick: Tick | None) -> Grid | None:
    if sheet := endless_row(stream):
        problems.add("line_too_long", Place(sheet), limit=LONGEST_ROW)
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about styles and extensions it leaves aside
        values = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        name = _chosen([sheet.title for sheet in values.worksheets], read.sheet, problems)
        if name is None:
            return None
        formulas = openpyxl.load_workbook(stream, read_only=True, keep_links=False) if has_formulas(stream) else None
    grid = Grid(iter(()), name, facts={"sheet": name, "sheets": values.sheetnames})
    if read.header_rows > 1:
        grid.merged = merged_above(stream, values[name]._worksheet_path, read.skip_rows + read.header_rows)
    grid.hidden = hidden_columns(stream, values[name]._worksheet_path)
    total = min(values[name].max_row or 0, _LAST_ROW)
    rows = _xlsx_rows(values[name], formulas[name] if formulas else None, grid, problems)
    grid.rows = _ticking(rows, tick, lambda line: line, total)
    return grid


def _xlsx_rows(values: Any, formulas: Any, grid: Grid, problems: Problems) -> Rows:
    values.reset_dimensions()  # the size a sheet states for itself is often wrong and would cut rows off
    second = None
    if formulas is not None:
        formulas.reset_dimensions()
        second = formulas.iter_rows(values_only=True)
    try:
        for line, row in enumerate(values.iter_rows(), start=1):
            if line > _LAST_ROW:
                problems.add("workbook_unreadable", Place(grid.sheet, line), fault="too many rows")
                return
            cells = [cell.value for cell in row]
            for column, cell in enumerate(row):
                if isinstance(cells[column], float | int) and column not in grid.percent and "%" in cell.number_format:
                    grid.percent[column] = line
            if second is not None:
                # A formula that was never calculated has no value; its text keeps it from passing for an empty cell.
                written = next(second, ())
                cells = [w if c is None and isinstance(w, str) else c for c, w in zip(cells, written, strict=False)]
            yield line, cells
    except _UNREADABLE as error:
        problems.add("workbook_unreadable", Place(grid.sheet), fault=type(error).__name__)


def _open_xls(stream: BinaryIO, read: Read, problems: Problems, tick: Tick | None) -> Grid | None:
    stream.seek(0)
    workbook = python_calamine.CalamineWorkbook.from_filelike(stream)
    name = _chosen(workbook.sheet_names, read.sheet, problems)
    if name is None:
        return None
    sheet = workbook.get_sheet_by_name(name)
    rows = _xls_rows(sheet)
    grid = Grid(iter(()), name, list(sheet.merged_cell_ranges or []), facts={"sheet": name})
    grid.facts["sheets"] = workbook.sheet_names
    grid.rows = _ticking(rows, tick, lambda line: line, sheet.total_height)
    return grid


def _xls_rows(sheet: Any) -> Rows:
    for line, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        # Old workbooks know no whole numbers: 8222.0 there is what 8222 is in a new one.
        yield line, [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row]
