"""In which encoding a text from outside is: a byte order mark, else strict UTF-8, else the one of German Windows.

Nothing is guessed beyond that, and nothing is replaced: cp1252 has five gaps, so bytes that are neither are told.
"""

import codecs
import re
from collections.abc import Iterable
from typing import BinaryIO, Final

USUAL: Final = ("utf-8", "cp1252")
# Umlauts of the DOS code pages read as Windows text: quotation marks inside a word.
DOS_AS_WINDOWS: Final = re.compile(r"[A-Za-zß][„”][a-zß]|[a-z]á[eb]\b")
_CHUNK: Final = 1 << 20
# The longer mark first: that of UTF-32 begins as that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked(head: bytes) -> str | None:
    """What the byte order mark at the beginning of a text says; None without one. Four bytes are enough."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def first_that_decodes(stream: BinaryIO, encodings: Iterable[str]) -> str | None:
    """The first of the encodings in which all of the stream is text; None if it is in none. Reads it in pieces."""
    return next((name for name in encodings if _decodes(stream, name)), None)


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
