"""One account cannot keep the machine from all others."""

import json

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from sozialmonitor.web import limits
from tests.security.conftest import logged_in
from tests.world import READ, World, give, person

EXPORT = "/api/v1/values.csv?indicator=quote"


@pytest.fixture(autouse=True)
def few(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """At half past the same minute, however slow the machine: two windows would be two counts."""
    settings.LIMITS = {"exports": 3, "lookups": 1, "comparisons": 1, "schema": 1}
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_030.0)
    caches["limits"].clear()


@pytest.fixture
def reader(filled: World) -> Client:
    give("arbeit", *READ)
    return logged_in(person("leserin", "arbeit"))


def asked(client: Client, path: str = EXPORT, times: int = 1) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_what_is_asked_too_often_is_refused_with_the_time_to_wait(reader: Client) -> None:
    assert asked(reader, times=4) == [200, 200, 200, 429]
    refused = reader.get(EXPORT)
    assert refused.headers["Retry-After"] == "30"
    told = json.loads(refused.content)
    assert set(told) == {"error", "detail", "hint"}
    assert told["error"] == "Zu viele Anfragen"
    assert "30 Sekunden" in told["hint"]


def test_all_of_a_kind_are_counted_together_and_each_kind_alone(reader: Client) -> None:
    assert asked(reader, EXPORT, 2) == [200, 200]
    assert asked(reader, "/api/v1/values.xlsx?indicator=quote", 2) == [200, 429]
    assert asked(reader, "/konto/auskunft/") == [429]
    assert asked(reader, "/api/v1/schema/", 2) == [200, 429]
    assert asked(reader, "/tabelle/?indicator=quote", 9) == [200] * 9


def test_a_page_says_it_as_a_page(reader: Client) -> None:
    path = "/gebiete/vergleich/?a=stadtteile&b=stadtteile"
    assert asked(reader, path, 2)[1] == 429
    refused = reader.get(path)
    assert "Zu viele Anfragen" in refused.content.decode()
    assert refused.headers["Retry-After"]


def test_each_account_has_its_own_count(reader: Client) -> None:
    assert asked(reader, times=4)[-1] == 429
    assert asked(logged_in(person("andere", "arbeit"))) == [200]


def test_looking_up_a_list_is_counted_and_opening_its_form_is_not(reader: Client) -> None:
    assert asked(reader, "/adressen/liste/", 5) == [200] * 5
    words = json.dumps({"addresses": ["Hauptstr. 1"]})
    found = [reader.post("/api/v1/addresses/", words, "application/json").status_code for _ in range(2)]
    assert found == [200, 429]
    assert reader.post("/adressen/liste/", {}).status_code == 429


def test_strangers_are_sent_to_the_login_and_not_counted(filled: World) -> None:
    assert asked(Client(), "/gebiete/vergleich/?a=stadtteile&b=stadtteile", 3) == [302] * 3


def test_another_minute_begins_anew(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(reader, times=4)[-1] == 429
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_060.0)
    assert asked(reader) == [200]


def test_nought_is_no_limit(reader: Client, settings: Settings) -> None:
    settings.LIMITS = {"exports": 0}
    assert asked(reader, times=6) == [200] * 6


def test_with_redis_away_everybody_may(reader: Client, settings: Settings) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "limits": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///nowhere/redis.sock",
        },
    }  # fmt: skip
    assert asked(reader, times=5) == [200] * 5
