import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a header line, written row by row; text is text, whatever it starts with, numbers are numbers."""
    with tempfile.TemporaryFile() as target:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(target, options) as book:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, header, book.add_format({"bold": True}))
            for line, row in enumerate(rows, start=1):
                sheet.write_row(line, 0, [cell.isoformat() if isinstance(cell, date) else cell for cell in row])
        target.seek(0)
        return target.read()
