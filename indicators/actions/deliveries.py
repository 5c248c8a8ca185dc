import math
from collections.abc import Iterable
from io import TextIOBase
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from indicators.errors import NotPossible
from indicators.models import Delivery
from indicators.rights import demand_measures
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission

SQL = Path(__file__).parent.parent / "sql"
_NULL = "\\N"  # COPY's word for no value
STAGED_COLUMNS = ("delivery_id", "measure_id", "area_id", "period_start", "period_end", "value", "status", "flags")

# measure id, area id, first and last day, value or None, status, flags
StagedRow = tuple[int, int, Any, Any, float | None, str, str]


def _number(value: float | None) -> str:
    if value is None:
        return _NULL
    if not math.isfinite(value):  # the database would take it, and every page that reads it would break
        raise ValueError(f"{value} is no figure")
    return repr(float(value))


class _CopyLines(TextIOBase):
    """Rows as a file that COPY reads from, so that a million of them never stand in memory as one text."""

    def __init__(self, delivery: int, rows: Iterable[StagedRow]) -> None:
        self._lines = (
            f"{delivery}\t{m}\t{a}\t{start}\t{end}\t{_number(value)}\t{status}\t{flags}\n"
            for m, a, start, end, value, status, flags in rows
        )
        self._rest = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        wanted = size if size is not None and size > 0 else 1 << 20
        parts, length = [self._rest], len(self._rest)
        for line in self._lines:
            parts.append(line)
            length += len(line)
            if length >= wanted:
                break
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


@transaction.atomic
def prepare_delivery(
    *,
    by: User | None,
    label: str,
    rows: Iterable[StagedRow],
    canonical_hash: str,
    complete: bool,
    source: str = "",
    stand: str = "",
    note: str = "",
) -> Delivery:
    """Stores checked figures as a draft delivery. Nothing of it is visible until it is published."""
    delivery = Delivery.objects.create(
        label=label,
        source=source,
        complete=complete,
        canonical_hash=canonical_hash,
        stand=stand,
        note=note,
        created_by=by,
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_from(
            _CopyLines(delivery.pk, rows), "indicators_stagedobservation", columns=STAGED_COLUMNS, size=1 << 16
        )
    demand_measures(by, Permission.IMPORT, delivery.staged.values_list("measure__code", flat=True).distinct())
    record(by=by, verb="prepare delivery", what=f"delivery:{delivery.pk}", label=label)
    return delivery


@transaction.atomic
def publish_delivery(*, by: User | None, delivery: Delivery) -> Delivery:
    """Makes a draft the newest word on its measures, areas and periods: one transaction, all or nothing."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.DRAFT:
        raise NotPossible("delivery_not_draft", state=delivery.get_state_display())
    measures = set(delivery.staged.values_list("measure__code", flat=True).distinct())
    if not measures:
        raise NotPossible("delivery_empty")
    demand_measures(by, Permission.PUBLISH, measures)
    with connection.cursor() as cursor:
        cursor.execute((SQL / "publish.sql").read_text(), {"delivery": delivery.pk})
    delivery.state, delivery.published_by, delivery.published_at = Delivery.State.PUBLISHED, by, now()
    delivery.save(update_fields=["state", "published_by", "published_at"])
    record(by=by, verb="publish delivery", what=f"delivery:{delivery.pk}", measures=sorted(measures))
    return delivery


@transaction.atomic
def discard_delivery(*, by: User | None, delivery: Delivery) -> Delivery:
    """Throws a draft's staged figures away; the row stays as a trace."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.DRAFT:
        raise NotPossible("delivery_not_draft", state=delivery.get_state_display())
    demand_measures(by, Permission.IMPORT, delivery.staged.values_list("measure__code", flat=True).distinct())
    delivery.staged.all().delete()
    delivery.state = Delivery.State.DISCARDED
    delivery.save(update_fields=["state"])
    record(by=by, verb="discard delivery", what=f"delivery:{delivery.pk}")
    return delivery


@transaction.atomic
def withdraw_delivery(*, by: User | None, delivery: Delivery, reason: str) -> Delivery:
    """Takes a published delivery back: what stood before stands again, its own figures stay readable as a vintage."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.PUBLISHED:
        raise NotPossible("delivery_not_published", state=delivery.get_state_display())
    if not reason.strip():
        raise NotPossible("reason_missing")
    demand_measures(by, Permission.PUBLISH, set(delivery.scopes.values_list("measure__code", flat=True).distinct()))
    delivery.state, delivery.withdrawn_by, delivery.withdrawn_at = Delivery.State.WITHDRAWN, by, now()
    delivery.reason = reason.strip()
    delivery.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "reason"])
    record(by=by, verb="withdraw delivery", what=f"delivery:{delivery.pk}", reason=delivery.reason)
    return delivery
