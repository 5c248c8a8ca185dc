"""Leases: who holds a row, how it is lost, and what becomes of work whose worker fell silent."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.celery import app
from sozialmonitor.jobs.actions import leasing
from sozialmonitor.jobs.actions.asking import ask, cancel
from sozialmonitor.jobs.actions.leasing import Cancelled, Lease, LeaseLost, claim, hand_over_silent, work_under
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.queue import hand_to_workers

pytestmark = pytest.mark.django_db
State = Job.State


def asked(**params: object) -> Job:
    return ask(by=None, kind="counting", params=params, start=False)


def taken(job: Job) -> Lease[Job]:
    lease = claim(Job.objects.all(), job.pk)
    assert lease is not None
    return lease


def put(job: Job, *, silent: float = 0, **fields: object) -> None:
    Job.objects.filter(pk=job.pk).update(**fields, **({"heartbeat": ago(silent)} if silent else {}))


def ago(seconds: float) -> object:
    return now() - timedelta(seconds=seconds)


def seen(job: Job) -> Job:
    job.refresh_from_db()
    return job


def hand_over(enqueued: Callable[[int], None] = lambda _pk: None) -> int:
    return hand_over_silent(Job.objects.all(), noun="work", enqueue=enqueued)


def test_taking_a_row_begins_it_anew() -> None:
    job = asked()
    put(job, phase="old", done=5, total=9, fault="old")
    lease = taken(job)
    assert (lease.row.state, lease.row.attempt, lease.row.phase) == (State.WORKING, 1, "")
    assert (lease.row.done, lease.row.total, lease.row.fault) == (0, 0, "")
    assert lease.heartbeat is not None


def test_what_is_taken_is_taken_until_its_worker_falls_silent(settings: Settings) -> None:
    job = asked()
    first = taken(job)
    assert claim(Job.objects.all(), job.pk) is None
    put(job, silent=settings.BATCH_SILENCE_SECONDS + 1)
    second = taken(job)
    assert second.row.attempt == 2
    assert (first.mine().exists(), second.mine().exists()) == (False, True)


@pytest.mark.parametrize("state", [one for one in State if one not in Job.RUNNING])
def test_what_is_over_cannot_be_taken(state: str) -> None:
    job = asked()
    put(job, silent=10_000, state=state)
    assert claim(Job.objects.all(), job.pk) is None
    assert claim(Job.objects.all(), 4711) is None


def test_progress_is_written_through_the_lease() -> None:
    lease = taken(asked())
    lease.phase("counting", 10)
    assert (seen(lease.row).phase, lease.row.done, lease.row.total) == ("counting", 0, 10)
    lease._last = 0.0
    lease.tick(3)
    assert (seen(lease.row).done, lease.row.total) == (3, 10)
    lease._last = 0.0
    lease.tick(4, 20)
    assert (seen(lease.row).done, lease.row.total) == (4, 20)


def test_signs_of_life_are_given_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    lease = taken(asked())
    lease.phase("counting", 100)
    heartbeat = lease.heartbeat
    for done in range(1, 50):
        lease.tick(done)
    assert (seen(lease.row).done, lease.heartbeat) == (0, heartbeat)
    monkeypatch.setattr(leasing, "HEARTBEAT_SECONDS", 0.0)
    lease.tick(50)
    assert seen(lease.row).done == 50
    assert lease.heartbeat > heartbeat


@pytest.mark.parametrize("sign", [lambda lease: lease.phase("x"), lambda lease: lease.tick(1), Lease.locked])
def test_a_lost_lease_stops_the_worker_at_its_next_sign(sign: Callable[[Lease[Job]], object]) -> None:
    lease = taken(asked())
    put(lease.row, silent=1)
    with pytest.raises(LeaseLost):
        sign(lease)


def test_a_cancelled_worker_stops_at_its_next_sign_of_life() -> None:
    lease = taken(asked())
    cancel(by=None, job=lease.row)
    with pytest.raises(Cancelled):
        lease.tick(1)
    assert seen(lease.row).state == State.WORKING  # whoever works closes it


def closing(lease: Lease[Job], told: list[dict[str, object]]) -> Callable[..., None]:
    def close(**fields: object) -> None:
        told.append(fields)
        lease.mine().update(**fields)

    return close


@pytest.mark.parametrize(
    ("raised", "state", "fault"),
    [
        (Cancelled(), State.CANCELLED, ""),
        (RuntimeError("broken"), State.FAILED, "RuntimeError: broken"),
        (OSError(28, "No space left on device"), State.FAILED, "OSError: [Errno 28] No space left on device"),
        (RuntimeError("x" * 5000), State.FAILED, f"RuntimeError: {'x' * 1986}"),
    ],
)
def test_work_that_comes_to_no_end_is_closed(raised: Exception, state: str, fault: str) -> None:
    lease, told = taken(asked()), []

    def work() -> None:
        raise raised

    row = work_under(lease, work, closing(lease, told))
    assert row is not None
    assert (row.state, row.fault, len(told)) == (state, fault, 1)


def test_who_lost_the_lease_closes_nothing() -> None:
    lease, told = taken(asked()), []

    def work() -> None:
        put(lease.row, silent=1)
        lease.phase("x")

    row = work_under(lease, work, closing(lease, told))
    assert row is not None
    assert (row.state, told) == (State.WORKING, [])


def test_a_fault_that_cannot_be_written_is_left_to_the_sweeper() -> None:
    lease = taken(asked())

    def work() -> None:
        raise RuntimeError("broken")

    def close(**_fields: object) -> None:
        raise OSError("and the disk is full")

    row = work_under(lease, work, close)
    assert row is not None
    assert row.state == State.WORKING


def test_handing_over_tells_the_workers_once_it_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    job, handed = asked(), []
    put(job, silent=10_000, state=State.WORKING, attempt=1, phase="counting", done=3, total=4)
    with django_capture_on_commit_callbacks(execute=True):
        assert hand_over(handed.append) == 1
        assert handed == []
    assert handed == [job.pk]
    assert (seen(job).state, job.phase, job.done, job.total) == (State.QUEUED, "", 0, 0)
    event = AuditEvent.objects.get(verb="hand over work again")
    assert (event.what, event.details) == (f"job:{job.pk}", {"attempt": 1})


def test_a_queued_row_the_broker_forgot_is_handed_over_without_a_word_in_the_trail() -> None:
    job = asked()
    assert hand_over() == 0
    put(job, created_at=ago(10_000))
    assert hand_over() == 1
    assert hand_over() == 0  # not again before another silence
    put(job, silent=10_000)
    assert hand_over() == 1
    assert not AuditEvent.objects.filter(verb__startswith="hand over").exists()


def test_after_the_last_attempt_it_is_given_up_in_the_trail(settings: Settings) -> None:
    job, handed = asked(), []
    put(job, silent=10_000, state=State.WORKING, attempt=settings.BATCH_ATTEMPTS)
    assert hand_over(handed.append) == 1
    assert (seen(job).state, job.finished_at is not None, handed) == (State.FAILED, True, [])
    assert AuditEvent.objects.get(verb="give up work").details == {"attempt": settings.BATCH_ATTEMPTS}


def test_the_sweeper_passes_over_a_row_that_is_being_stored(transactional_db: None) -> None:
    """Storing may take longer than a worker may be silent: the row is locked meanwhile."""
    job = asked()
    put(job, silent=10_000, state=State.WORKING, attempt=1)
    locked, swept, found = threading.Event(), threading.Event(), []

    def store() -> None:
        try:
            with leasing.transaction.atomic():
                list(Job.objects.select_for_update().filter(pk=job.pk))
                locked.set()
                swept.wait(10)
        finally:
            connection.close()

    worker = threading.Thread(target=store)
    worker.start()
    assert locked.wait(10)
    found.append(hand_over())
    swept.set()
    worker.join(10)
    assert (found, hand_over()) == ([0], 1)


def test_without_a_broker_the_row_waits(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(type(app), "send_task", away)
    hand_to_workers("sozialmonitor.jobs.tasks.run", 4711)
    assert "waits for the sweeper" in caplog.text
    assert "4711" in caplog.text


def test_a_job_given_up_is_done_when_it_is_asked_for_anew(settings: Settings) -> None:
    job = asked(steps=2)
    put(job, silent=10_000, state=State.WORKING, attempt=settings.BATCH_ATTEMPTS)
    hand_over()
    assert run_job(job.pk) is None
    again = run_job(asked(steps=2).pk)
    assert again is not None
    assert (again.state, again.attempt) == (State.DONE, 1)
