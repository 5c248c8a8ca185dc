import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from imports.actions.people import remove_left_over
from imports.messages.faults import SILENT
from imports.models import Batch
from imports.queue import enqueue_check
from sozialmonitor.access.audit import record
from sozialmonitor.web.files import INCOMING

INCOMING_SECONDS = 60 * 60  # nobody writes a file for that long: the web server ends a request before


@transaction.atomic
def sweep_batches() -> int:
    """Finds batches nobody works on any more and hands them over again, or gives up after the last attempt.

    Redelivery by the broker is not relied on: it does not come after a killed worker, and a lost Redis forgets all.
    """
    remove_left_over()
    silent_since = now() - timedelta(seconds=settings.BATCH_SILENCE_SECONDS)
    silent = Q(state=Batch.State.WORKING, heartbeat__lt=silent_since) | Q(
        Q(heartbeat__lt=silent_since) | Q(heartbeat__isnull=True, created_at__lt=silent_since), state=Batch.State.QUEUED
    )
    found = list(Batch.objects.select_for_update(skip_locked=True).filter(silent))
    for batch in found:
        batch.phase, batch.done, batch.total = Batch.Phase.NONE, 0, 0
        if batch.attempt >= settings.BATCH_ATTEMPTS:
            batch.state, batch.finished_at = Batch.State.FAILED, now()
            batch.fault = f"{SILENT} after attempt {batch.attempt}"
            record(by=None, verb="give up batch", what=f"batch:{batch.pk}", attempt=batch.attempt)
        else:
            if batch.state == Batch.State.WORKING:
                record(by=None, verb="hand over batch again", what=f"batch:{batch.pk}", attempt=batch.attempt)
            batch.state, batch.heartbeat = Batch.State.QUEUED, now()
            transaction.on_commit(partial(enqueue_check, batch.pk))
        batch.save(update_fields=["state", "phase", "done", "total", "heartbeat", "finished_at", "fault"])
    return len(found)


def sweep_incoming() -> int:
    """Removes what a killed process left half-written beside the stored files; whoever still writes is younger."""
    removed = 0
    for path in Path(settings.FILES_FOLDER).glob(f"{INCOMING}*"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - INCOMING_SECONDS:
                path.unlink()
                removed += 1
    return removed
