import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from imports.actions.people import remove_left_over
from imports.models import Batch, SourceFile
from imports.queue import enqueue_check
from sozialmonitor.jobs.actions.leasing import hand_over_silent
from sozialmonitor.web.files import INCOMING, remove_unnamed

INCOMING_SECONDS = 60 * 60  # nobody writes a file for that long: the web server ends a request before


@transaction.atomic
def sweep_batches() -> int:
    """Hands batches nobody works on any more over again, or gives up after the last attempt."""
    remove_left_over()
    return hand_over_silent(Batch.objects.all(), noun="batch", enqueue=enqueue_check)


def sweep_incoming() -> int:
    """Removes what a killed process left half-written beside the stored files; whoever still writes is younger."""
    removed = 0
    for path in Path(settings.FILES_FOLDER).glob(f"{INCOMING}*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - INCOMING_SECONDS:
                path.unlink()
                removed += 1
    return removed


def sweep_unnamed() -> int:
    """Removes deliveries that no row names: whoever took them in was killed before the row was there; how many."""
    return remove_unnamed("??/*", _named)


def _named(paths: list[str]) -> set[str]:
    return set(SourceFile.objects.filter(path__in=paths).values_list("path", flat=True))
