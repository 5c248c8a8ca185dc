"""Opens text: decides the encoding, refuses what was already damaged before it came, and reads CSV rows."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, TextIO

from districts.opening.text import USUAL, first_that_decodes, marked
from imports.parsers.records import Place, Problems

_CHUNK: Final = 1024 * 1024
_LONGEST_ROW: Final = 8 * 1024 * 1024  # characters; sixteen thousand columns of long words stay below it
_ALIVE_EVERY: Final = 100_000  # lines
_SHOWN: Final = 20
_C1_IN_UTF8: Final = re.compile(rb"\xc2[\x80-\x9f]")
_GARBAGE: Final = re.compile("[\x00\x80-\x9f\ufffd]")
_EXPORTED_BY: Final = re.compile(r"\*\s*(Der Benutzer|The user)\b")
_USER: Final = re.compile(r"\b(Der Benutzer|Benutzergruppe|The user|user group)(\s+)([^\s;]+)")
_FIRST_LINE: Final = 4096  # bytes within which the first line of a cube ends


@contextmanager
def open_text(stream: BinaryIO, problems: Problems, encoding: str = "auto") -> Iterator[tuple[TextIO, str] | None]:
    """The text and its encoding; None (and problems with their lines) where it cannot be trusted.

    Order: byte order mark, strict UTF-8, cp1252 with its five gaps. NUL, U+FFFD and C1 controls are refused: the
    letters they stand for are lost already, and guessing them would put wrong names on districts.
    """
    if _line_too_long(stream):  # before anything is read by the line
        _report_row(problems, None)
        yield None
        return
    found = _encoding(stream, encoding)
    if found is None:
        _report_undecodable(stream, problems, "utf-8" if encoding == "auto" else encoding)
        yield None
        return
    stream.seek(0)
    text = io.TextIOWrapper(stream, found, newline="")
    try:
        if is_damaged(text, problems):
            yield None
        else:
            text.seek(0)
            yield text, found
    finally:
        text.detach()  # the stream belongs to the caller: the wrapper must not close it


def _line_too_long(stream: BinaryIO) -> bool:
    """Whether a stretch without an end of line is longer than any row; found without holding it in memory."""
    stream.seek(0)
    length = 0
    while chunk := stream.read(_CHUNK):
        length = 0 if b"\n" in chunk or b"\r" in chunk else length + len(chunk)
        if length > _LONGEST_ROW:
            return True
    return False


def _report_row(problems: Problems, line: int | None) -> None:
    problems.add("line_too_long", Place(None, line), limit=_LONGEST_ROW)


def _encoding(stream: BinaryIO, asked: str) -> str | None:
    stream.seek(0)
    own = marked(stream.read(4))
    return first_that_decodes(stream, (own,) if own else USUAL if asked == "auto" else (asked,))


def is_damaged(text: TextIO, problems: Problems) -> bool:
    """Whether letters of the text were lost before it came, with a finding for each of the first of them."""
    if not _has_garbage(text):
        return False
    _report_garbage(text, problems)
    return True


def _has_garbage(text: TextIO) -> bool:
    if isinstance(text, io.TextIOWrapper) and text.encoding.startswith("utf-8"):
        return _has_garbage_in_utf8(text.buffer)
    while chunk := text.read(_CHUNK):
        if _GARBAGE.search(chunk):
            return True
    return False


def _has_garbage_in_utf8(stream: BinaryIO) -> bool:
    """The same signs as bytes: most files come in UTF-8, and looking at bytes takes a third of the time."""
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        if b"\x00" in window or b"\xef\xbf\xbd" in window:
            return True
        if b"\xc2" in window and _C1_IN_UTF8.search(window):
            return True
        tail = window[-2:]
    return False


def _report_garbage(text: TextIO, problems: Problems) -> None:
    """The second, slow look: which line, which character of it. Goes line by line as an editor counts them."""
    text.seek(0)
    count = 0
    for number, line in enumerate(text, start=1):
        for found in _GARBAGE.finditer(line):
            count += 1
            if count > _SHOWN:
                return
            sign = found[0]
            rule = {"\x00": "nul_byte", "\ufffd": "replacement_character"}.get(sign, "control_character")
            position = found.start() + 1
            shown = "" if _EXPORTED_BY.match(line) else line[max(0, found.start() - 15) : found.end() + 15].strip()
            place = Place(None, number, str(position))
            problems.add(rule, place, shown, position=position, character=f"U+{ord(sign):04X}")


def _report_undecodable(stream: BinaryIO, problems: Problems, encoding: str) -> None:
    stream.seek(0)
    if encoding.startswith("utf-16"):
        problems.add("undecodable", encoding=encoding)
        return
    # Line by line: a list of all lines of 200 MB fills the memory of the machine.
    bytes_as_text = io.TextIOWrapper(stream, "latin-1", newline="")
    try:
        for number, text in enumerate(bytes_as_text, start=1):
            line = text.encode("latin-1")
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                place, shown = Place(None, number, str(error.start + 1)), f"0x{line[error.start]:02X}"
                problems.add("undecodable", place, shown, encoding=encoding, position=error.start + 1)
                return
        problems.add("undecodable", encoding=encoding)
    finally:
        bytes_as_text.detach()


def masked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes as they are, but who exported a cube, as its first line tells, is crossed out letter by letter."""
    head, rest = b"", iter(chunks)
    while len(head) < _FIRST_LINE and (chunk := next(rest, b"")):
        head += chunk
    line, end, below = head.partition(b"\n")
    if _EXPORTED_BY.match(line.removeprefix(codecs.BOM_UTF8).decode("latin-1")):
        crossed = _USER.sub(lambda found: f"{found[1]}{found[2]}{'x' * len(found[3])}", line.decode("latin-1"))
        head = crossed.encode("latin-1") + end + below
    if head:
        yield head
    yield from rest


def without_user(line: str) -> str:
    """The line as it is, but in the first line of a cube the person who exported it is left out: nobody's business."""
    return _USER.sub(r"\1\2…", line) if _EXPORTED_BY.match(line.removeprefix("\ufeff")) else line


def csv_rows(
    text: TextIO, delimiter: str, problems: Problems, alive: Callable[[], None] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their first line; wholly empty lines are left out. Any end of line will do.

    `alive` is called every 100,000 lines: a file may hold millions of empty ones.
    A quote that is never closed would swallow the rest of the file into one cell: that ends the reading as a problem.
    """
    lines = _Lines(text, alive)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line, lines.length = reader.line_num + 1, 0
    except _RowTooLongError:
        _report_row(problems, line)
    except csv.Error as error:
        problems.add("broken_quotes", Place(None, line), fault=str(error))


class _RowTooLongError(Exception):
    pass


class _Lines:
    """The lines of a text for the CSV reader. A row may take many of them, inside quotes, but not without end."""

    def __init__(self, text: TextIO, alive: Callable[[], None] | None) -> None:
        self.text, self.alive, self.length, self.count = text, alive, 0, 0

    def __iter__(self) -> Iterator[str]:
        while line := self.text.readline(_LONGEST_ROW):
            self.length += len(line)
            self.count += 1
            if self.alive and self.count % _ALIVE_EVERY == 0:
                self.alive()
            if self.length >= _LONGEST_ROW:
                raise _RowTooLongError
            yield without_user(line) if self.count == 1 else line
