"""The broker dies with all it knew: the rows of the batches know enough to go on."""

from datetime import timedelta

from django.utils.timezone import now

from imports.actions.sweeping import sweep_batches
from imports.models import Batch
from imports.queue import enqueue_check
from tests.imports.uploads import csv, figures, profile, receive
from tests.processes.conftest import forget_broker
from tests.processes.holding import held, wait_until_held
from tests.processes.programs import Programs, wait_for
from tests.processes.test_worker import state
from tests.processes.visitor import Visitor
from tests.world import World

State = Batch.State


def wait_out_the_silence(batch: Batch) -> None:
    """As the clock would: nobody has looked at the batch for an hour."""
    Batch.objects.filter(pk=batch.pk).update(created_at=now() - timedelta(hours=1))


def renew(programs: Programs) -> None:
    programs.kill_broker()
    programs.start_broker()
    forget_broker()


def test_lost_while_a_task_waits_and_while_a_worker_works(programs: Programs, world: World, stella: Visitor) -> None:
    """First the upload's task is lost before a worker was there; then the broker is gone under a working worker."""
    assert stella.upload(csv(figures()), profile()).answer().status == 302
    waiting = Batch.objects.get()
    renew(programs)  # the task was in its memory only
    wait_out_the_silence(waiting)
    assert sweep_batches() == 1
    assert state(waiting) == State.QUEUED
    told = stella.page(waiting)
    assert "Bisher hat die Verarbeitung die Datei nicht übernommen. Nichts geht verloren" in told
    worker = programs.start_worker()
    wait_for(lambda: state(waiting) == State.READY, "the check of the batch that was handed over again")
    assert (waiting.attempt, waiting.delivery.staged.count()) == (1, 12)

    working = receive(csv(figures(2022)))
    with held("imports_problem"):
        enqueue_check(working.pk)
        wait_until_held("imports_problem")
        programs.kill_broker()
        worker.wait_until_it_says("Connection to broker lost")
    wait_for(lambda: state(working) == State.READY, "the end of the work, without a broker")
    assert (working.attempt, working.delivery.staged.count()) == (1, 12)

    programs.start_broker()
    forget_broker()
    later = receive(csv(figures(2021)))
    enqueue_check(later.pk)
    wait_for(lambda: state(later) == State.READY, "the same worker's next check", 60)
    assert (later.attempt, worker.process.poll()) == (1, None)
    assert "geprüft, bereit zur Veröffentlichung" in stella.page(later)
