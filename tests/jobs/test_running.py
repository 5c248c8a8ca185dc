from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.actions.asking import ask, cancel, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.actions.sweeping import sweep_jobs
from sozialmonitor.jobs.models import Job
from sozialmonitor.web.files import NotKept

pytestmark = pytest.mark.django_db


def asked(**params: object) -> Job:
    return ask(by=None, kind="counting", params=params, start=False)


def counted(job: Job) -> int:
    return AuditEvent.objects.filter(verb="counted", what=f"job:{job.pk}").count()


def test_a_job_is_worked_on_and_stored_once_however_often_it_comes() -> None:
    job = asked(steps=3)
    done = run_job(job.pk)
    assert done is not None
    assert (done.state, done.result, done.total, done.attempt) == (Job.State.DONE, {"steps": 3}, 3, 1)
    assert done.finished_at is not None
    assert run_job(job.pk) is None
    assert counted(job) == 1


def test_what_is_refused_keeps_rule_and_params_and_stores_nothing() -> None:
    job = run_job(asked(steps=5, refuse_at=2).pk)
    assert job is not None
    assert (job.state, job.refusal) == (Job.State.REFUSED, {"rule": "odd_number", "params": {"step": 2}})
    assert counted(job) == 0


def test_a_fault_of_ours_is_written_on_the_row() -> None:
    job = run_job(asked(steps=5, break_at=2).pk)
    assert job is not None
    assert (job.state, job.fault) == (Job.State.FAILED, "RuntimeError: broken")


def test_a_fault_while_storing_leaves_nothing() -> None:
    job = run_job(asked(break_in_store=True).pk)
    assert job is not None
    assert (job.state, counted(job)) == (Job.State.FAILED, 0)


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = cancel(by=None, job=asked())
    assert job.state == Job.State.CANCELLED
    assert run_job(job.pk) is None


def test_a_job_that_was_asked_to_stop_stops_at_its_next_phase() -> None:
    job = asked(steps=3)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    stopped = run_job(job.pk)
    assert stopped is not None
    assert (stopped.state, counted(job)) == (Job.State.CANCELLED, 0)


def test_a_silent_job_is_handed_over_again_and_given_up_after_the_last_attempt(settings: Settings) -> None:
    long_ago = now() - timedelta(seconds=settings.BATCH_SILENCE_SECONDS + 1)
    silent, hopeless = asked(), asked()
    Job.objects.filter(pk=silent.pk).update(state="working", heartbeat=long_ago, attempt=1)
    Job.objects.filter(pk=hopeless.pk).update(state="working", heartbeat=long_ago, attempt=settings.BATCH_ATTEMPTS)
    assert sweep_jobs() == 2
    silent.refresh_from_db()
    hopeless.refresh_from_db()
    assert (silent.state, hopeless.state) == (Job.State.QUEUED, Job.State.FAILED)
    assert hopeless.fault == f"no sign of life after attempt {settings.BATCH_ATTEMPTS}"


def test_a_worker_that_lost_its_job_writes_nothing_more(settings: Settings) -> None:
    job = asked()
    Job.objects.filter(pk=job.pk).update(state="working", heartbeat=now())
    assert run_job(job.pk) is None  # somebody else works on it


def test_the_upload_goes_when_the_work_is_over() -> None:
    job = ask(by=None, kind="counting", file_name="../x.csv", chunks=[b"a", b"b"], start=False)
    assert (job.file_name, place(job.file).read_bytes()) == ("x.csv", b"ab")
    run_job(job.pk)
    assert not place(job.file).exists()


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 3
    with pytest.raises(NotKept, match="file_too_large"):
        ask(by=None, kind="counting", file_name="x.csv", chunks=[b"abcd"])
    assert list(Path(settings.FILES_FOLDER).rglob("*.*")) == []
    assert Job.objects.count() == 0


def test_old_outputs_are_removed() -> None:
    job = asked()
    path = place("jobs/out.csv")
    path.parent.mkdir(parents=True)
    path.write_text("x")
    Job.objects.filter(pk=job.pk).update(
        state="done", output="jobs/out.csv", finished_at=now() - timedelta(days=8), heartbeat=now()
    )
    sweep_jobs()
    job.refresh_from_db()
    assert (job.output, path.exists()) == ("", False)
