"""kill -9 at every single step of a look into the inbox: nothing lost, nothing doubled, and the next look goes on."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils.timezone import now
from pytest_django import Settings

from imports.actions.checking import check_batch
from imports.actions.inbox import ONE_AT_A_TIME, look_into_inbox
from imports.models import Batch, InboxFile
from tests.imports.uploads import csv, figures, profile
from tests.processes.programs import Programs, wait_for
from tests.world import World

FILE_STEPS = {"os.rename", "os.remove", "os.mkdir", "open"}
BAD = csv([["99", "Nirgends", 2023, 1, 1]])


@pytest.fixture
def inbox(programs: Programs, world: World, settings: Settings, tmp_path: Path) -> Path:
    settings.INBOX_FOLDER = tmp_path / "eingang"
    (settings.INBOX_FOLDER / "buergeramt").mkdir(parents=True)
    profile()
    return Path(settings.INBOX_FOLDER)


def look_and_die(step: int) -> bool:
    """A process of its own looks, and is killed before its nth step: a statement, or something done to a file.

    True where it came to its end before that.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = [step]

        def count() -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def at_files(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "os.rename" or (event in FILE_STEPS and "eingang" in str(arguments[0])):
                count()

        def at_statements(execute: Any, *arguments: Any) -> Any:
            count()
            return execute(*arguments)

        try:
            sys.addaudithook(at_files)
            with connection.execute_wrapper(at_statements):
                look_into_inbox()
            os._exit(0)
        finally:
            os._exit(1)
    status = status_of(child)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return not os.WIFSIGNALED(status)


def status_of(child: int) -> int:
    """A copy of a process with threads may wait for a lock that one of them held, for ever: it is killed."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            return status
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def killed_at_every_step(content: bytes, inbox: Path, prepare: Any) -> int:
    """How many steps a look had; each is killed in turn, with all else new."""
    for step in range(200):
        name = f"{step:03d}.csv"
        place = inbox / "buergeramt" / name
        place.write_bytes(content + b"\r\n" * step)  # other bytes each time, the same figures
        place.with_name(f"{name}.done").touch()
        prepare()
        over = look_and_die(step)
        finish()
        assert_whole(inbox, name, step)
        if over:
            return step
    raise AssertionError("the look never came to its end")


def finish() -> None:
    """What happens afterwards in any case: the next looks, the workers' checks."""
    wait_for(lambda: not locked(), "the server to notice that the process is gone")
    for _ in range(3):
        InboxFile.objects.update(seen_at=now() - timedelta(minutes=1))
        look_into_inbox()
        for batch in Batch.objects.filter(state=Batch.State.QUEUED):
            check_batch(batch.pk)


def locked() -> bool:
    """The lock of a killed look lives until the server notices; a look meanwhile leaves all to the next one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND objid = %s AND datname = current_database()",
            [ONE_AT_A_TIME],
        )
        return bool(cursor.fetchone()[0])


def assert_whole(inbox: Path, name: str, step: int) -> None:
    assert Batch.objects.filter(file_name=name).count() == 1, f"step {step}"
    away = [path for folder in ("erledigt", "quarantaene") for path in (inbox / folder).glob(f"*-{name}")]
    assert len(away) == 1, f"step {step}: {away}"
    assert list((inbox / "buergeramt").iterdir()) == [], f"step {step}"
    assert not InboxFile.objects.exists()
    batch = Batch.objects.get(file_name=name)
    refused = batch.state == Batch.State.REFUSED
    assert away[0].parent.name == ("quarantaene" if refused else "erledigt")
    notes = list(away[0].parent.glob(f"*-{name}.txt"))
    assert len(notes) == (1 if refused else 0), f"step {step}: {notes}"


def test_killed_at_every_step_of_taking_a_file_in(inbox: Path) -> None:
    steps = killed_at_every_step(csv(figures()), inbox, lambda: None)
    assert steps > 20, "a look has more steps than that"


@pytest.mark.parametrize("content", [csv(figures()), BAD], ids=["good", "refused"])
def test_killed_at_every_step_of_putting_it_away(inbox: Path, content: bytes) -> None:
    def taken_in_and_checked() -> None:
        look_into_inbox()
        for batch in Batch.objects.filter(state=Batch.State.QUEUED):
            check_batch(batch.pk)

    assert killed_at_every_step(content, inbox, taken_in_and_checked) > 5
