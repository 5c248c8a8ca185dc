"""Celery's doors: an id in, one action call. A task that comes twice finds the batch taken and leaves."""

from celery import shared_task

from imports.actions.checking import check_batch
from imports.actions.expecting import tell_overdue
from imports.actions.inbox import look_into_inbox
from imports.actions.sweeping import sweep_batches, sweep_incoming, sweep_unnamed


@shared_task
def check(batch_id: int) -> None:
    check_batch(batch_id)


@shared_task
def sweep() -> None:
    sweep_batches()
    sweep_incoming()


@shared_task
def remove_unnamed() -> None:
    sweep_unnamed()


@shared_task
def look_for_files() -> None:
    look_into_inbox()


@shared_task
def tell_what_is_overdue() -> None:
    tell_overdue()
