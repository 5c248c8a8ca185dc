"""Tables of addresses as they are sent: CSV in any usual writing, GeoJSON points, either of them in a ZIP."""

import codecs
import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from districts.addressing.rules import Unreadable
from districts.geometry.archive import checked_entries, extract
from districts.opening.archive import DAMAGE
from districts.opening.text import DOS_AS_WINDOWS, USUAL, first_that_decodes, marked

MAX_BYTES: Final = 300 * 1024 * 1024
SUFFIXES: Final = (".csv", ".txt", ".tsv", ".geojson", ".json")
DELIMITERS: Final = ";,\t|"
NO_DELIMITER: Final = "\x1f"  # stands in no text
_LOOKED_AT: Final = 25
_LONGEST_CELL: Final = 100_000


@dataclass(frozen=True)
class Table:
    """A header and its rows as (line, cells); every cell is text. `points` says that the last two columns are the
    coordinates of GeoJSON points, and `crs` in which system they are if the file says so.
    """

    kind: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]
    points: bool = False
    crs: str | None = None


@contextmanager
def opened(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[Table]:
    """The table in a file; its rows are read while one asks for them, and only inside the `with`.

    Raises Unreadable, and geometry.rules.Refusal for a damaged or hostile ZIP.
    """
    with ExitStack() as stack:
        if zipfile.is_zipfile(path):
            path = _unpacked(path, Path(stack.enter_context(TemporaryDirectory())), max_bytes)
        size = path.stat().st_size
        if size > max_bytes:
            raise Unreadable("register-too-large", size=size, limit=max_bytes)
        with path.open("rb") as stream:
            start = stream.read(4096)
        if start.startswith(b"PK\x03\x04"):
            raise Unreadable("register-archive", tables=[])  # begins as a ZIP and does not end as one
        if not start.strip():
            raise Unreadable("register-empty")
        chosen = encoding or _encoding(path, start)
        if start.lstrip(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
            yield _geojson(path, chosen)
        else:
            yield stack.enter_context(_csv(path, chosen, delimiter))


def _unpacked(path: Path, folder: Path, max_bytes: int) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = checked_entries(path, archive, max_bytes)
            tables = [
                entry
                for entry in entries
                if Path(entry.filename).suffix.lower() in SUFFIXES and not entry.filename.startswith("__MACOSX")
            ]
            # A note on the licence lies beside the table in many a ZIP.
            tables = [entry for entry in tables if not entry.filename.lower().endswith(".txt")] or tables
            if len(tables) != 1:
                raise Unreadable("register-archive", tables=[entry.filename for entry in tables or entries][:20])
            target = folder / f"table{Path(tables[0].filename).suffix.lower()}"
            extract(path, archive, tables[0], target, max_bytes)
    except DAMAGE as error:
        raise Unreadable("register-archive", tables=[], said=str(error)) from error
    return target


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 where the whole file is that, else the encoding of German Windows; a byte order mark decides at once."""
    if own := marked(start):
        return own
    if b"\x00" in start:
        raise Unreadable("register-no-text")
    with path.open("rb") as stream:
        found = first_that_decodes(stream, USUAL)
    if found is None:
        raise Unreadable("register-encoding", encoding="UTF-8, cp1252")
    if found != USUAL[0]:
        with path.open(encoding=found, newline="") as text:
            # DOS letters are Windows text too, but spell streets that nobody would ever find.
            if any(map(DOS_AS_WINDOWS.search, text)):
                raise Unreadable("register-encoding", encoding=f"UTF-8, {found}")
    return found


@contextmanager
def _csv(path: Path, encoding: str, delimiter: str | None) -> Iterator[Table]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            sample = [line for _, line in zip(range(_LOOKED_AT), stream, strict=False)]
        chosen = delimiter or _delimiter(sample)
        with path.open(encoding=encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=chosen)
            header = next((tuple(cell.strip() for cell in row) for row in reader if any(row)), ())
            yield Table("csv", encoding, chosen, header, _rows(reader))
    except (UnicodeError, LookupError) as error:
        raise Unreadable("register-encoding", encoding=encoding) from error
    except csv.Error as error:
        raise Unreadable("register-no-text", said=str(error)) from error


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for row in reader:
        if any(row):
            yield reader.line_num, row


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts the header into more than one cell, and the most rows into as many.

    A header without any of them has one column, whatever commas its addresses have: `Q 7, 24`.
    """

    def fit(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        return (widths.count(widths[0]), widths[0]) if widths and widths[0] > 1 else (0, 0)

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[0] else NO_DELIMITER


def _geojson(path: Path, encoding: str) -> Table:
    try:
        with path.open(encoding=encoding) as stream:
            content = json.load(stream)
        features = content["features"]
        names = list(dict.fromkeys(name for one in features for name in one.get("properties") or {}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("register-json", said=f"{type(error).__name__}: {error}"[:200]) from error
    stated = content.get("crs")
    named = stated.get("properties", {}).get("name") if isinstance(stated, dict) else None
    header = (*names, "geometry x", "geometry y")
    rows = _features(features, names)
    return Table("geojson", encoding, "", header, rows, points=True, crs=str(named) if named else None)


def _features(features: list[Any], names: list[str]) -> Iterator[tuple[int, list[str]]]:
    # Eaten from the end of the turned list: what was read needs no memory any more.
    features.reverse()
    number = 0
    while features:
        one, number = features.pop(), number + 1
        properties, shape = one.get("properties") or {}, one.get("geometry") or {}
        at = shape.get("coordinates") if shape.get("type") == "Point" else None
        place = [_text(value) for value in at[:2]] if isinstance(at, list) and len(at) > 1 else ["", ""]
        yield number, [*(_text(properties.get(name)) for name in names), *place]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
