"""Everybody may know what the system holds about their account; and nothing it holds is forgotten there."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from indicators.models import Delivery
from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent, Department, Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.sessions import Session
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.trail.about import told
from sozialmonitor.trail.account_data import ACCOUNT, ITS_HISTORY, _verbose
from tests.imports import uploads
from tests.indicators.outputs import plain
from tests.world import READ, build_filled, give, person

pytestmark = pytest.mark.django_db
ADDRESS = "/konto/auskunft/"
# Text fields by these names hold the name of an account.
NAMES = {"by", "account", "user", "username", "user_name", "owner", "author", "actor", "login", "person"}
NOT_ABOUT_PEOPLE = {
    ("pghistory", "middlewareevents"): "the package's own view of all histories, which nothing writes",
}


def sections(client: Client, **words: str) -> dict[str, list[list[Any]]]:
    response = client.get(ADDRESS, {"format": "json", **words})
    assert response.status_code == 200
    return {one["title"]: one["rows"] for one in json.loads(response.content)["sections"]}


@pytest.fixture
def anna(db: None) -> User:
    user = person("anna", "arbeit", first_name="Anna", email="anna@example.org", password="ein langes Passwort")
    build_filled()
    give("arbeit", *READ)
    grant(by=None, person=user, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"], reason="Projekt")
    return user


@pytest.fixture
def own(anna: User, client: Client) -> Client:
    client.force_login(anna)
    return client


def test_account_rights_and_what_was_done(anna: User, own: Client) -> None:
    own.get("/tabelle/?indicator=quote")
    own.get("/api/v1/values/?indicator=fehlt")
    ask(by=anna, kind="verify-chain", start=False)
    Delivery.objects.update(published_by=anna)
    found = sections(own)
    assert found["Konto"][0][:4] == ["anna", "Anna", "", "anna@example.org"]
    assert found["Mitgliedschaften"] == [["Arbeit"]] or found["Mitgliedschaften"] == [["Fachbereich Arbeit"]]
    assert found["Der Person gegebene Rechte"][0][:3] == ["Zahlen sehen", "Indikator", "quote"]
    assert {row[0] for row in found["Rechte über Fachbereiche und offene Daten"]} == {
        "im Verzeichnis finden", "Zahlen sehen", "herunterladen",
    }  # fmt: skip
    assert [row[1] for row in found["Gelesene Zahlen"]] == ["indicator:fehlt", "indicator:einwohner", "indicator:quote"]
    assert [row[1] for row in found["Protokoll: was das Konto tat"]] == ["ask for work"]
    assert [row[2] for row in found["Protokoll: was mit dem Konto geschah"]] == ["join"]
    assert [row[1] for row in found["Hintergrundarbeit"]] == ["verify-chain"]
    assert len(found["Veröffentlichte Lieferungen"]) == Delivery.objects.count()
    assert len(found["Angemeldet"]) == 1
    assert [row[1] for row in found["Geschichte: Konten"]] == ["insert"]


def test_files_uploaded_and_changes_made(own: Client, anna: User) -> None:
    give("arbeit", *Permission)
    batch = uploads.receive(uploads.csv(uploads.figures(2024)), name="einwohner.csv")
    type(batch).objects.update(created_by=anna)
    User.objects.filter(pk=anna.pk).update(is_superuser=True, is_staff=True)
    own.post("/verwaltung/access/department/add/", {"key": "neu", "label_de": "Neu", "label_en": ""})
    found = sections(own)
    assert [row[1] for row in found["Hochgeladene Dateien"]] == ["einwohner.csv"]
    assert [row[1:] for row in found["Vom Konto gemachte Änderungen"]] == [
        ["department", Department.objects.get(key="neu").pk, "insert"]
    ]
    assert found["Verwaltung"][0][2] == "Neu"


def test_every_column_is_named_in_german(anna: User) -> None:
    """Where a field has no words of its own, Django makes English ones out of its name."""
    made_up = []
    for one in told():
        for name in one.fields:
            words = str(_verbose(one.model, name))
            made_up += [f"{one.model.__name__}.{name}"] if words == name.replace("_", " ") else []
    assert set(made_up) - {"Grant.person"} == set()


def test_no_secret_is_told(own: Client, anna: User) -> None:
    key = Session.objects.get().session_key
    html = own.get(ADDRESS).content.decode() + json.dumps(sections(own))
    assert anna.password not in html
    assert "argon2" not in html
    assert key not in html


def test_the_page_is_for_reading_and_printing(own: Client) -> None:
    for _ in range(60):
        own.get("/api/v1/values/?indicator=quote")
    html = plain(own.get(ADDRESS).content.decode())
    assert "Auskunft über das Konto anna" in html
    assert "Gelesene Zahlen (60)" in html
    assert "10 ältere stehen in der Datei" in html
    assert len(sections(own)["Gelesene Zahlen"]) == 60


def test_the_account_leads_to_it(own: Client) -> None:
    assert f'href="{ADDRESS}"' in own.get("/konto/").content.decode()


def test_about_others_only_the_officer_asks_and_it_is_written(own: Client, officer: Client) -> None:
    person("bernd", email="bernd@example.org")
    assert [own.get(ADDRESS, {"person": name}).status_code for name in ("bernd", "fehlt")] == [404, 404]
    assert sections(officer, person="bernd")["Konto"][0][3] == "bernd@example.org"
    assert officer.get(ADDRESS, {"person": "fehlt"}).status_code == 404
    assert officer.get(ADDRESS, {"person": "a\x00"}).status_code == 404
    lines = AuditEvent.objects.filter(what="person:bernd").values_list("by", "verb", "details")
    assert list(lines) == [("dora", "download account data", {"user": "bernd"})]


def about_accounts() -> list[tuple[type[models.Model], str]]:
    """Every field of every table that leads to an account or holds the name of one."""
    found = []
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model"):
            continue  # told by the account in it, and with the histories below
        for field in model._meta.get_fields():
            if not field.concrete or (field.auto_created and field.is_relation):
                continue
            leads = field.is_relation and field.related_model is User and model is not User
            named = isinstance(field, models.CharField | models.TextField) and field.name in NAMES and model is not User
            if leads or named:
                found.append((model, field.name))
    return found


def test_nothing_about_an_account_is_forgotten() -> None:
    """A new table with an account in it has to be told in its app's about.py."""
    covered = {(one.model, one.by.partition("__")[0]) for one in told()}
    wanted = {
        one for one in about_accounts() if (one[0]._meta.app_label, one[0]._meta.model_name) not in NOT_ABOUT_PEOPLE
    }
    assert len(wanted) > 12
    assert {f"{model.__name__}.{name}" for model, name in wanted - covered} == set()


def test_every_field_of_an_account_is_told_or_a_secret() -> None:
    secret, plumbing = {"password"}, {"id", "is_staff", "groups", "user_permissions", "departments"}
    fields = {field.name for field in User._meta.get_fields() if field.concrete}
    assert fields - secret - plumbing == set(ACCOUNT)


def test_every_history_that_names_an_account_is_told() -> None:
    """Of rows about a person; who made a row is told with the row itself, and with the changes."""
    about = {("User", "pgh_obj"), ("Membership", "user"), ("Grant", "person")}
    assert {(model.__name__, name) for model, name in ITS_HISTORY} == about
    assert Grant.objects.count() == 0
