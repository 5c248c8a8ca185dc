"""Uploaded geometry on the disk: kept while somebody may still say how it is to be read, and no longer."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now

from districts.actions.editions import activate_edition
from districts.actions.readings import AreasAsked, ask_for_correction, ask_for_reading, discard_reading
from districts.models import Edition
from districts.queries.readings import entries_of, reading_of
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.actions.sweeping import sweep_files
from sozialmonitor.jobs.models import Job
from tests.districts.test_edition_pages import browser
from tests.world import edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_force(settings: object, tmp_path: Path) -> Edition:
    settings.FILES_FOLDER = tmp_path / "files"  # type: ignore[attr-defined]
    return edition()


def read(file: Path, **words: str) -> Job:
    asked = AreasAsked(division="stadtteile", valid_from="2030-01-01", **words)
    job = ask_for_reading(by=None, asked=asked, file_name=file.name, chunks=[file.read_bytes()], start=False)
    done = run_job(job.pk)
    assert done is not None
    return done


def a_week_later(job: Job) -> None:
    then = time.time() - 7 * 86_400
    os.utime(place(job.file), (then, then))
    Job.objects.filter(pk=job.pk).update(finished_at=now() - timedelta(days=7))


def draft_of(job: Job) -> Edition:
    return Edition.objects.get(pk=job.result["edition"])


def test_while_the_draft_is_looked_at_its_file_stays_and_can_be_corrected(squares_file: Path) -> None:
    job = read(squares_file, code_field="nr")
    a_week_later(job)
    assert (job.state, sweep_files(), place(job.file).exists()) == (Job.State.DONE, 0, True)
    again = ask_for_correction(by=None, draft=draft_of(job), recode={1: "77"}, leave_out=[], start=False)
    assert again is not None
    done = run_job(again.pk)
    assert done is not None
    assert "77" in draft_of(done).areas.values_list("code", flat=True)
    assert not Edition.objects.filter(pk=job.result["edition"]).exists()  # the new draft took its place


def test_once_it_is_in_force_the_file_goes_and_the_areas_stay(squares_file: Path) -> None:
    job = read(squares_file, code_field="nr")
    activate_edition(by=None, edition=draft_of(job))
    a_week_later(job)
    assert (sweep_files(), place(job.file).exists()) == (1, False)
    made = draft_of(job)
    assert (made.state, made.areas.count(), len(entries_of(made))) == (Edition.State.ACTIVE, 4, 4)


def test_a_refused_file_that_nobody_asked_for_anew_goes_and_the_page_asks_for_it(
    squares_file: Path, in_force: Edition
) -> None:
    client: Client = browser("vermessung", "stadtteile")
    job = read(squares_file, code_field="gibt-es-nicht")
    Job.objects.filter(pk=job.pk).update(created_by=client.get("/gebiete/neu/").wsgi_request.user)
    assert job.state == Job.State.REFUSED
    assert squares_file.name in client.get(f"/gebiete/neu/?job={job.pk}").content.decode()
    a_week_later(job)
    assert sweep_files() == 1
    asked = client.get(f"/gebiete/neu/?job={job.pk}")
    assert asked.status_code == 200
    assert squares_file.name not in asked.content.decode()


def test_a_discarded_draft_takes_its_file_along_unless_another_reads_the_same_bytes(
    squares_file: Path, django_capture_on_commit_callbacks: object
) -> None:
    first, second = read(squares_file, code_field="nr"), read(squares_file, code_field="nr")
    assert first.file == second.file
    for job, left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            discard_reading(by=None, edition=draft_of(job))
        assert place(second.file).exists() is left
    assert not Edition.objects.filter(state=Edition.State.DRAFT).exists()


def test_a_correction_of_a_file_that_is_gone_is_told_so(squares_file: Path) -> None:
    job = read(squares_file, code_field="nr")
    place(job.file).unlink()
    assert ask_for_correction(by=None, draft=draft_of(job), recode={}, leave_out=[1]) is None
    assert reading_of(draft_of(job)) == job
