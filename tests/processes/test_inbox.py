"""The inbox as a city runs it: timetable and worker of their own, a folder between them and the office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from imports.models import Batch, InboxFile
from tests.imports.uploads import csv, figures, profile
from tests.processes.programs import Programs, wait_for
from tests.world import World


@pytest.fixture
def inbox(programs: Programs, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "eingang"
    (folder / "buergeramt").mkdir(parents=True)
    before = dict(programs.env)
    programs.env |= {"SOZIALMONITOR_INBOX": str(folder), "SOZIALMONITOR_INBOX_SECONDS": "1"}
    yield folder
    programs.env.clear()
    programs.env.update(before)


def test_what_lies_in_the_folder_is_taken_in_checked_and_put_away(
    programs: Programs, world: World, inbox: Path
) -> None:
    profile()
    lines = figures(2022)
    lines[0][3] = "viele"
    (inbox / "buergeramt" / "gut.csv").write_bytes(csv(figures()))
    (inbox / "buergeramt" / "schlecht.csv").write_bytes(csv(lines))
    programs.start_worker()
    timetable = programs.start_timetable()
    wait_for(lambda: list(inbox.glob("erledigt/*-gut.csv")), "the good file put away", 60)
    wait_for(lambda: list(inbox.glob("quarantaene/*-schlecht.csv")), "the bad file in quarantine", 60)
    timetable.stop()
    states = {batch.file_name: batch.state for batch in Batch.objects.all()}
    assert states == {"gut.csv": Batch.State.READY, "schlecht.csv": Batch.State.REFUSED}
    assert "viele" in next(inbox.glob("quarantaene/*.txt")).read_text(encoding="utf-8-sig")
    wait_for(lambda: not InboxFile.objects.exists(), "nothing left to remember")
