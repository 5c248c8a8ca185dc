"""Takes a queued job through its work; one worker at a time, everything or nothing."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.audit import record
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.actions.leasing import Lease, claim, work_under
from sozialmonitor.jobs.kinds import JobRefused, kind_of
from sozialmonitor.jobs.models import Job


def run_job(job_id: int) -> Job | None:
    """Works on the job if nobody else does. A fault of ours is written on the row; None with the database away."""
    lease = claim(Job.objects.select_related("created_by"), job_id)
    return work_under(lease, partial(_work, lease), partial(_close, lease)) if lease else None


def _work(lease: Lease[Job]) -> None:
    job, kind = lease.row, kind_of(lease.row)
    try:
        with acting_for(job.created_by):
            found = kind.work(job, lease)
        with acting_for(job.created_by), transaction.atomic():  # what is refused while it is stored leaves nothing
            lease.locked()
            result = kind.store(job, found)
            lease.mine().update(state=Job.State.DONE, result=result, output=job.output, finished_at=now())
            record(by=job.created_by, verb="finish work", what=f"job:{job.pk}", kind=job.kind)
    except JobRefused as refused:
        _close(lease, state=Job.State.REFUSED, refusal={"rule": refused.rule, "params": refused.params})
        return
    _forget_file(job)


def _close(lease: Lease[Job], **fields: Any) -> None:
    if lease.mine().update(finished_at=now(), **fields):
        _forget_file(lease.row)


def _forget_file(job: Job) -> None:
    """The upload goes when nobody else works on the same bytes and the kind does not keep them."""
    others = Job.objects.filter(file=job.file, state__in=Job.RUNNING).exclude(pk=job.pk)
    if job.file and not kind_of(job).keeps_file and not others.exists():
        place(job.file).unlink(missing_ok=True)
