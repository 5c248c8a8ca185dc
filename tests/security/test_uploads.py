"""What people may send us, and what never gets as far as the disk."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from imports.forms import MOST_CHARACTERS
from imports.models import Batch
from indicators.models import Delivery
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission
from tests.imports import uploads
from tests.security.conftest import logged_in
from tests.world import World, give, person

UPLOAD = "/lieferungen/neu/"


@pytest.fixture
def importer(filled: World) -> Client:
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    return logged_in(person("ines", "statistik"))


def send(client: Client, name: str = "einwohner.csv", note: str = "") -> Any:
    """By hand: the test client itself takes the path off a file's name."""
    line = "Content-Disposition: form-data; name="
    parts = [f'{line}"profile"\r\n\r\n{uploads.profile().pk}', f'{line}"note"\r\n\r\n{note}']
    content = uploads.csv(uploads.figures(2024), encoding="utf-8").decode()
    parts.append(f'{line}"file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n{content}')
    body = "".join(f"--grenze\r\n{part}\r\n" for part in parts) + "--grenze--\r\n"
    return client.post(UPLOAD, body.encode(), content_type="multipart/form-data; boundary=grenze")


@pytest.mark.parametrize("path", ["/anmelden/", UPLOAD, "/", "/sprache/"])
def test_only_those_who_import_reach_the_disk(filled: World, settings: Settings, tmp_path: Path, path: str) -> None:
    """Looking for the form's token reads the request, at every address and before anybody is asked for a right.

    The folder for uploads does not exist: the request of whoever reached it says so, as with those who import.
    """
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "missing")
    give("bildung", Permission.VIEW)
    reader = Client(enforce_csrf_checks=True, raise_request_exception=False)
    reader.force_login(person("leser", "bildung"))
    anonymous = Client(enforce_csrf_checks=True, raise_request_exception=False)
    importer = Client(enforce_csrf_checks=True, raise_request_exception=False)
    give("statistik", Permission.IMPORT)
    importer.force_login(person("ines", "statistik"))
    answers = []
    for client in (anonymous, reader, importer):
        client.cookies["csrftoken"] = "a" * 32
        answers.append(client.post(path, {"file": BytesIO(b"x")}))
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert [hasattr(answer.wsgi_request, "upload_fault") for answer in answers] == [False, False, True]


@contextmanager
def disk_with(limit: int) -> Iterator[None]:
    """A disk that takes only so many bytes of a file: the kernel refuses the rest, as it does on a full one.

    Around one call only: where what the tests print goes into a file, that would be refused as well.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


# Refused while it is being written, and refused when the last bytes leave the memory.
@pytest.mark.parametrize(("limit", "size"), [(100_000, 300_000), (10, 300)])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_disk_that_is_full_is_said_and_nothing_stays(
    importer: Client, settings: Settings, files_folder: Path, tmp_path: Path, limit: int, size: int, language: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    importer.cookies["django_language"] = language
    filled = {"profile": uploads.profile().pk, "file": BytesIO(b"x" * size)}
    with disk_with(limit):
        response = importer.post(UPLOAD, filled)
    assert response.status_code == 507
    page = response.content.decode()
    assert {"de": "auf dem Server nicht gespeichert", "en": "could not be stored on the server"}[language] in page
    assert {"de": "Es wurde nichts importiert", "en": "Nothing was imported"}[language] in page
    assert not Batch.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class Pieces(BytesIO):
    """A request that may be read in pieces only: one line of it may be a gigabyte."""

    def readline(self, *_size: Any) -> bytes:
        raise AssertionError("read by the line")


def test_what_is_too_large_is_answered_without_being_held_in_memory(importer: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 100_000
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    body = head + b"1" * 450_000 + b"\r\n--x--\r\n"
    kind = {"CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = importer.generic("POST", UPLOAD, **kind, **{"wsgi.input": Pieces(body), "CONTENT_LENGTH": len(body)})
    assert response.status_code == 413
    # Nobody means to send five times as much: that is not even read.
    stream = Pieces(body)
    response = importer.generic("POST", UPLOAD, **kind, **{"wsgi.input": stream, "CONTENT_LENGTH": 500_001})
    assert (response.status_code, stream.tell()) == (400, 0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../../etc/passwd", "passwd"),
        ("..\\..\\windows\\x.csv", "x.csv"),
        ("/absolut/x.csv", "x.csv"),
        ("&lt;img src=x onerror=alert(1)&gt;.csv", "<img src=x onerror=alert(1)>.csv"),
        ("\u202egpj.csv", "gpj.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
    ],
)
def test_a_file_name_is_a_name_and_no_path(
    importer: Client, files_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, kept: str
) -> None:
    monkeypatch.setattr("imports.queue.enqueue_check", lambda _batch: None)  # nothing here looks at the file
    response = send(importer, name)
    assert response.status_code == 302, response.content
    batch = Batch.objects.get()
    assert batch.file_name == kept
    stored = [path for path in files_folder.rglob("*") if path.is_file()]
    assert stored == [files_folder / batch.file.sha256[:2] / batch.file.sha256]
    page = importer.get(f"/lieferungen/{batch.pk}/").content.decode()
    assert "<img" not in page


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
def test_a_name_that_is_none_is_refused(importer: Client, name: str) -> None:
    assert send(importer, name).status_code == 422
    assert not Batch.objects.exists()


def test_a_note_has_an_end(importer: Client) -> None:
    assert send(importer, note="a" * (MOST_CHARACTERS + 1)).status_code == 422
    assert not Batch.objects.exists()


def test_a_request_of_a_thousand_parts_is_refused(importer: Client) -> None:
    assert importer.post(UPLOAD, {f"f{n}": BytesIO(b"x") for n in range(101)}).status_code == 400
    assert importer.post(UPLOAD, {f"f{n}": "x" for n in range(1001)}).status_code == 400
    assert importer.post(UPLOAD, {"note": "x" * 6_000_000}).status_code == 400


def test_a_reason_may_hold_anything_and_has_an_end(importer: Client) -> None:
    batch = uploads.published(uploads.csv(uploads.figures(2024)))
    response = importer.post(f"/lieferungen/{batch.pk}/", {"action": "withdraw", "reason": "a\x00b" + "c" * 5000})
    assert response.status_code == 302
    assert batch.delivery is not None
    delivery = Delivery.objects.get(pk=batch.delivery.pk)
    assert delivery.state == Delivery.State.WITHDRAWN
    assert delivery.reason == "ab" + "c" * (MOST_CHARACTERS - 2)
    assert AuditEvent.objects.get(verb="withdraw delivery").details["reason"] == delivery.reason


@pytest.mark.parametrize(("code", "name"), [("X" * 41, "Kreis"), ("X1", "K" * 201)])
def test_regions_no_table_can_hold_are_not_offered(importer: Client, code: str, name: str) -> None:
    lines = [[code, name, 2023, 10], ["X2", "Nachbar", 2023, 10]]
    batch = uploads.checked(
        uploads.csv(lines, header=("AGS", "Kreis", "Jahr", "Einwohner")), uploads.profile(uploads.REGIONS)
    )
    assert batch.state == Batch.State.REFUSED
    assert batch.proposal == [["X2", "Nachbar"]]
    response = importer.post(f"/lieferungen/{batch.pk}/", {"action": "confirm-areas"})
    assert response.status_code == 302
