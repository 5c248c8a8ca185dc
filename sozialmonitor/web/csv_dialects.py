"""Tables as CSV in the two dialects of the interface, written in blocks.

Numbers keep their full stored precision. Text that a spreadsheet would run as a formula gets an apostrophe in front;
numbers never do.
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral
from typing import Final

Cell = str | int | float | Decimal | bool | date | None

BLOCK_ROWS: Final = 1000
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Dialect:
    key: str
    delimiter: str
    decimal: str
    byte_order_mark: bool


DIALECTS: Final[dict[str, Dialect]] = {
    "excel-de": Dialect("excel-de", ";", ",", byte_order_mark=True),  # German Excel opens it by double click
    "rfc4180": Dialect("rfc4180", ",", ".", byte_order_mark=False),
}


def rows_to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: str) -> Iterator[bytes]:
    """UTF-8 blocks of at most BLOCK_ROWS rows; lines end with CR LF in both dialects.

    Raises ValueError for an unknown dialect, and at the first row that has not as many cells as the header.
    """
    rules = DIALECTS.get(dialect)
    if rules is None:
        raise ValueError(f"unknown CSV dialect {dialect!r}; known are {', '.join(DIALECTS)}")
    return _blocks(header, rows, rules)


def _blocks(header: Sequence[str], rows: Iterable[Sequence[Cell]], rules: Dialect) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=rules.delimiter, lineterminator="\r\n")
    if rules.byte_order_mark:
        buffer.write("\ufeff")
    writer.writerow([cell_text(name, rules) for name in header])
    for index, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise ValueError(f"row {index} has {len(row)} cells, the header has {len(header)}")
        writer.writerow([cell_text(cell, rules) for cell in row])
        if index % BLOCK_ROWS == 0:
            yield _taken(buffer)
    rest = _taken(buffer)
    if rest:
        yield rest


def _taken(buffer: io.StringIO) -> bytes:
    block = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return block


def cell_text(cell: Cell, rules: Dialect) -> str:
    """One cell as text: empty without a value (NaN too), ISO dates, `true`/`false`, shortest exact decimal number."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return _number(repr(float(cell)), rules)  # float(): NumPy's own repr names its type
    if isinstance(cell, int | Integral | Decimal):  # NumPy's whole numbers are no int
        return _number(str(cell), rules)
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _number(text: str, rules: Dialect) -> str:
    text = text.removesuffix(".0")
    return text.replace(".", rules.decimal)
