"""Takes a queued job through its work; one worker at a time, everything or nothing."""

import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from sozialmonitor.access.audit import record
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.kinds import JobRefused, Progress, kind_of
from sozialmonitor.jobs.models import Job

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 1.0


class Cancelled(Exception):
    """The person who asked for the work asked it to stop."""


class LeaseLost(Exception):
    """Another worker took the job over: this one must write nothing more."""


class Lease(Progress):
    """One worker's hold on a job: it lasts as long as the heartbeat on the row is the one this worker wrote."""

    def __init__(self, job: Job) -> None:
        self.job, self.heartbeat, self._last = job, job.heartbeat, 0.0

    def mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, heartbeat=self.heartbeat, state=Job.State.WORKING)

    def phase(self, name: str, total: int = 0) -> None:
        self._write(phase=name, done=0, total=total)

    def tick(self, done: int) -> None:
        if time.monotonic() - self._last >= HEARTBEAT_SECONDS:
            self._write(done=done)

    def _write(self, **fields: Any) -> None:
        self._last, heartbeat = time.monotonic(), now()
        if not self.mine().update(heartbeat=heartbeat, **fields):
            raise LeaseLost
        self.heartbeat = heartbeat
        if self.mine().filter(cancel_requested=True).exists():
            raise Cancelled


def run_job(job_id: int) -> Job | None:
    """Works on the job if nobody else does. A fault of ours is written on the row.

    With the database away the row stays as it is: the sweeper finds it silent and hands it over again.
    """
    lease = _claim(job_id)
    if lease is None:
        return None
    own = connection.connection
    try:
        _work(lease)
    except Cancelled:
        _close(lease, state=Job.State.CANCELLED)
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job_id)
    except JobRefused as refused:
        _close(lease, state=Job.State.REFUSED, refusal={"rule": refused.rule, "params": refused.params})
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and own.closed:
            log.warning("job %s: the database went away: %s", job_id, error)
            connection.close_if_unusable_or_obsolete()
            return None
        log.exception("job %s failed", job_id)
        with suppress(Exception):  # what cannot be written now, the sweeper finds silent
            _close(lease, state=Job.State.FAILED, fault=f"{type(error).__name__}: {error}"[:2000])
    return Job.objects.get(pk=job_id)


def _claim(job_id: int) -> Lease | None:
    silent_since = now() - timedelta(seconds=settings.BATCH_SILENCE_SECONDS)
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.WORKING, heartbeat__lt=silent_since)
    claimed = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.WORKING, heartbeat=now(), attempt=F("attempt") + 1, phase="", done=0, total=0, fault=""
    )
    return Lease(Job.objects.select_related("created_by").get(pk=job_id)) if claimed else None


def _work(lease: Lease) -> None:
    job, kind = lease.job, kind_of(lease.job)
    found = kind.work(job, lease)
    with transaction.atomic():
        # The sweeper passes over a locked row: storing may take longer than a worker may be silent.
        if not lease.mine().select_for_update().exists():
            raise LeaseLost
        result = kind.store(job, found)
        lease.mine().update(state=Job.State.DONE, result=result, output=job.output, finished_at=now())
        record(by=job.created_by, verb="finish work", what=f"job:{job.pk}", kind=job.kind)
    _forget_file(job)


def _close(lease: Lease, **fields: Any) -> None:
    if lease.mine().update(finished_at=now(), **fields):
        _forget_file(lease.job)


def _forget_file(job: Job) -> None:
    """The upload goes when nobody else works on the same bytes and the kind does not keep them."""
    others = Job.objects.filter(file=job.file, state__in=Job.RUNNING).exclude(pk=job.pk)
    if job.file and not kind_of(job).keeps_file and not others.exists():
        place(job.file).unlink(missing_ok=True)
