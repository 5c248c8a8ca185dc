"""kill -9 while a geometry file is read, and while it is stored: no half edition is left, and the next worker makes it
once.
"""

import time
from pathlib import Path

from districts.actions.readings import AreasAsked, ask_for_reading
from districts.models import Area, Edition, Finding, Outline
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.actions.sweeping import sweep_jobs
from sozialmonitor.jobs.models import Job
from tests.districts.geometry.world import frame, jagged_coverage, write
from tests.processes.holding import held, wait_until_held, waiting
from tests.processes.programs import Programs, wait_for
from tests.world import World

COLUMNS, ROWS = 20, 20  # with wild borders: some seconds of examining


def large_file(folder: Path) -> Path:
    return write(frame(jagged_coverage(COLUMNS, ROWS, seed=7, extra=40)), folder / "bloecke.gpkg", driver="GPKG")


def asked_for(file: Path) -> Job:
    asked = AreasAsked(division="stadtteile", valid_from="2030-01-01")
    return ask_for_reading(by=None, asked=asked, file_name=file.name, chunks=[file.read_bytes()])


def seen(job: Job) -> Job:
    job.refresh_from_db()
    return job


def assert_nothing_half(world: World) -> None:
    assert list(Edition.objects.all()) == [world.edition]
    assert set(Area.objects.values_list("edition", flat=True)) == {world.edition.pk}
    assert set(Outline.objects.values_list("area__edition", flat=True)) == {world.edition.pk}
    assert not Finding.objects.exists()


def assert_made_once(programs: Programs, job: Job) -> None:
    time.sleep(2.1)  # the silence after which a worker counts as dead, as set for these tests
    assert sweep_jobs() == 1
    programs.start_worker()
    wait_for(lambda: seen(job).state == Job.State.DONE, "the second worker's reading", 90)
    (made,) = Edition.objects.filter(state=Edition.State.DRAFT)
    assert (made.areas.count(), job.result["edition"], job.attempt) == (COLUMNS * ROWS, made.pk, 2)
    assert AuditEvent.objects.filter(verb="draft edition", what=f"edition:{made}").count() == 1
    assert programs.files_left() == [Path(job.file).name]  # the upload is kept, and nothing unpacked beside it


def test_killed_while_reading_a_large_file(programs: Programs, world: World, tmp_path: Path) -> None:
    job = asked_for(large_file(tmp_path))
    worker = programs.start_worker()
    wait_for(lambda: seen(job).phase in ("reading", "examining", "mending"), "the first phase")
    worker.kill()
    assert seen(job).state == Job.State.WORKING
    assert_nothing_half(world)
    leave_nothing_of_the_dead(programs)
    assert_made_once(programs, job)


def test_killed_while_storing(programs: Programs, world: World, tmp_path: Path) -> None:
    """Held up where all areas are in the table and the transaction still lacks its last rows."""
    job = asked_for(large_file(tmp_path))
    with held("access_auditevent"):
        worker = programs.start_worker()
        wait_until_held("access_auditevent")
        worker.kill()
    wait_for(lambda: not waiting("access_auditevent"), "the end of the dead worker's transaction")
    assert_nothing_half(world)
    assert_made_once(programs, job)


def leave_nothing_of_the_dead(programs: Programs) -> None:
    """What a killed reader leaves below the temporary folder is the machine's to clean, not ours to mistake."""
    for path in sorted(programs.temporary.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
