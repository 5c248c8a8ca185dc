"""A file is kept as it came, or not at all."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from imports.actions.receiving import forget_file, receive_file
from imports.errors import Refused
from imports.models import Batch, SourceFile
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission
from tests.imports.uploads import csv, figures, pieces, profile, receive
from tests.world import World, give, person

CONTENT = csv(figures())
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_file_is_kept_unchanged_under_its_checksum(world: World, files_folder: Path) -> None:
    batch = receive(CONTENT, note="mit Gruß")
    assert (batch.file.sha256, batch.file.size) == (SHA256, len(CONTENT))
    assert (files_folder / batch.file.path).read_bytes() == CONTENT
    assert on_disk(files_folder) == [f"{SHA256[:2]}/{SHA256}"]
    assert (batch.state, batch.file_name, batch.note) == (Batch.State.QUEUED, "einwohner.csv", "mit Gruß")


def test_who_exported_a_cube_is_crossed_out_before_anything_is_kept(world: World, files_folder: Path) -> None:
    first = (
        b"* Der Benutzer DEX1Y2Z3 der Benutzergruppe DE0142 hat am 03.09.2022 um 20:13:52 diesen Export angestossen."
    )
    cube = first + b"\r\nK;DQ;ERH-D;\xe4\r\n" + b"D;" * 5000
    batch = receive(cube, name="wuerfel.csv")
    kept = (files_folder / batch.file.path).read_bytes()
    assert kept == cube.replace(b"DEX1Y2Z3", b"xxxxxxxx").replace(b"DE0142", b"xxxxxx")
    assert batch.file.sha256 == hashlib.sha256(kept).hexdigest()
    assert receive(cube, name="noch einmal.csv").file == batch.file  # however it is cut into pieces


def test_same_bytes_twice_are_one_file_and_two_batches(world: World, files_folder: Path) -> None:
    first, second = receive(CONTENT), receive(CONTENT, name="noch einmal.csv")
    assert first.pk != second.pk
    assert first.file == second.file
    assert SourceFile.objects.count() == 1
    assert on_disk(files_folder) == [f"{SHA256[:2]}/{SHA256}"]


def test_only_the_last_part_of_a_name_counts(world: World, files_folder: Path) -> None:
    batch = receive(CONTENT, name="../../etc/einwohner.csv")
    assert batch.file_name == "einwohner.csv"
    assert on_disk(files_folder) == [f"{SHA256[:2]}/{SHA256}"]


def test_size_limit_refuses_and_leaves_nothing(world: World, files_folder: Path, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = len(CONTENT) - 1
    read = []
    counted = (read.append(piece) or piece for piece in pieces(CONTENT + b"x" * 1_000_000))
    with pytest.raises(Refused) as refused:
        receive_file(by=None, name="gross.csv", chunks=counted, profile=profile(), start=False)
    assert refused.value.reason == "file_too_large"
    assert sum(map(len, read)) <= 5000  # stops at the limit, once the first lines have been looked at
    assert on_disk(files_folder) == []
    assert not SourceFile.objects.exists()
    assert not Batch.objects.exists()


def test_a_file_of_exactly_the_limit_is_taken(world: World, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = len(CONTENT)
    assert receive(CONTENT).file.size == len(CONTENT)


def test_a_break_while_bytes_arrive_leaves_nothing(world: World, files_folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT[:20]
        raise ConnectionResetError("the browser went away")

    with pytest.raises(Refused, match="disk"):
        receive_file(by=None, name="halb.csv", chunks=broken(), profile=profile(), start=False)
    assert on_disk(files_folder) == []
    assert not Batch.objects.exists()


def test_a_row_that_cannot_be_written_leaves_no_incoming_file(world: World, files_folder: Path) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(CONTENT, note=None)
    assert not any(name.startswith(".incoming") for name in on_disk(files_folder))
    assert not SourceFile.objects.exists()


def test_unusable_folder_is_refused_with_the_systems_words(world: World, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.FILES_FOLDER = tmp_path / "file"
    with pytest.raises(Refused) as refused:
        receive(CONTENT)
    assert refused.value.reason == "disk"
    assert refused.value.params["detail"]


PROGRAM = """
import resource, signal, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from imports.actions.receiving import _incoming
from imports.errors import Refused
settings.FILES_FOLDER = Path(sys.argv[1])
if sys.argv[2] == "limited":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with _incoming(b"x" * 8_000 for _ in range(50)):
        print("taken")
except Refused as refused:
    print(refused.reason, "|", refused.params["detail"], "|", len(list(settings.FILES_FOLDER.iterdir())), "left")
"""


def run_in_tight_place(folder: Path, how: str, *before: str) -> str:
    done = subprocess.run(
        [*before, sys.executable, "-c", PROGRAM, str(folder), how],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sozialmonitor.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_full_disk_is_refused_and_nothing_is_half_written(tmp_path: Path) -> None:
    """A real full disk: a file system of 100 KB, mounted for one process only."""
    inside = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c"]
    mount = f'mount -t tmpfs -o size=100k tmpfs "{tmp_path}"'
    if shutil.which("unshare") is None or subprocess.run([*inside, mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small file system; the limit on file sizes below still runs")
    said = run_in_tight_place(tmp_path, "full", *inside, f'{mount} && exec "$@"', "sh")
    assert said == "disk | No space left on device | 0 left"


def test_a_limit_on_file_sizes_is_refused_alike(tmp_path: Path) -> None:
    assert run_in_tight_place(tmp_path, "limited") == "disk | File too large | 0 left"


def test_without_the_right_nothing_is_read(world: World, files_folder: Path) -> None:
    give("bildung", Permission.VIEW, Permission.PUBLISH)
    reader = person("leserin", "bildung")

    def chunks() -> Iterator[bytes]:
        raise AssertionError("read before the right was asked for")
        yield b""

    with pytest.raises(PermissionDenied):
        receive_file(by=reader, name="x.csv", chunks=chunks(), profile=profile())
    assert not files_folder.exists()


def test_receiving_is_told_in_the_audit_trail(world: World) -> None:
    give("arbeit", Permission.IMPORT)
    batch = receive(CONTENT, by=person("ines", "arbeit"))
    event = AuditEvent.objects.get(what=f"batch:{batch.pk}")
    assert (event.by, event.verb, event.details["sha256"]) == ("ines", "receive file", SHA256)


def test_the_check_is_queued_only_once_the_batch_is_committed(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        receive(CONTENT, start=True)
    with django_capture_on_commit_callbacks() as none:
        receive(CONTENT, start=False)
    assert (len(waiting), len(none)) == (1, 0)


def test_forgetting_removes_the_file_of_this_batch_alone(world: World, files_folder: Path) -> None:
    first = receive(CONTENT)
    second = receive(CONTENT)
    forget_file(batch=second)  # the first names it too
    assert on_disk(files_folder) == [f"{SHA256[:2]}/{SHA256}"]
    second.delete()
    forget_file(batch=first)
    assert on_disk(files_folder) == []
