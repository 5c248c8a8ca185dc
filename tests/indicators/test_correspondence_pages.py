"""Correspondences on pages and through the interface: everybody sees them, who manages divisions makes them."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from districts.models import Correspondence, Edition
from districts.presenters.correspondences import _grounds, edition_label
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests import world as worlds
from tests.indicators.reform import reformed, way
from tests.world import DAY, World, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.FILES_FOLDER = tmp_path
    return worlds.build()


@pytest.fixture
def new(world: World) -> Edition:
    return reformed()


def client(name: str, *departments: str) -> Client:
    found = Client()
    found.force_login(person(name, *departments))
    found.cookies["django_language"] = "en"
    return found


@pytest.fixture
def geographer() -> Client:
    give("vermessung", Permission.MANAGE, scope=Scope.DIVISION, keys=["stadtteile"])
    return client("vera", "vermessung")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def asked(geographer: Client, world: World, new: Edition, basis: str, **more: object) -> Job | str:
    words = {"source": world.edition.pk, "target": new.pk, "basis": basis, **more}
    answer = geographer.post("/umsteiger/neu/", words)
    if answer.status_code != 302:
        return text(answer)
    return run_job(int(answer.url.split("/")[2])) or ""


def test_the_list_says_which_is_in_use(world: World, new: Edition) -> None:
    page = client("lena")
    assert "No correspondences yet" in text(page.get("/umsteiger/"))
    way(world.edition, new)
    way(world.edition, new)
    shown = text(page.get("/umsteiger/"))
    assert shown.count("a better or newer one is in use") == 1
    assert shown.count("kern-badge--success") == 1
    assert "New correspondence" not in shown


def test_a_page_says_what_it_rests_on_and_has_the_weights(world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    shown = text(client("lena").get(f"/umsteiger/{stored.pk}/"))
    assert "1 of 6 areas are really split" in shown
    assert "plain area" in shown
    assert "Viertel 04 West" in shown
    assert "50\u202f%" in shown or "50.00" in shown
    assert "<textarea" not in shown


def test_the_interface_gives_the_weights_as_json_and_csv(world: World, new: Edition) -> None:
    stored, reader = way(world.edition, new), client("lena")
    (listed,) = reader.get("/api/v1/correspondences/").json()
    assert (listed["source"], listed["basis"]) == ("stadtteile@2010-01-01", "area")
    path = f"/api/v1/correspondences/{stored.pk}/"
    rows = reader.get(path).json()
    lines = b"".join(reader.get(path, {"format": "csv"})).decode()
    assert [{**row, "weight": float(row["weight"])} for row in csv.DictReader(StringIO(lines))] == rows
    assert sum(row["weight"] for row in rows) == pytest.approx(6)
    assert reader.get(path, {"format": "csv", "dialect": "x"}).status_code == 400
    assert reader.get("/api/v1/correspondences/0/").status_code == 404


def test_one_is_built_in_the_background_and_linked(geographer: Client, world: World, new: Edition) -> None:
    job = asked(geographer, world, new, "area")
    assert isinstance(job, Job)
    assert job.state == Job.State.DONE
    made = Correspondence.objects.get()
    assert made.created_by is not None
    assert made.created_by.username == "vera"
    assert f"/umsteiger/{made.pk}/" in text(geographer.get(f"/auftraege/{job.pk}/"))


def test_by_blocks_with_the_figures_of_a_measure(geographer: Client, world: World, new: Edition) -> None:
    world.deliver([("EW", code, DAY, 50.0) for code in worlds.CODES])
    words = {"blocks": world.edition.pk, "measure": "EW", "period": "31.12.2023"}
    job = asked(geographer, world, new, "blocks", **words)
    assert isinstance(job, Job)
    assert job.state == Job.State.DONE
    assert Correspondence.objects.get().grounds["period"] == "2023-12-31"


@pytest.mark.parametrize("basis", ["addresses"])
def test_what_a_basis_lacks_is_said(geographer: Client, world: World, new: Edition, basis: str) -> None:
    job = asked(geographer, world, new, basis)
    assert isinstance(job, Job)
    assert job.state == Job.State.REFUSED
    assert "no register of addresses in force" in text(geographer.get(f"/auftraege/{job.pk}/"))


def test_an_offices_table_with_mistakes_is_refused_with_their_lines(
    geographer: Client, world: World, new: Edition
) -> None:
    file = SimpleUploadedFile("umsteiger.csv", b"alt;neu;Anteil\n01;01;1\n77;01;1\n")
    job = asked(geographer, world, new, "office", file=file)
    assert isinstance(job, Job)
    shown = text(geographer.get(f"/auftraege/{job.pk}/"))
    assert "The table has 1 problems" in shown
    assert "line 3: There is no area 77 before." in shown
    assert not Correspondence.objects.exists()


OFFICE = b"alt;neu;Anteil\n01;01;1\n02;02;1\n03;02;1\n04;4a;0,3\n04;4b;0,7\n05;05;1\n06;06;1\n"


def test_an_offices_table_is_taken(geographer: Client, world: World, new: Edition) -> None:
    file = SimpleUploadedFile("umsteiger.csv", OFFICE)
    job = asked(geographer, world, new, "office", file=file)
    assert isinstance(job, Job)
    assert job.state == Job.State.DONE
    made = Correspondence.objects.get()
    assert (made.basis, made.grounds["file"], made.weights.count()) == ("office", "umsteiger.csv", 7)


def test_the_form_says_what_is_missing(geographer: Client, world: World, new: Edition) -> None:
    assert "This basis needs it." in str(asked(geographer, world, new, "blocks", period="31.12.2023"))
    assert "This is no period" in str(asked(geographer, world, new, "area", period="gestern"))
    assert "two different editions" in str(asked(geographer, world, world.edition, "area"))


def test_who_manages_another_division_builds_none_here(world: World, new: Edition) -> None:
    give("schule", Permission.MANAGE, scope=Scope.DIVISION, keys=["grundschulbezirke"])
    other = client("olga", "schule")
    words = {"source": world.edition.pk, "target": new.pk, "basis": "area"}
    assert other.post("/umsteiger/neu/", words).status_code == 403
    stored = way(world.edition, new)
    assert other.post(f"/umsteiger/{stored.pk}/", {"reason": "x"}).status_code == 403
    assert client("lena").get("/umsteiger/neu/").status_code == 403


def test_withdrawing_needs_a_reason(geographer: Client, world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    geographer.post(f"/umsteiger/{stored.pk}/", {"reason": " "})
    stored.refresh_from_db()
    assert stored.withdrawn_at is None
    geographer.post(f"/umsteiger/{stored.pk}/", {"reason": "alte Grenzen"})
    assert "alte Grenzen" in text(geographer.get(f"/umsteiger/{stored.pk}/"))
    assert "kern-badge--warning" in text(geographer.get("/umsteiger/"))


def test_a_form_names_editions_in_words_and_what_stays_empty(geographer: Client, world: World, new: Edition) -> None:
    page = text(geographer.get("/umsteiger/neu/"))
    with translation.override("en"):
        assert f'<option value="{new.pk}">{edition_label(new)}</option>' in page
    assert "---------" not in page
    for choice in ("Please choose", "no blocks", "no figure"):
        assert f'<option value="" selected>{choice}</option>' in page


def test_the_day_of_the_register_is_written_as_a_day() -> None:
    with translation.override("de"):
        assert _grounds({"as_of": "2024-12-31", "register": 3}) == [("Adressregister vom", "31.12.2024")]


def test_a_table_that_was_refused_leads_back_to_the_form(geographer: Client, world: World, new: Edition) -> None:
    table = SimpleUploadedFile("umsteiger.csv", b"alt;neu;anteil\r\n01;77;1\r\n")
    job = asked(geographer, world, new, "office", file=table)
    assert isinstance(job, Job)
    assert job.state == Job.State.REFUSED
    assert '<a href="/umsteiger/neu/">Build it again</a>' in text(geographer.get(f"/auftraege/{job.pk}/"))
