"""kill -9 at every stage: what is stored is either all or nothing, and the work is done once in the end."""

import json
import os
import signal
import time
from datetime import timedelta

from django.utils.timezone import now

from imports.actions.checking import check_batch
from imports.actions.deciding import publish_batch
from imports.actions.sweeping import sweep_batches
from imports.models import Batch
from imports.queue import enqueue_check
from indicators.models import Delivery, Observation, StagedObservation
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import DAYS, checked, csv, figures, many, nothing_stored, profile, receive
from tests.processes.holding import NOBODY_READS, held, wait_until_held, waiting
from tests.processes.programs import Program, Programs, wait_for
from tests.processes.test_worker import state
from tests.processes.visitor import Visitor
from tests.world import World

State = Batch.State
LINES = 50_000  # two figures each: read in a second or two


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


def test_killed_while_checking(programs: Programs, world: World, stella: Visitor) -> None:
    """Held up where the areas are read that the figures are checked against; the page tells every step."""
    batch = receive(csv(figures()))
    worker = programs.start_worker()
    with held("districts_area", NOBODY_READS):
        enqueue_check(batch.pk)
        wait_until_held("districts_area")
        worker.kill()
    wait_for(lambda: not waiting("districts_area"), "the end of the dead worker's connection")
    assert (state(batch), batch.phase) == (State.WORKING, Batch.Phase.CHECKING)
    assert nothing_stored()
    assert programs.files_left() == [batch.file.sha256]
    assert sweep_batches() == 0  # as far as anyone knows it is alive
    Batch.objects.filter(pk=batch.pk).update(heartbeat=now() - timedelta(hours=1))
    assert sweep_batches() == 1
    told = "Die Arbeit an dieser Datei brach ab. Nichts ist verloren und nichts wurde gespeichert"
    assert told in stella.page(batch)
    (shown,) = json.loads(stella.get("/api/v1/batches/").text)
    assert (shown["state"], shown["attempt"]) == ("queued", 1)
    assert told in shown["message"]
    check_batch(batch.pk)
    assert state(batch) == State.READY
    assert_done_once(batch, 12)
    told = stella.page(batch)
    assert "die Arbeit brach ab und wurde erneut übergeben" in told
    assert "geprüft, bereit zur Veröffentlichung" in told


def test_killed_each_time_it_is_given_up_in_words(programs: Programs, world: World, stella: Visitor) -> None:
    batch = receive(csv(figures()))
    for attempt in (1, 2, 3):
        dead = {"state": State.WORKING, "attempt": attempt, "heartbeat": now() - timedelta(hours=1)}
        Batch.objects.filter(pk=batch.pk).update(**dead)
        if attempt > 1:
            assert f"hat von vorn begonnen (Versuch {attempt})" in stella.page(batch)
        assert sweep_batches() == 1
    assert state(batch) == State.FAILED
    told = stella.page(batch)
    assert "Die Prüfung wurde durch einen Fehler bei uns angehalten; es wurde nichts gespeichert." in told
    assert "Die Arbeit brach jedes Mal ohne ein Wort ab" in told
    assert "Wählen Sie „Erneut prüfen“" in told
    assert nothing_stored()
    assert stella.decide(batch, "check-again").answer().status == 302
    check_batch(batch.pk)
    assert (state(batch), StagedObservation.objects.count()) == (State.READY, 12)


def test_killed_while_storing(programs: Programs, world: World) -> None:
    """Held up where all figures are in the table and the transaction still lacks its last rows."""
    batch = receive(csv(figures()))
    worker = programs.start_worker()
    with held("access_auditevent"):
        enqueue_check(batch.pk)
        wait_until_held("access_auditevent")
        assert sweep_batches() == 0
        worker.kill()
    wait_for(lambda: not waiting("access_auditevent"), "the end of the dead worker's transaction")
    assert (state(batch), batch.phase) == (State.WORKING, Batch.Phase.STORING)
    assert nothing_stored()
    assert not batch.problems.exists()
    hand_over_to_the_living(programs, batch)
    assert_done_once(batch, 12)


def test_killed_while_publishing(programs: Programs, world: World) -> None:
    batch = checked(csv(figures()))
    program = f"""
from django.utils.timezone import now

from imports.actions.checking import check_batch
from imports.actions.deciding import publish_batch
from imports.models import Batch
publish_batch(by=None, batch=Batch.objects.get(pk={batch.pk}))
"""
    with held("access_auditevent"):
        publishing = programs.start_python(program)
        wait_until_held("access_auditevent")
        publishing.kill()
    wait_for(lambda: not waiting("access_auditevent"), "the end of the dead process's transaction")
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
