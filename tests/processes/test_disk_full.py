"""No room on the server: nothing half-written stays, the page says so, and afterwards the same file goes through.

The full disk is a real one, a small file system mounted for one process only. Where nobody may mount, the kernel's
limit on the size of a file refuses the bytes instead.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from imports.actions.checking import check_batch
from imports.models import Batch, SourceFile
from indicators.models import StagedObservation
from tests.imports.uploads import DAYS, csv, figures, many, nothing_stored, profile, receive
from tests.processes.programs import Programs
from tests.processes.test_worker import state
from tests.processes.visitor import Visitor
from tests.world import World

State = Batch.State
MORE_THAN_MEMORY = 140_000  # lines of two figures: beyond 262,144 they are put into a temporary file
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
os.execvp(sys.argv[1], sys.argv[1:])
"""


def mounted(folder: Path) -> list[str]:
    inside = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    return [*inside, "sh", "-c", f'mount -t tmpfs -o size=200k tmpfs "{folder}" && exec "$@"', "sh"]


def limited(_folder: Path) -> list[str]:
    return [sys.executable, "-c", LIMITED]


def may_mount(folder: Path) -> bool:
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run([*mounted(folder), "true"], capture_output=True, check=False).returncode
    )


@pytest.fixture
def with_little_room(tmp_path: Path) -> Iterator[object]:
    return mounted if may_mount(tmp_path) else limited


def test_while_the_upload_is_written(
    programs: Programs, world: World, stella: Visitor, with_little_room: object
) -> None:
    """The way in takes it, the folder of the files does not."""
    programs.files.mkdir(exist_ok=True)
    there = Visitor(programs.start_web_inside(*with_little_room(programs.files)), stella.user)
    answer = there.upload(many(10_000), profile()).answer()
    assert answer.status in (422, 507)
    assert "Die Datei konnte auf dem Server nicht gespeichert werden" in answer.text
    assert "Bitte melden Sie das der Administration. Es wurde nichts importiert." in answer.text
    assert not Batch.objects.exists()
    assert not SourceFile.objects.exists()
    assert programs.files_left() == []
    assert stella.upload(many(10_000), profile(DAYS)).answer().status == 302
    assert programs.files_left() == [Batch.objects.get().file.sha256]


def test_while_a_big_file_is_read(programs: Programs, world: World, stella: Visitor, with_little_room: object) -> None:
    batch = receive(many(MORE_THAN_MEMORY), profile(DAYS))
    program = f"from imports.actions.checking import check_batch\ncheck_batch({batch.pk})"
    worker = programs.start_python(program, *with_little_room(programs.temporary))
    assert worker.process.wait(120) == 0, worker.said()
    assert (state(batch), batch.phase) == (State.FAILED, Batch.Phase.NONE), worker.said()
    assert nothing_stored()
    assert not batch.problems.exists()
    assert programs.files_left() == [batch.file.sha256]
    told = stella.page(batch)
    assert "Die Prüfung wurde durch einen Fehler bei uns angehalten; es wurde nichts gespeichert." in told
    assert "Auf dem Server ist kein Platz mehr." in told
    assert "wählen Sie „Erneut prüfen“; die Datei bleibt aufgehoben." in told


@contextmanager
def full_database() -> Iterator[None]:
    """PostgreSQL's own words and number for it: its files lie with a server that we cannot fill here."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100';
            END $$;
            CREATE TRIGGER no_room BEFORE INSERT ON indicators_stagedobservation EXECUTE FUNCTION no_room()""")
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION no_room CASCADE")


def test_while_the_database_stores(programs: Programs, world: World, stella: Visitor) -> None:
    batch = receive(csv(figures()))
    with full_database():
        check_batch(batch.pk)
    assert (state(batch), batch.phase) == (State.FAILED, Batch.Phase.NONE)
    assert nothing_stored()
    assert not batch.problems.exists()
    assert "Auf dem Server ist kein Platz mehr." in stella.page(batch)
    assert stella.decide(batch, "check-again").answer().status == 302
    check_batch(batch.pk)
    assert (state(batch), batch.fault, StagedObservation.objects.count()) == (State.READY, "", 12)
