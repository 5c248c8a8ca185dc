"""What a stranger sees of the system, and what it would send out when something breaks."""

import logging
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import checks
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from sozialmonitor.web.reports import LineFormatter
from tests.repository.test_house import ROOT
from tests.world import person

CONTACT = "mailto:sicherheit@example.org"
PRODUCTION = {
    "SOZIALMONITOR_HTTPS": "1",
    "SOZIALMONITOR_DEBUG": "0",
    "SOZIALMONITOR_DEMO": "0",
    "SOZIALMONITOR_ALLOWED_HOSTS": "sozialmonitor.example.org",
    "SOZIALMONITOR_SECURITY_CONTACT": CONTACT,
}
ASK = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_PATH)"
SWITCH = "answer = client.post('/sprache/', {'language': 'en'}); print(answer.cookies.output(header='').strip())"
MESSAGE = (
    "from django.http import HttpRequest, HttpResponse; "
    "from django.contrib.messages.storage import default_storage; "
    "request = HttpRequest(); request.session = {}; storage = default_storage(request); storage.add(20, 'Gut.'); "
    "answer = HttpResponse(); storage.update(answer); print(answer.cookies.output(header='').strip())"
)
PLAIN = (
    "client = Client(headers={'host': 'sozialmonitor.example.org'}); "
    "page, program = client.get('/anmelden/'), client.get('/api/v1/indicators/'); "
    "print(page.status_code, page.headers['Location'], program.status_code, program.json().keys())"
)


def in_production(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env={**os.environ, **PRODUCTION, **more},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_check_before_deploying_asks_for_a_contact() -> None:
    ran = in_production("check", "--deploy", "--fail-level", "WARNING", SOZIALMONITOR_SECURITY_CONTACT="")
    assert ran.returncode == 1
    assert "web.W001" in ran.stderr
    assert in_production("check", "--deploy", "--fail-level", "WARNING").returncode == 0


def asked_in_production(question: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The application itself, as behind the city's proxy, on the database of the tests; `client` asks it."""
    program = (
        "import django; django.setup(); from django.test import Client; "
        "client = Client(headers={'x-forwarded-proto': 'https', 'host': 'sozialmonitor.example.org'}); "
    )
    database = f"{os.environ['SOZIALMONITOR_DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    env = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "sozialmonitor.settings", **more}
    return subprocess.run(
        [sys.executable, "-c", program + question], cwd=ROOT, env={**env, "SOZIALMONITOR_DATABASE_URL": database},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.django_db
def test_cookies_are_of_this_host_and_of_no_neighbour() -> None:
    question = "answer = client.get('/anmelden/'); print(answer.status_code, answer.cookies.output(header='').strip())"
    ran = asked_in_production(question)
    assert ran.stdout.startswith("200 __Host-csrftoken="), ran.stdout + ran.stderr
    assert "; Path=/;" in ran.stdout
    assert "Secure" in ran.stdout
    assert "Domain" not in ran.stdout
    assert in_production("shell", "-v0", "-c", ASK).stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "/"]
    assert in_production("shell", "-v0", "-c", ASK, SOZIALMONITOR_HTTPS="0").stdout.split() == [
        "sessionid", "csrftoken", "/",
    ]  # fmt: skip


@pytest.mark.parametrize(("question", "name"), [(SWITCH, "django_language"), (MESSAGE, "messages")])
@pytest.mark.django_db
def test_and_so_are_those_that_matter_less(question: str, name: str) -> None:
    ran = asked_in_production(question)
    assert ran.stdout.startswith(f"__Host-{name}="), ran.stdout + ran.stderr
    for word in ("; Path=/;", "Secure", "HttpOnly", "SameSite=Lax"):
        assert word in f"{ran.stdout.strip()};", word
    assert "Domain" not in ran.stdout


@pytest.mark.django_db
def test_a_page_is_led_to_https_and_a_program_is_refused() -> None:
    ran = asked_in_production(PLAIN)
    said = ["301", "https://sozialmonitor.example.org/anmelden/", "403"]
    assert ran.stdout.split()[:3] == said, ran.stdout + ran.stderr
    assert "['error', 'detail', 'hint']" in ran.stdout


@pytest.mark.parametrize("path", ["/", "/anmelden/", "/api/v1/schema/", "/verwaltung/", "/gibt-es-nicht/"])
@pytest.mark.django_db
def test_methods_nobody_needs_are_refused_everywhere(client: Client, path: str) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND"):
        response = client.generic(method, path)
        assert response.status_code == 405, method
        assert "TRACE" not in response.headers["Allow"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_line_of_a_log_says_its_zone_and_stays_one_line() -> None:
    formatter = LineFormatter()
    record = logging.makeLogRecord({"name": "x", "levelname": "WARNING", "msg": "%s", "args": ("a\r\nb \x1b[2J ä",)})
    line = formatter.format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING x a\\r\\nb \\x1b\[2J ä", line), line
    record.exc_info = (ValueError, ValueError("c"), None)
    assert formatter.format(record).splitlines()[0] == line  # what a fault adds has lines of its own
    assert configured.LOGGING["formatters"]["line"] == {"()": f"{LineFormatter.__module__}.{LineFormatter.__name__}"}


@pytest.mark.django_db
def test_static_files_carry_the_policy_too(tmp_path: Path) -> None:
    (tmp_path / "drawing.svg").write_text("<svg/>")
    question = "answer = client.get('/static/drawing.svg'); print(answer.status_code, dict(answer.headers))"
    ran = asked_in_production(question, SOZIALMONITOR_STATIC=str(tmp_path))
    assert ran.stdout.startswith("200 "), ran.stdout + ran.stderr
    assert "frame-ancestors 'none'" in ran.stdout
    assert "'X-Content-Type-Options': 'nosniff'" in ran.stdout
    assert "max-age=31536000" in ran.stdout


def test_no_script_reads_a_cookie() -> None:
    """Their names change with HTTPS: what reads one would work on a developer's machine alone."""
    for path in (ROOT / "static" / "js").rglob("*.js"):
        assert "document.cookie" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.django_db
def test_whom_to_tell_of_a_weakness(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = CONTACT
    response = client.get("/.well-known/security.txt")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == CONTACT
    assert fields["Preferred-Languages"] == "de, en"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    settings.SECURITY_EXPIRES = "2027-12-31"
    assert b"Expires: 2027-12-31T00:00:00Z\n" in client.get("/.well-known/security.txt").content


@pytest.mark.django_db
def test_without_a_contact_there_is_none(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("contact", "found"),
    [(CONTACT, []), ("", ["web.W001"]), ("sicherheit@example.org", ["web.E001"]), ("mailto:a\nEvil: b", ["web.E001"])],
)
def test_a_contact_nobody_could_use_is_found_before_the_start(
    settings: Settings, contact: str, found: list[str]
) -> None:
    settings.SECURITY_CONTACT = contact
    told = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    assert [one.id for one in told if one.id.startswith("web.")] == found


SENT = {"username": "anna", "password": "drei Tauben auf dem Dach"}
SESSION = "geheimer-schluessel"


@pytest.fixture
def sent(db: None) -> HttpRequest:
    """Built here and not in the test: a report quotes the lines around the fault."""
    request = RequestFactory().post("/anmelden/", SENT, headers={"cookie": f"sessionid={SESSION}"})
    request.user = person("anna")
    return request


def test_a_report_of_an_error_holds_no_secret(sent: HttpRequest) -> None:
    """As Django would mail it, or show it to a developer."""
    try:
        password = sent.POST["password"]
        raise RuntimeError(f"broken after {len(password)} letters")
    except RuntimeError:
        reporter = ExceptionReporter(sent, *sys.exc_info())
    report = reporter.get_traceback_text() + reporter.get_traceback_html()
    assert "broken after 24 letters" in report
    service = configured.DATABASES["default"]["PASSWORD"], configured.SECRET_KEY, configured.CELERY_BROKER_URL
    assert [secret for secret in (SENT["password"], SESSION, *service) if secret in report] == []
