"""What publishing a draft delivery would change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from indicators.analysis.status import WORDS
from indicators.models import Delivery
from sozialmonitor.access.acting import reading
from sozialmonitor.access.permissions import EVERYTHING

SQL = Path(__file__).parent.parent / "sql"
REACH, DIFFERS, DIFFERENCE = ((SQL / name).read_text() for name in ("draft_reach.sql", "differs.sql", "difference.sql"))
# A big draft has a million rows to sort and join: in the 4 MB a query usually has they would go by way of the disk.
MEMORY = "SET LOCAL work_mem = '64MB'"

COUNTS = """
SELECT m.code, count(*) FILTER (WHERE d.kind = 'new'), count(*) FILTER (WHERE d.kind = 'changed'),
       count(*) FILTER (WHERE d.kind = 'gone'), count(*) FILTER (WHERE d.kind = 'same')
FROM pg_temp.difference d
JOIN indicators_series s ON s.id = d.series_id JOIN indicators_measure m ON m.id = s.measure_id
GROUP BY m.code ORDER BY m.code
"""
# The biggest jumps by the ratio of the change to what stood there; after them what appears or vanishes, which is none.
BIGGEST = """
SELECT m.code, a.code, a.name, d.period_start, d.period_end, d.before, d.after, d.status_before, d.status_after
FROM pg_temp.difference d JOIN indicators_series s ON s.id = d.series_id
JOIN indicators_measure m ON m.id = s.measure_id JOIN districts_area a ON a.id = s.area_id
WHERE d.kind = 'changed'
ORDER BY abs(d.after - d.before) / greatest(abs(d.before), 1) DESC NULLS LAST,
         m.code, a.code, d.period_end
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Counts:
    new: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0


@dataclass(frozen=True)
class Difference:
    total: Counts
    per_measure: dict[str, Counts] = field(default_factory=dict)
    biggest: list[dict[str, Any]] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.total.new or self.total.changed or self.total.gone)


@contextmanager
def _cursor() -> Iterator[Any]:
    """A draft is shown to those alone who may read all it holds (imports.rights); the database looks again."""
    with reading(EVERYTHING), connection.cursor() as cursor:
        yield cursor


def unchanged(delivery: Delivery) -> bool:
    """Whether publishing the draft would leave everything as it is."""
    with transaction.atomic(), _cursor() as cursor:
        cursor.execute(REACH + DIFFERS, {"delivery": delivery.pk})
        if cursor.fetchone()[0]:
            return False
    return difference(delivery, biggest=0).empty


def difference(delivery: Delivery, biggest: int = 20) -> Difference:
    names = (
        "measure",
        "area_code",
        "area_name",
        "period_start",
        "period_end",
        "before",
        "after",
        "status_before",
        "status_after",
    )
    with transaction.atomic(), _cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.difference")
        cursor.execute(MEMORY)
        statement = f"CREATE TEMPORARY TABLE pg_temp.difference ON COMMIT DROP AS {REACH}{DIFFERENCE}"
        cursor.execute(statement, {"delivery": delivery.pk, "complete": delivery.complete})
        cursor.execute(COUNTS)
        per_measure = {code: Counts(*counts) for code, *counts in cursor.fetchall()}
        cursor.execute(BIGGEST, {"limit": biggest})
        jumps = [dict(zip(names, row, strict=True)) for row in map(_worded, cursor.fetchall())]
    sums = [
        sum(column) for column in zip(*((c.new, c.changed, c.gone, c.same) for c in per_measure.values()), strict=True)
    ]
    return Difference(Counts(*sums) if sums else Counts(), per_measure, jumps)


def _worded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The two status numbers at the end of a row as words."""
    return (*row[:-2], *(None if number is None else WORDS[number] for number in row[-2:]))
