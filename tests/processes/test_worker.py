"""Upload in the browser, check by a worker of its own, publish: what one process does, the other sees."""

import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from pytest_django import Settings

from imports.actions.sweeping import sweep_batches
from imports.models import Batch, Profile
from indicators.models import Observation, StagedObservation
from sozialmonitor.celery import app
from tests.imports.uploads import csv, figures, profile, receive
from tests.processes.programs import Programs, wait_for
from tests.world import World

State = Batch.State


def upload(client: Client, content: bytes, stored: Profile | None = None) -> Batch:
    file = SimpleUploadedFile("einwohner.csv", content)
    response = client.post(reverse("delivery-upload"), {"profile": (stored or profile()).pk, "file": file})
    assert response.status_code == 302, response.content
    return Batch.objects.latest("id")


def state(batch: Batch) -> str:
    batch.refresh_from_db()
    return batch.state


def test_upload_check_publish_and_refuse(programs: Programs, world: World, steward: Client) -> None:
    programs.start_worker()
    batch = upload(steward, csv(figures()))
    wait_for(lambda: state(batch) == State.READY, "the worker's check")
    assert (batch.attempt, batch.total, StagedObservation.objects.count()) == (1, 12, 12)
    page = reverse("delivery", args=[batch.pk])
    assert "checked, ready to publish" in steward.get(page).content.decode()
    steward.post(page, {"action": "publish"})
    assert world.current("einwohner", "01") == (1000.0, "ok")
    lines = figures(2022)
    lines[0][3] = "viele"
    bad = upload(steward, csv(lines))
    wait_for(lambda: state(bad) == State.REFUSED, "the worker's second check")
    assert "line 2, column Einwohner" in steward.get(reverse("delivery", args=[bad.pk])).content.decode()
    again = upload(steward, csv(figures()))
    wait_for(lambda: state(again) == State.UNCHANGED, "the worker's third check")
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 0)


def test_without_a_broker_the_batch_waits_and_is_found_later(programs: Programs, world: World, steward: Client) -> None:
    programs.kill_broker()
    start = time.monotonic()
    batch = upload(steward, csv(figures()))
    assert time.monotonic() - start < 5, "the person at the browser waited for the broker"
    assert state(batch) == State.QUEUED
    programs.start_broker()
    programs.start_worker()
    Batch.objects.filter(pk=batch.pk).update(created_at=now().replace(year=2020))
    assert sweep_batches() == 1
    wait_for(lambda: state(batch) == State.READY, "the check after the broker came back")


def test_a_task_that_comes_twice_does_nothing_the_second_time(programs: Programs, world: World) -> None:
    batch, last = receive(csv(figures())), receive(csv(figures(2022)))
    for pk in (batch.pk, batch.pk, 4711, last.pk):
        app.send_task("imports.tasks.check", [pk])
    worker = programs.start_worker()
    wait_for(lambda: state(last) == State.READY, "the worker's check")
    assert (state(batch), batch.attempt, StagedObservation.objects.count()) == (State.READY, 1, 24)
    assert "Traceback" not in worker.said()


def test_the_timetable_sweeps_and_dead_work_goes_on_by_itself(
    programs: Programs, world: World, settings: Settings
) -> None:
    dead = receive(csv(figures()))
    Batch.objects.filter(pk=dead.pk).update(state=State.WORKING, attempt=1, heartbeat=now().replace(year=2020))
    programs.start_worker()
    programs.start_timetable()
    # All of them: while the timetable still writes some, it does not see that one was changed.
    names = set(settings.CELERY_BEAT_SCHEDULE)
    wait_for(lambda: names <= set(PeriodicTask.objects.values_list("name", flat=True)), "the timetable's entries")
    entry = PeriodicTask.objects.get(name="sweep batches")
    assert (entry.task, entry.enabled, entry.interval.every, entry.interval.period) == (
        "imports.tasks.sweep",
        True,
        30,
        "seconds",
    )
    entry.interval = IntervalSchedule.objects.create(every=1, period="seconds")  # the test has no half a minute
    entry.save()
    PeriodicTasks.update_changed()
    wait_for(lambda: state(dead) == State.READY, "the swept batch")
    assert dead.attempt == 2


def test_the_schedule_names_tasks_that_exist(settings: Any) -> None:
    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
    assert "imports.tasks.check" in app.tasks
