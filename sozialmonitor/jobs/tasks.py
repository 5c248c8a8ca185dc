"""Celery's doors: an id in, one action call. A task that comes twice finds the job taken and leaves."""

from celery import shared_task

from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.actions.sweeping import sweep_files, sweep_jobs


@shared_task
def run(job_id: int) -> None:
    run_job(job_id)


@shared_task
def sweep() -> None:
    sweep_jobs()


@shared_task
def remove_files() -> None:
    sweep_files()
