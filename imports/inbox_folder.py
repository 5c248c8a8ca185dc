"""The inbox folder itself: which files lie in it, and where they are put away. Knows nothing of batches."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from imports.parsers.opening.text import masked

DONE, QUARANTINE = "erledigt", "quarantaene"
MARKER: Final = ".done"  # NAME.done beside NAME says: it is complete
# What programs call a file while they still write it.
PARTIAL: Final = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", ".swp", "~", MARKER)
LONGEST_NAME: Final = 180  # bytes; with a prefix and an ending it stays below what file systems take
LONGEST_MARKED: Final = 250  # beside a longer name no mark can lie
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Waiting:
    """One regular file of the inbox, or of a folder in it, as it was seen at this moment."""

    place: Path
    folder: str  # the name of the folder it lies in; empty for the inbox itself
    size: int
    mtime_ns: int
    is_marked: bool

    @property
    def name(self) -> str:
        return readable(self.place.name)

    @property
    def path(self) -> str:
        return f"{readable(self.folder)}/{self.name}" if self.folder else self.name


def readable(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 are written out, two names never become one."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def waiting_files(inbox: Path) -> list[Waiting]:
    """Regular files, by name. Links, folders in folders, hidden files and those still being written are passed over."""
    found: list[Waiting] = []
    for entry in _entries(inbox):
        if entry.is_dir(follow_symlinks=False) and entry.name not in (DONE, QUARANTINE):
            found += _files(Path(entry.path), entry.name)
    return sorted([*_files(inbox, ""), *found], key=lambda one: one.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith((".", "~"))]


def _files(folder: Path, name: str) -> Iterator[Waiting]:
    entries = _entries(folder)
    marked = {entry.name.removesuffix(MARKER) for entry in entries if entry.name.endswith(MARKER)}
    for entry in entries:
        if entry.name.lower().endswith(PARTIAL) or not entry.is_file(follow_symlinks=False):
            continue
        with suppress(FileNotFoundError):  # taken away since the folder was read
            seen = entry.stat(follow_symlinks=False)
            yield Waiting(Path(entry.path), name, seen.st_size, seen.st_mtime_ns, entry.name in marked)


def open_waiting(file: Waiting) -> BinaryIO:
    """Not through a link that took its place meanwhile, and without waiting at a pipe."""
    handle = os.open(file.place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    stream = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        stream.close()
        raise OSError(f"{file.path} is no regular file")
    return stream


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK), b"")


def is_as_seen(stream: BinaryIO, file: Waiting) -> bool:
    now = os.fstat(stream.fileno())
    return (now.st_size, now.st_mtime_ns) == (file.size, file.mtime_ns)


def sha256_of(stream: BinaryIO) -> str:
    """Of the file as it would be kept."""
    digest = hashlib.sha256()
    for chunk in masked(chunks(stream)):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def put_away(inbox: Path, file: Waiting, folder: str, sha256: str, told: str = "", *, keep: bool = True) -> None:
    """Moves the file out of the inbox, the words about it first: stopped at any step, a second run ends the same.

    The name begins with the checksum, so that the same bytes have the same place and others never take it. What must
    not be kept is removed; the words stay.
    """
    target = _own_folder(inbox / folder) / f"{sha256[:12]}-{_fitting(file.place.name)}"
    if told:
        note = target.with_name(f"{target.name}.txt")
        unfinished = target.with_name(f".{target.name}.tmp")
        unfinished.write_text(told, encoding="utf-8-sig", newline="\r\n")
        unfinished.replace(note)
    # The marker first: left behind, it would say of the next file of this name that it is complete.
    if len(os.fsencode(file.place.name)) <= LONGEST_MARKED:
        file.place.with_name(f"{file.place.name}{MARKER}").unlink(missing_ok=True)
    with suppress(FileNotFoundError):  # gone already: somebody took it, or a run before this one
        if keep:
            file.place.replace(target)
        else:
            file.place.unlink()


def _own_folder(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    if folder.is_symlink():
        raise OSError(f"{folder} is a link: files are not moved through it")
    return folder


def _fitting(name: str) -> str:
    raw = os.fsencode(name)
    return name if len(raw) <= LONGEST_NAME else os.fsdecode(raw[-LONGEST_NAME:])
