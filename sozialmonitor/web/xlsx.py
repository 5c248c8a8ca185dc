import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

LAST_ROW = 1_048_576  # of a sheet, by Excel's own limit


class TooManyRows(ValueError):
    """A sheet cannot hold this; what is beyond its last row would be lost without a word."""


Rows = Iterable[Sequence[Any]]


def workbook(header: Sequence[str], rows: Rows, more: Iterable[tuple[str, Sequence[str], Rows]] = ()) -> bytes:
    """A sheet with a header line, written row by row; text is text, whatever it starts with, numbers are numbers.

    `more` are sheets behind it, each with its name; their rows are asked for only when those before are written.
    Excel's file format holds 16 digits of a number. TooManyRows if header and rows do not fit on one sheet.
    """
    with tempfile.TemporaryFile() as target:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(target, options) as book:
            bold = book.add_format({"bold": True})
            for name, titles, lines in ((None, header, rows), *more):
                _write(book.add_worksheet(name), titles, lines, bold)
        target.seek(0)
        return target.read()


def _write(sheet: Any, header: Sequence[str], rows: Rows, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, header, bold)
    for line, row in enumerate(rows, start=1):
        if line >= LAST_ROW:
            raise TooManyRows(f"more than {LAST_ROW - 1} rows")
        sheet.write_row(line, 0, [cell.isoformat() if isinstance(cell, date) else cell for cell in row])
