"""One worker at a time: claims, lost leases and cancelling, with workers in threads of their own."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from imports.actions.checking import _store, check_batch
from imports.actions.deciding import cancel_batch, check_again
from imports.actions.sweeping import sweep_batches
from imports.checks.figures import check
from imports.errors import Refused
from imports.models import Batch
from imports.parsers.profiles.loading import load_profile
from imports.parsers.records import Parsed
from imports.reference import read_reference
from indicators.models import Delivery, StagedObservation
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.actions import leasing
from sozialmonitor.jobs.actions.leasing import Cancelled, Lease, LeaseLost, claim
from tests.imports.uploads import DAYS, csv, figures, many, nothing_stored, profile, receive
from tests.world import World

State = Batch.State
LINES = 30_000


class Worker(threading.Thread):
    """check_batch as a worker runs it, with a database connection of its own."""

    def __init__(self, batch: Batch, gate: threading.Barrier | None = None) -> None:
        super().__init__()
        self.batch, self.gate, self.found = batch, gate, None
        self.start()

    def run(self) -> None:
        try:
            if self.gate:
                self.gate.wait(10)
            self.found = check_batch(self.batch.pk)
        finally:
            connection.close()


def wait_for(ask: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ask():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def is_reading(batch: Batch) -> bool:
    batch.refresh_from_db()
    return batch.phase == Batch.Phase.READING and 0 < batch.done < batch.total


def is_comparing(batch: Batch) -> bool:
    batch.refresh_from_db()
    return batch.phase == Batch.Phase.CHECKING and 0 < batch.done < batch.total


def claimed(batch: Batch) -> Lease[Batch]:
    lease = claim(Batch.objects.all(), batch.pk)
    assert lease is not None
    return lease


def make_silent(batch: Batch, seconds: float = 3600) -> None:
    Batch.objects.filter(pk=batch.pk).update(heartbeat=now() - timedelta(seconds=seconds))


@pytest.fixture
def every_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of life at every chance, not once a second: the tests' files are read in about a second."""
    monkeypatch.setattr(leasing, "HEARTBEAT_SECONDS", 0.0)


def test_of_two_workers_one_works(lasting_world: World) -> None:
    batch = receive(csv(figures()))
    gate = threading.Barrier(2)
    workers = [Worker(batch, gate), Worker(batch, gate)]
    for worker in workers:
        worker.join(20)
    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == (State.READY, 1)
    assert Delivery.objects.count() == 1
    assert StagedObservation.objects.count() == 12
    assert [worker.found is None for worker in workers].count(True) == 1
    assert AuditEvent.objects.filter(what=f"batch:{batch.pk}", verb__startswith="check batch").count() == 1


def test_progress_can_be_seen_from_outside(lasting_world: World, every_tick: None) -> None:
    batch = receive(many(LINES), profile(DAYS))
    worker = Worker(batch)
    wait_for(lambda: is_reading(batch))
    assert (batch.total, batch.state) == (batch.file.size, State.WORKING)
    worker.join(30)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.total) == (State.READY, 2 * LINES, 2 * LINES)


def test_cancelling_stops_a_worker_at_its_next_sign_of_life(lasting_world: World, every_tick: None) -> None:
    batch = receive(many(LINES), profile(DAYS))
    worker = Worker(batch)
    wait_for(lambda: is_reading(batch))
    assert cancel_batch(by=None, batch=batch).state == State.WORKING
    worker.join(30)
    batch.refresh_from_db()
    assert (batch.state, batch.phase, batch.fault) == (State.CANCELLED, Batch.Phase.NONE, "")
    assert batch.finished_at is not None
    assert nothing_stored()


def test_cancelling_stops_a_worker_that_compares(lasting_world: World, every_tick: None) -> None:
    """Good figures are compared faster than anyone looks; ten thousand that came twice are told one by one."""
    batch = receive(many(LINES) + many(LINES).partition(b"\n")[2], profile(DAYS))
    worker = Worker(batch)
    wait_for(lambda: is_comparing(batch))
    cancel_batch(by=None, batch=batch)
    worker.join(30)
    batch.refresh_from_db()
    assert (batch.state, batch.fault) == (State.CANCELLED, "")
    assert nothing_stored()


def test_a_worker_taken_for_dead_writes_nothing_more(lasting_world: World, every_tick: None) -> None:
    batch = receive(many(LINES), profile(DAYS))
    first = Worker(batch)
    wait_for(lambda: is_reading(batch))
    make_silent(batch)
    second = Worker(batch)
    first.join(30)
    second.join(30)
    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == (State.READY, 2)
    assert Delivery.objects.count() == 1
    assert StagedObservation.objects.count() == 2 * LINES


def test_a_lease_is_lost_to_the_sweeper(world: World) -> None:
    batch = receive(csv(figures()))
    lease = claimed(batch)
    make_silent(batch)
    assert sweep_batches() == 1
    with pytest.raises(LeaseLost):
        lease.phase(Batch.Phase.CHECKING)
    batch.refresh_from_db()
    assert (batch.state, batch.phase) == (State.QUEUED, Batch.Phase.NONE)


def test_a_lease_does_not_come_back_with_the_number_of_its_attempt(world: World) -> None:
    """Stopped for long, given up, checked again by a person: the third worker's attempt is the first again."""
    batch = receive(csv(figures()))
    sleeper = claimed(batch)
    Batch.objects.filter(pk=batch.pk).update(state=State.FAILED)
    check_again(by=None, batch=batch, start=False)
    other = claimed(batch)
    assert (sleeper.row.attempt, other.row.attempt) == (1, 1)
    with pytest.raises(LeaseLost):
        sleeper.phase(Batch.Phase.STORING)
    other.phase(Batch.Phase.STORING)


def test_storing_without_the_lease_stores_nothing(world: World) -> None:
    batch = receive(csv(figures()))
    lease = claimed(batch)
    make_silent(batch)
    spec, parsed = load_profile(batch.profile.spec), Parsed()
    with pytest.raises(LeaseLost):
        _store(lease, spec, parsed, check(parsed, read_reference(), spec))
    assert nothing_stored()
    assert not batch.problems.exists()


def test_cancelling_just_before_storing_stores_nothing(world: World) -> None:
    batch = receive(csv(figures()))
    lease = claimed(batch)
    lease.phase(Batch.Phase.STORING)
    cancel_batch(by=None, batch=batch)
    spec, parsed = load_profile(batch.profile.spec), Parsed()
    with pytest.raises(Cancelled):
        _store(lease, spec, parsed, check(parsed, read_reference(), spec))
    assert nothing_stored()


def test_a_living_worker_is_not_disturbed(world: World) -> None:
    batch = receive(csv(figures()))
    lease = claimed(batch)
    assert check_batch(batch.pk) is None
    assert sweep_batches() == 0
    lease.phase(Batch.Phase.CHECKING, 12)
    batch.refresh_from_db()
    assert (batch.phase, batch.total, batch.attempt) == (Batch.Phase.CHECKING, 12, 1)


def test_ticks_write_at_most_once_a_second(world: World) -> None:
    batch = receive(csv(figures()))
    lease = claimed(batch)
    lease.phase(Batch.Phase.READING, 1000)
    for done in range(1, 50):
        lease.tick(done, 1000)
    batch.refresh_from_db()
    assert batch.done <= 1


def test_a_queued_batch_is_cancelled_at_once_and_never_worked_on(world: World) -> None:
    batch = receive(csv(figures()))
    assert cancel_batch(by=None, batch=batch).state == State.CANCELLED
    assert check_batch(batch.pk) is None
    with pytest.raises(Refused, match="batch_state"):
        cancel_batch(by=None, batch=batch)


def test_a_cancel_outlives_the_death_of_the_worker(world: World) -> None:
    batch = receive(csv(figures()))
    claimed(batch)
    cancel_batch(by=None, batch=batch)
    make_silent(batch)
    sweep_batches()
    found = check_batch(batch.pk)
    assert found is not None
    assert found.state == State.CANCELLED
