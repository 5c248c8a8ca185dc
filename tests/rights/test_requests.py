"""Asking for access on the pages: the way there, the list, the decision, the mail."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from sozialmonitor.access.models import AccessRequest, Grant
from sozialmonitor.access.permissions import Permission, Scope
from tests.indicators.outputs import plain
from tests.world import DAY, World, build_filled, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}
NEW = "/rechte/anfragen/neu/?what=indicator:quote&permission=view"
WORDS = {"permission": "view", "division": "", "reason": "für den Sozialbericht"}


@pytest.fixture
def world() -> World:
    return build_filled()


def logged_in(name: str, *departments: str, **fields: Any) -> Client:
    client = Client()
    client.force_login(person(name, *departments, **fields))
    return client


@pytest.fixture
def anna(world: World) -> Client:
    give("bildung", Permission.LIST, **QUOTE)
    return logged_in("anna", "bildung", first_name="Anna", last_name="Beispiel", email="anna@example.org")


@pytest.fixture
def otto(world: World) -> Client:
    give("arbeit", Permission.MANAGE, **QUOTE)
    return logged_in("otto", "arbeit", email="otto@example.org")


def text(client: Client, path: str = "/rechte/anfragen/") -> str:
    return plain(client.get(path).content.decode())


def test_from_the_closed_indicator_to_the_figures(anna: Client, otto: Client) -> None:
    html = anna.get("/indikatoren/quote/").content.decode()
    assert NEW.partition("?")[0] in html
    assert anna.get("/?indicator=quote").status_code == 404
    assert anna.post(NEW, WORDS).status_code == 302
    assert "Noch nicht entschieden" in text(anna)
    assert re.search(r"Anfragen 1\b", text(otto, "/indikatoren/"))
    waiting = text(otto)
    for word in ("Anna Beispiel", "Arbeitslosenquote", "für den Sozialbericht", "Fachbereich Bildung"):
        assert word in waiting
    number = AccessRequest.objects.get().pk
    assert otto.post(f"/rechte/anfragen/{number}/", {"do": "give", "to": "", "answer": "gern"}).status_code == 302
    assert re.search(r"Anfragen 1\b", text(anna, "/indikatoren/"))
    assert "gegeben" in text(anna)
    assert "gern" in text(anna)
    assert anna.get("/?indicator=quote").status_code == 200
    anna.post(f"/rechte/anfragen/{number}/", {"do": "note"})
    assert 'class="notices"' not in anna.get("/indikatoren/").content.decode()


def test_the_map_of_a_closed_division_leads_there_and_so_does_why(anna: Client, world: World) -> None:
    give("bildung", Permission.VIEW, division="regionen", **QUOTE)
    html = anna.get("/?indicator=quote&division=stadtteile").content.decode()
    link = "/rechte/anfragen/neu/?what=indicator%3Aquote&amp;division=stadtteile"
    assert link in html
    assert '<option value="stadtteile" selected>' in anna.get(link.replace("&amp;", "&")).content.decode()
    why = anna.get("/rechte/warum/?permission=download&what=indicator:quote&division=").content.decode()
    assert "/rechte/anfragen/neu/?permission=download&amp;what=indicator%3Aquote&amp;division=" in why
    give("bildung", Permission.VIEW, **QUOTE)
    assert world.current("quote", "01", DAY)
    assert "anfragen/neu" not in anna.get("/?indicator=quote&division=stadtteile").content.decode()
    assert "anfragen/neu" not in anna.get("/indikatoren/quote/").content.decode()
    publish = anna.get("/rechte/warum/?permission=publish&what=indicator:quote&division=").content.decode()
    assert "anfragen/neu" not in publish


def test_what_is_closed_altogether_answers_like_what_is_not_there(anna: Client) -> None:
    answers = []
    for key in ("saldo", "fehlt"):
        for response in (anna.get(f"/rechte/anfragen/neu/?what=indicator:{key}"),
                         anna.post(f"/rechte/anfragen/neu/?what=indicator:{key}", WORDS)):  # fmt: skip
            assert response.status_code == 404
            answers.append(response.content.decode().replace(key, "x"))
    without_token = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer) for answer in answers}
    assert len(without_token) == 1
    for what in ("", "x", "set:kern", "mars:quote", "any:"):
        assert anna.get(f"/rechte/anfragen/neu/?what={what}").status_code == 404


def test_asking_twice_or_for_what_one_has_is_said(anna: Client) -> None:
    anna.post(NEW, WORDS)
    again = anna.post(NEW, WORDS)
    assert again.status_code == 422
    assert "schon angefragt" in plain(again.content.decode())
    give("bildung", Permission.VIEW, **QUOTE)
    assert "dürfen Sie schon" in plain(anna.post(NEW, WORDS).content.decode())
    assert anna.post(NEW, WORDS | {"reason": ""}).status_code == 422
    assert AccessRequest.objects.count() == 1


def test_deciding_twice_is_refused_kindly(anna: Client, otto: Client) -> None:
    anna.post(NEW, WORDS)
    number = AccessRequest.objects.get().pk
    chef = logged_in("chef", is_superuser=True)
    chef.post(f"/rechte/anfragen/{number}/", {"do": "refuse", "answer": "nein"})
    response = otto.post(f"/rechte/anfragen/{number}/", {"do": "give"}, follow=True)
    assert "inzwischen entschieden" in plain(response.content.decode())
    assert not Grant.objects.filter(person__username="anna").exists()
    assert "Anna Beispiel" in text(chef)  # among what was decided


@pytest.mark.parametrize("words", [{"do": "refuse"}, {"do": "give", "valid_until": "2020-01-01"}, {"do": "fly"}, {}])
def test_what_is_no_decision_is_said(anna: Client, otto: Client, words: dict[str, str]) -> None:
    anna.post(NEW, WORDS)
    response = otto.post(f"/rechte/anfragen/{AccessRequest.objects.get().pk}/", words)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert AccessRequest.objects.get().decision == "open"


def test_others_neither_see_nor_decide(anna: Client, world: World) -> None:
    anna.post(NEW, WORDS)
    number = AccessRequest.objects.get().pk
    give("jugend", Permission.MANAGE, scope=Scope.INDICATOR, keys=["saldo"])
    olga = logged_in("olga", "jugend")
    assert "Anna" not in text(olga)
    for pk in (number, number + 1000):
        assert olga.post(f"/rechte/anfragen/{pk}/", {"do": "give"}).status_code == 404
        assert olga.post(f"/rechte/anfragen/{pk}/", {"do": "note"}).status_code in (404, 422)
    assert AccessRequest.objects.get().decision == "open"


def test_to_a_department_that_is_not_the_persons_nothing_is_given(anna: Client, otto: Client) -> None:
    anna.post(NEW, WORDS)
    number = AccessRequest.objects.get().pk
    assert otto.post(f"/rechte/anfragen/{number}/", {"do": "give", "to": "arbeit"}).status_code == 404
    otto.post(f"/rechte/anfragen/{number}/", {"do": "give", "to": "bildung", "valid_until": "2100-01-01"})
    assert Grant.objects.get(department__key="bildung", permission="view").valid_until.year == 2100


def test_mail_goes_out_where_there_is_a_way(
    anna: Client, otto: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        anna.post(NEW, WORDS | {"division": "stadtteile"})
    assert mail.outbox == []  # not set up
    settings.MAIL_URL = "smtp://mail.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        anna.post(NEW, WORDS)
    (told,) = mail.outbox
    assert told.to == ["otto@example.org"]
    assert "Anna Beispiel" in told.body
    assert "http://testserver/rechte/anfragen/" in told.body
    number = AccessRequest.objects.get(division_key="").pk
    with django_capture_on_commit_callbacks(execute=True):
        otto.post(f"/rechte/anfragen/{number}/", {"do": "refuse", "answer": "noch geheim"})
    assert mail.outbox[-1].to == ["anna@example.org"]
    assert "noch geheim" in mail.outbox[-1].body


def test_a_mail_that_cannot_be_sent_undoes_nothing(
    anna: Client, otto: Client, settings: Any, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        assert anna.post(NEW, WORDS).status_code == 302
    assert AccessRequest.objects.count() == 1
    assert "could not be sent" in caplog.text
    assert "otto@example.org" not in caplog.text
