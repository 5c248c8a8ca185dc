"""Says from its content what a file is, whatever its name claims, and opens what can be read.

Nothing is unpacked to a path and nothing larger than the limits is read.
"""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO, Final

from districts.opening.archive import DAMAGE, ENCRYPTED, TooLarge, copy_within, leaves_its_folder
from imports.parsers.records import Problems


class Kind(StrEnum):
    EMPTY = "empty"
    HTML = "html"
    JSON = "json"
    XML = "xml"
    LFS_POINTER = "lfs_pointer"
    ZIP = "zip"
    XLSX = "xlsx"
    MACRO = "macro"
    ENCRYPTED = "encrypted"
    XLS = "xls"
    TEXT = "text"
    BROKEN_ZIP = "broken_zip"
    OTHER = "other"  # PDF, OpenDocument, other archives, …


@dataclass(frozen=True)
class Limits:
    """In bytes: the file as it comes, and what an archive or a workbook may unpack to."""

    max_bytes: int = 200 * 1024 * 1024
    max_unpacked: int = 200 * 1024 * 1024
    max_texts: int = 16 * 1024 * 1024  # the table of a workbook's texts, read into memory as a whole
    max_part: int = 8 * 1024 * 1024  # its other parts: styles, names, relations


@dataclass
class Source:
    """A readable file: its kind, a stream at its beginning, and what was noticed on the way."""

    kind: Kind
    stream: BinaryIO
    facts: dict[str, Any] = field(default_factory=dict)


HEAD: Final = 4096
_IN_MEMORY: Final = 8 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_MEMBERS, _LISTING = (
    4,
    5,
)  # where the end of a ZIP, as zipfile reads it, holds their number and the length of their list
_LONGEST_LISTING: Final = 1024 * 1024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_MAGIC: Final = (
    b"%PDF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format 3\x00",
)
# Parts of a workbook that are read piece by piece, or not at all.
_NOT_HEAVY: Final = ("xl/worksheets/", "xl/pivotcache/", "xl/drawings/", "xl/charts/")
_REFUSED: Final = {
    Kind.EMPTY: "empty_file",
    Kind.HTML: "html_file",
    Kind.JSON: "json_file",
    Kind.XML: "xml_file",
    Kind.LFS_POINTER: "lfs_pointer",
    Kind.MACRO: "macro_workbook",
    Kind.ENCRYPTED: "encrypted_workbook",
    Kind.BROKEN_ZIP: "zip_truncated",
    Kind.OTHER: "unsupported_kind",
}


def sniff(stream: BinaryIO) -> Kind:
    """What the stream holds. Reads from the beginning and leaves the position there."""
    stream.seek(0)
    head = stream.read(HEAD)
    try:
        return _kind(stream, head)
    finally:
        stream.seek(0)


def _kind(stream: BinaryIO, head: bytes) -> Kind:
    if head[:4] in _ZIP:
        return _zip_kind(stream)
    if head.startswith(_OLE):
        return _ole_kind(stream)
    if head.startswith(_OTHER_MAGIC):
        return Kind.OTHER
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").lower()
    if not text:
        return Kind.EMPTY if len(head) < HEAD else Kind.TEXT
    if text.startswith(b"version https://git-lfs"):
        return Kind.LFS_POINTER
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return Kind.HTML
    if text.startswith(b"<?xml"):
        return Kind.HTML if b"<html" in text else Kind.XML
    return Kind.JSON if re.match(rb'\{\s*["}]|\[\s*[\[{"\]]', text) else Kind.TEXT


def _endless_listing(stream: BinaryIO) -> int:
    """How many members a ZIP claims whose table of contents alone would take a minute to read; 0 for any other file."""
    stream.seek(0)
    if stream.read(4) not in _ZIP:
        return 0
    end: list[Any] | None = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    return int(end[_MEMBERS]) if end and end[_LISTING] > _LONGEST_LISTING else 0


def _zip_kind(stream: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {name.lower() for name in archive.namelist()}
            if "[content_types].xml" not in names:
                return Kind.OTHER if "mimetype" in names else Kind.ZIP
            if "xl/vbaproject.bin" in names or "xl/macrosheets" in " ".join(names):
                return Kind.MACRO
            return Kind.XLSX if "xl/workbook.xml" in names else Kind.OTHER
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Kind.BROKEN_ZIP


def _ole_kind(stream: BinaryIO) -> Kind:
    """Names of streams inside an OLE file stand in UTF-16 in its directory, wherever that lies."""
    wanted = {
        Kind.ENCRYPTED: "EncryptedPackage".encode("utf-16-le"),
        Kind.MACRO: "_VBA_PROJECT_CUR".encode("utf-16-le"),
        Kind.XLS: "Workbook".encode("utf-16-le"),
    }
    found: set[Kind] = set()
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        window = tail + chunk
        found |= {kind for kind, name in wanted.items() if name in window}
        tail = window[-64:]
    return next((kind for kind in wanted if kind in found), Kind.OTHER)


@contextmanager
def open_source(
    stream: BinaryIO, problems: Problems, limits: Limits | None = None, *, json: bool = False
) -> Iterator[Source | None]:
    """The file, taken out of its ZIP if it came in one; None (and a problem) where it cannot be read.

    JSON is handed on only to who asks for it: as a table it is most likely the answer of an interface.
    """
    limits = limits or Limits()
    size = stream.seek(0, io.SEEK_END)
    if size > limits.max_bytes:
        problems.add("file_too_large", bytes=size, limit=limits.max_bytes)
        yield None
        return
    if members := _endless_listing(stream):
        problems.add("zip_members", count=members, names=[])
        yield None
        return
    kind = sniff(stream)
    if kind is not Kind.ZIP:
        yield _accepted(Source(kind, stream, {"kind": str(kind), "bytes": size}), problems, limits, json=json)
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as unpacked:
        name = _unpack(stream, unpacked, problems, limits)  # type: ignore[arg-type]
        if name is None:
            yield None
            return
        inner = sniff(unpacked)  # type: ignore[arg-type]
        if inner in (Kind.ZIP, Kind.BROKEN_ZIP):
            problems.add("zip_nested", value=name)
            yield None
            return
        facts = {"kind": str(inner), "bytes": size, "zip_member": name}
        source = Source(inner, unpacked, facts)  # type: ignore[arg-type]
        yield _accepted(source, problems, limits, json=json)


def _accepted(source: Source, problems: Problems, limits: Limits, *, json: bool) -> Source | None:
    rule = _REFUSED.get(source.kind)
    if source.kind is Kind.JSON and json:
        return source
    if rule == "json_file":
        problems.add(rule, **api_answer(source.stream))
    elif rule:
        problems.add(rule, found=str(source.kind))
    elif source.kind is Kind.XLSX and (unpacked := _unpacked_size(source.stream)) > limits.max_unpacked:
        problems.add("zip_too_large", bytes=unpacked, limit=limits.max_unpacked)
    elif source.kind is Kind.XLSX and (heavy := _heavy_part(source.stream, limits)):
        name, size, limit = heavy
        problems.add("workbook_part_too_large", value=name, bytes=size, limit=limit)
    else:
        return source
    return None


def _unpacked_size(stream: BinaryIO) -> int:
    with zipfile.ZipFile(stream) as archive:
        size = sum(member.file_size for member in archive.infolist())
    stream.seek(0)
    return size


def _heavy_part(stream: BinaryIO, limits: Limits) -> tuple[str, int, int] | None:
    """A part of a workbook, other than its sheets, that takes a hundred times its size in memory and long to read."""
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
    stream.seek(0)
    for member in members:
        name = member.filename.lower()
        if not name.endswith((".xml", ".rels")) or name.startswith(_NOT_HEAVY):
            continue
        limit = limits.max_texts if name == "xl/sharedstrings.xml" else limits.max_part
        if member.file_size > limit:
            return member.filename, member.file_size, limit
    return None


def _unpack(stream: BinaryIO, target: BinaryIO, problems: Problems, limits: Limits) -> str | None:
    with zipfile.ZipFile(stream) as archive:
        # macOS adds a shadow file to each member; nobody who packed the archive knows about it.
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        names = [member.filename for member in members]
        if outside := [name for name in names if leaves_its_folder(name)]:
            problems.add("zip_path", value=outside[0])
        elif len(members) != 1:
            problems.add("zip_members", count=len(members), names=names[:20])
        elif members[0].flag_bits & ENCRYPTED:
            problems.add("zip_encrypted", value=names[0])
        elif members[0].file_size > limits.max_unpacked:
            problems.add("zip_too_large", value=names[0], bytes=members[0].file_size, limit=limits.max_unpacked)
        else:
            return names[0] if _copied(archive, members[0], target, problems, limits) else None
    return None


def _copied(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: BinaryIO, problems: Problems, limits: Limits
) -> bool:
    try:
        with archive.open(member) as packed:
            copy_within(packed, target, limits.max_unpacked)
    except TooLarge as error:
        problems.add("zip_too_large", value=member.filename, bytes=error.size, limit=limits.max_unpacked)
        return False
    except DAMAGE as error:
        problems.add("zip_damaged", value=member.filename, fault=type(error).__name__)
        return False
    target.seek(0)
    return True


def api_answer(stream: BinaryIO) -> dict[str, Any]:
    """What a JSON file of the GENESIS interface says that somebody saved: code and text, or the table it describes."""
    stream.seek(0)
    try:
        data = json.loads(stream.read(_CHUNK))
        status, ident, described = (data.get(name) or {} for name in ("Status", "Ident", "Object"))
        told = {"code": status.get("Code"), "message": str(status.get("Content", ""))[:500]}
        if ident.get("Service") == "metadata":
            table = f"{described.get('Code', '')} {described.get('Content', '')}".strip()
            told |= {"service": "metadata", "table": table[:500], "updated": str(described.get("Updated", ""))[:100]}
    except (ValueError, AttributeError, RecursionError):
        return {"code": None, "message": ""}
    return told
