"""People log in, mistype, upload and run into faults of ours; no line of any log says what only they may know."""

import http.client
import os
import re
from urllib.parse import quote

import environ
import pytest

from imports.models import Batch
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission
from tests.imports.uploads import csv, figures, profile
from tests.processes.holding import database_away
from tests.processes.programs import Programs, wait_for
from tests.processes.test_worker import state
from tests.processes.visitor import TOKEN, Visitor, _Local
from tests.world import World, give, person

PASSWORD, WRONG = "drei Tauben auf dem Dach 7", "vier Spatzen in der Hand 8"


class Browser(Visitor):
    """Not logged in yet; does that on the page, as people do."""

    def __init__(self, programs: Programs) -> None:
        self.path, self.cookies = programs.start_web(), {"csrftoken": TOKEN}
        self.given = ""  # the token of the login, which the next form would have sent

    def log_in(self, password: str) -> int:
        body = f"csrfmiddlewaretoken={TOKEN}&username=stella&password={quote(password)}".encode()
        status = self._ask("/anmelden/", body, "application/x-www-form-urlencoded").answer().status
        self.given, self.cookies["csrftoken"] = self.cookies["csrftoken"], TOKEN
        return status

    def odd(self, path: str, **headers: str) -> int:
        other: http.client.HTTPConnection = _Local(self.path)
        other.request("GET", path, headers={**self._headers(), **headers})
        return self._answer(other).status


@pytest.fixture
def stella(programs: Programs, world: World) -> User:
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    return person("stella", "statistik", password=PASSWORD)


def secrets(browser: Browser) -> dict[str, str]:
    urls = [os.environ[f"SOZIALMONITOR_{name}"] for name in ("DATABASE_URL", "OWNER_DATABASE_URL")]
    databases = {f"database {n}": str(environ.Env.db_url_config(url)["PASSWORD"]) for n, url in enumerate(urls)}
    found = {
        "password": PASSWORD, "wrong password": WRONG, "password in a form": quote(PASSWORD),
        "session": browser.cookies["sessionid"], "token of forms": browser.given,
        "key": os.environ["SOZIALMONITOR_SECRET_KEY"], "hash": "argon2id$", **databases,
    }  # fmt: skip
    assert all(len(secret) > 7 for secret in found.values())
    return found


def test_nothing_of_it_is_written_down(programs: Programs, stella: User) -> None:
    browser, worker = Browser(programs), programs.start_worker()
    assert browser.log_in(WRONG) == 200
    assert browser.log_in(PASSWORD) == 302
    known = secrets(browser)
    assert browser.upload(csv(figures()), profile()).answer().status == 302
    batch = Batch.objects.get()
    wait_for(lambda: state(batch) == Batch.State.READY, "the check")
    faulty = browser.upload(b"code;wert\n01;x\n", profile()).answer()
    answers = [browser.get(path).text for path in ("/", "/gibt-es-nicht/", "/verwaltung/", "/tabelle/?classes=99")]
    assert browser.odd("/", Host="evil.example") == 400
    assert browser.odd(f"/?token={'a' * 5000}") < 500
    with database_away():
        answers.append(browser.get("/").text)
        assert browser.log_in(PASSWORD) >= 500
    logs = {path.name: path.read_text(errors="replace") for path in programs.folder.glob("*.log")}
    assert {name.partition("-")[0] for name in logs} >= {"web", "worker"}
    assert "evil.example" in "".join(logs.values())  # what goes wrong is written down
    assert worker.said()
    for name, secret in known.items():
        assert [log for log, text in logs.items() if secret in text] == [], name
        if name != "token of forms":  # which stands masked in every form
            assert not any(secret in text for text in [*answers, faulty.text]), name
    assert not re.search(r"csrfmiddlewaretoken=|password=", "".join(logs.values()))
