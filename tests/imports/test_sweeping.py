"""Dead work is found by its silence and handed over again, a few times."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from imports.actions.checking import check_batch
from imports.actions.people import place_of
from imports.actions.sweeping import sweep_batches, sweep_incoming, sweep_unnamed
from imports.models import Batch
from imports.tasks import remove_unnamed
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.web.files import SPARED_SECONDS
from tests.imports.uploads import checked, csv, figures, receive
from tests.world import World

State = Batch.State


AT_WORK = {"state": State.WORKING, "phase": Batch.Phase.READING, "done": 5, "total": 10}


def put(batch: Batch, **fields: object) -> None:
    Batch.objects.filter(pk=batch.pk).update(**fields)


def ago(seconds: float) -> object:
    return now() - timedelta(seconds=seconds)


def test_silent_work_is_queued_again(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = receive(csv(figures()))
    put(batch, **AT_WORK, attempt=1, heartbeat=ago(61))
    with django_capture_on_commit_callbacks() as handed_over:
        assert sweep_batches() == 1
    assert len(handed_over) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.phase, batch.done, batch.total) == (State.QUEUED, Batch.Phase.NONE, 0, 0)
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, found.attempt) == (State.READY, 2)


def test_work_that_gives_signs_of_life_is_left_alone(world: World) -> None:
    batch = receive(csv(figures()))
    put(batch, **AT_WORK, attempt=1, heartbeat=ago(50))
    assert sweep_batches() == 0


def test_a_queued_batch_the_broker_forgot_is_handed_over_and_again_only_after_another_silence(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = receive(csv(figures()))
    assert sweep_batches() == 0
    put(batch, created_at=ago(61))
    with django_capture_on_commit_callbacks() as first:
        assert sweep_batches() == 1
    with django_capture_on_commit_callbacks() as second:
        assert sweep_batches() == 0
    assert (len(first), len(second)) == (1, 0)
    put(batch, heartbeat=ago(61))
    assert sweep_batches() == 1


def test_after_the_last_attempt_it_gives_up(world: World, settings: Settings) -> None:
    batch = receive(csv(figures()))
    for attempt in range(1, settings.BATCH_ATTEMPTS):
        put(batch, **AT_WORK, attempt=attempt, heartbeat=ago(61))
        sweep_batches()
        batch.refresh_from_db()
        assert batch.state == State.QUEUED
    put(batch, **AT_WORK, attempt=settings.BATCH_ATTEMPTS, heartbeat=ago(61))
    assert sweep_batches() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.fault) == (State.FAILED, "no sign of life after attempt 3")
    assert (batch.phase, batch.finished_at is not None) == (Batch.Phase.NONE, True)
    assert AuditEvent.objects.filter(what=f"batch:{batch.pk}", verb="give up batch").count() == 1
    assert sweep_batches() == 0


@pytest.mark.parametrize("state", [s for s in State if s not in (State.QUEUED, State.WORKING)])
def test_what_is_over_is_never_swept(world: World, state: str) -> None:
    batch = checked(csv(figures()))
    put(batch, state=state, heartbeat=ago(10_000), created_at=ago(10_000))
    assert sweep_batches() == 0


def old(path: Path) -> Path:
    then = time.time() - 2 * SPARED_SECONDS
    os.utime(path, (then, then))
    return path


def test_a_delivery_no_row_names_is_removed_after_a_day_and_no_other(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    """The bytes reach the disk before their row is committed: a kill in between leaves them behind."""
    settings.FILES_FOLDER = tmp_path
    batch = receive(csv(figures()))
    kept = old(place_of(batch.file))
    left = kept.with_name("f" * 64)
    left.write_bytes(b"x")
    assert sweep_unnamed() == 0  # its row may come yet
    old(left)
    unnamed_job = tmp_path / "jobs" / "ab" / "abc"
    unnamed_job.parent.mkdir(parents=True)
    unnamed_job.write_bytes(b"x")
    old(unnamed_job)
    remove_unnamed()
    assert (kept.exists(), left.exists(), unnamed_job.exists()) == (True, False, True)
    assert check_batch(batch.pk).state == State.READY


def test_what_a_killed_process_left_half_written_goes_after_an_hour(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path
    young, left = tmp_path / ".incoming-young", old(_touched(tmp_path / ".incoming-old"))
    young.write_bytes(b"x")
    assert sweep_incoming() == 1
    assert (young.exists(), left.exists()) == (True, False)


def _touched(path: Path) -> Path:
    path.write_bytes(b"x")
    return path
