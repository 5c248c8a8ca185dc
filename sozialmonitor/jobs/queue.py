"""How work is handed to the workers: by the task's name, for tasks import actions and not the other way round."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue(job_id: int) -> None:
    hand_to_workers("sozialmonitor.jobs.tasks.run", job_id)


def hand_to_workers(task: str, pk: int) -> None:
    """Queues the work. With the broker away its row stays queued, and the sweeper hands it over later."""
    try:
        current_app.send_task(task, [pk], retry=False)
    except OperationalError:
        log.warning("broker unreachable: %s of %s waits for the sweeper", task, pk)
