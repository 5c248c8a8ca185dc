"""The lock before the login: what it counts, what it tells, what it keeps."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from sozialmonitor.access.models import Session, User
from sozialmonitor.entrance.tasks import forget
from tests.entrance.conftest import PASSWORD, log_in
from tests.indicators.outputs import plain
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_failures(settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3


def failed(client: Client, username: str = "anna", times: int = 1, **more: Any) -> Any:
    for _ in range(times):
        response = log_in(client, username, "falsch", **more)
    return response


def test_a_few_failures_close_the_login_even_for_the_right_password(client: Client, anna: User) -> None:
    said = plain(failed(client, times=2).content.decode())
    assert "Name und Passwort passen nicht" in said
    assert "Nach 3 Fehlversuchen in Folge bleibt die Anmeldung 15 Minuten lang zu." in said
    assert failed(client).status_code == 429
    closed = log_in(client)
    assert closed.status_code == 429
    assert "Versuchen Sie es in 15 Minuten wieder" in plain(closed.content.decode())
    assert client.get("/").status_code == 302


def test_only_the_same_name_from_the_same_address_is_closed(client: Client, anna: User) -> None:
    """Nobody can lock a colleague out from elsewhere, nor themselves out of another account."""
    person("bernd", password=PASSWORD)
    failed(client, times=3)
    assert log_in(Client(), REMOTE_ADDR="203.0.113.9").status_code == 302
    assert log_in(client, "bernd").status_code == 302


def test_the_lock_opens_by_itself_and_trying_on_does_not_prolong_it(client: Client, anna: User) -> None:
    failed(client, times=3)
    before = AccessAttempt.objects.get().attempt_time
    failed(client, times=2)
    assert AccessAttempt.objects.get().attempt_time == before
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_a_login_forgets_the_failures_before_it(client: Client, anna: User) -> None:
    failed(client, times=2)
    assert log_in(client).status_code == 302
    assert not AccessAttempt.objects.exists()


def steps(client: Client, username: str) -> list[tuple[int, int]]:
    """Status and size of the answers to four wrong passwords; what differs by nature is left out."""
    found = []
    for _ in range(4):
        response = failed(client, username)
        text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|' + username, r"\1", response.content.decode())
        found.append((response.status_code, len(text)))
    return found


def test_nobody_learns_whether_there_is_such_an_account(anna: User) -> None:
    person("dora", password=PASSWORD, is_active=False)
    person("emil")  # invited: no password yet
    seen = {name: steps(Client(), name) for name in ("anna", "niemand", "dora", "emil")}
    assert len({tuple(one) for one in seen.values()}) == 1, seen
    assert [status for status, _size in seen["anna"]] == [200, 200, 429, 429]


def test_the_right_password_of_a_closed_account_is_answered_like_a_wrong_one(client: Client) -> None:
    person("dora", password=PASSWORD, is_active=False)
    response = log_in(client, "dora")
    assert response.status_code == 200
    assert "passen nicht" in plain(response.content.decode())


@pytest.mark.parametrize("username", ["anna", "niemand", "emil", "dora"])
def test_the_same_work_is_done_for_unknown_names(
    client: Client, anna: User, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    """Counted, not timed: hashing is all that takes long."""
    person("emil")
    person("dora", password=PASSWORD, is_active=False)
    hashed: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(
            Argon2PasswordHasher, name, lambda *words, o=original: (hashed.append("once"), o(*words))[1]
        )
    failed(client, username)
    assert len(hashed) == 1


def test_what_is_kept_of_a_failure_is_gone_with_the_lock(
    client: Client, anna: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    failed(client, times=3, REMOTE_ADDR="203.0.113.7")
    kept = AccessAttempt.objects.get()
    assert kept.ip_address == "203.0.113.7"
    assert "falsch" not in kept.post_data
    assert "203.0.113.7" not in caplog.text  # a log lives longer than a lock
    log_in(Client(), REMOTE_ADDR="203.0.113.8")
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()
    forget()
    assert AccessAttempt.objects.exists()
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=16))
    Session.objects.update(expire_date=now())
    forget()
    assert not AccessAttempt.objects.exists()
    assert not Session.objects.exists()


def test_the_administration_has_no_login_of_its_own(client: Client) -> None:
    response = client.get("/verwaltung/login/?next=/verwaltung/access/user/")
    assert response.headers["Location"] == "/anmelden/?next=/verwaltung/access/user/"
    assert client.post("/verwaltung/login/", {"username": "anna", "password": "x"}).status_code == 302
    assert not AccessAttempt.objects.exists()
