"""What the XML of a workbook tells when it is looked at as bytes, before a reader takes it into memory."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from openpyxl.utils import column_index_from_string

Range = tuple[tuple[int, int], tuple[int, int]]

LONGEST_ROW: Final = 8 * 1024 * 1024  # of XML without an end of a row: a reader holds thirty times that in memory
_CHUNK: Final = 1024 * 1024
_CORNER: Final = rb"([A-Z]{1,3})([0-9]{1,7})"
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']%b:%b["']""" % (_CORNER, _CORNER))
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_MOST_COLUMNS: Final = 16_384
_MOST_MERGED: Final = 20_000


def _sheets(stream: BinaryIO) -> Iterator[tuple[str, Iterator[bytes]]]:
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            if name.lower().startswith("xl/worksheets/"):
                yield name, _chunks(archive, name)


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            yield chunk


def has_formulas(stream: BinaryIO) -> bool:
    """Asking openpyxl for formulas means reading everything twice."""
    for _, chunks in _sheets(stream):
        tail = b""
        for chunk in chunks:
            window = tail + chunk
            if b"<f>" in window or b"<f " in window or b"<f/" in window or b":f>" in window:
                return True
            tail = window[-8:]
    return False


def endless_row(stream: BinaryIO) -> str | None:
    """The name of a sheet with a row, or something that is none, longer than any table has."""
    for name, chunks in _sheets(stream):
        length, tail = 0, b""
        for chunk in chunks:
            window = tail + chunk
            end = max(window.rfind(b"</row"), window.rfind(b":row>"))
            length = length + len(chunk) if end < 0 else len(window) - end
            if length > LONGEST_ROW:
                return name
            tail = chunk[-8:]
    return None


def merged_above(stream: BinaryIO, part: str, last: int) -> list[Range]:
    """Merged cells that begin in the first `last` rows, counted from 0.

    The reader that knows them wants the whole sheet at once; cells in opposite corners of it are more than any memory.
    """
    found: list[Range] = []
    with zipfile.ZipFile(stream) as archive:
        rest = b""
        for chunk in _chunks(archive, part):
            whole, end, rest = (rest + chunk).rpartition(b">")
            for one in _MERGED.finditer(whole + end):
                left, top, right, bottom = (word.decode() for word in one.groups())
                if int(top) <= last and len(found) < _MOST_MERGED:
                    first, final = column_index_from_string(left), column_index_from_string(right)
                    found.append(((int(top) - 1, first - 1), (int(bottom) - 1, final - 1)))
            rest = rest[-_CHUNK:]
    return found


def hidden_columns(stream: BinaryIO, part: str) -> set[int]:
    """Columns, from 0, that a sheet does not show. They stand before its rows, in a few kilobytes."""
    found: set[int] = set()
    with zipfile.ZipFile(stream) as archive:
        head = next(_chunks(archive, part), b"").partition(b"<sheetData")[0]
    for one in _COLUMN.finditer(head):
        said = dict(re.findall(rb"""(\w+)=["']([^"']*)["']""", one[1]))
        if (
            said.get(b"hidden") in (b"1", b"true")
            and said.get(b"min", b"").isdigit()
            and said.get(b"max", b"").isdigit()
        ):
            found |= set(range(int(said[b"min"]) - 1, min(int(said[b"max"]), _MOST_COLUMNS)))
    return found
