from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import enqueue
from sozialmonitor.web.files import incoming, put_in_place

FOLDER = "jobs"


def ask(
    *,
    by: User | None,
    kind: str,
    params: dict[str, Any] | None = None,
    file_name: str = "",
    chunks: Iterable[bytes] | None = None,
    start: bool = True,
) -> Job:
    """Stores the job, with its file if there is one, and queues it; the caller runs it if not `start`.

    Rights are the caller's business: each kind has its own. NotKept if the file is too large or the disk full.
    """
    job = Job(kind=kind, params=params or {}, created_by=by)
    if chunks is None:
        return _stored(job, by, start=start)
    with incoming(chunks) as (temporary, digest, _size):
        job.file, job.file_name = f"{FOLDER}/{digest[:2]}/{digest}", Path(file_name).name[:255]
        put_in_place(temporary, place(job.file))
        return _stored(job, by, start=start)


@transaction.atomic
def _stored(job: Job, by: User | None, *, start: bool) -> Job:
    job.save()
    record(by=by, verb="ask for work", what=f"job:{job.pk}", kind=job.kind, file=job.file_name)
    if start:
        transaction.on_commit(lambda: enqueue(job.pk))
    return job


@transaction.atomic
def cancel(*, by: User | None, job: Job) -> Job:
    """A job that waits is over at once; one that is worked on stops at its next tick."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.is_running and not job.cancel_requested:
        job.cancel_requested = True
        if job.state == Job.State.QUEUED:
            job.state = Job.State.CANCELLED
        job.save(update_fields=["cancel_requested", "state"])
        record(by=by, verb="cancel work", what=f"job:{job.pk}")
    return job


def place(path: str) -> Path:
    return Path(settings.FILES_FOLDER) / path
