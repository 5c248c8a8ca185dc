"""One checksum for what a file says, whatever order its rows come in.

Statistics offices shuffle rows between downloads, so a checksum of bytes would call the same delivery new each time.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imports.parsers.records import Record, Records, Words
from indicators.analysis.periods import Period
from indicators.analysis.status import Status


def canonical_hash(records: Records | Iterable[Record]) -> str:
    """SHA-256, in hexadecimal, over the sorted rows (measure, area code, first day, last day, value, status, flags).

    Names and places in the file do not count. The value is written as Python's repr of a float, empty without one.
    """
    table = records if isinstance(records, Records) else Records(records)
    measures, codes = list(table.measures.list), list(table.codes.list)
    periods = [_span(period) for period in table.periods.list]
    statuses = [status.value for status in table.statuses.list]
    flags = [_flags(words) for words in table.flags.list]
    columns = [
        _ranks(table, table.measures, measures),
        _ranks(table, table.codes, codes),
        _ranks(table, table.periods, periods),
        _ranks(table, table.statuses, statuses),
        _ranks(table, table.flags, flags),
    ]
    values = table.values() + 0.0  # minus zero is zero
    order = np.lexsort((values, *reversed(columns)))
    texts = [measures, codes, periods, statuses, flags]
    numbers = [table.numbers(words) for words in (table.measures, table.codes, table.periods)]
    numbers += [table.numbers(table.statuses), table.numbers(table.flags)]
    digest = hashlib.sha256()
    for row in order.tolist():
        measure, code, span, status, flag = (text[number[row]] for text, number in zip(texts, numbers, strict=True))
        value = values[row]
        figure = "" if value != value else repr(float(value))
        digest.update(f"{measure}\x1f{code}\x1f{span}\x1f{figure}\x1f{status}\x1f{flag}\x1e".encode())
    return digest.hexdigest()


def _ranks(table: Records, words: Words[Any], texts: list[str]) -> NDArray[np.int64]:
    """For each figure the place of its word in alphabetical order: files number their words as they meet them."""
    place = {text: rank for rank, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], dtype=np.int64)[table.numbers(words)]


def _span(period: Period) -> str:
    return f"{period.start.isoformat()}\x1f{period.end.isoformat()}"


def _flags(words: frozenset[Status]) -> str:
    return " ".join(sorted(word.value for word in words))
