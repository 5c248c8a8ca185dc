"""How actions hand work to the workers: by the task's name, for tasks import actions and not the other way round."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue_check(batch_id: int) -> None:
    """Queues the batch. With the broker away its row stays queued, and the sweeper hands it over later."""
    try:
        current_app.send_task("imports.tasks.check", [batch_id], retry=False)
    except OperationalError:
        log.warning("broker unreachable: batch %s waits for the sweeper", batch_id)
