"""Addresses found as people type them, one by one, in the interface and as lists."""

import csv
import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from districts.actions.placements import place_register
from districts.actions.registers import activate_register, store_register
from districts.address_jobs import LOOKING_UP, READING
from districts.addressing.numbers import readings
from districts.addressing.register import read_register
from districts.models import Register
from districts.queries.address_search import Directory, search
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests.districts.addressing.writing import HEADER, csv_file
from tests.districts.registers import ROWS, register, written
from tests.world import edition, give, person

pytestmark = pytest.mark.django_db

MORE = [
    *ROWS,
    ("Haupstraße", "3", "", 200, 200, ""),
    ("Hauptmannweg", "12", "", 300, 200, ""),
    ("Straße des 17. Juni", "135", "", 300, 300, ""),
    ("Bahnhofstraße", "5", "", 400, 300, ""),
]


@pytest.fixture
def city(tmp_path: Path, settings: Any) -> Register:
    settings.FILES_FOLDER = tmp_path / "files"
    edition()
    made = register(tmp_path, rows=MORE)
    place_register(by=None, register=made)
    return made


@pytest.fixture
def reader(city: Register) -> Client:
    give("irgendwo", Permission.VIEW, scope=Scope.INDICATOR, keys=["x"])
    client = Client()
    client.force_login(person("leserin", "irgendwo"))
    return client


@pytest.mark.parametrize(
    ("typed", "found", "quality"),
    [
        ("Hauptstr. 12a", "Hauptstraße 12a", "exact"),
        ("HAUPTSTRASSE 12 A", "Hauptstraße 12a", "exact"),
        ("hauptstrase 12", "Hauptstraße 12", "exact"),
        ("12a hauptstraße", "Hauptstraße 12a", "exact"),
        ("Hauptstr. 12, 68159 Musterstadt", "Hauptstraße 12", "exact"),
        ("Hauptstr. 12 Musterstadt", "Hauptstraße 12", "exact"),
        ("Huaptstr 12", "Hauptstraße 12", "similar"),
        ("Mühlnweg 2", "Mühlenweg 2", "similar"),
        ("Muhlenweg 2", "Mühlenweg 2", "similar"),
        ("muehlenweg 2", "Mühlenweg 2", "exact"),
        ("Teodor Heus Str. 7", "Theodor-Heuss-Straße 7", "similar"),
        ("heuss 7", "Theodor-Heuss-Straße 7", "similar"),
        ("Bahnhofstr 5b", "Bahnhofstraße 5", "suffix"),
        ("Q7,24", "Q 7, 24", "exact"),
        ("q 7 24", "Q 7, 24", "exact"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni 135", "exact"),
        ("Strasse des 17 Juni 135", "Straße des 17. Juni 135", "exact"),
    ],
)
def test_the_best_match(city: Register, typed: str, found: str, quality: str) -> None:
    best = search(typed)[0]
    assert (best.words, best.quality) == (found, quality)


def test_while_one_types_streets_are_proposed(city: Register) -> None:
    assert [one.words for one in search("haup")] == ["Haupstraße", "Hauptstraße", "Hauptmannweg"]
    assert search("hauptm")[0].words == "Hauptmannweg"
    assert [one.words for one in search("17. juni")] == ["Straße des 17. Juni"]
    assert {one.quality for one in search("haup")} == {"street"}


def test_a_house_of_another_suffix_comes_before_one_in_another_street(city: Register) -> None:
    assert [one.words for one in search("Hauptstr 12")][:3] == ["Hauptstraße 12", "Hauptstraße 12a", "Hauptstraße 12b"]
    unknown = search("Hauptstr 99")[0]
    assert (unknown.words, unknown.quality) == ("Hauptstraße", "street")


def test_nothing_is_found_for_nothing(city: Register) -> None:
    for text in ("", "   ", "###", "xyzzyplugh 3", "' OR 1=1 --", "%", "_", "\\"):
        assert search(text) == []
    assert len(search("haup", limit=1)) == 1
    assert search("Hauptstr. 12" + " x" * 5000)[0].words.startswith("Haupt")


def test_without_a_register_nothing_is_found() -> None:
    assert search("Hauptstr. 12") == []


def test_only_the_register_of_the_day_is_searched(city: Register, tmp_path: Path) -> None:
    register(tmp_path, rows=[("Neue Straße", "1", "", 5, 5, "")], valid_from=date(2020, 1, 1))
    assert search("Neue Str. 1")[0].quality == "exact"
    assert search("Mühlenweg 2") == []
    assert search("Mühlenweg 2", date(2015, 1, 1))[0].quality == "exact"


def test_a_list_is_told_line_by_line(city: Register) -> None:
    lines = [
        "Hauptstr. 12a",
        "Mühlenwg 2",
        "Hauptstr. 12c",
        "Bahnhofstr. 5z",
        "Mühlenweg 99",
        "Mühlenweg",
        "Nirgendsweg 1",
    ]
    looked = Directory(city).look_up([readings(line) for line in lines])
    assert [(one.match.words, one.match.quality) if one.match else one.reason for one in looked] == [
        ("Hauptstraße 12a", "exact"),
        ("Mühlenweg 2", "similar"),
        "several-suffixes",
        ("Bahnhofstraße 5", "suffix"),
        "number-unknown",
        "number-missing",
        "street-unknown",
    ]
    assert looked[2].possible == ("Hauptstraße 12", "Hauptstraße 12a", "Hauptstraße 12b")


def test_two_streets_of_one_name_are_told_apart_by_nobody(tmp_path: Path) -> None:
    rows = ["1;Ringstr.;1;460100;5480100", "2;Ringstr.;1;460200;5480100", "2;Ringstr.;2;460200;5480100"]
    from_keys = csv_file(tmp_path, *rows, header="strschl;Strasse;hsnr;x;y")
    made = register_of(from_keys)
    looked = Directory(made).look_up([readings("Ringstraße 1"), readings("Ringstraße 2")])
    assert [one.reason for one in looked] == ["several-streets", ""]
    assert looked[0].possible == ("Ringstr. 1 (1)", "Ringstr. 1 (2)")


def register_of(path: Path) -> Register:
    file = read_register(path, crs="EPSG:25832")
    return activate_register(by=None, register=store_register(by=None, valid_from=date(2010, 1, 1), file=file))


# The interface


def test_the_interface_tells_areas_and_never_who_lives_there(reader: Client) -> None:
    answer = reader.get("/api/v1/addresses/", {"q": "Q7,24", "date": "2015-06-01"}).json()
    assert (answer["date"], answer["register"]["label"]) == ("2015-06-01", "Vermessungsamt")
    assert answer["matches"][0] == {
        "quality": "exact",
        "address": "Q 7, 24",
        "street": "Q 7",
        "number": 24,
        "suffix": "",
        "areas": [
            {
                "division": "stadtteile",
                "label": "Stadtteile",
                "edition": "2010-01-01",
                "code": "05",
                "name": "Viertel 05",
            }
        ],
        "schools": [],
    }
    assert "inhabitants" not in json.dumps(answer)


def test_the_interface_says_what_it_cannot_read(reader: Client) -> None:
    for asked in ({"date": "gestern"}, {"limit": "0"}, {"limit": "x"}, {"limit": "51"}):
        assert reader.get("/api/v1/addresses/", {"q": "haupt", **asked}).status_code == 400
    for body in ({}, {"addresses": []}, {"addresses": "Hauptstr. 1"}, {"addresses": ["x"] * 1001}, []):
        assert post(reader, body).status_code == 400
    assert Client().get("/api/v1/addresses/", {"q": "haupt"}).status_code in (401, 403)


def post(client: Client, body: Any) -> Any:
    return client.post("/api/v1/addresses/", json.dumps(body), content_type="application/json")


def test_a_list_through_the_interface_comes_back_in_its_order(reader: Client) -> None:
    lines = [
        "Hauptstr. 12a",
        {"street": "Q 7", "number": 24},
        "",
        {"street": "Hauptstr.", "number": "12", "suffix": "b"},
        None,
    ]
    answer = post(reader, {"addresses": lines, "date": "2015-06-01"}).json()
    told = [(one["address"], one["quality"], one["reason"]) for one in answer["matches"]]
    assert told == [
        ("Hauptstraße 12a", "exact", ""),
        ("Q 7, 24", "exact", ""),
        (None, "none", "empty"),
        ("Hauptstraße 12b", "exact", ""),
        (None, "none", "street-unknown"),
    ]
    assert [[area["code"] for area in one["areas"]] for one in answer["matches"]] == [["02"], ["05"], [], ["02"], []]


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
