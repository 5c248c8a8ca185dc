"""What offices leave in the inbox folder is taken in by the same path as an upload, once, and put away with a word."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now
from pytest_django import Settings

from imports.actions.checking import check_batch
from imports.actions.inbox import ONE_AT_A_TIME, look_into_inbox
from imports.inbox_folder import waiting_files
from imports.models import Batch, InboxFile
from indicators.models import Delivery
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission
from tests.imports.persons import REGISTER, text
from tests.imports.test_again import withdrawn
from tests.imports.uploads import WIDE, checked, csv, figures, profile
from tests.world import World, give, person

State = Batch.State


@pytest.fixture
def inbox(world: World, settings: Settings, tmp_path: Path) -> Path:
    settings.INBOX_FOLDER = tmp_path / "eingang"
    settings.INBOX_FOLDER.mkdir()
    return Path(settings.INBOX_FOLDER)


def leave(inbox: Path, content: bytes, name: str = "buergeramt/einwohner.csv", *, marked: bool = True) -> Path:
    place = inbox / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content)
    if marked:
        place.with_name(f"{place.name}.done").touch()
    return place


def look(times: int = 1) -> None:
    """As the timetable does: time has gone by since the last look."""
    for _ in range(times):
        InboxFile.objects.update(seen_at=now() - timedelta(minutes=1))
        look_into_inbox()


def check_all() -> None:
    for batch in Batch.objects.filter(state=State.QUEUED):
        check_batch(batch.pk)


def names(inbox: Path, folder: str = "") -> list[str]:
    """Without the checksum in front."""
    found = sorted(path.name for path in (inbox / folder).glob("*")) if (inbox / folder).is_dir() else []
    return [name.partition("-")[2] if folder in ("erledigt", "quarantaene") else name for name in found]


def note(inbox: Path, folder: str) -> str:
    (found,) = (inbox / folder).glob("*.txt")
    return found.read_text(encoding="utf-8-sig")


def test_a_marked_file_is_taken_in_at_the_first_look(inbox: Path) -> None:
    profile()
    place = leave(inbox, csv(figures()))
    look()
    (batch,) = Batch.objects.all()
    assert (batch.state, batch.file_name, batch.created_by) == (State.QUEUED, "einwohner.csv", None)
    assert batch.profile is not None
    assert batch.profile.key == "buergeramt"
    assert place.exists(), "it stays until it is known what becomes of it"
    look()
    check_all()
    look()
    assert Batch.objects.get().state == State.READY
    assert (names(inbox, "buergeramt"), names(inbox, "erledigt")) == ([], ["einwohner.csv"])
    assert not InboxFile.objects.exists()
    assert AuditEvent.objects.filter(verb="take file from inbox", what=f"batch:{batch.pk}").count() == 1


def test_without_a_mark_it_must_be_the_same_at_two_looks(inbox: Path) -> None:
    profile()
    place = leave(inbox, csv(figures())[:50], marked=False)
    look()
    place.write_bytes(csv(figures()))
    look()
    assert not Batch.objects.exists(), "it has grown since"
    os.utime(place, ns=(1, 1))
    look()
    assert not Batch.objects.exists(), "the same size, written to since"
    look_into_inbox()
    assert not Batch.objects.exists(), "two looks in one moment are one"
    look()
    assert Batch.objects.get().file.size == len(csv(figures()))


def test_the_same_bytes_are_told_and_not_doubled(inbox: Path) -> None:
    profile()
    before = checked(csv(figures()))
    leave(inbox, csv(figures()), "buergeramt/noch einmal.csv")
    look()
    assert Batch.objects.get() == before
    assert names(inbox, "erledigt") == ["noch einmal.csv", "noch einmal.csv.txt"]
    said = note(inbox, "erledigt")
    assert f"/lieferungen/{before.pk}/" in said
    assert AuditEvent.objects.filter(verb="leave file from inbox").count() == 1
    look(2)
    assert Batch.objects.count() == 1


def test_a_withdrawn_delivery_does_not_come_back_by_itself(inbox: Path) -> None:
    withdrawn(csv(figures()))
    leave(inbox, csv(figures()))
    look()
    assert (Batch.objects.count(), Delivery.objects.get().state) == (1, "withdrawn")


def test_the_same_bytes_for_another_profile_are_another_delivery(inbox: Path) -> None:
    checked(csv(figures()))
    profile(WIDE.replace("profile: buergeramt", "profile: zweites"))
    leave(inbox, csv(figures()), "zweites/einwohner.csv")
    look()
    assert Batch.objects.count() == 2


def test_a_refused_file_goes_to_quarantine_with_the_reason(inbox: Path) -> None:
    profile()
    lines = figures()
    lines[0][3] = "viele"
    leave(inbox, csv(lines))
    look()
    check_all()
    look()
    assert names(inbox, "quarantaene") == ["einwohner.csv", "einwohner.csv.txt"]
    said = note(inbox, "quarantaene")
    assert "Zeile 2, Spalte Einwohner" in said
    assert f"/lieferungen/{Batch.objects.get().pk}/" in said
    assert not InboxFile.objects.exists()


@pytest.mark.parametrize("name", ["buergeramt/register.csv", "register.csv"])
def test_of_a_file_about_persons_only_the_word_stays(inbox: Path, files_folder: Path, name: str) -> None:
    profile()
    for _ in range(2):
        leave(inbox, text(REGISTER).encode("cp1252"), name)
        look(2)
        assert names(inbox, "quarantaene") == ["register.csv.txt"]
        assert not any(path.is_file() for path in files_folder.rglob("*"))
    left = [path for path in inbox.rglob("*") if path.is_file()]
    assert [path.suffix for path in left] == [".txt"]
    assert Batch.objects.get().state == State.REFUSED
    assert "Musterbach" not in note(inbox, "quarantaene")


def test_a_folder_that_no_profile_is_called_like(inbox: Path) -> None:
    profile()
    leave(inbox, csv(figures()), "buergeramd/einwohner.csv")
    look()
    assert not Batch.objects.exists()
    assert names(inbox, "quarantaene") == ["einwohner.csv", "einwohner.csv.txt"]
    assert "buergeramd" in note(inbox, "quarantaene")
    assert "  buergeramt" in note(inbox, "quarantaene")


def test_without_a_folder_the_file_is_recognised(inbox: Path) -> None:
    profile()
    leave(inbox, csv(figures()), "einwohner.csv")
    look()
    batch = Batch.objects.get()
    assert batch.profile is not None, batch.recognised
    assert (batch.state, batch.profile.key) == (State.QUEUED, "buergeramt")


def test_what_nothing_fits_waits_for_a_person(inbox: Path) -> None:
    profile()
    leave(inbox, b"Name;Anzahl\r\nA;1\r\nB;2\r\n", "liste.csv")
    look(2)
    assert Batch.objects.get().state == State.RECEIVED
    assert names(inbox, "erledigt") == ["liste.csv"]


def test_a_profile_that_asks_for_the_period_leaves_it_to_a_person(inbox: Path) -> None:
    profile(WIDE.replace('{column: Jahr, type: reference_date, day: "12-31"}', "{given: true, type: year}"))
    leave(inbox, csv(figures()))
    look(2)
    assert Batch.objects.get().state == State.RECEIVED
    assert names(inbox, "erledigt") == ["einwohner.csv"]


def test_what_nobody_can_read_goes_to_quarantine(inbox: Path) -> None:
    leave(inbox, b"%PDF-1.7\n...", "bericht.pdf")
    look(2)
    assert names(inbox, "quarantaene") == ["bericht.pdf", "bericht.pdf.txt"]


def test_a_file_that_is_too_large_is_not_kept(inbox: Path, settings: Settings) -> None:
    profile()
    settings.MAX_UPLOAD_BYTES = 100
    leave(inbox, csv(figures()))
    look()
    assert not Batch.objects.exists()
    assert names(inbox, "quarantaene") == ["einwohner.csv", "einwohner.csv.txt"]


@pytest.mark.parametrize(
    "name", [".einwohner.csv", "~einwohner.csv", "einwohner.csv.part", "einwohner.csv.filepart", "einwohner.tmp"]
)
def test_hidden_and_partial_files_are_passed_over(inbox: Path, name: str) -> None:
    leave(inbox, csv(figures()), f"buergeramt/{name}")
    look(3)
    assert not Batch.objects.exists()
    assert (inbox / "buergeramt" / name).exists()


def test_links_folders_and_pipes_are_passed_over(inbox: Path, tmp_path: Path) -> None:
    profile()
    secret = tmp_path / "geheim.csv"
    secret.write_bytes(csv(figures()))
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "buergeramt").mkdir()
    (inbox / "buergeramt" / "folder.csv").mkdir()
    os.mkfifo(inbox / "buergeramt" / "pipe.csv")
    (tmp_path / "anderswo").mkdir()
    (tmp_path / "anderswo" / "b.csv").write_bytes(csv(figures()))
    (inbox / "zweites").symlink_to(tmp_path / "anderswo")
    look(3)
    assert not Batch.objects.exists()
    assert waiting_files(inbox) == []


def test_nothing_is_moved_through_a_link(inbox: Path, tmp_path: Path) -> None:
    profile()
    (tmp_path / "anderswo").mkdir()
    (inbox / "quarantaene").symlink_to(tmp_path / "anderswo")
    place = leave(inbox, csv(figures()), "unbekannt/x.csv")
    look(2)
    assert place.exists()
    assert list((tmp_path / "anderswo").iterdir()) == []


def test_a_file_that_was_replaced_while_it_was_checked_is_a_new_file(inbox: Path) -> None:
    profile()
    place = leave(inbox, csv(figures()))
    look()
    place.write_bytes(csv(figures(2022)))
    look()
    assert Batch.objects.count() == 2
    check_all()
    look()
    assert [batch.state for batch in Batch.objects.all()] == [State.READY, State.READY]
    assert names(inbox, "buergeramt") == []


def test_strange_names_are_put_away_too(inbox: Path) -> None:
    profile()
    (inbox / "buergeramt").mkdir()
    for number, name in enumerate((b"k\xe4se.csv", b"x" * 251 + b".csv", b"a\nb.csv")):
        (inbox / "buergeramt" / os.fsdecode(name)).write_bytes(csv(figures(2020 + number)))
    look(2)
    check_all()
    look()
    assert Batch.objects.filter(state=State.READY).count() == 3
    assert len(names(inbox, "erledigt")) == 3


def test_an_account_of_its_own_has_its_own_rights(inbox: Path, settings: Settings) -> None:
    profile()
    give("statistik", Permission.IMPORT)
    settings.INBOX_ACCOUNT = "postfach"
    leave(inbox, csv(figures()))
    look(2)
    assert not Batch.objects.exists(), "an account that is not there takes nothing in"
    robot = person("postfach", "statistik")
    look()
    assert Batch.objects.get().created_by == robot
    robot.departments.clear()
    leave(inbox, csv(figures(2022)), "buergeramt/b.csv")
    look(2)
    assert (Batch.objects.count(), (inbox / "buergeramt" / "b.csv").exists()) == (1, True)


def test_a_folder_that_is_away_is_no_reason_to_forget(inbox: Path, settings: Settings) -> None:
    profile()
    leave(inbox, csv(figures()), marked=False)
    look()
    inbox.rename(inbox.with_name("weg"))
    look()
    assert InboxFile.objects.count() == 1
    settings.INBOX_FOLDER = None
    look()


def test_a_file_taken_away_again_is_forgotten(inbox: Path) -> None:
    place = leave(inbox, csv(figures()), marked=False)
    look()
    place.unlink()
    look()
    assert not InboxFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_one_looks_at_a_time(lasting_world: World, settings: Settings, tmp_path: Path) -> None:
    settings.INBOX_FOLDER = tmp_path / "eingang"
    settings.INBOX_FOLDER.mkdir()
    profile()
    leave(settings.INBOX_FOLDER, csv(figures()))
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        look()
        assert not Batch.objects.exists()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
    other.close()
    look()
    assert Batch.objects.count() == 1
