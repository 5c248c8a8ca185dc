"""ZIPs from outside: names that point elsewhere, and members larger than they say."""

import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, Final

ENCRYPTED: Final = 0x1  # the bit among the flags of a member
# What reading a ZIP raises that is damaged, or packed in a way nobody here unpacks.
DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, UnicodeError)
_CHUNK: Final = 1 << 20


class TooLarge(Exception):
    """More came out of a member than it may hold; `size` is what had come by then."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(size)


def leaves_its_folder(name: str) -> bool:
    """Whether unpacking a member of this name would write elsewhere, on any machine."""
    windows = PureWindowsPath(name)
    return PurePosixPath(name).is_absolute() or bool(windows.drive or windows.root) or ".." in windows.parts


def copy_within(source: IO[bytes], target: IO[bytes], limit: int) -> int:
    """Copies all bytes and gives their number. TooLarge beyond the limit: the size an archive states may be a lie."""
    copied = 0
    while chunk := source.read(_CHUNK):
        copied += len(chunk)
        if copied > limit:
            raise TooLarge(copied)
        target.write(chunk)
    return copied
