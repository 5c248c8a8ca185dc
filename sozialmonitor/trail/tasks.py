"""Celery's doors."""

from celery import shared_task

from sozialmonitor.trail.purging import purge_access_log
from sozialmonitor.trail.sealing import seal_trail


@shared_task
def seal() -> None:
    seal_trail()


@shared_task
def purge() -> None:
    purge_access_log()
