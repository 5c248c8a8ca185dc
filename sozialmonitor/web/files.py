"""Keeping what arrives: whole on the disk or not at all, under its checksum, outside the web root; and letting go of
what nobody needs any more.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

INCOMING = ".incoming-"  # how the name of a file begins that is still being written
SPARED_SECONDS = 24 * 60 * 60  # so long a file may lie unnamed: its row may yet be committed, its person come back


class NotKept(Exception):
    """The file could not be taken: `reason` is `file_too_large` (limit_mb) or `disk` (detail)."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


@contextmanager
def incoming(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The bytes in a temporary file beside the others, with checksum and size; gone afterwards whatever happens."""
    temporary: Path | None = None
    try:
        with _disk_faults():
            folder = Path(settings.FILES_FOLDER)
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder, prefix=INCOMING)
            temporary = Path(name)
            digest, size = _write(handle, chunks)
        yield temporary, digest, size
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def put_in_place(temporary: Path, place: Path) -> None:
    with _disk_faults():
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(place)


def remove_unnamed(pattern: str, named: Callable[[list[str]], set[str]]) -> int:
    """Removes files below the folder that match the pattern and lie there for a day unnamed; how many.

    `named` is asked with their paths below the folder, and gives those that some row still needs.
    """
    folder, before = Path(settings.FILES_FOLDER), time.time() - SPARED_SECONDS
    old = [str(one.relative_to(folder)) for one in folder.glob(pattern) if one.is_file() and _is_older(one, before)]
    needed = named(old) if old else set()
    return sum(_removed(folder, name, before) for name in old if name not in needed)


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False


def _removed(folder: Path, name: str, before: float) -> bool:
    """The same bytes may come again at this moment: what proves to be new once it is out of reach is put back."""
    place, aside = folder / name, folder / f"{INCOMING}{name.replace('/', '-')}"
    with suppress(FileNotFoundError):  # another sweeper was faster
        place.replace(aside)
        if aside.stat().st_mtime >= before:
            aside.replace(place)
            return False
        aside.unlink()
        return True
    return False


def _write(handle: int, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.MAX_UPLOAD_BYTES:
                raise NotKept("file_too_large", limit_mb=settings.MAX_UPLOAD_BYTES // 1024 // 1024)
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


@contextmanager
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotKept("disk", detail=error.strerror or str(error)) from error
