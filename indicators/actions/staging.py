"""Carries checked figures into the table of drafts, block by block, in PostgreSQL's binary COPY format.

The format is the fastest way in: no text is made here and none is read there. PostgreSQL's documentation of COPY,
section "Binary Format".
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Final

import numpy as np
import pandas as pd
from django.db import connection
from numpy.typing import NDArray

from districts.models import Area
from indicators.analysis.figures import Figures
from indicators.models import DeliveryScope, Series
from sozialmonitor.access.acting import raw_cursor

_COLUMNS: Final = ("delivery_id", "series_id", "period_end", "period_start", "status", "flags", "value")
_HEAD: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END: Final = b"\xff\xff"
_LANDING: Final = """
CREATE TEMPORARY TABLE IF NOT EXISTS landing (
    delivery_id bigint, series_id integer, period_end date, period_start date, status smallint, flags smallint,
    value double precision
) ON COMMIT DROP
"""
_FROM_LANDING: Final = """
INSERT INTO indicators_stagedobservation (delivery_id, series_id, period_end, period_start, status, flags, value)
SELECT delivery_id, series_id, period_end, period_start, status, flags, value FROM landing
"""
_NEW_SERIES: Final = 0x5E51E5  # the number of the lock
_POSTGRES_DAY_0: Final = np.datetime64("2000-01-01", "D")
# Each field is its length and its bytes, big end first; a value that is not there has the length -1 and no bytes.
_WITHOUT_VALUE: Final = np.dtype([
    ("fields", ">i2"),
    ("n1", ">i4"), ("delivery", ">i8"),
    ("n2", ">i4"), ("series", ">i4"),
    ("n3", ">i4"), ("end", ">i4"),
    ("n4", ">i4"), ("start", ">i4"),
    ("n5", ">i4"), ("status", ">i2"),
    ("n6", ">i4"), ("flags", ">i2"),
    ("n7", ">i4"),
])  # fmt: skip
_WITH_VALUE: Final = np.dtype(
    [*((name, _WITHOUT_VALUE[name]) for name in _WITHOUT_VALUE.names or ()), ("value", ">f8")]
)

Pair = tuple[int, int]  # measure and area
Scope = tuple[int, int, int, int]  # measure, edition, first and last day as ordinals


def stage(delivery: int, blocks: Iterable[Figures]) -> int:
    """Writes the blocks as the draft's figures, with the series they need and the scopes they cover; says how many.

    Runs inside the caller's transaction. ValueError for an infinite value: the database would take it, and every page
    that reads it would break.
    """
    series: dict[Pair, int] = {}
    covered: set[Scope] = set()
    editions: dict[int, int] = {}
    size = 0
    for block in blocks:
        if not len(block):
            continue
        size += len(block)
        if np.isinf(block.value).any():
            raise ValueError("an infinite value is no figure")
        numbers = _series(block, series)
        _copy(_rows(delivery, numbers, block))
        _cover(block, covered, editions)
    DeliveryScope.objects.bulk_create(
        [
            DeliveryScope(
                delivery_id=delivery,
                measure_id=measure,
                edition_id=edition,
                period_start=date.fromordinal(start),
                period_end=date.fromordinal(end),
            )
            for measure, edition, start, end in sorted(covered)
        ],
        batch_size=1000,
    )
    return size


def _series(block: Figures, known: dict[Pair, int]) -> NDArray[np.int32]:
    """The number of each figure's series; series that nobody had before are made."""
    places, pairs = pd.factorize(block.measure << 32 | block.area)
    wanted = [(pair >> 32, pair & 0xFFFFFFFF) for pair in pairs.tolist()]
    _find([pair for pair in wanted if pair not in known], known)
    if missing := [pair for pair in wanted if pair not in known]:
        with connection.cursor() as cursor:  # of two drafts that need the same ones in another order, one waits
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NEW_SERIES])
        Series.objects.bulk_create(
            [Series(measure_id=measure, area_id=area) for measure, area in missing], ignore_conflicts=True
        )
        _find(missing, known)
    return np.array([known[pair] for pair in wanted], dtype=np.int32)[places]


def _find(pairs: Iterable[Pair], known: dict[Pair, int]) -> None:
    by_measure: defaultdict[int, list[int]] = defaultdict(list)
    for measure, area in pairs:
        by_measure[measure].append(area)
    for measure, areas in by_measure.items():
        found = Series.objects.filter(measure=measure, area__in=areas).values_list("area_id", "id")
        known.update(((measure, area), number) for area, number in found)


def _rows(delivery: int, series: NDArray[np.int32], block: Figures) -> bytes:
    parts = []
    for dtype, some in ((_WITH_VALUE, ~np.isnan(block.value)), (_WITHOUT_VALUE, np.isnan(block.value))):
        rows = np.empty(int(some.sum()), dtype=dtype)
        rows["fields"] = len(_COLUMNS)
        for field, length in zip(("n1", "n2", "n3", "n4", "n5", "n6"), (8, 4, 4, 4, 2, 2), strict=True):
            rows[field] = length
        rows["delivery"], rows["series"] = delivery, series[some]
        rows["end"] = (block.end[some] - _POSTGRES_DAY_0).astype(np.int32)
        rows["start"] = (block.start[some] - _POSTGRES_DAY_0).astype(np.int32)
        rows["status"], rows["flags"] = block.status[some], block.flags[some]
        rows["n7"] = 8 if dtype is _WITH_VALUE else -1
        if dtype is _WITH_VALUE:
            rows["value"] = block.value[some] + 0.0  # minus zero is zero
        parts.append(rows.tobytes())
    return b"".join((_HEAD, *parts, _END))


def _copy(rows: bytes) -> None:
    """By way of a table of the transaction: COPY does not fill a table whose rows have policies, INSERT does."""
    columns = ", ".join(_COLUMNS)
    with raw_cursor() as cursor:
        cursor.execute(_LANDING)
        cursor.copy_expert(f"COPY pg_temp.landing ({columns}) FROM STDIN (FORMAT binary)", BytesIO(rows), size=1 << 20)
        cursor.execute(_FROM_LANDING)
        cursor.execute("TRUNCATE pg_temp.landing")


def _cover(block: Figures, covered: set[Scope], editions: dict[int, int]) -> None:
    """Adds which measures, editions and periods the block speaks of."""
    places, areas = pd.factorize(block.area)
    if new := [area for area in areas.tolist() if area not in editions]:
        editions.update(Area.objects.filter(pk__in=new).values_list("id", "edition_id"))
    edition = np.array([editions[area] for area in areas.tolist()], dtype=np.int64)[places]
    what, subjects = pd.factorize(block.measure << 32 | edition)
    when, spans = pd.factorize(_days(block.start) << 32 | _days(block.end))
    for pair in pd.unique(what * len(spans) + when).tolist():
        subject, span = int(subjects[pair // len(spans)]), int(spans[pair % len(spans)])
        covered.add((subject >> 32, subject & 0xFFFFFFFF, span >> 32, span & 0xFFFFFFFF))


def _days(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Days since 0001-01-01, as Python counts them: never negative."""
    return (dates - np.datetime64("0001-01-01", "D")).astype(np.int64) + 1
