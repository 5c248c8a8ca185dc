"""Every address × nine persons × every method and format: made from the addresses there are, so that none is left out.

What an address is and what it needs: tests/repository/test_urls.py, whose table it uses.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any, Final

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import localdate

from imports.models import Batch
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.views import Audience
from tests.repository.test_urls import CLOSED, OWN, OWNED, SECRETS, STEP, audience, content, path_of, routes, things
from tests.world import READ, give, person

__all__ = ["things"]  # a fixture

FORMATS: Final = {
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "pdf": "application/pdf",
}
OTHER_METHODS: Final = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
STRANGERS: Final = {"nobody", "other", "expired"}  # people with an account and no right to these figures
READING = {Audience.EVERYONE, Audience.PUBLIC, Audience.PEOPLE}
HANDLING = READING | {Audience.IMPORTERS, Audience.READERS}
INSIDE: Final = {
    "anonymous": {Audience.EVERYONE},
    "nobody": READING,
    "other": READING,
    "expired": READING,
    "viewer": READING,
    "downloader": READING,
    "steward": HANDLING,
    "publisher": HANDLING,
    "administrator": set(Audience),
}
# Files of figures: seeing is not downloading.
FILES = ("api/v1/values.csv", "api/v1/values.xlsx")
ALSO_AS_CSV = ("api/v1/values/", "api/v1/typologies/<slug:key>/runs/<int:pk>/results/")
FOR_IMPORTERS = ("api/v1/deliveries/", "api/v1/batches/")  # which decide that inside
FILE_ENDINGS = (".csv", ".geojson", ".yaml", ".ics", ".txt", ".json")
LEADS_AWAY = ("abmelden/", "sprache/", "verwaltung/logout/")


@pytest.fixture
def people(things: dict[str, Any]) -> dict[str, Client]:
    yesterday = localdate() - timedelta(days=1)
    give("frueher", *READ, valid_until=yesterday)
    give("schauen", Permission.LIST, Permission.VIEW)
    give("pflege", *READ, Permission.IMPORT)
    give("redaktion", *READ, Permission.IMPORT, Permission.PUBLISH)
    departments = {
        "nobody": (), "other": ("leer",), "expired": ("frueher",), "viewer": ("schauen",), "downloader": ("arbeit",),
        "steward": ("pflege",), "publisher": ("redaktion",), "administrator": (),
    }  # fmt: skip
    found = {"anonymous": Client(raise_request_exception=False)}
    for name, keys in departments.items():
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(person(name, *keys, is_superuser=name == "administrator"))
    return found


def asked(client: Client, method: str, path: str, form: str = "html") -> HttpResponse:
    inside = SESSION_KEY in client.session
    joined = "&" if "?" in path else "?"
    full = f"{path}{joined}format={form}" if path.startswith("/api/") and form != "html" else path
    response = client.generic(method, full, headers={"Accept": FORMATS[form]})
    if inside:
        assert SESSION_KEY in client.session, f"{method} {path} ended the session"
    return response


def every_route(form: str = "html") -> Iterator[str]:
    """Pages know one format; the interface and files are asked for each."""
    for route in routes():
        if route not in LEADS_AWAY and (form == "html" or route.startswith("api/") or route.endswith(FILE_ENDINGS)):
            yield route


def complaint(who: str, route: str, path: str, form: str, response: HttpResponse) -> str | None:
    """What is wrong with the answer to a reading request, in a word; None where all is well."""
    status, declared = response.status_code, audience(path)
    kind = OWN.get(route, ("", CLOSED))[1]
    if status >= 500:
        return "broken"
    if declared not in INSIDE[who]:
        if who != "anonymous":
            return None if status == 403 else "open to others than its audience"
        to_login = status == 302 and response.headers["Location"].startswith("/anmelden/")
        return None if to_login or status in (401, 403) else "open to strangers"
    if declared == Audience.EVERYONE or kind == STEP:
        return None if status < 500 else "broken"
    if kind == OWNED and who != "administrator":
        return None if status == 404 else "open to others than who asked"
    if route in FOR_IMPORTERS and Audience.IMPORTERS not in INSIDE[who]:
        return None if status == 403 else "open to others than importers"
    if who in STRANGERS:
        return stranger(kind, response)
    if who == "viewer" and (route in FILES or (form == "csv" and route in ALSO_AS_CSV)):
        return None if status == 404 else "downloaded without the right to"
    if form in ("html", "json") and declared != Audience.ADMINISTRATORS and status not in (200, 404):
        return "closed to those who may"
    return None


def stranger(kind: str, response: HttpResponse) -> str | None:
    if kind == CLOSED and response.status_code not in (400, 403, 404, 405):
        return "open to who has no right to it"
    return "tells a secret" if any(secret in content(response) for secret in SECRETS) else None


def test_reading_in_every_format(things: dict[str, Any], people: dict[str, Client]) -> None:
    wrong = {}
    for who, form in product(INSIDE, FORMATS):
        for route in every_route(form):
            path = path_of(route, things) or ""
            response = asked(people[who], "GET", path, form)
            if said := complaint(who, route, path, form, response):
                wrong[who, form, route] = f"{said}: {response.status_code}"
    assert wrong == {}


def test_every_other_method(things: dict[str, Any], people: dict[str, Client]) -> None:
    """Those who may change something do so elsewhere, through forms; nobody else does by any method."""
    wrong = {}
    readers = [one for one in INSIDE if one not in ("steward", "publisher", "administrator")]
    for who, method, route in product(readers, OTHER_METHODS, list(every_route())):
        path = path_of(route, things) or ""
        if said := misdone(who, method, path, asked(people[who], method, path)):
            wrong[who, method, route] = said
    assert wrong == {}


def misdone(who: str, method: str, path: str, response: HttpResponse) -> str | None:
    status, declared = response.status_code, audience(path)
    if status >= 500:
        return f"broken: {status}"
    if declared not in INSIDE[who] and status not in (302, 401, 403, 405):
        return f"open: {status}"
    if who in STRANGERS | {"anonymous"} and any(secret in content(response) for secret in SECRETS):
        return "tells a secret"
    if method in ("PUT", "PATCH", "DELETE") and 200 <= status < 300 and declared != Audience.EVERYONE:
        return f"done: {status}"
    return None


def test_every_person_and_every_audience_is_in_the_table() -> None:
    assert set().union(*INSIDE.values()) == set(Audience)
    assert len(INSIDE) == 9


# What exists and is closed to this person, and what does not exist: (closed, absent).
PAIRS = {
    "indicator": ("/indikatoren/quote/", "/indikatoren/quotf/"),
    "indicator as data": ("/api/v1/indicators/quote/", "/api/v1/indicators/quotf/"),
    "values": ("/api/v1/values/?indicator=quote", "/api/v1/values/?indicator=quotf"),
    "file": ("/api/v1/values.csv?indicator=quote", "/api/v1/values.csv?indicator=quotf"),
    "workbook": ("/api/v1/values.xlsx?indicator=quote", "/api/v1/values.xlsx?indicator=quotf"),
    "typology": ("/api/v1/typologies/lage/runs/", "/api/v1/typologies/lagf/runs/"),
    "results": ("/api/v1/typologies/lage/runs/{run}/results/", "/api/v1/typologies/lage/runs/{absent}/results/"),
    "upload": ("/lieferungen/{batch}/", "/lieferungen/{absent}/"),
    "findings": ("/lieferungen/{batch}/befunde.csv", "/lieferungen/{absent}/befunde.csv"),
    "protocol": ("/lieferungen/{batch}/protokoll/", "/lieferungen/{absent}/protokoll/"),
    "job": ("/auftraege/{job}/", "/auftraege/{absent}/"),
    "its file": ("/auftraege/{job}/ergebnis/", "/auftraege/{absent}/ergebnis/"),
    "map": ("/?indicator=quote", "/?indicator=quotf"),
    "token": ("/konto/zugang/{Token}/beenden/", "/konto/zugang/{absent}/beenden/"),
}


@pytest.fixture
def elsewhere(things: dict[str, Any]) -> Client:
    """Imports something else, so that the rooms are open to them and what is in them is not."""
    give("fremd", *READ, Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    client = Client()
    client.force_login(person("fremde", "fremd"))
    return client


def paths(pair: str, things: dict[str, Any]) -> tuple[str, str]:
    assert Batch.objects.get(pk=things["batch"]).created_by is None
    closed, absent = PAIRS[pair]
    return closed.format(**things), absent.format(absent=987654321)


def test_closed_and_absent_are_one_answer(things: dict[str, Any], elsewhere: Client) -> None:
    for pair in PAIRS:
        answers = [elsewhere.get(path) for path in paths(pair, things)]
        assert [one.status_code for one in answers] == [404, 404], pair
        # Pages lead back to where one is, for the language: the address stands in them.
        texts = [one.content.decode().replace(path, "") for one, path in zip(answers, paths(pair, things), strict=True)]
        assert abs(len(texts[0]) - len(texts[1])) < 100, pair


def test_the_time_an_answer_takes_tells_nothing(things: dict[str, Any], elsewhere: Client) -> None:
    """Not a measure of speed: the difference of both, against how much each differs from itself. Noise passes."""
    assert [said for pair in PAIRS if (said := told_by_time(pair, things, elsewhere))] == []


def told_by_time(pair: str, things: dict[str, Any], elsewhere: Client) -> str | None:
    for _attempt in range(5):
        took: dict[str, list[float]] = {path: [] for path in paths(pair, things)}
        for _ in range(12):
            for path, seconds in took.items():
                begin = time.perf_counter()
                elsewhere.get(path)
                seconds.append(time.perf_counter() - begin)
        closed, absent = (statistics.median(seconds) for seconds in took.values())
        noise = max(statistics.median(abs(one - statistics.median(s)) for one in s) for s in took.values())
        if abs(closed - absent) <= 3 * max(noise, 0.0005):
            return None
    return f"{pair}: closed {closed * 1000:.1f} ms, absent {absent * 1000:.1f} ms, noise {noise * 1000:.2f} ms"
