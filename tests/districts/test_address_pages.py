"""Lists of addresses as files, and the pages of addresses and registers."""

import csv
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from districts.jobs.addresses import LOOKING_UP, READING
from districts.models import Register
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests.districts.addressing.writing import HEADER, csv_file
from tests.districts.registers import written
from tests.world import give, person

pytestmark = pytest.mark.django_db


# Lists as files


def looked_up(city: Register, content: bytes, **params: Any) -> Job:
    job = ask(by=None, kind=LOOKING_UP, params=params, file_name="liste.csv", chunks=[content], start=False)
    done = run_job(job.pk)
    assert done is not None
    return done


def table_of(job: Job, encoding: str = "utf-8-sig", delimiter: str = ";") -> list[dict[str, str]]:
    text = place(job.output).read_text(encoding=encoding)
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def test_a_file_comes_back_with_what_was_found_beside_its_own_columns(city: Register) -> None:
    lines = [
        "Kita;Straße;Hausnr;Zusatz",
        "Löwen;Hauptstr.;12;a",
        "=Igel;Mühlenwg;2;",
        "Bären;Nirgendsweg;1;",
        "Eulen;;;",
    ]
    job = looked_up(city, "\r\n".join(lines).encode("cp1252"), date="2015-06-01")
    assert job.state == Job.State.DONE, job.fault or job.refusal
    rows = table_of(job)
    assert list(rows[0])[:7] == [*lines[0].split(";"), "match", "match_quality", "match_reason"]
    assert [(row["Kita"], row["match"], row["match_quality"], row["stadtteile_code"]) for row in rows] == [
        ("Löwen", "Hauptstraße 12a", "exact", "02"),
        ("'=Igel", "Mühlenweg 2", "similar", "04"),
        ("Bären", "", "street-unknown", ""),
        ("Eulen", "", "empty", ""),
    ]
    assert rows[0]["stadtteile_name"] == "Viertel 02"
    assert rows[2]["match_reason"]
    assert job.result == {"rows": 4, "counts": {"exact": 1, "similar": 1, "street-unknown": 1, "empty": 1}}
    assert not place(job.file).exists()  # the upload goes when the work is over


def test_one_column_and_the_other_dialect(city: Register) -> None:
    job = looked_up(city, b"Adresse\nHauptstr. 12a\nQ7 24\n", dialect="rfc4180")
    assert [row["stadtteile_code"] for row in table_of(job, "utf-8", ",")] == ["02", "05"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"a;b\n1;2\n", "register-columns"),
        (b"", "register-empty"),
        (b"Adresse\n", "register-empty"),
        (b"\x00\x01", "register-no-text"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(city: Register, content: bytes, rule: str) -> None:
    job = looked_up(city, content)
    assert (job.state, job.refusal["rule"]) == (Job.State.REFUSED, rule)


def test_a_list_needs_a_register(settings: Any, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path
    job = looked_up(None, b"Adresse\nHauptstr. 1\n")
    assert (job.state, job.refusal["rule"]) == (Job.State.REFUSED, "no-register")


# Pages


def test_the_page_works_without_scripts_and_keeps_the_search_in_its_address(reader: Client) -> None:
    page = reader.get("/adressen/", {"q": "Hauptstr 12a", "date": "2015-06-01"}).content.decode()
    assert 'value="Hauptstr 12a"' in page
    assert "Viertel 02" in page
    assert "/gebiet/stadtteile/02/" in page
    assert reader.get("/adressen/", {"q": "<script>", "date": "quatsch"}).status_code == 200


def test_an_address_that_is_there_stands_alone_with_others_as_links(reader: Client) -> None:
    page = reader.get("/adressen/", {"q": "Hauptstr 12"}).content.decode()
    assert page.count('<h2 class="kern-heading-small"') == 1
    assert '<a href="/adressen/?q=Hauptstra%C3%9Fe+12a">Hauptstraße 12a</a>' in page
    assert "mit anderem Zusatz gefunden" not in page
    near = reader.get("/adressen/", {"q": "Hauptstr 12c"}).content.decode()
    assert near.count('<h2 class="kern-heading-small"') == 4  # three suffixes, and a street that begins alike
    assert "mit anderem Zusatz gefunden" in near


def test_of_a_street_the_house_can_be_chosen(reader: Client) -> None:
    page = reader.get("/adressen/", {"q": "hauptstraße", "date": "2015-06-01"}).content.decode()
    found = re.findall(r'<li><a href="([^"]+)">(\d+[a-z]?)</a></li>', page)
    assert [number for _, number in found] == ["1", "12", "12a", "12b", "14"]
    assert found[2][0] == "/adressen/?q=Hauptstra%C3%9Fe+12a&amp;date=2015-06-01"
    assert "house-numbers" not in reader.get("/adressen/", {"q": "Hauptstr 12"}).content.decode()
    assert "house-numbers" in reader.get("/adressen/", {"q": "Hauptstr 99"}).content.decode()


def test_the_list_has_an_address_of_its_own(reader: Client) -> None:
    assert '<details class="card" open>' in reader.get("/adressen/liste/").content.decode()
    assert '<details class="card">' in reader.get("/adressen/").content.decode()


def test_everybody_may_upload_a_list_and_only_a_small_one(reader: Client) -> None:
    sent = reader.post("/adressen/liste/", {"file": BytesIO(b"Adresse\nQ7,24\n"), "dialect": "excel-de", "date": ""})
    job = Job.objects.get(kind=LOOKING_UP)
    assert sent.headers["Location"] == reverse("job", args=[job.pk])
    assert run_job(job.pk).result["counts"] == {"exact": 1}
    assert reader.get(reverse("job", args=[job.pk])).status_code == 200
    assert b"Q 7, 24" in b"".join(reader.get(reverse("job-output", args=[job.pk])))
    large = SimpleUploadedFile("liste.csv", b"x" * (10 * 1024 * 1024 + 1))
    assert reader.post("/adressen/liste/", {"file": large, "dialect": "excel-de"}).status_code == 413
    assert Job.objects.filter(kind=LOOKING_UP).count() == 1


def test_elsewhere_their_files_are_still_not_taken(reader: Client) -> None:
    """Only the page for lists is open to them: at any other address nothing of a file is written."""
    sent = reader.post("/adressen/", {"file": BytesIO(b"x" * 1000)})
    assert not sent.wsgi_request.FILES
    assert reader.post("/adressen/register/", {"file": BytesIO(b"x")}).status_code == 403


def test_a_stranger_uploads_nothing(city: Register) -> None:
    sent = Client().post("/adressen/liste/", {"file": BytesIO(b"Adresse\nQ7,24\n")})
    assert sent.status_code == 302
    assert not sent.wsgi_request.FILES


def test_a_register_goes_the_whole_way_through_the_pages(city: Register, tmp_path: Path) -> None:
    give("geo", Permission.MANAGE, scope=Scope.DIVISION, keys=["stadtteile"])
    client = Client()
    client.force_login(person("geograf", "geo"))
    path = csv_file(tmp_path, *written(), "unbekannt;;;460000;5480000;1", header=HEADER)
    fields = {"valid_from": "2024-01-01", "label": "Neu", "crs": "", "columns": ""}
    with path.open("rb") as stream:
        sent = client.post("/adressen/register/", {"file": stream, **fields})
    job = Job.objects.get(kind=READING)
    assert sent.headers["Location"] == reverse("job", args=[job.pk])
    made = Register.objects.get(pk=run_job(job.pk).result["register"])
    address = reverse("register", args=[made.pk])
    assert address in client.get(reverse("job", args=[job.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "unbekannt | 460000" in page
    findings = b"".join(client.get(reverse("register-findings", args=[made.pk]))).decode("utf-8-sig")
    assert len(findings.splitlines()) == 1 + 2 + 1  # header; no street and no number; outside the city
    client.post(address, {"action": "activate"})
    made.refresh_from_db()
    assert made.state == "active"
    assert client.post(address, {"action": "withdraw"}).status_code == 422
    client.post(address, {"action": "withdraw", "reason": "Probe"})
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert client.get("/adressen/register/").status_code == 200


def test_columns_may_be_named_on_the_page(city: Register, tmp_path: Path) -> None:
    give("geo", Permission.MANAGE)
    client = Client()
    client.force_login(person("geograf", "geo"))
    fields = {"valid_from": "2024-01-01", "columns": "street=A\nnumber=B\nx=C\ny=D", "crs": "EPSG:25832"}
    client.post("/adressen/register/", {"file": BytesIO(b"A;B;C;D\nWeg;1;460100;5480100\n"), **fields})
    job = run_job(Job.objects.get(kind=READING).pk)
    assert job.result["addresses"] == 1, (job.refusal, job.fault)
    wrong = client.post("/adressen/register/", {"file": BytesIO(b"x"), **fields, "columns": "strasse=A"})
    assert wrong.status_code == 422
