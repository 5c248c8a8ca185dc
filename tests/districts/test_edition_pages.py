"""The pages of divisions and editions: upload, look, put right, activate, discard; and who sees what."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from shapely import MultiPolygon, box

from districts.actions.editions import CannotDiscard, NewArea, discard_draft
from districts.models import Division, Edition
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests.districts.geometry.world import EAST, NORTH, UTM32, feature, geojson, grid, square
from tests.indicators.reform import way
from tests.world import department, edition, give, person, squares

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def in_force() -> Edition:
    """Six squares since 2010."""
    return edition()


def browser(name: str, *keys: str) -> Client:
    """Somebody who may manage these divisions; without any, somebody who may nothing."""
    department(name)
    if keys:
        give(name, Permission.MANAGE, scope=Scope.DIVISION, keys=keys)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(f"{name}-person", name))
    return client


@pytest.fixture
def gisela(in_force: Edition) -> Client:
    return browser("vermessung", "stadtteile")


@pytest.fixture
def reader(in_force: Edition) -> Client:
    return browser("lesend")


def send(client: Client, file: Path, **words: Any) -> Job:
    """Uploads the file and lets the work run; the job as it ended."""
    data = {"valid_from": "2020-01-01", **words}
    if "new_key" not in data:
        data["division"] = Division.objects.get(key="stadtteile").pk
    answer = client.post("/gebiete/neu/", {"file": SimpleUploadedFile(file.name, file.read_bytes()), **data})
    assert answer.status_code == 302, answer.content.decode()
    return worked(answer)


def worked(answer: Any) -> Job:
    number = int(answer["Location"].strip("/").rpartition("/")[2])
    run_job(number)
    return Job.objects.get(pk=number)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def draft_of(job: Job) -> Edition:
    assert job.state == Job.State.DONE, (job.refusal, job.fault)
    return Edition.objects.get(pk=job.result["edition"])


def address(made: Edition) -> str:
    return f"/gebiete/{made.division.key}/{made.pk}/"


def test_an_upload_becomes_a_draft_to_be_looked_at(gisela: Client, squares_file: Path) -> None:
    job = send(gisela, squares_file, code_field="nr", label="Zuschnitt 2020")
    made = draft_of(job)
    assert (made.state, made.valid_from, made.label, made.areas.count()) == (
        "draft",
        date(2020, 1, 1),
        "Zuschnitt 2020",
        4,
    )
    assert made.source_note.startswith("viertel.geojson: geojson, viertel, EPSG:25832 (file)")
    assert address(made) in text(gisela, f"/auftraege/{job.pk}/")
    page = text(gisela, address(made))
    assert "in force: Districts (6 areas)" in page
    assert f'data-outlines="{address(made)}umrisse.geojson"' in page
    assert "Bring into force" in page
    assert address(made) in text(gisela, "/gebiete/")
    assert AuditEvent.objects.filter(verb="draft edition", by="vermessung-person").exists()


def test_a_draft_is_there_for_nobody_else_and_never_in_the_interface(
    gisela: Client, reader: Client, in_force: Edition, squares_file: Path
) -> None:
    made = draft_of(send(gisela, squares_file, code_field="nr", label="Geheimer Zuschnitt"))
    other = browser("andere", "grundschulbezirke")
    for stranger in (reader, other):
        for end in ("", "umrisse.geojson", "befunde.geojson"):
            assert stranger.get(address(made) + end).status_code in (403, 404)
        assert stranger.post(address(made), {"action": "activate", "seen": "yes"}).status_code == 404
        listed = text(stranger, "/gebiete/")
        assert "Geheimer Zuschnitt" not in listed
        assert address(in_force) in listed
    for client in (gisela, reader):
        assert "Geheimer" not in text(client, "/api/v1/divisions/stadtteile/editions/")
        assert client.get(f"/api/v1/divisions/stadtteile/areas.geojson?edition={made.pk}").status_code == 404
    assert len(json.loads(text(gisela, f"{address(made)}umrisse.geojson"))["features"]) == 4


def test_uploading_needs_the_right_for_that_division(gisela: Client, reader: Client, squares_file: Path) -> None:
    assert reader.get("/gebiete/neu/").status_code == 403
    edition(squares(["1"]), key="bezirke")
    form = text(gisela, "/gebiete/neu/")
    assert 'name="new_key"' not in form  # a new division is made by whoever may manage all of them
    data = {"division": Division.objects.get(key="bezirke").pk, "valid_from": "2020-01-01"}
    refused = gisela.post("/gebiete/neu/", {"file": SimpleUploadedFile("a.geojson", squares_file.read_bytes()), **data})
    assert refused.status_code == 422
    assert not Job.objects.exists()


def test_a_new_division_by_who_may_manage_all(squares_file: Path) -> None:
    give("amt", Permission.MANAGE)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("anna", "amt"))
    made = draft_of(send(client, squares_file, new_key="viertel", new_label="Viertel", code_field="nr"))
    assert (made.division.key, made.division.label_de) == ("viertel", "Viertel")
    again = client.post("/gebiete/neu/", {"new_key": "viertel", "valid_from": "2020-01-01"})
    assert "There is a division with this key" in again.content.decode()


def test_without_a_field_of_codes_the_form_offers_the_fields_with_their_values(gisela: Client, tmp_path: Path) -> None:
    parts = [feature(shape, farbe=f"0{n}", wert="rot") for n, shape in enumerate(grid(2, 2, 1000.0))]
    job = send(gisela, geojson(tmp_path / "f.geojson", parts, crs=UTM32))
    assert (job.state, job.refusal["rule"]) == (Job.State.REFUSED, "code-field-missing")
    again = f"/gebiete/neu/?job={job.pk}"
    assert again in text(gisela, f"/auftraege/{job.pk}/")
    form = text(gisela, again)
    assert '<option value="farbe">farbe (00, 01, 02)</option>' in form
    assert "f.geojson" in form
    data = {"division": Division.objects.get(key="stadtteile").pk, "valid_from": "2020-01-01", "code_field": "farbe"}
    made = draft_of(worked(gisela.post(again, data)))  # without the file: it is still there
    assert list(made.areas.order_by("code").values_list("code", flat=True)) == ["00", "01", "02", "03"]


def test_somebody_elses_file_cannot_be_taken_over(gisela: Client, tmp_path: Path) -> None:
    job = send(gisela, geojson(tmp_path / "f.geojson", [feature(square(0, 0), x="1")], crs=UTM32))
    other = browser("zweite", "stadtteile")
    assert "f.geojson" not in text(other, f"/gebiete/neu/?job={job.pk}")


def test_metres_without_a_system_are_asked_for_and_then_placed(gisela: Client, tmp_path: Path) -> None:
    parts = [feature(shape, code=f"0{n}") for n, shape in enumerate(grid(2, 2, 1000.0))]
    job = send(gisela, geojson(tmp_path / "ohne.geojson", parts))
    form = text(gisela, f"/gebiete/neu/?job={job.pk}")
    assert "The file does not say in which coordinate system it is." in form
    assert "Possible are: EPSG:25832 (" in form
    data = {"division": Division.objects.get(key="stadtteile").pk, "valid_from": "2020-01-01", "crs": "EPSG:25832"}
    made = draft_of(worked(gisela.post(f"/gebiete/neu/?job={job.pk}", data)))
    assert made.areas.get(code="00").area_m2 == pytest.approx(1e6)


def with_total(folder: Path, codes: tuple[str, ...] = ("01", "02", "03", "04")) -> Path:
    shapes = grid(2, 2, 1000.0)
    parts = [feature(shape, code=code, name=f"Viertel {code}") for shape, code in zip(shapes, codes, strict=True)]
    total = feature(square(0, 0, 2000.0), code="00", name="Gesamtstadt")
    return geojson(folder / "summe.geojson", [total, *parts], crs=UTM32)


def test_a_total_is_told_and_left_out_on_a_persons_word(gisela: Client, tmp_path: Path) -> None:
    first = draft_of(send(gisela, with_total(tmp_path)))
    page = text(gisela, address(first))
    assert "The area 00 covers all other areas (4): probably a total." in page
    assert 'name="leave-1"' in page
    assert "Bring into force" not in page
    gisela.post(address(first), {"action": "activate", "seen": "yes"})
    first.refresh_from_db()
    assert first.state == "draft"
    second = draft_of(worked(gisela.post(address(first), {"action": "correct", "leave-1": "yes"})))
    assert sorted(second.areas.values_list("code", flat=True)) == ["01", "02", "03", "04"]
    assert not Edition.objects.filter(pk=first.pk).exists()
    page = text(gisela, address(second))
    assert "Entries left out, as you said (1): 1." in page
    assert "Bring into force" in page


def test_missing_and_repeated_codes_lie_on_the_map_until_a_person_gives_them(gisela: Client, tmp_path: Path) -> None:
    first = draft_of(send(gisela, with_total(tmp_path, ("01", "01", "", "04"))))
    assert sorted(first.areas.values_list("code", flat=True)) == ["00", "01", "01?3", "04", "?4"]
    page = text(gisela, address(first))
    assert 'data-codes="01 01?3"' in page
    assert 'data-codes="?4"' in page
    assert f'<a href="{address(first)}?area=01%3F3"' in page
    assert '<span class="code">01</span>' in page
    assert '<span class="code">01?3</span>' not in page
    words = {"action": "correct", "leave-1": "yes", "recode-3": "02", "recode-4": " 03 ", "recode-2": ""}
    second = draft_of(worked(gisela.post(address(first), words)))
    assert sorted(second.areas.values_list("code", flat=True)) == ["01", "02", "03", "04"]
    assert not second.findings.filter(severity="error").exists()
    # Entries keep their numbers of the file: the next correction counts as before.
    third = draft_of(worked(gisela.post(address(second), {"action": "correct", "recode-5": "05"})))
    assert sorted(third.areas.values_list("code", flat=True)) == ["01", "02", "03", "05"]
    assert 'name="recode-3"' in text(gisela, f"{address(third)}?area=02")


def test_parts_with_one_code_are_joined_on_a_persons_word(gisela: Client, tmp_path: Path) -> None:
    parts = [
        feature(shape, code=code) for shape, code in zip(grid(2, 2, 1000.0), ("01", "01", "02", "03"), strict=True)
    ]
    first = draft_of(send(gisela, geojson(tmp_path / "teile.geojson", parts, crs=UTM32)))
    assert 'name="join" value="01"' in text(gisela, address(first))
    second = draft_of(worked(gisela.post(address(first), {"action": "correct", "join": "01"})))
    assert dict(second.areas.values_list("code", "area_m2")) == {"01": 2e6, "02": 1e6, "03": 1e6}
    assert 'name="recode-4"' in text(gisela, f"{address(second)}?area=03")
    job = worked(gisela.post(address(second), {"action": "correct", "join": "02"}))
    assert "The code 02 does not occur more than once." in text(gisela, f"/auftraege/{job.pk}/")


def test_nothing_changed_and_numbers_the_file_does_not_have(gisela: Client, tmp_path: Path) -> None:
    made = draft_of(send(gisela, with_total(tmp_path)))
    assert gisela.post(address(made), {"action": "correct", "recode-1": ""})["Location"] == address(made)
    assert "Nothing was changed" in text(gisela, address(made))
    job = worked(gisela.post(address(made), {"action": "correct", "leave-77": "yes"}))
    assert job.refusal["rule"] == "no-such-entry"
    assert "The file has the entries 1 to 5, not 77." in text(gisela, f"/auftraege/{job.pk}/")
    assert Edition.objects.filter(pk=made.pk).exists()


def test_findings_have_their_place_and_mended_ones_say_how_much_changed(gisela: Client, tmp_path: Path) -> None:
    shapes = [square(0, 0, 1000.0), square(900, 0, 1000.0)]
    spike = MultiPolygon([box(EAST, NORTH + 2000, EAST + 100, NORTH + 2100)])
    parts = [feature(shape, code=f"{n}") for n, shape in enumerate([*shapes, spike])]
    parts[2]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[EAST + x, NORTH + 2000 + y] for x, y in
                         [(0, 0), (100, 0), (100, 100), (50, 100), (49, 101), (50, 101), (49, 100), (0, 100), (0, 0)]]],
    }  # fmt: skip
    made = draft_of(send(gisela, geojson(tmp_path / "o.geojson", parts, crs=UTM32)))
    page = text(gisela, address(made))
    assert "1 area was mended; 0.50\u202fm² changed." in page
    places = json.loads(text(gisela, f"{address(made)}befunde.geojson"))["features"]
    assert {one["properties"]["severity"] for one in places} >= {"error", "repaired"}
    overlap = made.findings.get(rule="overlap")
    assert overlap.entries == [1, 2]
    assert overlap.geometry.area == pytest.approx(100_000)
    (shown,) = [one for one in places if one["properties"]["id"] == overlap.pk]
    assert shown["geometry"]["coordinates"][0][0][0][0] == pytest.approx(8.46, abs=0.05)


def test_activated_only_by_who_says_to_have_looked(gisela: Client, in_force: Edition, squares_file: Path) -> None:
    made = draft_of(send(gisela, squares_file, code_field="nr"))
    gisela.post(address(made), {"action": "activate"})
    made.refresh_from_db()
    assert made.state == "draft"
    gisela.post(address(made), {"action": "activate", "seen": "yes"})
    made.refresh_from_db()
    in_force.refresh_from_db()
    assert (made.state, in_force.valid_to) == ("active", date(2020, 1, 1))
    assert "Bring into force" not in text(gisela, address(made))


def test_areas_of_a_replaced_plan_stay_where_correspondences_hang_on_them(gisela: Client, in_force: Edition) -> None:
    draft = edition(valid_from=date(2030, 1, 1))
    way(in_force, draft)
    draft.state = Edition.State.DRAFT  # as adopting another plan for the same year leaves it
    draft.save()
    with pytest.raises(CannotDiscard):
        discard_draft(by=None, edition=draft)
    assert gisela.post(address(draft), {"action": "discard"}).status_code == 302
    assert Edition.objects.filter(pk=draft.pk).exists()
    assert draft.correspondences_to.exists()


def test_a_discarded_draft_is_gone_with_its_file(gisela: Client, in_force: Edition, squares_file: Path) -> None:
    job = send(gisela, squares_file, code_field="nr")
    made, kept = draft_of(job), place(job.file)
    assert kept.is_file()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work: work())
        assert gisela.post(address(made), {"action": "discard"})["Location"] == "/gebiete/"
    assert not kept.exists()
    assert list(Edition.objects.all()) == [in_force]
    with pytest.raises(CannotDiscard):
        discard_draft(by=None, edition=in_force)
    assert gisela.post(address(in_force), {"action": "discard"}).status_code == 302
    assert "This edition is in force, or was: it stays." in text(gisela, address(in_force))


def test_a_draft_from_the_command_has_no_file_to_correct(gisela: Client) -> None:
    made = edition(squares(["1", "2"]), active=False)
    gisela.post(address(made), {"action": "correct", "leave-1": "yes"})
    assert "please upload it again" in text(gisela, address(made))


def halves() -> Edition:
    lower = MultiPolygon([box(EAST, NORTH, EAST + 3000, NORTH + 1000)])
    upper = MultiPolygon([box(EAST, NORTH + 1000, EAST + 3000, NORTH + 2500)])
    return edition([NewArea("A", "unten", None, lower), NewArea("B", "oben", None, upper)], key="bezirke")


def test_an_edition_shows_its_hierarchy_and_the_exceptions_of_nesting(reader: Client) -> None:
    above = halves()
    shapes = [square(0, 0, 1000.0), square(0, 1000, 1000.0), square(1000, 700, 1000.0), square(9000, 0, 500.0)]
    areas = [NewArea(f"b{n}", f"Block {n}", "A" if n == 0 else None, MultiPolygon([s])) for n, s in enumerate(shapes)]
    made = edition(areas, key="bloecke", parents=above)
    page = text(reader, address(made))
    assert f'<a href="{address(above)}">' in page
    assert "3 without a larger area" in page
    checked = text(reader, f"{address(made)}?above=bezirke")
    assert "3 areas have a larger one by their inside point and most of their ground; 2 exceptions." in checked
    assert "It was assigned to the largest share: B (70\u202f%), A (30\u202f%)." in checked
    assert "The area b3 lies in no larger area." in checked
    assert "b1, b2" in checked
    assert "Block 0" in text(reader, f"{address(above)}?area=A")


def test_the_larger_division_must_have_been_in_force(reader: Client) -> None:
    made = edition(squares(["1", "2"]), key="bloecke", valid_from=date(2000, 1, 1))
    assert "No edition of stadtteile was in force on" in text(reader, f"{address(made)}?above=stadtteile")
    assert reader.get(f"{address(made)}?above=gibt-es-nicht").status_code == 200
    assert reader.get("/gebiete/bezirke/999/").status_code == 404
