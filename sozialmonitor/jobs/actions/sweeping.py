from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from sozialmonitor.access.audit import record
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import enqueue

OUTPUT_DAYS = 7  # a file made for one person is there to be fetched, not to be kept


@transaction.atomic
def sweep_jobs() -> int:
    """Hands jobs nobody works on any more over again, or gives up after the last attempt; removes old outputs."""
    silent_since = now() - timedelta(seconds=settings.BATCH_SILENCE_SECONDS)
    silent = Q(state=Job.State.WORKING, heartbeat__lt=silent_since) | Q(
        Q(heartbeat__lt=silent_since) | Q(heartbeat__isnull=True, created_at__lt=silent_since), state=Job.State.QUEUED
    )
    found = list(Job.objects.select_for_update(skip_locked=True).filter(silent))
    for job in found:
        job.phase, job.done, job.total = "", 0, 0
        if job.attempt >= settings.BATCH_ATTEMPTS:
            job.state, job.finished_at = Job.State.FAILED, now()
            job.fault = f"silent after attempt {job.attempt}"
            record(by=None, verb="give up work", what=f"job:{job.pk}", attempt=job.attempt)
        else:
            job.state, job.heartbeat = Job.State.QUEUED, now()
            transaction.on_commit(partial(enqueue, job.pk))
        job.save(update_fields=["state", "phase", "done", "total", "heartbeat", "finished_at", "fault"])
    _remove_outputs()
    return len(found)


def _remove_outputs() -> None:
    old = Job.objects.exclude(output="").filter(finished_at__lt=now() - timedelta(days=OUTPUT_DAYS))
    for job in old.select_for_update(skip_locked=True):
        place(job.output).unlink(missing_ok=True)
        job.output = ""
        job.save(update_fields=["output"])
