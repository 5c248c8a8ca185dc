"""Uploads and outputs on the disk: they stay as long as somebody may need them, and a day longer."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.actions.sweeping import sweep_files
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.tasks import remove_files
from sozialmonitor.web import files
from sozialmonitor.web.files import INCOMING, SPARED_SECONDS, remove_unnamed
from tests.jobs.kinds import keeping

pytestmark = pytest.mark.django_db
DAY = timedelta(seconds=SPARED_SECONDS)


def made_old(path: Path, seconds: float = 2 * SPARED_SECONDS) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def lying(name: str, *, old: bool = True) -> Path:
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return made_old(path) if old else path


def uploaded(content: bytes = b"a", **params: Any) -> Job:
    job = ask(by=None, kind="keeping", params=params, file_name="x.csv", chunks=[content], start=False)
    made_old(place(job.file))
    return job


def finished(job: Job, ago: timedelta) -> Job:
    done = run_job(job.pk)
    assert done is not None
    Job.objects.filter(pk=job.pk).update(finished_at=now() - ago)
    return done


@pytest.fixture(autouse=True)
def kind() -> set[int]:
    """Jobs whose files somebody still looks at."""
    return keeping()


def test_a_file_no_row_names_goes_after_a_day() -> None:
    old, young = lying("jobs/ab/abc"), lying("jobs/ab/abd", old=False)
    assert sweep_files() == 1
    assert (old.exists(), young.exists()) == (False, True)
    assert not list(place("").glob(f"{INCOMING}*"))


@pytest.mark.parametrize("params", [{}, {"refuse_at": 0}, {"break_at": 0}])
def test_a_kept_file_stays_a_day_after_the_work_and_then_goes(params: dict[str, int]) -> None:
    """Refused: a person may say how the file is to be read. After a day it has to be sent again."""
    job = finished(uploaded(**params), ago=DAY / 2)
    assert (sweep_files(), place(job.file).exists()) == (0, True)
    Job.objects.filter(pk=job.pk).update(finished_at=now() - 2 * DAY)
    assert (sweep_files(), place(job.file).exists()) == (1, False)


def test_what_is_still_looked_at_stays_until_it_is_not(kind: set[int]) -> None:
    job = finished(uploaded(), ago=100 * DAY)
    kind.add(job.pk)
    assert (sweep_files(), place(job.file).exists()) == (0, True)
    kind.clear()
    assert (sweep_files(), place(job.file).exists()) == (1, False)


@pytest.mark.parametrize("state", Job.RUNNING)
def test_the_file_of_work_that_waits_or_goes_on_stays(state: str) -> None:
    job = uploaded()
    Job.objects.filter(pk=job.pk).update(state=state, created_at=now() - 3 * DAY)
    assert (sweep_files(), place(job.file).exists()) == (0, True)


def test_of_two_jobs_with_the_same_bytes_one_is_enough() -> None:
    first = finished(uploaded(), ago=3 * DAY)
    second = uploaded()
    assert first.file == second.file
    assert sweep_files() == 0
    finished(second, ago=3 * DAY)
    assert sweep_files() == 1


def test_an_upload_whose_worker_was_killed_before_it_could_remove_it() -> None:
    """A kind that does not keep its files, closed in the database, killed before the file was gone."""
    job = ask(by=None, kind="counting", file_name="x.csv", chunks=[b"a"], start=False)
    made_old(place(job.file))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=now(), result={"steps": 1})
    assert (sweep_files(), place(job.file).exists()) == (1, False)


def test_outputs_stay_as_long_as_their_row_names_them() -> None:
    job = finished(uploaded(), ago=timedelta())
    output, left = lying(f"jobs/{job.pk}-addresses.csv"), lying("jobs/4711-addresses.csv")
    Job.objects.filter(pk=job.pk).update(output=f"jobs/{job.pk}-addresses.csv")
    remove_files()
    assert (output.exists(), left.exists()) == (True, False)


def test_only_files_below_its_own_folder_are_touched() -> None:
    others = [lying("ab/abcdef"), lying(".incoming-x"), lying("jobs.csv")]
    assert sweep_files() == 0
    assert all(one.exists() for one in others)


def test_a_file_that_comes_again_at_that_moment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was old when it was looked at, and is new when it is taken away."""
    path = lying("jobs/ab/abc")

    def comes_again(names: list[str]) -> set[str]:
        assert names == ["jobs/ab/abc"]
        os.utime(path)
        return set()

    assert remove_unnamed("jobs/**/*", comes_again) == 0
    assert path.read_bytes() == b"x"
    assert not list(place("").glob(f"{INCOMING}*"))


def test_a_file_that_goes_at_that_moment_is_no_fault() -> None:
    path = lying("jobs/ab/abc")

    def goes(_names: list[str]) -> set[str]:
        path.unlink()
        return set()

    assert remove_unnamed("jobs/**/*", goes) == 0


def test_a_folder_that_is_not_there_yet_has_nothing_to_remove(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "none"
    assert sweep_files() == 0
    assert not files._is_older(tmp_path / "none" / "x", time.time())
