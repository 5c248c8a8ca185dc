"""Celery's doors: an id in, one action call. The batch row is the truth; a task run twice finds the row taken and leaves."""

from celery import shared_task

from imports.actions.checking import check_batch
from imports.actions.sweeping import sweep_batches


@shared_task
def check(batch_id: int) -> None:
    check_batch(batch_id)


@shared_task
def sweep() -> None:
    sweep_batches()
