"""What the chain is made of, read as text the database always gives the same: hence SQL and not the ORM."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import connection

from sozialmonitor.trail.chain import Running, sha

_SQL: Final = Path(__file__).parent / "sql"
EVENTS: Final = (_SQL / "events.sql").read_text()
UNSEALED: Final = (_SQL / "unsealed.sql").read_text()
CHAIN: Final = (_SQL / "chain.sql").read_text()
DAY: Final = (_SQL / "day.sql").read_text()
BLOCK: Final = 2000
Row = tuple[Any, ...]


def unsealed(since: datetime, most: int) -> list[tuple[int, str]]:
    """Committed lines of the trail that no seal names yet, in order, each with its digest."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED, {"since": since, "most": most})
        return [(row[0], sha(list(row[1:]))) for row in cursor.fetchall()]


def day_digest(day: date) -> Running:
    found = Running()
    for row in _in_blocks(DAY, {"day": day}):
        found.add(sha(list(row[1:])))
    return found


def chain_with_lines() -> Iterator[Row]:
    """Every seal in order, beside it the line of the trail it names, if that is still there."""
    return _in_blocks(CHAIN, {})


def unsealed_before(since: datetime) -> list[int]:
    """Lines whose place in the order was sealed long ago: nobody wrote them then."""
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, {"since": since})
        return [row[0] for row in cursor.fetchall()]


def _in_blocks(statement: str, params: dict[str, Any]) -> Iterator[Row]:
    """However long the table, and in no transaction of its own: who reads may tell meanwhile how far it is."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**params, "after": last, "most": BLOCK})
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BLOCK:
            return
        last = rows[-1][0]
