"""The status of a figure: the words used from file to screen, and how they combine.

A figure has one main word and any number of flags, which are further words of the same list. Missing, suppressed
and zero are three things: a number may stand only with the words in `HAS_VALUE`, and then it must stand.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray


class Status(StrEnum):
    """The fifteen words, in the fixed order in which flags are written."""

    OK = "ok"
    ZERO = "zero"  # nothing there
    NEAR_ZERO = "near_zero"  # less than half the last digit
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"
    PENDING = "pending"
    UNRELIABLE = "unreliable"
    LIMITED = "limited"  # value shown, limited reliability
    BLOCKED = "blocked"
    MISSING = "missing"
    NOT_EXISTING = "not_existing"  # the area did not exist
    CONVERTED = "converted"  # value shown, taken over from another division
    ESTIMATED = "estimated"
    PROVISIONAL = "provisional"
    REVISED = "revised"


HAS_VALUE: Final[frozenset[Status]] = frozenset(
    {
        Status.OK,
        Status.ZERO,
        Status.NEAR_ZERO,
        Status.LIMITED,
        Status.CONVERTED,
        Status.ESTIMATED,
        Status.PROVISIONAL,
        Status.REVISED,
    }
)

# These say only how large the number is, so they never travel on as a flag: behind a hidden figure they would tell it.
PLAIN: Final[frozenset[Status]] = frozenset({Status.OK, Status.ZERO, Status.NEAR_ZERO})

# From weakest to strongest. Where several figures make one, the strongest word becomes the main word of the result.
# Every word without a value is stronger than every word with one: nothing is computed from what is not there. Among
# those without a value the reason that no later delivery mends wins, and protection wins over a mere gap.
PRECEDENCE: Final[tuple[Status, ...]] = (
    Status.OK,
    Status.ZERO,
    Status.NEAR_ZERO,
    Status.REVISED,
    Status.PROVISIONAL,
    Status.CONVERTED,
    Status.ESTIMATED,
    Status.LIMITED,
    Status.MISSING,
    Status.PENDING,
    Status.UNRELIABLE,
    Status.UNKNOWN,
    Status.BLOCKED,
    Status.SUPPRESSED,
    Status.NOT_EXISTING,
)

# Small integers for arrays and the database. They are stored: append new words, never renumber.
CODES: Final[dict[Status, int]] = {status: number for number, status in enumerate(Status)}
WORDS: Final[tuple[Status, ...]] = tuple(Status)
FLAGS: Final[dict[Status, int]] = {status: 1 << code for status, code in CODES.items()}
ALL_FLAGS: Final[int] = (1 << len(WORDS)) - 1

# The same as lookup tables, indexed by code.
CODE_HAS_VALUE: Final[NDArray[np.bool_]] = np.array([status in HAS_VALUE for status in WORDS])
CODE_RANK: Final[NDArray[np.uint8]] = np.array([PRECEDENCE.index(status) for status in WORDS], dtype=np.uint8)
RANK_CODE: Final[NDArray[np.uint8]] = np.array([CODES[status] for status in PRECEDENCE], dtype=np.uint8)
CODE_FLAG: Final[NDArray[np.uint16]] = np.array(
    [0 if status in PLAIN else FLAGS[status] for status in WORDS], dtype=np.uint16
)
for _table in (CODE_HAS_VALUE, CODE_RANK, RANK_CODE, CODE_FLAG):
    _table.setflags(write=False)


def strongest(statuses: Iterable[Status]) -> Status:
    """The word that wins when figures with these words are put together. ValueError if there are none."""
    return max(statuses, key=PRECEDENCE.index)


def flags_to_text(flags: int) -> str:
    """The words of a bitmask, separated by a space, always in the order of `Status`. ValueError for unknown bits."""
    if not 0 <= flags <= ALL_FLAGS:
        raise ValueError(f"{flags} is no set of flags: only the bits of 0 to {ALL_FLAGS} have a meaning.")
    return " ".join(status.value for status, bit in FLAGS.items() if flags & bit)


def text_to_flags(text: str) -> int:
    """The bitmask of words separated by spaces, in any order. ValueError names the unknown word and the known ones."""
    flags = 0
    for word in text.split():
        try:
            flags |= FLAGS[Status(word)]
        except ValueError:
            known = ", ".join(status.value for status in WORDS)
            raise ValueError(f"'{word}' is not a status word. The words are: {known}.") from None
    return flags
