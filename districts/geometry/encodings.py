"""Which encoding a Shapefile's table is in, and whether text came through whole.

A `.dbf` is bytes with, at best, a hint about them. The order is: the `.cpg` beside it, the language byte in its
header, strict UTF-8, the encoding of German Windows. A stated encoding that does not fit the bytes is refused:
silently choosing another would guess at names.
"""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from districts.geometry.rules import Refusal
from districts.opening.text import DOS_AS_WINDOWS

# Language driver bytes of German and western European tables (dBase and Esri).
LANGUAGE_BYTES = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x0F: "cp437",
    0x10: "cp850",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
    0x64: "cp852",
    0xC8: "cp1250",
}
LANGUAGE_BYTE_AT = 29
REPLACEMENT = "\ufffd"
POSSIBLE = ("UTF-8", "cp1252", "cp850")


@dataclass(frozen=True)
class Encoding:
    """The encoding decided on and why: `cpg`, `language-byte`, `utf-8-fits`, `fallback`."""

    name: str
    origin: str
    stated: str | None = None


def _codec(stated: str) -> str | None:
    text = stated.strip().strip('"').lower().removeprefix("ansi").strip()
    text = {"88591": "latin-1", "8859-1": "latin-1", "885915": "iso8859-15", "65001": "utf-8"}.get(text, text)
    for name in (text, f"cp{text}"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return None


def _language_byte(dbf: Path) -> int:
    with dbf.open("rb") as stream:
        header = stream.read(LANGUAGE_BYTE_AT + 1)
    return header[LANGUAGE_BYTE_AT] if len(header) > LANGUAGE_BYTE_AT else 0


def decide_encoding(shapefile: Path, cells: Iterable[bytes]) -> Encoding:
    """The encoding of the table beside `shapefile`; `cells` are its field names and text values as bytes."""
    cpg = shapefile.with_suffix(".cpg")
    stated = cpg.read_bytes()[:64].decode("ascii", errors="replace").strip() if cpg.is_file() else None
    named = _codec(stated) if stated else None
    if named:
        return Encoding(named, "cpg", stated)
    by_byte = LANGUAGE_BYTES.get(_language_byte(shapefile.with_suffix(".dbf")))
    if by_byte:
        return Encoding(by_byte, "language-byte", stated)
    if all(_decodes(cell, "utf-8") for cell in cells):
        return Encoding("utf-8", "utf-8-fits", stated)
    return Encoding("cp1252", "fallback", stated)


def _decodes(cell: bytes, encoding: str) -> bool:
    try:
        cell.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode_cell(cell: bytes, encoding: Encoding, field: str) -> str:
    """The cell's text, strictly; Refusal `encoding-contradicted` where the stated encoding does not fit the bytes."""
    try:
        return cell.decode(encoding.name)
    except UnicodeDecodeError as error:
        raise Refusal(
            "encoding-contradicted",
            "fix-cpg",
            encoding=encoding.name,
            origin=encoding.origin,
            field=field,
            value=cell.decode(encoding.name, errors="replace"),
            better=likely_encoding(cell, encoding.name),
        ) from error


def likely_encoding(cell: bytes, refused: str) -> str | None:
    """The encoding in which these bytes are text that makes sense, of those German offices write; None if in none."""
    for name in POSSIBLE:
        if codecs.lookup(name).name != refused and _decodes(cell, name) and not is_mojibake(cell.decode(name)):
            return name
    return None


def _meant(value: str, encoding: str) -> str | None:
    try:
        return likely_encoding(value.encode(encoding), encoding)
    except (UnicodeError, LookupError):
        return None


def is_mojibake(text: str) -> bool:
    """Whether a text was decoded wrongly somewhere on its way: U+FFFD, UTF-8 taken for Windows text, DOS umlauts."""
    if text.isascii():
        return False
    if REPLACEMENT in text or DOS_AS_WINDOWS.search(text):
        return True
    # Bytes 0x80-0x9F that cp1252 leaves undefined come through as control characters, hence the second attempt.
    for encoding in ("cp1252", "latin-1"):
        try:
            meant = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        # "Schloß–Park" happens to be valid UTF-8 too, but what it would spell is not western European.
        return all(ord(letter) < 0x100 or 0x2010 <= ord(letter) <= 0x20AC for letter in meant)
    return False


def refuse_mojibake(field: str, values: Iterable[object], encoding: str, *, shapefile: bool) -> None:
    """Raises Refusal `mojibake` with field, row (0-based) and value of the first mangled text."""
    for row, value in enumerate(values):
        if isinstance(value, str) and is_mojibake(value):
            raise Refusal(
                "mojibake",
                "fix-cpg" if shapefile else "export-utf8",
                field=field,
                row=row,
                value=value,
                encoding=encoding,
                better=_meant(value, encoding) if shapefile else None,
            )
