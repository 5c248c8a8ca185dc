"""The table export of GENESIS databases as a workbook, XLSX or XLS: merged headers, and notes that end it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Final

from imports.parsers.genesis.footer import MOST_LINES, SEPARATOR
from imports.parsers.genesis.frame import MOST_ABOVE, MOST_COLUMNS, Export
from imports.parsers.numbers import Cell
from imports.parsers.opening.grid import Grid, Rows, open_grid
from imports.parsers.opening.sniff import Source
from imports.parsers.profiles.parts import Read
from imports.parsers.progress import Tick
from imports.parsers.records import Problems
from imports.parsers.tables.layout import text_of

__all__ = ["filled", "is_band", "open_workbook"]

_MOST_SHEETS: Final = 8
_LOOKED_AT: Final = 40  # rows of each


@contextmanager
def open_workbook(source: Source, read: Read, problems: Problems, tick: Tick | None = None) -> Iterator[Export | None]:
    """The chosen sheet as an export; its name is the code of the table. None (and problems) where there is none."""
    # Merged cells are looked for in the lines that `read` calls header: here the header is where the file has it.
    everywhere = read.model_copy(update={"skip_rows": 0, "header_rows": MOST_ABOVE})
    with open_grid(source, everywhere, problems, tick) as grid:
        if grid is None:
            yield None
            return
        top = list(islice(grid.rows, 2))
        if read.sheet == 0 and not _is_titled(top) and (behind := _behind_cover(source, grid.facts["sheets"])):
            with open_workbook(source, read.model_copy(update={"sheet": behind}), problems, tick) as export:
                yield export
            return
        grid.rows = chain(top, grid.rows)
        export = Export(iter(()), is_text=False, sheet=grid.sheet, code=grid.sheet, facts=grid.facts)
        export.rows = _until_footer(filled(grid), export)
        yield export


def _is_titled(top: list[tuple[int, list[Cell]]]) -> bool:
    """Whether two lines of title come first."""
    return len(top) > 1 and all(cells and is_band(cells) for _line, cells in top)


def _behind_cover(source: Source, sheets: list[str]) -> str | None:
    """The first of the other sheets that begins as the export of a table does and holds figures."""
    for name in sheets[1:_MOST_SHEETS]:
        with open_grid(source, Read(sheet=name), Problems()) as grid:
            top = list(islice(grid.rows, _LOOKED_AT)) if grid is not None else []
        figures = any(isinstance(cell, int | float) for _line, cells in top for cell in cells)
        if figures and _is_titled(top[:2]):
            return name
    return None


def filled(grid: Grid) -> Rows:
    """Merged headings repeated in each column they span, as the CSV of the same table has them; not in each line."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (_bottom, right) in grid.merged:
        if left > 0 and top < MOST_ABOVE:  # from the first column on, they are titles and bands
            spans.setdefault(top + 1, []).append((left, right))
    for line, cells in grid.rows:
        filled, free = cells, MOST_COLUMNS  # merged cells never overlap; a file in which they do keeps nobody busy
        for left, right in spans.get(line, ()):
            free -= right + 1 - left
            if free < 0:
                break
            if left < len(cells):
                filled = [*filled[:left], *[cells[left]] * (right + 1 - left), *filled[right + 1 :]]
        yield line, filled


def _until_footer(rows: Rows, export: Export) -> Rows:
    for line, cells in rows:
        if cells and SEPARATOR.fullmatch(text_of(cells[0])):
            export.ended = True
            break
        yield line, cells
    for _line, cells in rows:
        if len(export.footer) < MOST_LINES:
            export.footer.append(" ".join(filter(None, (str(cell or "").rstrip() for cell in cells))))


def is_band(cells: list[Cell]) -> bool:
    """A row of which only the first cell holds something: it tells what holds for the rows below it."""
    return bool(text_of(cells[0])) and not any(text_of(cell) for cell in cells[1:])
