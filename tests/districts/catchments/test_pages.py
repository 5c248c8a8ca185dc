"""The pages and the interface: what everybody sees, what only geographers see, from upload to adoption."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from districts.actions.plan_changes import move_range, put_zone
from districts.actions.plans import adopt_plan, draft_plan
from districts.addressing.contents import read_contents
from districts.addressing.ranges import WHOLE, Range
from districts.addressing.wording import GERMAN
from districts.models import CatchmentPlan, School
from districts.presenters.catchments import catchments_context, list_context, vocabulary, year_label
from districts.queries.catchments import current_year
from districts.queries.plans import PlanContents
from districts.views import plan_uploads
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from tests import world as cities
from tests.districts.catchments import world

pytestmark = pytest.mark.django_db
LIST = 'Straße;Hausnummern;Schulbezirk\nAm Anger;gesamt;01\nRing;"ung. 1-25; ger. 2-24";01\nRing;ung. 27-41;02\n'


@pytest.fixture
def reader() -> Client:
    return logged_in("leserin", "lesen")


@pytest.fixture
def geographer() -> Client:
    cities.give("karten", Permission.MANAGE, scope=Scope.DIVISION, keys=["grundschulbezirke"])
    return logged_in("geograf", "karten")


def logged_in(name: str, department: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cities.person(name, department))
    return client


def adopted(plan: CatchmentPlan) -> CatchmentPlan:
    return adopt_plan(by=None, plan=plan, warnings_seen=True)


def page(client: Client, name: str, *args: int, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_without_a_plan_the_page_says_so(reader: Client) -> None:
    text = page(reader, "catchments")
    assert "No plan holds for this school year" in text
    assert reverse("catchment-plan-new") not in text


def test_the_plan_in_force_with_its_schools_and_a_street(reader: Client) -> None:
    adopted(world.list_plan(2020))
    School.objects.filter(number="01").update(rooms_per_grade=3, address="Ahornweg 1")
    text = page(reader, "catchments", query="?strasse=ring")
    assert "Ahornschule" in text
    assert "Ahornweg 1" in text
    assert ">84<" in text  # three rooms, 28 children each
    assert "odd 1–25; even 2–24" in text
    assert "Streets that begin with “ring”" in text
    assert "Holds for children who start school from 2020/21 on" in text
    assert "The list has no street of this name" in page(reader, "catchments", query="?strasse=quatsch")


def test_the_school_year_chooses_the_plan(reader: Client) -> None:
    old = adopted(world.list_plan(2020))
    adopted(draft_plan(by=None, division=old.division, school_year=current_year() + 1, label="Neuer Plan", like=old))
    assert page(reader, "catchments").count("Holds for children who start school from 2020/21 on") == 1
    later = page(reader, "catchments", query=f"?schuljahr={current_year() + 1}")
    assert f"from {year_label(current_year() + 1)} on" in later
    assert "from 2020/21 on" in page(reader, "catchments", query="?schuljahr=1066")


def test_a_zone_is_told_with_the_street(reader: Client) -> None:
    plan = world.list_plan(2020)
    home, other = plan.catchments.get(code="01"), plan.catchments.get(code="02")
    zone = put_zone(by=None, plan=plan, name="Angerzone", home=home, other=other, last_school_year=current_year())
    move_range(by=None, plan=plan, street="Am Anger", part=WHOLE, to=home, zone=zone)
    adopted(plan)
    assert "or, as parents choose: Birkenschule" in page(reader, "catchments", query="?strasse=am anger")
    over = page(reader, "catchments", query=f"?strasse=am anger&schuljahr={current_year() + 1}")
    assert "as parents choose" not in over
    assert "Angerzone" in page(reader, "catchment-plan", plan.pk)
    assert "Am Anger gesamt" in " ".join(page(reader, "catchment-list", plan.pk).split())


def test_a_draft_is_not_there_for_readers(reader: Client, geographer: Client) -> None:
    plan = world.list_plan()
    for name in ("catchment-plan", "catchment-list", "catchment-list-csv", "catchment-areas"):
        page(reader, name, plan.pk, status=404)
        assert geographer.get(reverse(name, args=[plan.pk])).status_code == 200
    assert plan.label not in page(reader, "catchments")
    assert plan.label in page(geographer, "catchments")
    assert reader.get("/api/v1/catchment-plans/").json() == []
    assert reader.get(f"/api/v1/catchment-plans/{plan.pk}/list/").status_code == 404


def test_the_printed_list_is_in_german_and_whole(reader: Client) -> None:
    plan = adopted(world.list_plan(2020))
    text = page(reader, "catchment-list", plan.pk)
    assert "ung. 1–25; ger. 2–24" in text
    assert text.count("<li><span>") == 4
    with translation.override("en"):
        assert vocabulary().odd == "odd"
    assert GERMAN.odd == "ung."


def test_the_downloaded_list_is_read_again_as_the_same_plan(reader: Client, tmp_path: Path) -> None:
    """List → plan → CSV → plan: the same houses in the same rows."""
    plan = adopted(world.list_plan(2020))
    answer = reader.get(reverse("catchment-list-csv", args=[plan.pk]))
    (tmp_path / "liste.csv").write_bytes(b"".join(answer.streaming_content))
    again = read_contents(tmp_path / "liste.csv")
    assert not again.has_errors
    assert [(one.catchment, one.street, set(one.ranges)) for one in again.entries] == [
        (one.catchment, one.street, set(one.ranges)) for one in PlanContents(plan).entries()
    ]


def test_the_interface_tells_schools_plans_and_lists(reader: Client) -> None:
    plan = adopted(world.list_plan(2020))
    world.put_schools(by=None, rows=[("01", {"name": "Ahornschule", "place": (600000.0, 5860000.0)})])
    schools = reader.get("/api/v1/schools/").json()
    assert [(one["number"], one["x"]) for one in schools] == [("01", 600000.0), ("02", None)]
    plans = reader.get("/api/v1/catchment-plans/").json()
    assert [(one["id"], one["division"], one["school_year"], one["catchments"]) for one in plans] == [
        (plan.pk, "grundschulbezirke", 2020, 2)
    ]
    assert plans[0]["adopted_on"] == timezone.localdate().isoformat()
    address = f"/api/v1/catchment-plans/{plan.pk}/list/"
    rows = reader.get(address).json()
    wanted = {"street": "Ringstraße", "numbers": "ung. 1–25; ger. 2–24", "catchment": "01"}
    assert rows[1] == wanted | {"catchment_name": "Ahorn", "school": "Ahornschule"}
    text = b"".join(reader.get(f"{address}?format=csv").streaming_content).decode()
    assert text.splitlines()[2] == "Ringstraße,ung. 1–25; ger. 2–24,01,Ahorn,Ahornschule"
    assert reader.get(f"{address}?format=csv&dialect=quatsch").status_code == 400


def test_from_an_uploaded_list_to_an_adopted_plan(geographer: Client) -> None:
    division = cities.division("grundschulbezirke")
    world.put_schools(by=None, rows=[("01", {"name": "Ahornschule"}), ("02", {"name": "Birkenschule"})])
    answer = upload(geographer, division.pk, LIST)
    plan = CatchmentPlan.objects.get()
    assert answer.url == reverse("catchment-plan", args=[plan.pk])
    text = page(geographer, "catchment-plan", plan.pk)
    assert "no areas on the map" in text
    assert "I have seen the warnings" in text
    url = reverse("catchment-plan", args=[plan.pk])
    unseen = geographer.post(url, {"action": "adopt"}, follow=True).content.decode()
    assert "has warnings" in unseen
    geographer.post(url, {"action": "adopt", "warnings": "1"})
    plan.refresh_from_db()
    assert (plan.state, plan.adopted_by.username) == ("adopted", "geograf")


def upload(client: Client, division: int, text: str, **more: Any) -> Any:
    file = BytesIO(text.encode())
    file.name = "liste.csv"
    data = {"division": division, "school_year": 2026, "label": "Liste", "source": "file", "file": file, **more}
    return client.post(reverse("catchment-plan-new"), data)


def test_bad_rows_are_shown_and_can_be_left_out(geographer: Client) -> None:
    division = cities.division("grundschulbezirke")
    bad = LIST + "Weg;siehe Karte;02\n"
    answer = upload(geographer, division.pk, bad)
    assert answer.status_code == 422
    assert "line 5, column Hausnummern" in answer.content.decode()
    assert CatchmentPlan.objects.count() == 0
    assert upload(geographer, division.pk, bad, skip_bad_rows="on").status_code == 302
    assert "no table" in upload(geographer, division.pk, "nur Text").content.decode()
    assert "Please choose one" in upload(geographer, division.pk, LIST, source="copy").content.decode()


def test_large_files_are_read_in_the_background(
    geographer: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_FOLDER = tmp_path
    monkeypatch.setattr(plan_uploads, "AT_ONCE_BYTES", 10)
    division = cities.division("grundschulbezirke")
    answer = upload(geographer, division.pk, LIST)
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    assert run_job(job.pk).state == Job.State.DONE
    plan = CatchmentPlan.objects.get()
    assert (plan.created_by.username, plan.catchments.count()) == ("geograf", 2)
    assert reverse("catchment-plan", args=[plan.pk]) in page(geographer, "job", job.pk)
    upload(geographer, division.pk, LIST + "Weg;siehe Karte;02\n")
    refused = run_job(Job.objects.first().pk)
    assert (refused.state, refused.refusal["params"]) == (Job.State.REFUSED, {"count": 1})
    assert "Rows that could not be read: 1" in page(geographer, "job", refused.pk)
    upload(geographer, division.pk, "Jahr;Wert\n2024;7\n")
    assert "It has: Jahr, Wert" in page(geographer, "job", run_job(Job.objects.first().pk).pk)


def test_a_draft_is_changed_on_its_page(geographer: Client) -> None:
    plan = world.list_plan()
    url = reverse("catchment-plan", args=[plan.pk])
    first, second = plan.catchments.order_by("code")
    said = geographer.post(
        url, {"action": "range", "street": "am anger", "numbers": "ung. 1-9", "to": f"c{second.pk}"}, follow=True
    )
    assert "Moved" in said.content.decode()
    owner = PlanContents(plan).assignment.owner
    assert owner("am anger", 5).catchments == (second.pk,)
    assert owner("am anger", 6).catchments == (first.pk,)
    geographer.post(url, {"action": "zone", "name": "Z", "home": first.pk, "other": second.pk, "last": "2027"})
    zone = plan.zones.get()
    geographer.post(url, {"action": "range", "street": "Zum Teich", "to": f"z{zone.pk}"})
    assert PlanContents(plan).assignment.owner("zum teich", 1).zone == zone.pk
    geographer.post(url, {"action": "remove-zone", "zone": zone.pk})
    geographer.post(url, {"action": "school", "catchment": first.pk, "school": ""})
    first.refresh_from_db()
    assert (plan.zones.count(), first.school) == (0, None)
    text = page(geographer, "catchment-plan", plan.pk)
    assert "With errors a plan cannot be adopted" in text
    assert 'value="adopt"' not in text
    geographer.post(url, {"action": "discard"})
    plan.refresh_from_db()
    assert plan.state == "discarded"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"action": "quatsch"}, 400),
        ({"action": "range", "street": "x", "to": "c999999"}, 404),
        ({"action": "range", "street": "x", "to": ""}, 404),
        ({"action": "school", "catchment": "x"}, 404),
        ({"action": "block", "block": "x", "to": "1" * 30}, 404),
    ],
)
def test_odd_requests_change_nothing(geographer: Client, data: dict[str, str], status: int) -> None:
    plan = world.list_plan()
    assert geographer.post(reverse("catchment-plan", args=[plan.pk]), data).status_code == status


def test_words_that_are_no_house_numbers_are_said(geographer: Client) -> None:
    plan = world.list_plan()
    data = {"action": "range", "street": "Am Anger", "numbers": "hinten", "to": f"c{plan.catchments.first().pk}"}
    said = geographer.post(reverse("catchment-plan", args=[plan.pk]), data, follow=True).content.decode()
    assert "These are no house numbers: hinten" in said
    assert PlanContents(plan).entries() == world.ENTRIES


def test_readers_change_nothing(reader: Client) -> None:
    plan = adopted(world.list_plan(2020))
    assert reader.post(reverse("catchment-plan", args=[plan.pk]), {"action": "discard"}).status_code == 403
    assert reader.get(reverse("catchment-plan-new")).status_code == 403
    assert reader.post(reverse("schools"), {}).status_code == 403
    assert "Change the draft" not in page(reader, "catchment-plan", plan.pk)


def test_a_block_is_moved_and_the_map_shows_the_draft(geographer: Client) -> None:
    plan = world.block_plan()
    url = reverse("catchment-plan", args=[plan.pk])
    block = next(code for code, own in world.catchment_of_block().items() if own == "01")
    to = plan.catchments.get(code="02")
    geographer.post(url, {"action": "block", "block": block, "to": to.pk})
    assert to.blocks.filter(block__code=block).exists()
    drawn = json.loads(page(geographer, "catchment-areas", plan.pk))
    assert len(drawn["features"]) == 8
    text = page(geographer, "catchment-plan", plan.pk)
    assert 'id="plan-map"' in text
    assert "Addresses:" in text
    listed = page(geographer, "catchment-list", plan.pk)
    street = world.made()[1]["street"].mode()[0]
    assert street in listed  # made from the addresses of the register
    cities.give("lesen", Permission.VIEW)
    adopt_plan(by=None, plan=plan, warnings_seen=True)
    assert street in page(geographer, "catchments", query=f"?schuljahr=2026&strasse={street.lower()}")


def test_schools_are_imported_and_shown(geographer: Client, reader: Client) -> None:
    cities.division("grundschulbezirke")
    answer = send_schools(geographer, "Schulnummer;Name;x;y\n01;Ahornschule;600000;5860000\n02;Birke;;\n")
    assert answer.status_code == 302
    text = page(reader, "schools")
    assert "Ahornschule" in text
    assert text.count("(no place on the map)") == 1
    bad = send_schools(geographer, "Schulnummer;Name\n01;A\n01;B\n")
    assert bad.status_code == 422
    assert "was there before" in bad.content.decode()
    assert School.objects.get(number="01").name == "Ahornschule"
    assert "No sheet has columns" in send_schools(geographer, "a;b\n1;2\n").content.decode()


def send_schools(client: Client, text: str) -> Any:
    file = BytesIO(text.encode())
    file.name = "schulen.csv"
    return client.post(reverse("schools"), {"file": file})


def test_the_school_year_of_a_day() -> None:
    assert [current_year(date(2026, month, 1)) for month in (1, 7, 8, 12)] == [2025, 2025, 2026, 2026]
    assert (year_label(2026), year_label(1999)) == ("2026/27", "1999/00")
    assert current_year() == current_year(timezone.localdate())


def test_context_of_a_list_puts_a_street_into_one_row() -> None:
    entries = [*world.ENTRIES, world.Entry(9, "01", "Ringstr.", (Range("odd", 51),))]
    plan = world.list_plan(entries=entries)
    first = list_context(plan)["catchments"][0]["streets"]
    assert first[1] == {"street": "Ringstraße", "numbers": "ung. 1–25, ab 51; ger. 2–24"}
    assert catchments_context({}, cities.person("x"))["plan"] is None


def test_points_on_the_map_of_a_plan_are_explained(geographer: Client) -> None:
    plan = world.block_plan()
    text = page(geographer, "catchment-plan", plan.pk)
    assert text.count("<li><svg") == 1
    assert '<circle class="point school"' in text
    plan.catchments.filter(code="01").update(school=plan.catchments.get(code="08").school_id)
    assert '<circle class="point spot is-warning"' in page(geographer, "catchment-plan", plan.pk)
    assert 'data-area="01"' in text
