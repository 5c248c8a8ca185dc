"""What publishing a draft delivery would change."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from indicators.models import Delivery

SQL = (Path(__file__).parent.parent / "sql" / "difference.sql").read_text()

COUNTS = """
SELECT m.code, count(*) FILTER (WHERE d.kind = 'new'), count(*) FILTER (WHERE d.kind = 'changed'),
       count(*) FILTER (WHERE d.kind = 'gone'), count(*) FILTER (WHERE d.kind = 'same')
FROM pg_temp.difference d JOIN indicators_measure m ON m.id = d.measure_id GROUP BY m.code ORDER BY m.code
"""
# The biggest jumps by the ratio of the change to what stood there; after them what appears or vanishes, which is none.
BIGGEST = """
SELECT m.code, a.code, a.name, d.period_start, d.period_end, d.before, d.after, d.status_before, d.status_after
FROM pg_temp.difference d JOIN indicators_measure m ON m.id = d.measure_id JOIN districts_area a ON a.id = d.area_id
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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.difference")
        cursor.execute(SQL, {"delivery": delivery.pk, "complete": delivery.complete})
        cursor.execute(COUNTS)
        per_measure = {code: Counts(*counts) for code, *counts in cursor.fetchall()}
        cursor.execute(BIGGEST, {"limit": biggest})
        jumps = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    sums = [
        sum(column) for column in zip(*((c.new, c.changed, c.gone, c.same) for c in per_measure.values()), strict=True)
    ]
    return Difference(Counts(*sums) if sums else Counts(), per_measure, jumps)
