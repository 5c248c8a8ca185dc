"""Every address with every word it may read, each holding what nobody means: never a fault of ours.

A seeded sample, because all combinations take an hour; TRIES in the environment takes more of them.
"""

import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.repository.test_urls import OWN, Visitor, path_of, routes, things

__all__ = ["things"]  # a fixture

TRIES = int(os.environ.get("TRIES", "150"))
# All but the administration's own `_to_field`, which breaks it when it is empty: for administrators only, and Django's.
WORDS = (
    "indicator", "typology", "division", "date", "period", "from", "to", "known_on", "area", "method", "classes",
    "subject", "format", "dialect", "detail", "edition", "page", "q", "o", "p", "all", "next", "action", "notice",
    "reason", "profile", "note", "language", "username", "password", "csrfmiddlewaretoken", "_popup", "e",
    "permission__exact", "department__id__exact", "is_active__exact", "_changelist_filters", "app_label", "model_name",
    "field_name", "term", "index", "select_across", "_selected_action", "enabled__exact", "limit", "offset", "",
)  # fmt: skip
# As they stand in an address: percent-encoded bytes, so that what is no UTF-8 gets through as well.
ODD = (
    "", "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%F4%90%80%80", "%0D%0AX-Evil:%201", "%E2%80%AE", "-1", "0", "00",
    "1" + "0" * 30, "9" * 400, "-" + "9" * 25, "2147483648", "9223372036854775808", "1e999", "NaN", "Infinity", "1.5",
    "%D9%A3", "%C2%B2", "0x10", "1_000", "true", "null", "[]", "%7B%7D", "'", "%22", "';--", "%25s", "%25(x)s", "{0}",
    "..%2F..%2Fetc", "%2F%2Fevil.example", "javascript:alert(1)", "0001-01-01", "9999-12-31", "2024-02-30", "0000",
    "2024-W60-9", "20240101", "2024-Q9", "0001", "10000-01-01", "stadtteile", "quote", "einwohner,quote", "01", "lage",
    "csv", "json", "full", "std", "3", "7", "en", "publish", "withdraw", "check-again", "confirm-areas", "x" * 5000,
    "&" * 50, "%F0%9F%92%A9", "indicator:", "typology:%00", "indicator:quote:quote", ",", ",,,,", "%2C%00", "+", "%20",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Current-URL": "http://["}, {"Accept": "text/csv"},
    {"Accept-Language": "x" * 5000}, {"Accept-Language": "en;q=a,*;q=9"}, {"If-None-Match": '"'}, {"Range": "bytes=9-"},
    {"Cookie": "sessionid=%00; csrftoken=x; django_language=%00; messages=x"}, {"If-Modified-Since": "never"},
    {"Referer": "http://["}, {"X-Requested-With": "XMLHttpRequest"}, {"Origin": "null"},
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=latin-1", "application/json", "",
    "multipart/form-data", f"multipart/form-data; boundary={'x' * 300}", "text/plain",
)  # fmt: skip
METHODS = ("GET",) * 12 + ("POST",) * 6 + ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
PLACES = (
    "%00",
    "-1",
    "9" * 30,
    "x" * 400,
    "%ED%A0%80",
    "..%2F..",
    "%25s",
    "1e9",
    "%0A",
    "%2F",
    "a%20b",
    "%F0%9F%92%A9",
)
SEGMENTS = (
    "/gebiet/{}/01/", "/gebiet/stadtteile/{}/", "/indikatoren/{}/", "/lieferungen/{}/", "/lieferungen/{}/fortschritt/",
    "/lieferungen/{}/befunde.csv", "/api/v1/divisions/{}/editions/", "/api/v1/divisions/{}/areas.geojson",
    "/api/v1/indicators/{}/", "/api/v1/typologies/{}/runs/", "/api/v1/typologies/lage/runs/{}/results/", "/static/{}",
    "/verwaltung/access/user/{}/change/", "/verwaltung/access/grant/{}/delete/", "/verwaltung/{}/", "/{}", "/api/v1/{}",
)  # fmt: skip


def requests(chance: random.Random, paths: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for _ in range(TRIES):
        path = chance.choice(paths)
        words = "&".join(
            f"{quote(chance.choice(WORDS))}{chance.choice(('=', '=', '=', '[]=', ''))}{chance.choice(ODD)}"
            for _ in range(chance.randint(1, 4))
        )
        method = chance.choice(METHODS)
        how: dict[str, Any] = {"headers": chance.choice(HEADERS), "QUERY_STRING": words}
        if method == "POST":
            how |= {"data": words.encode(), "content_type": chance.choice(TYPES)}
        yield method, path.partition("?")[0], how


def wrong(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if response.status_code >= 500:
        return str(response.status_code)
    if "X-Evil" in response.headers:
        return "a header from the address"
    elsewhere = response.headers.get("Location", "").replace("http://testserver", "")
    if elsewhere.startswith(("//", "http", "javascript", "\\")):
        return f"sent to {elsewhere}"
    return "a traceback" if b"Traceback (most recent" in body else ""


# Without a login nearly everything ends at the door; the administrator goes furthest.
@pytest.mark.parametrize("who", ["anonymous", "importer", "administrator"])
def test_nothing_that_is_asked_breaks_the_server(things: dict[str, Any], who: str) -> None:
    visitor, chance = Visitor(who), random.Random(f"{who} 1")
    paths = [path_of(route, things) or "" for route in routes()] + [path_of(route, things) or "" for route in OWN] * 3
    paths += [place.format(odd) for place in SEGMENTS for odd in PLACES]
    found = {}
    for method, path, how in requests(chance, paths):
        if path.endswith(("/delete/", "/abmelden/", "/logout/")) and method == "POST":
            continue
        if said := wrong(visitor.client.generic(method, path, **how)):
            found[f"{method} {path}?{how['QUERY_STRING'][:300]}"] = (said, how["headers"], how.get("content_type"))
        if visitor.user is not None and "_auth_user_id" not in visitor.client.session:
            visitor.client = Client(raise_request_exception=False)
            visitor.client.force_login(visitor.user)
    assert found == {}
