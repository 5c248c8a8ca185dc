"""Proposals for a table nobody has described yet: by what it is separated, where its header stands."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from imports.parsers.opening.grid import Grid
from imports.parsers.opening.workbook_bytes import Range
from imports.parsers.recognising.recognised import split
from imports.parsers.tables.layout import join_header

_DELIMITERS: Final = ";,\t|"
_MOST_ROWS: Final = 6  # of a header
_NUMBER: Final = re.compile(r"[-+]?\s*[0-9][0-9., ']*|[-.–•…*/x]|\.\.\.")
_YEAR: Final = re.compile(r"(1[89]|20|21)\d\d")
_CROSSWALK: Final = re.compile(r"Umsteige-? ?schlüssel", re.IGNORECASE)


def find_delimiter(lines: Sequence[str]) -> str:
    """The sign that cuts the most lines into the same number of cells; of two, the one that makes more cells."""

    def merit(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in split(lines, sign) if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count, width

    return max(_DELIMITERS, key=merit)


def find_header(rows: Sequence[Sequence[str]], merged: Sequence[Range] = ()) -> tuple[int, int, list[str]]:
    """Lines above the header, lines of the header, and the names it gives the columns."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = Counter(count for count in filled if count > 1).most_common(1)
    if not usual:
        return 0, 1, []
    # A title has one or two cells; a header with merged cells has fewer than its body, but not less than a third.
    first = next(n for n, count in enumerate(filled) if count >= max(2, usual[0][0] / 3))
    last = first
    while last + 1 < min(len(rows), first + _MOST_ROWS) and _goes_on(rows[last], rows[last + 1]):
        last += 1
    # A row of merged groups may have been taken for a title: it belongs to the header if it spans columns.
    width = len(rows[last])
    while first > 0 and any(row == first - 1 and 0 < left < right < width - 1 for (row, left), (_, right) in merged):
        first -= 1
    top = [[cell.replace("\n", " ") for cell in row] for row in rows[first : last + 1]]
    return first, last - first + 1, join_header(top, Grid(iter(()), merged=list(merged)), first + 1)


def is_crosswalk(header: Sequence[str]) -> bool:
    """Whether the columns lead from old areas to new ones: shares to convert figures by, and no figures."""
    return any(_CROSSWALK.search(name) for name in header)


def _goes_on(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the next row is still header: this one has gaps, and no figure stands below."""
    gaps = any(not cell.strip() for cell in row) or len(row) < len(below)
    words = [cell.strip() for cell in below if cell.strip()]
    return gaps and bool(words) and not any(_NUMBER.fullmatch(word) and not _YEAR.fullmatch(word) for word in words[1:])
