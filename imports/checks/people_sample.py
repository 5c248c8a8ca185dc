"""The first rows of every sheet of a file, whatever kind it is: also of those that are refused for their kind."""

import codecs
import csv
import io
import json
import re
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final

import openpyxl
import python_calamine

from imports.parsers.opening.grid import _UNREADABLE as UNREADABLE
from imports.parsers.opening.sniff import Kind, sniff
from imports.parsers.opening.workbook_bytes import endless_row

Cells = Sequence[object]

ROWS: Final = 1_000
MOST_PART: Final = 16 * 1024 * 1024
_TEXT: Final = 512 * 1024  # bytes
_SHEETS: Final = 60
_MEMBERS: Final = 30
_UNPACKED: Final = 64 * 1024 * 1024  # of a workbook or of a member of an archive
_SEPARATORS: Final = (";", "\t", ",", "|")
_FLAT: Final = re.compile(r"\{[^{}]*\}")
_LEAF: Final = re.compile(r"<(?:\w+:)?(\w+)[^<>]*>([^<]{1,200})</")
_TABLE_ROW: Final = re.compile(r"<tr\b.*?</tr", re.DOTALL | re.IGNORECASE)
_TABLE_CELL: Final = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


def sample(stream: BinaryIO, most: int = MOST_PART, *, inside: bool = False) -> Iterator[list[Cells]]:
    """Rows of cells, sheet by sheet. What cannot be opened has none: it cannot be read later either."""
    kind = sniff(stream)
    stream.seek(0)
    if kind in (Kind.XLSX, Kind.MACRO):
        yield from _xlsx(stream, most)
    elif kind is Kind.XLS:
        yield from _xls(stream)
    elif kind is Kind.ZIP and not inside:
        yield from _zip(stream, most)
    elif kind in (Kind.TEXT, Kind.JSON, Kind.XML, Kind.HTML):
        text = _decoded(stream.read(_TEXT))
        readers = {Kind.JSON: _json, Kind.XML: _xml, Kind.HTML: _html}
        yield readers.get(kind, _csv)(text)


def _decoded(raw: bytes) -> str:
    """As text, wrong letters rather than none: headings of registers have few of them."""
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    marked = next((name for mark, name in marks if raw.startswith(mark)), None)
    if marked:
        return raw.decode(marked, errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(raw)  # the last letter may be cut
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _csv(text: str) -> list[Cells]:
    """Separated by whatever cuts most lines into the same number of cells; else by wide gaps."""
    lines = text.splitlines()[: ROWS + 100]
    best: tuple[float, list[Cells]] = (0.0, [])
    for sign in _SEPARATORS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=sign) if row]
        except csv.Error:
            rows = [line.split(sign) for line in lines if line]
        width, times = Counter(len(row) for row in rows).most_common(1)[0] if rows else (0, 0)
        share = times / len(rows) if width > 1 else 0.0
        if share > best[0]:
            best = (share, list(rows))
    return best[1] or [re.split(r"\s{2,}|\t", line.strip()) for line in lines if line.strip()]


def _records(found: Iterator[dict[str, Any]]) -> list[Cells]:
    """Records with names as a table: the names are its heading."""
    held = list(islice(found, ROWS))
    names = list(dict.fromkeys(name for record in held for name in record))
    return [names, *([record.get(name) for name in names] for record in held)] if names else []


def _json(text: str) -> list[Cells]:
    def objects() -> Iterator[dict[str, Any]]:
        for found in _FLAT.finditer(text):
            try:
                yield json.loads(found[0])
            except (ValueError, RecursionError):
                continue

    return _records(objects())


def _xml(text: str) -> list[Cells]:
    """Elements without others inside, in a new row wherever a name comes again."""

    def rows() -> Iterator[dict[str, Any]]:
        row: dict[str, Any] = {}
        for found in _LEAF.finditer(text):
            if found[1] in row:
                yield row
                row = {}
            row[found[1]] = found[2]
        yield row

    return _records(rows())


def _html(text: str) -> list[Cells]:
    rows = islice((found[0] for found in _TABLE_ROW.finditer(text)), ROWS)
    return [[_TAG.sub("", cell).strip() for cell in _TABLE_CELL.findall(row)] for row in rows]


def _xlsx(stream: BinaryIO, most: int) -> Iterator[list[Cells]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = [m.file_size for m in archive.infolist() if not m.filename.lower().startswith("xl/worksheets/")]
        if max(parts, default=0) > most or endless_row(stream):
            return  # refused by the reader for its size
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:_SHEETS]:
            sheet.reset_dimensions()
            yield [row for row in islice(sheet.iter_rows(values_only=True), ROWS) if any(c is not None for c in row)]
    except UNREADABLE:
        return


def _xls(stream: BinaryIO) -> Iterator[list[Cells]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(stream)
        for name in book.sheet_names[:_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            yield [row for row in sheet.to_python(skip_empty_area=False, nrows=ROWS) if any(row)]
    except UNREADABLE:
        return


def _zip(stream: BinaryIO, most: int) -> Iterator[list[Cells]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist()[:_MEMBERS]:
                if member.is_dir() or member.flag_bits & 0x1:
                    continue
                with tempfile.SpooledTemporaryFile(max_size=_TEXT) as unpacked, archive.open(member) as packed:
                    unpacked.write(packed.read(_TEXT))
                    if sniff(unpacked) not in (Kind.TEXT, Kind.JSON, Kind.XML, Kind.HTML):  # type: ignore[arg-type]
                        unpacked.seek(0, io.SEEK_END)
                        unpacked.write(packed.read(_UNPACKED))
                    yield from sample(unpacked, most, inside=True)  # type: ignore[arg-type]
    except (*UNREADABLE, RuntimeError, NotImplementedError):
        return
