"""The history of rights and the state of rights on a day."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from sozialmonitor.access.actions import grant, revoke
from sozialmonitor.access.models import AuditEvent, Department, Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.role_actions import put_role
from tests.indicators.outputs import plain
from tests.world import build, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}
TODAY = localdate().isoformat()


@pytest.fixture
def chef() -> Client:
    build()
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    return client


@pytest.fixture
def happened(chef: Client) -> None:
    """A department, a person and a set; one right taken again."""
    by, anna = User.objects.get(username="chef"), person("anna", "arbeit", first_name="Anna", last_name="Beispiel")
    arbeit = Department.objects.get(key="arbeit")
    grant(by=by, department=arbeit, permissions=[Permission.VIEW], reason="=Ratsbeschluss", **QUOTE)
    grant(by=by, person=anna, permissions=[Permission.DOWNLOAD], division="stadtteile", **QUOTE)
    grant(by=None, department=arbeit, permissions=[Permission.LIST], scope=Scope.SET, keys=["kern"])
    revoke(by=by, grant=Grant.objects.get(permission="download"), reason="Projekt zu Ende")


def table(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/rechte/verlauf/?{query}").content.decode()
    return [plain(row) for row in html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]]


def test_each_line_says_who_gave_what_to_whom_when_and_why(chef: Client, happened: None) -> None:
    rows = table(chef)
    assert "chef beendete Anna Beispiel (anna) herunterladen" in rows[0]
    assert "Stadtteile" in rows[0]
    assert "Projekt zu Ende" in rows[0]
    given = next(row for row in rows if "Ratsbeschluss" in row)
    assert "chef gab Fachbereich Arbeit Zahlen sehen Indikator: Arbeitslosenquote (quote)" in given
    assert any("nahm in den Fachbereich auf" in row and "anna" in row for row in rows)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("subject=person:anna", 3),  # joined, given, ended
        ("subject=department:arbeit", 4),
        ("thing=indicator:quote", 4),  # and the set it is in
        ("thing=indicator:saldo", 0),
        ("by=chef", 3),
        (f"first={TODAY}&by=chef", 3),
        ("last=2020-01-01", 0),
        ("subject=mars", 7),  # cannot be read: everything
    ],
)
def test_it_is_filtered(chef: Client, happened: None, query: str, count: int) -> None:
    AuditEvent.objects.exclude(details__has_key="permission").exclude(verb__in=["join"]).exclude(
        what="department:arbeit"
    ).delete()
    AuditEvent.objects.create(by="x", verb="publish delivery", what="delivery:1")
    if query == "subject=mars":
        assert "nicht gelesen werden" in plain(chef.get(f"/rechte/verlauf/?{query}").content.decode())
    assert len(table(chef, query)) == (AuditEvent.objects.count() - 1 if count == 7 else count)


def test_the_same_is_a_file_that_no_spreadsheet_runs(chef: Client, happened: None) -> None:
    response = chef.get("/rechte/verlauf.csv?by=chef&dialect=rfc4180")
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert [(row["verb"], row["what"], row["permission"], row["scope"]) for row in rows] == [
        ("revoke", "person:anna", "download", "indicator:quote"),
        ("grant", "person:anna", "download", "indicator:quote"),
        ("grant", "department:arbeit", "view", "indicator:quote"),
    ]
    assert rows[2]["reason"] == "'=Ratsbeschluss"
    assert rows[0]["reason"] == "Projekt zu Ende"


def test_long_histories_have_pages(chef: Client) -> None:
    for number in range(60):
        put_role(by=None, key=f"r{number}", label_de="R", permissions=[Permission.VIEW])
    first = chef.get("/rechte/verlauf/?first=2020-01-01").content.decode()
    assert "first=2020-01-01&amp;page=2" in first
    assert len(table(chef, "page=2")) < 50 <= len(table(chef))


def day(client: Client, **words: str) -> str:
    asked = {"day": TODAY, "what": "indicator:quote", "permission": "view", "division": ""} | words
    response = client.get("/rechte/stand/", asked)
    assert response.status_code == 200
    return plain(response.content.decode())


def test_who_could_see_it_on_a_day(chef: Client, happened: None) -> None:
    html = day(chef)
    assert "Personen (1)" in html
    assert "Anna Beispiel durch Fachbereich Arbeit" in html
    assert "Niemand außer Verwaltern" in day(chef, permission="download", division="stadtteile")
    Grant.objects.all().delete()  # past the trail, as nobody may
    assert "Niemand außer Verwaltern" in day(chef)


def test_a_day_before_the_trail_says_so(chef: Client, happened: None) -> None:
    html = day(chef, day=(localdate() - timedelta(400)).isoformat())
    assert "Das Protokoll berichtet erst ab" in html
    assert "Das Protokoll berichtet" not in day(chef)


def test_what_ended_at_an_unknown_beginning_stands_apart(chef: Client) -> None:
    words = {"permission": "view", "scope": "indicator:quote"}
    AuditEvent.objects.create(by="x", verb="revoke", what="department:arbeit", details=words)
    AuditEvent.objects.update(at=now() - timedelta(5))
    AuditEvent.objects.filter(verb="revoke").update(at=now())
    html = day(chef, day=(localdate() - timedelta(2)).isoformat())
    assert "nicht gesagt, seit wann" in html
    assert "Niemand außer Verwaltern" in html


@pytest.mark.parametrize("words", [{"day": ""}, {"day": "2999-01-01"}, {"what": "x"}, {"permission": "x"}])
def test_what_cannot_be_asked_is_said(chef: Client, words: dict[str, str]) -> None:
    asked = {"day": TODAY, "what": "indicator:quote", "permission": "view"} | words
    assert chef.get("/rechte/stand/", asked).status_code == 422


def test_it_is_for_administrators(chef: Client) -> None:
    give("alles", *Permission)
    client = Client()
    client.force_login(person("bernd", "alles"))
    for path in ("/rechte/verlauf/", "/rechte/verlauf.csv", "/rechte/stand/"):
        assert client.get(path).status_code == 403
