"""The matrix of rights: what it shows to whom, and how it changes many rights at once."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from indicators.models import Indicator
from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent, Grant
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.role_actions import give_role, put_role
from tests.indicators.outputs import plain
from tests.world import READ, World, build, department, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}
CELL = "department:arbeit|indicator:quote"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def chef(world: World) -> Client:
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    return client


@pytest.fixture
def owner(world: World) -> Client:
    """Of the department that manages one indicator."""
    give("arbeit", Permission.MANAGE, **QUOTE)
    client = Client()
    client.force_login(person("anna", "arbeit"))
    return client


def shown(client: Client, query: str = "") -> str:
    response = client.get(f"/rechte/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def cell(html: str, value: str) -> str:
    """The text of one cell."""
    found = re.search(rf'<td>\s*<div[^>]*>\s*<input[^>]*value="{re.escape(value)}"[^>]*>(.*?)</td>', html, re.DOTALL)
    assert found, value
    return plain(found.group(1))


def test_a_cell_tells_what_how_where_and_how_long(chef: Client) -> None:
    give("arbeit", Permission.VIEW, Permission.LIST, **QUOTE)
    give("arbeit", *READ, scope=Scope.SET, keys=["kern"], valid_until=localdate() + timedelta(10))
    give("arbeit", Permission.IMPORT, division="stadtteile", **QUOTE)
    give("arbeit", Permission.MANAGE)
    html = shown(chef)
    text = cell(html, CELL)
    assert "finden, sehen" in text
    assert re.search(r"finden, sehen, herunterladen.*Kernsatz.*bis \d\d\.\d\d\.\d{4} \(bald\)", text)
    assert re.search("hochladen.*nur Stadtteile", text)
    assert re.search("verwalten.*durch.*alles", text)
    assert "finden" not in cell(html, "department:bildung|indicator:quote")
    assert "finden, sehen, herunterladen" in cell(html, "department:arbeit|indicator:transfer")


def test_everybody_and_persons_with_rights_of_their_own_have_columns(chef: Client) -> None:
    grant(by=None, person=person("bernd", first_name="Bernd", last_name="Beispiel"), permissions=READ, **QUOTE)
    grant(by=None, to_all=True, permissions=[Permission.LIST], **QUOTE)
    person("clara")
    html = shown(chef)
    assert "herunterladen" in cell(html, "person:bernd|indicator:quote")
    assert "finden" in cell(html, "everybody|indicator:quote")
    assert "person:clara" not in html
    assert "/rechte/warum/?person=bernd&amp;permission=view&amp;what=indicator%3Aquote" in html


def test_a_role_is_named(chef: Client) -> None:
    role = put_role(by=None, key="leser", label_de="Leserin", permissions=READ)
    give_role(by=None, role=role, department=department("arbeit"), **QUOTE)
    assert "Rolle Leserin" in cell(shown(chef), CELL)


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("text=Transfer", "Transferbezug", "Saldo"),
        ("bundle=set:kern", "Transferbezug", "Saldo"),
        ("kind=set", "Kernsatz", "Transferbezug"),
        ("kind=typology", "Soziale Lage", "Transferbezug"),
        ("kind=measure", "Fortzüge", "Kernsatz (kern)</span></label></th>"),
        ("soon=on", "Arbeitslosenquote (quote)</span>", "Saldo"),
        ("subject=department:bildung", 'value="department:bildung|', 'value="department:arbeit|'),
    ],
)
def test_the_filter_narrows_it(chef: Client, query: str, there: str, gone: str) -> None:
    give("arbeit", Permission.VIEW, valid_until=localdate() + timedelta(10), **QUOTE)
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["saldo"], valid_until=localdate() + timedelta(100))
    table = shown(chef, query).partition("rights-matrix")[2]
    assert there in table
    assert gone not in table


def test_permission_and_division_leave_what_they_name(chef: Client) -> None:
    give("arbeit", Permission.VIEW, division="stadtteile", **QUOTE)
    give("arbeit", Permission.DOWNLOAD, **QUOTE)
    assert "sehen" not in cell(shown(chef, "permission=download"), CELL)
    assert "sehen" not in cell(shown(chef, "division=regionen"), CELL)
    assert "sehen" in cell(shown(chef, "division=stadtteile"), CELL)


def test_what_has_ended_is_gone_and_what_begins_is_there(chef: Client) -> None:
    give("arbeit", Permission.VIEW, valid_until=localdate() - timedelta(1), **QUOTE)
    give("arbeit", Permission.DOWNLOAD, valid_from=localdate() + timedelta(1), **QUOTE)
    text = cell(shown(chef), CELL)
    assert "sehen" not in text
    assert "herunterladen" in text


def test_an_address_that_cannot_be_read_says_so(chef: Client) -> None:
    html = shown(chef, "kind=mars&page=x")
    assert "nicht gelesen werden" in plain(html)
    assert "Arbeitslosenquote" in html


def test_much_costs_as_many_queries_as_little(chef: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            shown(chef)
        return len(seen)

    give("arbeit", *READ, scope=Scope.SET, keys=["kern"])
    grant(by=None, person=person("p"), permissions=READ, **QUOTE)
    role = put_role(by=None, key="leser", label_de="Lesen", permissions=READ)
    give_role(by=None, role=role, department=department("arbeit"), **QUOTE)
    give("arbeit", *READ, division="stadtteile", **QUOTE)
    shown(chef)
    few = queries()
    for number in range(12):
        key = f"amt{number}"
        person(f"person{number}", key)
        give(key, *READ, scope=Scope.SET, keys=["kern", "arbeit"])
        give(key, *READ, scope=Scope.INDICATOR, keys=["saldo", "wandel"], division="stadtteile")
        grant(by=None, person=person(f"q{number}"), permissions=READ, **QUOTE)
    assert queries() == few


def test_fifteen_departments_and_two_hundred_indicators_on_five_divisions_fit_on_pages(chef: Client) -> None:
    Indicator.objects.bulk_create(
        Indicator(code=f"viel-{n:03}", label_de=f"Indikator {n:03}", formula={"value": "EW"}) for n in range(200)
    )
    departments = [department(f"amt{n:02}") for n in range(15)]
    Grant.objects.bulk_create(
        Grant(
            department=one, scope_kind="indicator", scope_key=f"viel-{n:03}", permission="view", division_key=division
        )
        for one in departments
        for n in range(200)
        for division in ("", "stadtteile", "regionen", "a", "b", "c")
    )
    with CaptureQueriesContext(connection) as many:
        html = shown(chef, "text=viel")
    assert html.count('name="row"') == 25
    assert "200 insgesamt, Seite 1 von 8" in plain(html)
    assert "page=2" in html
    assert len(html) < 2_000_000
    with CaptureQueriesContext(connection) as few:
        shown(chef, "text=viel-007")
    assert len(many) == len(few)
    assert shown(chef, "text=viel&page=8").count('name="row"') == 25
    assert "page=9" not in shown(chef, "text=viel&page=8")


def test_owners_see_what_is_theirs_alone(owner: Client) -> None:
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote", "saldo"])
    html = shown(owner)
    assert "sehen" in cell(html, "department:bildung|indicator:quote")
    assert "Saldo" not in html
    assert "/rechte/export.csv" not in html
    assert owner.get("/rechte/export.csv").status_code == 403
    assert "Rechte</a>" in html


def test_nobody_else_comes_in(world: World) -> None:
    give("bildung", *READ)
    client = Client()
    client.force_login(person("bernd", "bildung"))
    assert client.get("/rechte/").status_code == 403
    assert client.post("/rechte/aendern/", {}).status_code == 403
    assert ">Rechte<" not in client.get("/indikatoren/").content.decode()


CHANGE = {"do": "give", "cell": [CELL], "permission": ["view", "list"], "reason": "Beschluss 7", "back": "text=quote"}


def test_a_change_is_shown_first_and_written_then(chef: Client) -> None:
    person("anna", "arbeit", first_name="Anna", last_name="Beispiel")
    response = chef.post("/rechte/aendern/", CHANGE)
    html = plain(response.content.decode())
    assert response.status_code == 200
    assert "1 Person gewinnt „Zahlen sehen“ bei Arbeitslosenquote (quote)" in html
    assert "Anna Beispiel" in html
    assert not Grant.objects.exists()
    stored = chef.post("/rechte/aendern/", sealed(response))
    assert (stored.status_code, stored["Location"]) == (302, "/rechte/?text=quote")
    assert {(g.permission, g.reason) for g in Grant.objects.all()} == {("view", "Beschluss 7"), ("list", "Beschluss 7")}
    assert "2 Rechte gegeben" in plain(chef.get("/rechte/").content.decode())


def sealed(response: object) -> dict[str, list[str]]:
    """The form of the preview, as a browser sends it."""
    html = response.content.decode().partition("<main")[2]  # type: ignore[attr-defined]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html):
        fields.setdefault(name, []).append(value.replace("&amp;", "&"))
    return fields


def test_rows_and_columns_cross_and_a_person_can_be_named(chef: Client) -> None:
    person("clara")
    words = {"row": ["indicator:quote", "indicator:saldo"], "column": ["department:arbeit"], "person": "clara"}
    chef.post(
        "/rechte/aendern/", sealed(chef.post("/rechte/aendern/", CHANGE | words | {"cell": [], "permission": ["view"]}))
    )
    assert {(g.subject, g.scope_key) for g in Grant.objects.all()} == {
        ("Fachbereich Arbeit", "quote"), ("Fachbereich Arbeit", "saldo"), ("clara", "quote"), ("clara", "saldo"),
    }  # fmt: skip


def test_ending_takes_what_was_given_on_the_thing_itself(chef: Client) -> None:
    person("anna", "arbeit")
    give("arbeit", *READ, **QUOTE)
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    response = chef.post("/rechte/aendern/", CHANGE | {"do": "take"})
    html = plain(response.content.decode())
    assert "behält „Zahlen sehen“" in html
    chef.post("/rechte/aendern/", sealed(response))
    assert {(g.scope_key, g.permission) for g in Grant.objects.all()} == {("quote", "download"), ("kern", "view")}
    assert AuditEvent.objects.filter(verb="revoke", details__why="Beschluss 7").count() == 2


def test_a_role_can_be_given_and_ended_here(chef: Client) -> None:
    put_role(by=None, key="leser", label_de="Lesen", permissions=READ)
    give("arbeit", Permission.VIEW, **QUOTE)
    words = CHANGE | {"permission": [], "role": "leser"}
    chef.post("/rechte/aendern/", sealed(chef.post("/rechte/aendern/", words)))
    assert Grant.objects.filter(role="leser").count() == 3
    chef.post("/rechte/aendern/", sealed(chef.post("/rechte/aendern/", words | {"do": "take"})))
    assert [g.role for g in Grant.objects.all()] == [""]


def test_a_preview_that_no_longer_fits_is_shown_anew(chef: Client) -> None:
    person("anna", "arbeit")
    fields = sealed(chef.post("/rechte/aendern/", CHANGE))
    person("bernd", "arbeit")
    response = chef.post("/rechte/aendern/", fields)
    assert response.status_code == 409
    assert "2 Personen" in plain(response.content.decode())
    assert not Grant.objects.exists()
    assert chef.post("/rechte/aendern/", sealed(response)).status_code == 302
    assert Grant.objects.count() == 2


@pytest.mark.parametrize(
    "words",
    [
        {"cell": []},
        {"permission": []},
        {"reason": ""},
        {"cell": ["department:mars|indicator:quote"]},
        {"cell": ["department:arbeit|indicator:mars"]},
        {"cell": ["department:arbeit|mars:quote"]},
        {"cell": ["x"]},
        {"cell": ["everybody|indicator:quote"], "permission": ["manage"], "do": "take", "valid_until": "2100-01-01"},
        {"valid_from": "2100-01-02", "valid_until": "2100-01-01"},
        {"role": "mars"},
    ],
)
def test_what_cannot_be_meant_is_said_and_what_was_ticked_stays(chef: Client, words: dict[str, object]) -> None:
    response = chef.post("/rechte/aendern/", CHANGE | words)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    if "cell" not in words:
        assert re.search(rf'value="{re.escape(CELL)}"[^>]*checked', response.content.decode())
    assert not Grant.objects.exists()


def test_everybody_gets_reading_at_most(chef: Client) -> None:
    words = CHANGE | {"cell": ["everybody|indicator:quote"], "permission": ["publish"]}
    assert chef.post("/rechte/aendern/", words).status_code == 422


def test_owners_change_what_is_theirs_below_manage(owner: Client) -> None:
    cells = {"cell": ["department:bildung|indicator:quote"]}
    assert owner.post("/rechte/aendern/", sealed(owner.post("/rechte/aendern/", CHANGE | cells))).status_code == 302
    assert Grant.objects.filter(department__key="bildung", granted_by__username="anna").count() == 2
    for words in (
        {"cell": ["department:bildung|indicator:saldo"]},
        {"permission": ["manage"]},
        {"cell": ["everybody|indicator:quote"]},
        {"cell": ["department:bildung|set:kern"]},
    ):
        assert owner.post("/rechte/aendern/", CHANGE | cells | words).status_code == 422
    assert Grant.objects.count() == 3


def test_the_whole_state_is_a_file(chef: Client) -> None:
    give("arbeit", Permission.VIEW, reason="=1+1", valid_until=date(2020, 1, 1), **QUOTE)
    response = chef.get("/rechte/export.csv?dialect=rfc4180")
    assert response["Content-Disposition"].startswith("attachment")
    (row,) = csv.DictReader(StringIO(response.content.decode()))
    assert (row["subject"], row["permission"], row["key"], row["name"]) == (
        "department:arbeit", "view", "quote", "Arbeitslosenquote (quote)",
    )  # fmt: skip
    assert (row["reason"], row["holds_today"], row["valid_until"]) == ("'=1+1", "false", "2020-01-01")
    assert chef.get("/rechte/export.csv").content.startswith(b"\xef\xbb\xbf")
    assert chef.post("/rechte/export.csv").status_code == 405
