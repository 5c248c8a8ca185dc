"""kill -9 at every stage: what is stored is either all or nothing, and the work is done once in the end."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.db import connection

from imports.actions.deciding import publish_batch
from imports.actions.sweeping import sweep_batches
from imports.models import Batch
from imports.queue import enqueue_check
from indicators.models import Delivery, Observation, StagedObservation
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import DAYS, checked, csv, figures, many, nothing_stored, profile, receive
from tests.processes.programs import Program, Programs, wait_for
from tests.processes.test_worker import state
from tests.world import World

State = Batch.State
LINES = 50_000  # two figures each: read in a second or two


@contextmanager
def nobody_writes(table: str) -> Iterator[None]:
    """Holds up whoever writes to the table, in the middle of their transaction."""
    settings = connection.get_connection_params()
    other = psycopg2.connect(
        **{name: settings[name] for name in ("host", "user", "password", "dbname") if name in settings}
    )
    try:
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield
    finally:
        other.close()


def held_up(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return bool(cursor.fetchone()[0])


def hand_over_to_the_living(programs: Programs, batch: Batch) -> None:
    time.sleep(2.1)  # the silence after which a worker counts as dead, as set for these tests
    assert sweep_batches() == 1
    programs.start_worker()
    wait_for(lambda: state(batch) == State.READY, "the second worker's check", 60)


def assert_done_once(batch: Batch, figures: int) -> None:
    assert (batch.state, batch.attempt, batch.fault) == (State.READY, 2, "")
    assert Delivery.objects.count() == 1
    assert batch.delivery == Delivery.objects.get()
    assert StagedObservation.objects.count() == figures
    assert AuditEvent.objects.filter(what=f"batch:{batch.pk}", verb="check batch: ready").count() == 1


def test_killed_while_reading(programs: Programs, world: World) -> None:
    batch = receive(many(LINES), profile(DAYS))
    worker = programs.start_worker()
    enqueue_check(batch.pk)
    wait_for(lambda: state(batch) == State.WORKING, "the first sign of life")
    worker.kill()
    assert (state(batch), batch.phase, batch.attempt) == (State.WORKING, Batch.Phase.READING, 1)
    assert nothing_stored()
    hand_over_to_the_living(programs, batch)
    assert_done_once(batch, 2 * LINES)


def test_killed_while_storing(programs: Programs, world: World) -> None:
    """Held up where all figures are in the table and the transaction still lacks its last rows."""
    batch = receive(csv(figures()))
    worker = programs.start_worker()
    with nobody_writes("access_auditevent"):
        enqueue_check(batch.pk)
        wait_for(lambda: held_up("access_auditevent"), "the worker at its last rows")
        assert sweep_batches() == 0
        worker.kill()
    wait_for(lambda: not held_up("access_auditevent"), "the end of the dead worker's transaction")
    assert (state(batch), batch.phase) == (State.WORKING, Batch.Phase.STORING)
    assert nothing_stored()
    assert not batch.problems.exists()
    hand_over_to_the_living(programs, batch)
    assert_done_once(batch, 12)


def test_killed_while_publishing(programs: Programs, world: World) -> None:
    batch = checked(csv(figures()))
    program = f"""
from imports.actions.deciding import publish_batch
from imports.models import Batch
publish_batch(by=None, batch=Batch.objects.get(pk={batch.pk}))
"""
    with nobody_writes("access_auditevent"):
        publishing = programs.start_python(program)
        wait_for(lambda: held_up("access_auditevent"), "the publishing at its last row")
        publishing.kill()
    wait_for(lambda: not held_up("access_auditevent"), "the end of the dead process's transaction")
    delivery = Delivery.objects.get()
    assert (state(batch), delivery.state, delivery.published_at) == (State.READY, Delivery.State.DRAFT, None)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (0, 12)
    assert world.values("einwohner").periods == ()
    publish_batch(by=None, batch=batch)
    assert Observation.objects.count() == 12


def test_only_the_child_is_killed_and_the_same_worker_goes_on(programs: Programs, world: World) -> None:
    """What a machine out of memory does: it ends the process that reads, the worker above it starts another."""
    batch = receive(many(LINES // 2), profile(DAYS))
    worker = programs.start_worker()
    enqueue_check(batch.pk)
    wait_for(lambda: state(batch) == State.WORKING, "the first sign of life")
    kill_children(worker)
    worker.wait_until_it_says("WorkerLostError")
    assert state(batch) == State.WORKING
    time.sleep(2.1)
    sweep_batches()
    wait_for(lambda: state(batch) == State.READY, "the second child's check", 60)
    assert_done_once(batch, LINES)


def kill_children(program: Program) -> None:
    for pid in program.children():
        os.kill(pid, signal.SIGKILL)
