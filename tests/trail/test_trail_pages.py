"""The data-protection officer finds who did what and who read what, and is seen doing it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate

from indicators.models import Indicator
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job
from sozialmonitor.trail.history import kinds
from sozialmonitor.trail.reading import PAGE
from sozialmonitor.trail.sealing import seal_trail
from sozialmonitor.trail.words import VERBS, field_words
from tests.indicators.outputs import plain
from tests.repository.test_house import ROOT
from tests.trail.lines import accesses, sql, trail
from tests.world import READ, build, build_filled, give, person

pytestmark = pytest.mark.django_db
PAGES = ("/protokoll/", "/protokoll/zugriffe/", "/protokoll/kette/", "/protokoll/geschichte/")
FILES = ("/protokoll/liste.csv", "/protokoll/zugriffe/liste.csv")


def shown(client: Client, path: str, **words: object) -> str:
    response = client.get(path, words)
    assert response.status_code == 200
    return plain(response.content.decode())


def csv(client: Client, path: str, **words: object) -> list[list[str]]:
    text = b"".join(client.get(path, words).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [line.split(";") for line in text.splitlines()]


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_for_the_officer_and_administrators_alone(officer: Client, path: str) -> None:
    give("arbeit", *Permission)
    for fields, status in (({}, 403), ({"is_superuser": True}, 200), ({"is_staff": True}, 403)):
        client = Client()
        client.force_login(person(f"anna-{fields}"[:30], "arbeit", **fields))
        assert client.get(path).status_code == status
        assert (b"/protokoll/" in client.get("/").content) == (status == 200)
    assert officer.get(path).status_code == 200


def test_an_officer_whose_account_is_closed_reads_nothing(officer: Client) -> None:
    sql("UPDATE access_user SET is_active = false WHERE username = 'dora'")
    assert officer.get("/protokoll/").status_code in (302, 403)


def test_lines_are_found_by_who_what_and_when(officer: Client) -> None:
    trail(2)
    AuditEvent.objects.create(by="anna", verb="revoke", what="department:arbeit", details={"scope": "indicator:quote"})
    sql("UPDATE access_auditevent SET at = at - interval '3 days' WHERE what = 'indicator:i0'")
    html = shown(officer, "/protokoll/", by="anna")
    assert "Recht entzogen" in html
    assert "scope: indicator:quote" in html
    assert "indicator:i1" not in html
    assert "indicator:i1" in shown(officer, "/protokoll/", verb="grant")
    assert "department:arbeit" not in shown(officer, "/protokoll/", verb="grant")
    assert "indicator:i0" not in shown(officer, "/protokoll/", what="indicator:i1")
    old = shown(officer, "/protokoll/", until=(localdate() - timedelta(days=2)).isoformat())
    assert ("indicator:i0" in old, "indicator:i1" in old) == (True, False)
    new = shown(officer, "/protokoll/", first=(localdate() - timedelta(days=2)).isoformat())
    assert ("indicator:i0" in new, "indicator:i1" in new) == (False, True)
    assert "Keine Zeile passt" in shown(officer, "/protokoll/", by="niemand")


def test_what_cannot_be_read_is_said(officer: Client) -> None:
    for words in ({"first": "gestern"}, {"by": "a\x00b"}, {"before": "0"}, {"before": "9" * 30}):
        assert officer.get("/protokoll/", words).status_code == 422
        assert officer.get("/protokoll/zugriffe/", words).status_code == 422
        assert [officer.get(path, words).status_code for path in FILES] == [400, 400]


def test_pages_follow_one_another_and_keep_the_choice(officer: Client) -> None:
    trail(PAGE + 5)
    html = officer.get("/protokoll/", {"verb": "grant"}).content.decode()
    assert html.count("<tr>") == PAGE + 1
    following = AuditEvent.objects.filter(verb="grant").order_by("-id")[PAGE - 1].pk
    assert f"?verb=grant&amp;before={following}" in html
    html = officer.get("/protokoll/", {"verb": "grant", "before": following}).content.decode()
    assert html.count("<tr>") == 5 + 1
    assert 'rel="next"' not in html


@pytest.mark.parametrize("path", ["/protokoll/", "/protokoll/zugriffe/"])
def test_a_page_asks_the_same_however_many_lines_it_has(officer: Client, path: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            officer.get(path)
        return len(captured)

    trail(1)
    accesses(days=1, count=1)
    asked()
    before = asked()
    trail(50)
    accesses(days=1, count=50)
    assert asked() == before


def test_every_look_is_a_line(officer: Client) -> None:
    officer.get("/protokoll/", {"by": "anna"})
    csv(officer, "/protokoll/liste.csv")
    officer.get("/protokoll/zugriffe/", {"what": "indicator:quote"})
    csv(officer, "/protokoll/zugriffe/liste.csv")
    officer.get("/protokoll/geschichte/", {"kind": "user", "key": "dora"})
    lines = AuditEvent.objects.filter(by="dora").order_by("id").values_list("verb", "what", "details")
    lately = (localdate() - timedelta(days=30)).isoformat()
    assert list(lines) == [
        ("read trail", "trail", {"asked": {"by": "anna"}}),
        ("download trail", "trail", {"asked": {}}),
        ("read access log", "access log", {"asked": {"what": "indicator:quote", "first": lately}}),
        ("download access log", "access log", {"asked": {"first": lately}}),
        ("read history", "user:dora", {}),
    ]


def test_the_trail_as_a_file(officer: Client) -> None:
    trail(2)
    head, *rows = csv(officer, "/protokoll/liste.csv", verb="grant")
    assert head == ["number", "at", "who", "did_what", "verb", "with_what", "details"]
    assert [row[2:6] for row in rows] == [
        ["system", "Recht erteilt", "grant", "indicator:i1"], ["system", "Recht erteilt", "grant", "indicator:i0"],
    ]  # fmt: skip
    sql("INSERT INTO access_auditevent (at, by, verb, what, details) VALUES (now(), '=1+1', 'x', 'y', '{}')")
    assert csv(officer, "/protokoll/liste.csv", verb="x")[1][2] == "'=1+1"  # no formula for a spreadsheet


def test_who_read_what_with_sums(officer: Client) -> None:
    accesses(days=2, count=3)
    accesses(days=1, count=2, account="bernd")
    accesses(days=40, count=1, account="clara")
    html = shown(officer, "/protokoll/zugriffe/")
    assert "clara" not in html  # the last thirty days, and it says so
    assert "bernd 2 1" in html  # two accesses, 0 + 1 rows
    assert "indicator:i1 2 2" in html
    assert "clara" in shown(officer, "/protokoll/zugriffe/", first=(localdate() - timedelta(days=50)).isoformat())
    assert "bernd" not in shown(officer, "/protokoll/zugriffe/", by="anna")
    assert "Keine Zeile passt" in shown(officer, "/protokoll/zugriffe/", format="xlsx")
    assert "Keine Zeile passt" in shown(officer, "/protokoll/zugriffe/", denied="yes")
    assert [row[3:5] for row in csv(officer, "/protokoll/zugriffe/liste.csv", by="bernd")[1:]] == [
        ["bernd", "indicator:i1"], ["bernd", "indicator:i0"],
    ]  # fmt: skip


def test_a_page_read_by_somebody_is_found_there(officer: Client) -> None:
    build_filled()
    give("arbeit", *READ)
    reader = Client()
    reader.force_login(person("anna", "arbeit"))
    reader.get("/tabelle/?indicator=quote")
    html = shown(officer, "/protokoll/zugriffe/", what="indicator:quote")
    assert "anna indicator:quote stadtteile 2023-12-31 Seite 6" in html


def test_what_a_definition_was_before(officer: Client) -> None:
    build()
    sql("UPDATE indicators_indicator SET minimum_cell = 5 WHERE code = 'quote'")
    html = shown(officer, "/protokoll/geschichte/", kind="indicator", key="quote")
    assert "kleinste gezeigte Anzahl: 3 → 5" in html
    assert "Befehlszeile oder Datenbank (sozialmonitor_owner)" in html
    Indicator.objects.filter(code="quote").delete()
    assert "gelöscht" in shown(officer, "/protokoll/geschichte/", kind="indicator", key="quote")  # and is found still
    assert "keine Geschichte" in shown(officer, "/protokoll/geschichte/", kind="indicator", key="fehlt")
    assert officer.get("/protokoll/geschichte/", {"kind": "session", "key": "x"}).status_code == 422


def test_the_trail_leads_to_the_history(officer: Client) -> None:
    give("arbeit", Permission.VIEW)
    html = officer.get("/protokoll/").content.decode()
    assert "/protokoll/geschichte/?kind=department&amp;key=arbeit" in html


def test_the_chain_is_verified_in_the_background(officer: Client) -> None:
    first, *_ = trail(3)
    seal_trail()
    assert "Noch nicht geprüft" in shown(officer, "/protokoll/kette/")
    response = officer.post("/protokoll/kette/")
    job = Job.objects.get()
    assert response.headers["Location"] == f"/auftraege/{job.pk}/"
    assert "wird gerade geprüft" in shown(officer, "/protokoll/kette/")
    run_job(job.pk)
    html = shown(officer, "/protokoll/kette/")
    assert "Die Kette hält" in html
    assert "dora" in html
    sql("DELETE FROM access_auditevent WHERE id = %s", first)
    officer.post("/protokoll/kette/")
    run_job(Job.objects.latest("id").pk)
    html = shown(officer, "/protokoll/kette/")
    assert "Die Kette ist an 1 Stellen gebrochen" in html
    assert f"Zeile {first}: was versiegelt war, ist weg" in html
    assert AuditEvent.objects.filter(verb="verify chain", by="dora").count() == 2
    assert "gebrochen" in shown(officer, f"/auftraege/{Job.objects.latest('id').pk}/")


def test_every_verb_of_ours_has_words() -> None:
    """Except those that are put together where they are written."""
    pattern = 'verb="'
    said = set()
    for package in ("districts", "indicators", "imports", "sozialmonitor"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            said |= {part.partition('"')[0] for part in text.split(pattern)[1:]}
    assert said - set(VERBS) == set()


def test_a_chain_without_seals_is_not_said_to_hold(officer: Client) -> None:
    trail(2)
    officer.post("/protokoll/kette/")
    run_job(Job.objects.get().pk)
    html = shown(officer, "/protokoll/kette/")
    assert "Noch ist nichts versiegelt" in html
    assert "Die Kette hält" not in html
    assert "warten auf ihr Siegel" not in html
    sql("UPDATE access_auditevent SET at = at - interval '1 hour' WHERE verb = 'grant'")
    assert "warten auf ihr Siegel" in shown(officer, "/protokoll/kette/")


def test_every_field_of_a_history_is_named_in_german(officer: Client) -> None:
    for kind, model in kinds().items():
        fields = model.pgh_event_model._meta.fields  # type: ignore[attr-defined]
        with translation.override("de"):
            made_up = {
                one.name
                for one in fields
                if not one.name.startswith("pgh_") and field_words(one) == one.name.replace("_", " ")
            }
        assert made_up - {"name", "label"} == set(), kind


def test_words_of_a_fixed_list_are_words_in_the_history_too(officer: Client) -> None:
    build()
    html = shown(officer, "/protokoll/geschichte/", kind="indicator", key="quote")
    assert "Richtung: – → ein höherer Wert ist ungünstiger" in html
    assert "zuständiger Fachbereich: – → Fachbereich Arbeit" in html
