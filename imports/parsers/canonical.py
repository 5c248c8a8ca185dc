"""One checksum for what a file says, whatever order its rows come in.

Statistics offices shuffle rows between downloads, so a checksum of bytes would call the same delivery new each time.
Sorting ten million rows would need them all at once; instead each row gets a number from its content, and the numbers
are added up, which no order changes (a multiset hash: Clarke et al., Incremental Multiset Hash Functions, 2003). It
tells files apart, it does not protect against somebody who looks for two that agree.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imports.parsers.records import Record, Records
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

_KEYS: Final = ("sozialmonitor-r1", "sozialmonitor-r2")  # 16 letters each: two sums of 64 bits
# The finaliser of splitmix64 (Steele, Lea, Flood 2014): it spreads each bit over all.
_ODD: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_ALL: Final = (1 << 64) - 1
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)

Numbers = NDArray[np.uint64]


def canonical_hash(records: Records | Iterable[Record]) -> str:
    """SHA-256, in hexadecimal, over the number of rows and two sums over (measure, area code, first and last day,
    value, status, flags) of each row. Names and places in the file do not count; minus zero is zero."""
    table = records if isinstance(records, Records) else Records(records)
    words = (
        ("measure", table.measures.list),
        ("code", table.codes.list),
        ("period", [_span(period) for period in table.periods.list]),
        ("status", [status.value for status in table.statuses.list]),
        ("flags", [_flags(flags) for flags in table.flags.list]),
    )
    digest = hashlib.sha256(str(len(table)).encode())
    for key in _KEYS:
        hashed = {name: _hashed(texts, key) for name, texts in words}
        total = 0
        for block in table.blocks():
            values = np.where(np.isnan(block.value), np.nan, block.value + 0.0)  # all that is not there is alike
            row = _mixed(values.view(np.uint64))
            for name, numbers in hashed.items():
                row = _mixed(row + numbers[getattr(block, name)])
            total += int(row.sum(dtype=np.uint64))
        digest.update((total & _ALL).to_bytes(8, "little"))
    return digest.hexdigest()


def _hashed(texts: Sequence[str], key: str) -> Numbers:
    if not texts:
        return np.empty(0, dtype=np.uint64)
    return pd.util.hash_array(np.array(texts, dtype=object), hash_key=key, categorize=False)


def _mixed(numbers: Numbers) -> Numbers:
    mixed = numbers + _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _ODD[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _ODD[1]
    return mixed ^ (mixed >> np.uint64(31))


def _span(period: Period) -> str:
    return f"{period.start.isoformat()}\x1f{period.end.isoformat()}"


def _flags(words: frozenset[Status]) -> str:
    return " ".join(sorted(word.value for word in words))
