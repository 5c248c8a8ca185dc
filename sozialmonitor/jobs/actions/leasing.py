"""One worker at a time on one row, for whatever model says so: taking it, signs of life, losing it, and handing over
again what fell silent.

A lease holds as long as the heartbeat on the row is the one its worker wrote: whoever else takes the row writes
another. The number of the attempt would not do, for it starts anew when a person asks for the work once more.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from sozialmonitor.access.audit import record
from sozialmonitor.access.history import SYSTEM, working_for
from sozialmonitor.jobs.kinds import Progress
from sozialmonitor.jobs.models import Leased

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 1.0
QUEUED, WORKING, CANCELLED, FAILED = "queued", "working", "cancelled", "failed"
SILENT: Final = "no sign of life"  # how the fault of work begins that was given up

Row = TypeVar("Row", bound=Leased)


class Cancelled(Exception):
    """The person who asked for the work asked it to stop."""


class LeaseLost(Exception):
    """Another worker took the row over: this one must write nothing more."""


class Lease(Progress, Generic[Row]):
    """One worker's hold on a row. Progress is written through it, and a lost lease stops the work."""

    def __init__(self, row: Row) -> None:
        self.row, self.heartbeat, self._last = row, row.heartbeat, 0.0

    def mine(self) -> QuerySet[Row]:
        rows: QuerySet[Row] = type(self.row)._default_manager.all()
        return rows.filter(pk=self.row.pk, heartbeat=self.heartbeat, state=WORKING)

    def locked(self) -> Row:
        """The row for storing. The sweeper passes over a locked one: storing may take longer than silence may last."""
        row = self.mine().select_for_update().first()
        if row is None:
            raise LeaseLost
        return row

    def phase(self, name: str, total: int = 0) -> None:
        self._write(phase=name, done=0, total=total)

    def tick(self, done: int, total: int | None = None) -> None:
        if time.monotonic() - self._last >= HEARTBEAT_SECONDS:
            self._write(done=done, **({} if total is None else {"total": total}))

    def _write(self, **fields: Any) -> None:
        self._last, heartbeat = time.monotonic(), now()
        if not self.mine().update(heartbeat=heartbeat, **fields):
            raise LeaseLost
        self.heartbeat = heartbeat
        if self.mine().filter(cancel_requested=True).exists():
            raise Cancelled


def claim(rows: QuerySet[Row], pk: int, *, phase: str = "") -> Lease[Row] | None:
    """Takes the row if it waits, or if whoever worked on it fell silent; None if somebody else has it."""
    free = Q(state=QUEUED) | Q(state=WORKING, heartbeat__lt=_silent_since())
    taken = rows.filter(free, pk=pk).update(
        state=WORKING, heartbeat=now(), attempt=F("attempt") + 1, phase=phase, done=0, total=0, fault=""
    )
    return Lease(rows.get(pk=pk)) if taken else None


def work_under(lease: Lease[Row], work: Callable[[], None], close: Callable[..., None]) -> Row | None:
    """Does the work; `close` writes the state and the fault of work that came to no end. A fault of ours is one.

    With the database away the row stays as it is, and None is given: the sweeper finds it silent and hands it over.
    """
    own, name = connection.connection, f"{lease.row._meta.model_name} {lease.row.pk}"
    asked_by = getattr(lease.row, "created_by", None)
    try:
        with working_for(asked_by.get_username() if asked_by else SYSTEM, work=name):
            work()
    except Cancelled:
        close(state=CANCELLED)
    except LeaseLost:
        log.warning("%s was taken over by another worker", name)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and own.closed:
            log.warning("%s: the database went away: %s", name, error)
            connection.close_if_unusable_or_obsolete()  # a transaction that fails may have opened another already
            return None
        log.exception("%s failed", name)
        with suppress(Exception):  # what cannot be written now, the sweeper finds silent
            close(state=FAILED, fault=f"{type(error).__name__}: {error}"[:2000])
    rows: QuerySet[Row] = type(lease.row)._default_manager.all()
    return rows.get(pk=lease.row.pk)


@transaction.atomic
def hand_over_silent(rows: QuerySet[Row], *, noun: str, enqueue: Callable[[int], None]) -> int:
    """Finds rows nobody works on any more and queues them again, or gives up after the last attempt; how many.

    Redelivery by the broker is not relied on: it does not come after a killed worker, and a lost Redis forgets all.
    `noun` is what the audit trail calls the work.
    """
    since = _silent_since()
    forgotten = Q(heartbeat__lt=since) | Q(heartbeat__isnull=True, created_at__lt=since)
    silent = Q(state=WORKING, heartbeat__lt=since) | Q(forgotten, state=QUEUED)
    found = list(rows.select_for_update(skip_locked=True).filter(silent))
    for row in found:
        what = f"{row._meta.model_name}:{row.pk}"
        row.phase, row.done, row.total = "", 0, 0
        if row.attempt >= settings.BATCH_ATTEMPTS:
            row.state, row.finished_at, row.fault = FAILED, now(), f"{SILENT} after attempt {row.attempt}"
            record(by=None, verb=f"give up {noun}", what=what, attempt=row.attempt)
        else:
            if row.state == WORKING:
                record(by=None, verb=f"hand over {noun} again", what=what, attempt=row.attempt)
            row.state, row.heartbeat = QUEUED, now()
            transaction.on_commit(partial(enqueue, row.pk))
        row.save(update_fields=["state", "phase", "done", "total", "heartbeat", "finished_at", "fault"])
    return len(found)


def _silent_since() -> Any:
    return now() - timedelta(seconds=settings.BATCH_SILENCE_SECONDS)
