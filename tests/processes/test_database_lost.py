"""The database ends a worker's connection, or is away for a while: the work is done in the end, once."""

from datetime import timedelta

from django.utils.timezone import now
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from pytest_django import Settings

from imports.actions.sweeping import sweep_batches
from imports.models import Batch
from imports.queue import enqueue_check
from sozialmonitor.access.models import AuditEvent
from tests.imports.uploads import DAYS, csv, figures, many, nothing_stored, profile, receive
from tests.processes.holding import (
    database_away,
    end_connections,
    held,
    held_row,
    wait_until_held,
    waiting_for_anything,
)
from tests.processes.programs import Programs, wait_for
from tests.processes.test_killed import LINES, assert_done_once
from tests.processes.test_worker import state
from tests.processes.visitor import Visitor
from tests.world import World

State, Phase = Batch.State, Batch.Phase


def make_silent(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(heartbeat=now() - timedelta(hours=1))


def test_the_connection_ends_while_reading_and_while_storing(programs: Programs, world: World, stella: Visitor) -> None:
    """Left to the sweeper, which hands the batch over again; the same worker goes on with a new connection."""
    worker = programs.start_worker()
    reading = receive(many(LINES), profile(DAYS))
    enqueue_check(reading.pk)
    wait_for(lambda: state(reading) == State.WORKING, "the first sign of life")
    with held_row(reading):
        wait_for(lambda: waiting_for_anything() == 1, "the worker's next sign of life")
        end_connections()
        worker.wait_until_it_says(f"batch {reading.pk}: the database went away")
    assert (state(reading), reading.phase, reading.fault) == (State.WORKING, Phase.READING, "")
    assert nothing_stored()
    make_silent(reading)
    assert sweep_batches() == 1
    assert "Die Arbeit an dieser Datei brach ab" in stella.page(reading)
    wait_for(lambda: state(reading) == State.READY, "the second check", 60)
    assert_done_once(reading, 2 * LINES)

    storing = receive(csv(figures()))
    with held("imports_problem"):
        enqueue_check(storing.pk)
        wait_until_held("imports_problem")
        end_connections()
        worker.wait_until_it_says(f"batch {storing.pk}: the database went away")
    assert (state(storing), storing.phase, storing.fault) == (State.WORKING, Phase.STORING, "")
    assert (storing.problems.count(), storing.delivery) == (0, None)
    make_silent(storing)
    assert sweep_batches() == 1
    wait_for(lambda: state(storing) == State.READY, "the second check")
    assert (storing.attempt, storing.delivery.staged.count()) == (2, 12)
    assert "die Arbeit brach ab und wurde erneut übergeben" in stella.page(storing)
    assert AuditEvent.objects.filter(what=f"batch:{storing.pk}", verb="check batch: ready").count() == 1
    assert programs.files_left() == sorted([reading.file.sha256, storing.file.sha256])


def test_the_database_is_away_and_all_programs_come_back_by_themselves(
    programs: Programs, world: World, stella: Visitor, settings: Settings
) -> None:
    """Worker and timetable outlive it; the batch nobody could take is handed over again, and done."""
    worker, timetable = programs.start_worker(), programs.start_timetable()
    # All of them: while the timetable still writes some, it does not see that one was changed.
    names = set(settings.CELERY_BEAT_SCHEDULE)
    wait_for(lambda: names <= set(PeriodicTask.objects.values_list("name", flat=True)), "the timetable's entries")
    entry = PeriodicTask.objects.get(name="sweep batches")
    entry.interval = IntervalSchedule.objects.create(every=1, period="seconds")
    entry.save()
    PeriodicTasks.update_changed()
    wait_for(lambda: timetable.said().count("Sending due task sweep batches") > 2, "the new interval")
    batch = receive(csv(figures()))
    with database_away():
        enqueue_check(batch.pk)
        worker.wait_until_it_says("not currently accepting connections")
        answer = stella.get("/lieferungen/")
        assert answer.status == 503
        assert "Die Datenbank antwortet nicht" in answer.text
    assert state(batch) in (State.QUEUED, State.WORKING, State.READY)
    Batch.objects.filter(pk=batch.pk, state=State.QUEUED).update(created_at=now() - timedelta(hours=1))
    wait_for(lambda: state(batch) == State.READY, "the check after the database came back", 60)
    assert (worker.process.poll(), timetable.process.poll()) == (None, None)
    assert (batch.attempt, batch.delivery.staged.count()) == (1, 12)
    assert "geprüft, bereit zur Veröffentlichung" in stella.page(batch)
