from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.actions.leasing import hand_over_silent
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import enqueue

OUTPUT_DAYS = 7  # a file made for one person is there to be fetched, not to be kept


@transaction.atomic
def sweep_jobs() -> int:
    """Hands jobs nobody works on any more over again, or gives up after the last attempt; removes old outputs."""
    found = hand_over_silent(Job.objects.all(), noun="work", enqueue=enqueue)
    _remove_outputs()
    return found


def _remove_outputs() -> None:
    old = Job.objects.exclude(output="").filter(finished_at__lt=now() - timedelta(days=OUTPUT_DAYS))
    for job in old.select_for_update(skip_locked=True):
        place(job.output).unlink(missing_ok=True)
        job.output = ""
        job.save(update_fields=["output"])
