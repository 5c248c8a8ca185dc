"""A file about single persons at the front door: refused, its bytes gone, nothing of its rows kept anywhere."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from imports.actions.checking import check_batch
from imports.actions.choosing import choose_profile, look_again
from imports.actions.deciding import check_again
from imports.actions.people import place_of, refuse_persons, remove_left_over
from imports.actions.receiving import receive_file
from imports.actions.sweeping import sweep_batches
from imports.checks.people import Persons
from imports.errors import Refused
from imports.models import Batch, SourceFile
from sozialmonitor.access.models import AuditEvent, User
from tests.imports.parsers.building import workbook
from tests.imports.persons import REGISTER, text
from tests.imports.uploads import csv, figures, nothing_stored, pieces, profile, published, receive, rules
from tests.world import World, command

State = Batch.State
FILE = text(REGISTER).encode("cp1252")
SECRETS = ("Musterbach", "Alwine", "Phantasiestra", str(REGISTER[1][3]))


@pytest.fixture
def kept_in_mind(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> DjangoCaptureOnCommitCallbacks:
    return django_capture_on_commit_callbacks


def every_row() -> str:
    """The whole database of the application as one text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^(imports|access|ind)'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(json_agg(t)::text, '') FROM \"{table}\" t")
            texts.append(cursor.fetchone()[0])
    return "\n".join(texts)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def nothing_of_it(folder: Path) -> bool:
    return not any(secret in every_row() for secret in SECRETS) and files_below(folder) == []


@pytest.mark.parametrize("content", [FILE, workbook(REGISTER)], ids=["text", "workbook"])
@pytest.mark.parametrize("known", [True, False], ids=["with a profile", "to be recognised"])
def test_it_is_refused_before_anything_of_it_is_kept(
    world: World, files_folder: Path, content: bytes, known: bool
) -> None:
    chunks = pieces(content, 4096)
    batch = receive_file(by=None, name="register.csv", chunks=chunks, profile=profile() if known else None)
    assert (batch.state, rules(batch)) == (State.REFUSED, ["person_level_file"])
    assert (batch.facts, batch.recognised) == ({"persons": True, "removed": True}, {})
    assert batch.problem_counts == {"error": 1}
    problem = batch.problems.get()
    assert problem.params["signs"] == ["birth_dates", "names", "addresses"]
    assert (problem.value, problem.row, problem.params["columns"]) == ("", None, [2, 3, 4, 5, 6])
    assert nothing_stored()
    assert nothing_of_it(files_folder)
    assert SourceFile.objects.get().removed_at is not None
    event = AuditEvent.objects.get(verb="refuse file about persons")
    assert (event.what, event.details["removed"]) == (f"batch:{batch.pk}", True)


def test_the_page_says_why_and_that_the_bytes_are_gone(steward: User, client: Client, files_folder: Path) -> None:
    client.force_login(steward)
    stored = profile()
    client.post(
        "/lieferungen/neu/", {"file": SimpleUploadedFile("register.csv", FILE), "profile": stored.pk}, follow=True
    )
    batch = Batch.objects.get()
    page = client.get(f"/lieferungen/{batch.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "The file is about single persons." in page
    assert "Its bytes were removed from the server." in page
    assert "dates of birth, given and family names, street and house number" in page
    assert "Bytes removed" in page
    assert "check-again" not in page
    assert "Rejected rows" not in page
    assert "refused: about single persons" in page
    assert not any(secret in page for secret in SECRETS)
    protocol = client.get(f"/lieferungen/{batch.pk}/protokoll/").content.decode()
    assert not any(secret in protocol for secret in SECRETS)
    assert nothing_of_it(files_folder)


def test_the_command_says_so_and_ends_with_an_error(world: World, tmp_path: Path, files_folder: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(FILE)
    profile()
    ran = command("import_file", path, "--profile", "buergeramt", "--commit")
    assert ran.code == 1
    assert "als stünde in jeder Zeile eine Person" in ran.out
    assert not any(secret in ran.out + ran.error for secret in SECRETS)
    assert nothing_of_it(files_folder)


def test_it_can_neither_be_checked_again_nor_looked_at(world: World) -> None:
    batch = receive(FILE)
    for ask in (
        lambda: check_again(by=None, batch=batch),
        lambda: choose_profile(by=None, batch=batch, profile=profile()),
        lambda: look_again(by=None, batch=batch, reading={"delimiter": ","}),
    ):
        with pytest.raises(Refused, match="about_persons"):
            ask()
    assert check_batch(batch.pk) is None


def found_out(batch: Batch) -> None:
    """As the check does it: for a file in which nobody had seen persons before the rules became stricter."""
    with transaction.atomic():
        refuse_persons(batch=batch, found=Persons(("names",), (2,), 1))


def test_bytes_behind_accepted_figures_stay(
    world: World, files_folder: Path, kept_in_mind: DjangoCaptureOnCommitCallbacks
) -> None:
    content = csv(figures())
    first, second = published(content), receive(content)
    with kept_in_mind(execute=True):
        found_out(second)
    assert (second.state, second.facts) == (State.REFUSED, {"persons": True, "removed": False})
    assert (second.file, second.file.removed_at) == (first.file, None)
    assert place_of(first.file).read_bytes() == content
    first.refresh_from_db()
    assert first.facts["rows"] == 6


@pytest.fixture(scope="module")
def large() -> bytes:
    """A register with so many texts beside it that the upload does not open it: only the worker does."""
    notes = [[f"{n} {'lang ' * 300}"] for n in range(4000)]
    return workbook([*REGISTER, *notes])


def test_what_the_upload_did_not_sample_the_check_finds(
    world: World, files_folder: Path, large: bytes, kept_in_mind: DjangoCaptureOnCommitCallbacks
) -> None:
    """Other batches of the same bytes lose what they noted of them, and are refused in their turn."""
    waiting, batch, late = receive(large), receive(large), receive(large)
    waiting.recognised, waiting.facts = {"rows": [["Musterbach"]]}, {"preview": [["Alwine"]]}
    waiting.save()
    assert batch.state == State.QUEUED
    with kept_in_mind(execute=True):
        found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, rules(found)) == (State.REFUSED, ["person_level_file"])
    assert nothing_of_it(files_folder)
    waiting.refresh_from_db()
    assert (waiting.recognised, waiting.facts) == ({}, {})
    again = check_batch(late.pk)
    assert again is not None
    assert (again.state, rules(again)) == (State.REFUSED, ["person_level_file"])


def test_what_a_killed_process_left_is_removed_later(world: World, files_folder: Path, large: bytes) -> None:
    """Killed after the commit and before the removal: the callbacks of this test's transaction never run."""
    check_batch(receive(large).pk)
    assert len(files_below(files_folder)) == 1
    sweep_batches()
    assert files_below(files_folder) == []
    assert remove_left_over() == 0


def test_a_file_that_turns_out_to_be_in_order_comes_back(
    world: World, files_folder: Path, kept_in_mind: DjangoCaptureOnCommitCallbacks
) -> None:
    content, first = csv(figures()), receive(csv(figures()))
    with kept_in_mind(execute=True):
        found_out(first)
    assert files_below(files_folder) == []
    batch = check_batch(receive(content).pk)
    assert batch is not None
    assert (batch.state, batch.file.removed_at) == (State.READY, None)
    assert place_of(batch.file).read_bytes() == content


def test_a_dry_run_leaves_nothing_either(world: World, tmp_path: Path, files_folder: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(FILE)
    profile()
    assert command("import_file", path, "--profile", "buergeramt").code == 1
    assert json.dumps(every_row()).count("person_level_file") == 0
    assert files_below(files_folder) == []
