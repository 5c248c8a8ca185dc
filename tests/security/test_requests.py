"""Requests nobody sends by accident."""

import os
import subprocess
import sys
from secrets import token_hex
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from sozialmonitor.wsgi import application
from tests.security.conftest import logged_in
from tests.world import READ, World, give, person

PASSWORD = "only for tests, 12 letters"
ODD = (
    "'", '"><x9>', "\x00", "1;select pg_sleep(9)--", "%(x)s", "../../etc/passwd", "9" * 2000, "-1", "1e999", "٣",
    "\u202e", "0000", "0001-01-01", "9999-12-31", "2024-02-30", "\r\nX-Evil: 1", "{{7*7}}",
)  # fmt: skip
WORDS = ("indicator", "typology", "division", "date", "period", "from", "to", "area", "method", "classes")


@pytest.fixture
def reader(filled: World) -> Client:
    give("statistik", *READ)
    return logged_in(person("leserin", "statistik"))


@pytest.mark.parametrize(
    ("path", "words"),
    [("/", WORDS), ("/api/v1/values/", WORDS), ("/tabelle/", ("period",)), ("/gebiet/stadtteile/01/", ("typology",))],
)
def test_no_word_of_a_selection_breaks_the_server(reader: Client, path: str, words: tuple[str, ...]) -> None:
    for word in words:
        for odd in ODD:
            response = reader.get(path, {"indicator": "quote", word: odd})
            assert response.status_code < 500, (word, odd)
            assert "X-Evil" not in response.headers
            if response.headers["Content-Type"].startswith("text/html"):
                assert b"<x9" not in response.content, (word, odd)


@pytest.mark.parametrize("word", ["edition", "date", "detail"])
def test_no_word_of_the_outlines_breaks_the_server(reader: Client, word: str) -> None:
    for odd in ODD:
        response = reader.get("/api/v1/divisions/stadtteile/areas.geojson", {word: odd})
        assert response.status_code in (200, 400, 404), odd


def test_the_administration_has_no_address_that_breaks(reader: Client, client: Client) -> None:
    """Its last resort is a view without a name."""
    assert reader.get("/verwaltung/gibt-es-nicht/").status_code == 403
    client.force_login(person("chefin", is_superuser=True, is_staff=True))
    assert client.get("/verwaltung/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", " //evil.example"]
)
@pytest.mark.django_db
def test_nobody_is_sent_elsewhere(client: Client, target: str) -> None:
    person("anna", password=PASSWORD)
    logged = client.post(f"/anmelden/?next={quote(target)}", {"username": "anna", "password": PASSWORD, "next": target})
    assert logged.headers["Location"] == "/"
    switched = client.post("/sprache/", {"language": "en", "next": target})
    assert "evil" not in switched.headers["Location"]
    left = client.post("/abmelden/", {"next": target})
    assert left.headers["Location"] == "/anmelden/"


@pytest.mark.django_db
def test_a_session_planted_before_the_login_is_worth_nothing(client: Client) -> None:
    person("anna", password=PASSWORD)
    client.cookies["sessionid"] = planted = "a" * 32
    client.post("/anmelden/", {"username": "anna", "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert session.value != planted
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    key = session.value
    client.post("/abmelden/")
    late = Client()
    late.cookies["sessionid"] = key
    assert late.get("/").status_code == 302


@pytest.mark.parametrize("path", ["/abmelden/", "/sprache/", "/anmelden/", "/lieferungen/neu/"])
def test_a_form_from_elsewhere_is_refused_on_our_own_page(filled: World, path: str) -> None:
    give("statistik", *READ)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("leserin", "statistik"))
    response = client.post(path)
    assert response.status_code == 403
    assert b'<html lang="de"' in response.content
    assert b"<style" not in response.content  # the page of Django would break our own policy
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_what_a_person_saw_stays_in_no_cache(reader: Client, client: Client) -> None:
    for path in ("/", "/tabelle/", "/gebiet/stadtteile/01/", "/api/v1/values/?indicator=quote", "/?indicator=nein"):
        assert reader.get(path).headers["Cache-Control"] == "private, no-store", path
    assert "immutable" not in client.get("/").headers.get("Cache-Control", "")
    # Outlines are the same for everybody who is logged in, and large.
    assert reader.get("/api/v1/divisions/stadtteile/areas.geojson").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_an_address_that_is_none_leads_to_the_login_too(client: Client) -> None:
    for odd in ("http://[", "http://[::1", "//evil.example/", "javascript:alert(1)"):
        response = client.get("/konten/", headers={"HX-Request": "true", "HX-Current-URL": odd})
        assert response.status_code == 204, odd
        assert response.headers["HX-Redirect"].startswith("/anmelden/"), odd
        assert "evil.example" not in response.headers["HX-Redirect"]


@pytest.mark.django_db
def test_other_names_of_the_host_are_refused(client: Client) -> None:
    for name in ("evil.example", "localhost:80@evil.example", "localhost/../evil"):
        response = client.get("/anmelden/", headers={"Host": name, "X-Forwarded-Host": "evil.example"})
        assert response.status_code == 400, name
        assert b"evil.example" not in response.content


@pytest.mark.parametrize("charset", ["rot13", "hex", "undefined", "latin-1", '"x y"', "UTF-8", "utf-8; x=y"])
@pytest.mark.django_db(transaction=True)  # the end of a request closes a connection that is in a transaction
def test_a_character_set_that_is_none_breaks_nothing(charset: str) -> None:
    """Past the test client: the name is looked up before anything of Django that answers has begun."""
    asked = RequestFactory().generic("POST", "/anmelden/?next=/x", b"a=b").environ
    asked["CONTENT_TYPE"] = f"application/x-www-form-urlencoded; charset={charset}"
    answers: list[str] = []
    b"".join(application(asked, lambda status, _headers, _error=None: answers.append(status)))
    assert answers == ["403 Forbidden"]  # for want of a token, on our own page
    asked["CONTENT_TYPE"] = f"multipart/form-data; charset={charset}; boundary=abc"
    b"".join(application(asked, lambda *_: None))
    assert asked["CONTENT_TYPE"].endswith("; boundary=abc")
    assert "charset" not in asked["CONTENT_TYPE"]


def test_behind_https_nothing_is_left_for_the_deployment_check_to_find() -> None:
    """In a process of its own: the settings are read once, from the environment."""
    environment = {**os.environ, "SOZIALMONITOR_HTTPS": "1", "SOZIALMONITOR_SECRET_KEY": token_hex(32)}
    environment["SOZIALMONITOR_SECURITY_CONTACT"] = "mailto:sicherheit@example.org"
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
