from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from sozialmonitor.jobs.actions.asking import FOLDER, place
from sozialmonitor.jobs.actions.leasing import hand_over_silent
from sozialmonitor.jobs.kinds import kind_of
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import enqueue
from sozialmonitor.web.files import SPARED_SECONDS, remove_unnamed

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


def sweep_files() -> int:
    """Removes uploads and outputs that no job needs any more, a day after the last one did; how many.

    So go the files of refused work that nobody asked for anew, of drafts that were activated, and what a killed process
    left.
    """
    return remove_unnamed(f"{FOLDER}/**/*", _needed)


def _needed(names: list[str]) -> set[str]:
    jobs = Job.objects.filter(Q(file__in=names) | Q(output__in=names))
    outputs = {job.output for job in jobs}
    return outputs | {job.file for job in jobs if _needs_file(job)}


def _needs_file(job: Job) -> bool:
    lately = job.finished_at is not None and job.finished_at > now() - timedelta(seconds=SPARED_SECONDS)
    return job.is_running or (kind_of(job).keeps_file and (lately or kind_of(job).needs_file(job)))
