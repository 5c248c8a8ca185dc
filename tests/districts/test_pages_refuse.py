"""Uploads and forms of areas, addresses and plans: what is refused, in words and with the right status."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from districts.actions.editions import discard_draft, draft_edition
from districts.actions.registers import activate_register
from districts.forms.addresses import ListForm, RegisterForm
from districts.forms.catchments import PlanForm
from districts.forms.editions import AreasForm
from districts.models import CatchmentPlan, Division, Edition, Register
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.jobs.models import Job
from tests.districts.registers import register
from tests.world import department, division, edition, give, person, squares

pytestmark = pytest.mark.django_db
CSV = b"Adresse\nHauptstr. 12\n"


@pytest.fixture(autouse=True)
def in_force(settings: Settings, tmp_path: Path) -> Edition:
    settings.FILES_FOLDER = tmp_path / "files"
    return edition()


def user(name: str, *keys: str) -> User:
    department(name)
    if keys:
        give(name, Permission.MANAGE, scope=Scope.DIVISION, keys=keys)
    return person(f"{name}-person", name)


def browser(name: str, *keys: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user(name, *keys))
    return client


@pytest.fixture
def gisela() -> Client:
    return browser("vermessung", "stadtteile")


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root")


def file(content: bytes = CSV, name: str = "liste.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def disk_full(settings: Settings, tmp_path: Path) -> None:
    """A file where the folder should be: nothing can be kept there, as on a full disk."""
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    settings.FILES_FOLDER = blocked / "files"


ADDRESSES = {"valid_from": "2020-01-01"}
AREAS = {"valid_from": "2030-01-01"}


@pytest.mark.parametrize(
    ("address", "data"),
    [("/gebiete/neu/", AREAS), ("/adressen/register/", ADDRESSES), ("/adressen/liste/", {"dialect": "excel-de"})],
)
def test_a_disk_that_takes_nothing_is_told_on_the_form(
    gisela: Client, settings: Settings, tmp_path: Path, address: str, data: dict[str, str]
) -> None:
    words = {**data, "division": str(Division.objects.get(key="stadtteile").pk)}
    disk_full(settings, tmp_path)
    answer = gisela.post(address, {**words, "file": file()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "disk did not take the file" in page or "could not be stored" in page
    assert not Job.objects.exists()
    assert not AuditEvent.objects.filter(verb="ask for work").exists()


@pytest.mark.parametrize("address", ["/gebiete/neu/", "/adressen/register/", "/adressen/liste/"])
def test_a_file_above_the_limit_is_refused_before_it_is_kept(
    gisela: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    large = b"x" * 4000 if address != "/adressen/liste/" else b"x" * (10 * 1024 * 1024 + 1)
    answer = gisela.post(address, {"valid_from": "2020-01-01", "file": file(large)})
    assert answer.status_code == 413
    assert "larger" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("address", ["/gebiete/neu/", "/adressen/register/", "/adressen/liste/"])
def test_without_a_file_the_form_comes_back(gisela: Client, address: str) -> None:
    answer = gisela.post(address, {"valid_from": "2020-01-01"})
    assert answer.status_code == 422
    assert "Choose a file to upload." in answer.content.decode()


def test_a_register_in_force_is_withdrawn_with_a_reason_only(gisela: Client, tmp_path: Path) -> None:
    found = register(tmp_path)
    address = f"/adressen/register/{found.pk}/"
    refused = gisela.post(address, {"action": "withdraw", "reason": " "})
    assert refused.status_code == 422
    found.refresh_from_db()
    assert found.state == Register.State.ACTIVE
    assert gisela.post(address, {"action": "withdraw", "reason": "falscher Stand"}).status_code == 302
    found.refresh_from_db()
    assert found.state == Register.State.WITHDRAWN
    assert AuditEvent.objects.get(verb="withdraw register").details["reason"] == "falscher Stand"


def test_a_second_register_of_the_same_day_is_not_activated_and_the_page_says_why(
    gisela: Client, tmp_path: Path
) -> None:
    register(tmp_path)
    second = register(tmp_path, active=False)
    answer = gisela.post(f"/adressen/register/{second.pk}/", {"action": "activate"})
    assert answer.status_code == 422
    second.refresh_from_db()
    assert second.state == Register.State.DRAFT


def test_what_was_withdrawn_does_not_come_back(gisela: Client, tmp_path: Path) -> None:
    found = register(tmp_path, active=False)
    gisela.post(f"/adressen/register/{found.pk}/", {"action": "withdraw"})
    assert gisela.post(f"/adressen/register/{found.pk}/", {"action": "activate"}).status_code == 422
    assert not Register.objects.active().exists()


def test_activating_twice_is_once(tmp_path: Path) -> None:
    found = register(tmp_path)
    events = AuditEvent.objects.filter(verb="activate register")
    assert activate_register(by=None, register=found) == found
    assert events.count() == 1


def test_findings_of_a_register_are_a_file_for_the_office(gisela: Client, tmp_path: Path) -> None:
    rows = [("Hauptstraße", "1", "", 100, 500, "4"), ("Hauptstraße", "keine", "", 100, 500, "")]
    found = register(tmp_path, rows=rows)
    answer = gisela.get(f"/adressen/register/{found.pk}/befunde.csv")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "keine" in text
    assert f"adressen-{found.pk}-befunde.csv" in answer["Content-Disposition"]


# Forms


def areas_form(by: User, **data: Any) -> AreasForm:
    return AreasForm({"valid_from": "2020-01-01", **data}, {"file": file()}, user=by)


def test_who_manages_some_divisions_chooses_among_those_and_makes_none() -> None:
    division("bezirke")
    form = areas_form(user("vermessung", "stadtteile"))
    assert not {"new_key", "new_label"} & set(form.fields)
    assert [one.key for one in form.fields["division"].queryset] == ["stadtteile"]
    assert "division" in form.errors


def test_a_new_division_needs_a_key_nobody_has(root: User) -> None:
    assert areas_form(root, new_key="quartiere").is_valid()
    taken = areas_form(root, new_key="stadtteile")
    assert "There is a division with this key" in str(taken.errors["new_key"])
    assert "new_key" in areas_form(root, new_key="nicht gut").errors
    assert "division" in areas_form(root).errors


def test_what_is_asked_is_what_the_form_says(root: User, in_force: Edition) -> None:
    form = areas_form(root, new_key=" quartiere ", new_label="Quartiere", axes="swapped", parents=in_force.pk)
    assert form.is_valid(), form.errors
    asked = form.asked(join=["01"])
    assert (asked.division, asked.new_label, asked.valid_from) == ("quartiere", "Quartiere", "2020-01-01")
    assert (asked.swap_axes, asked.parents, asked.join) == (True, in_force.pk, ["01"])


def test_fields_of_the_file_are_there_to_choose_once_it_was_looked_at(root: User) -> None:
    known = {"fields": {"nr": ["01", "02"], "name": ["A"]}, "layers": ["eins", "zwei"]}
    form = AreasForm({"valid_from": "2020-01-01", "new_key": "q"}, user=root, known=known)
    assert form.is_valid(), form.errors  # the file is kept: it need not be sent again
    assert [value for value, _ in form.fields["code_field"].choices] == ["", "nr", "name"]
    assert ("nr", "nr (01, 02)") in form.fields["code_field"].choices
    assert [value for value, _ in form.fields["layer"].choices] == ["", "eins", "zwei"]


def test_a_file_above_the_limit_is_said_with_the_limit(root: User, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    form = AreasForm({"valid_from": "2020-01-01", "new_key": "q"}, {"file": file(b"x" * (1024 * 1024 + 1))}, user=root)
    assert "larger than 1 MB" in str(form.errors["file"])


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("", {}),
        ("street=Lage\n\n number = Nr \n", {"street": "Lage", "number": "Nr"}),
        ("street=a=b", {"street": "a=b"}),
    ],
)
def test_columns_one_to_a_line(columns: str, found: dict[str, str]) -> None:
    form = RegisterForm({"valid_from": "2020-01-01", "columns": columns}, {"file": file()})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["columns"] == found


@pytest.mark.parametrize("line", ["Lage", "strasse=Lage", "street=", "=Lage"])
def test_lines_that_name_no_column_say_what_may_stand_there(line: str) -> None:
    form = RegisterForm({"valid_from": "2020-01-01", "columns": line}, {"file": file()})
    assert line[:20] in form.errors["columns"].as_text().replace("&quot;", '"')
    assert "street" in str(form.errors["columns"])


def test_a_list_may_leave_the_day_open_and_takes_known_dialects_only() -> None:
    assert ListForm({"dialect": "rfc4180"}, {"file": file()}).is_valid()
    assert "dialect" in ListForm({"dialect": "xml"}, {"file": file()}).errors
    assert "date" in ListForm({"dialect": "rfc4180", "date": "morgen"}, {"file": file()}).errors


def plan_form(by: User, **data: Any) -> PlanForm:
    words = {"division": Division.objects.get(key="stadtteile").pk, "school_year": 2030, "label": "Plan", **data}
    return PlanForm(words, user=by)


@pytest.mark.parametrize(("source", "field"), [("file", "file"), ("copy", "like"), ("areas", "areas")])
def test_a_plan_needs_what_it_is_made_from(root: User, source: str, field: str) -> None:
    form = plan_form(root, source=source)
    assert form.errors.as_data().keys() == {field}
    assert plan_form(root, source="empty").is_valid()


@pytest.mark.parametrize(
    ("field", "value"), [("school_year", 1949), ("school_year", "26/27"), ("pad", 13), ("label", "x" * 201)]
)
def test_values_beyond_their_bounds(root: User, field: str, value: object) -> None:
    assert field in plan_form(root, source="empty", **{field: value}).errors


def test_a_plan_offers_the_division_of_the_last_one_and_no_discarded_ones(root: User, in_force: Edition) -> None:
    quarter = division("quartiere")
    first = CatchmentPlan.objects.create(division=quarter, school_year=2020, label="a")
    CatchmentPlan.objects.create(division=quarter, school_year=2021, label="b", state=CatchmentPlan.State.DISCARDED)
    form = PlanForm(user=root)
    assert form.initial["division"] == quarter.pk
    assert list(form.fields["like"].queryset) == [first]
    assert list(form.fields["areas"].queryset) == [in_force]


def test_who_manages_one_division_plans_for_that_one_only() -> None:
    division("quartiere")
    form = PlanForm(user=user("schulamt", "quartiere"))
    assert [one.key for one in form.fields["division"].queryset] == ["quartiere"]
    assert list(form.fields["areas"].queryset) == []


def test_drafts_of_others_are_no_larger_areas_to_choose(root: User, in_force: Edition) -> None:
    found = Division.objects.get(key="stadtteile")
    draft = draft_edition(by=None, division=found, valid_from=date(2031, 1, 1), areas=squares())
    assert draft not in AreasForm(user=root).fields["parents"].queryset
    discard_draft(by=None, edition=draft)
    assert list(AreasForm(user=root).fields["parents"].queryset) == [in_force]
