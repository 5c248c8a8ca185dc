"""Login through the city's service: a real provider, a real web server, and every redirect between them."""

import json
import re
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount

from sozialmonitor.access.models import AuditEvent, Membership, Session, User
from tests.entrance.conftest import PASSWORD
from tests.processes.programs import Programs, wait_for
from tests.world import department, person

GROUPS = json.dumps({"Statistik": "statistik", "FB 40": "bildung"})


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class City:
    """A provider and the web server that trusts it."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self.provider, self.web = (f"http://127.0.0.1:{free_port()}" for _ in range(2))

    def start(self, issuer: str = "", signup: bool = True, **settings: str) -> None:
        words = ("--port", self.provider.rpartition(":")[2], "--require-nonce", "true")
        provider = self.programs._start("provider", sys.executable, "-m", "oidc_provider_mock", *words)
        self.programs.start_web_at(
            int(self.web.rpartition(":")[2]),
            SOZIALMONITOR_OIDC_ISSUER=issuer or self.provider,
            SOZIALMONITOR_OIDC_CLIENT="sozialmonitor",
            SOZIALMONITOR_OIDC_SECRET="only for tests",
            SOZIALMONITOR_OIDC_NAME="Stadtkonto",
            SOZIALMONITOR_OIDC_GROUPS=GROUPS,
            SOZIALMONITOR_OIDC_SIGNUP="1" if signup else "0",
            **settings,
        )

        def answers() -> bool:
            assert provider.process.poll() is None, provider.said()
            try:
                return bool(urllib.request.urlopen(f"{self.provider}/", timeout=5).status == 200)
            except urllib.error.URLError:
                return False

        wait_for(answers, "the provider")

    def knows(self, sub: str, **claims: object) -> None:
        assert requests.put(f"{self.provider}/users/{sub}", json=claims, timeout=10).status_code == 204


class Browser:
    def __init__(self, city: City) -> None:
        self.city, self.session = city, requests.Session()

    def _post(self, path: str, **data: str) -> requests.Response:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get("/anmelden/").text)
        assert token is not None
        words = {"csrfmiddlewaretoken": token[1], **data}
        return self.session.post(f"{self.city.web}{path}", words, allow_redirects=False, timeout=30)

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.city.web}{path}", allow_redirects=False, timeout=30)

    def post(self, path: str, **data: str) -> requests.Response:
        return self._post(path, **data)

    def to_provider(self, **data: str) -> str:
        sent = self._post("/anmelden/dienst/", **data)
        assert sent.status_code == 302, sent.text
        return sent.headers["Location"]

    def at_provider(self, address: str, sub: str) -> str:
        sent = self.session.post(address, {"sub": sub}, allow_redirects=False, timeout=30)
        assert sent.status_code == 302, sent.text
        return sent.headers["Location"]

    def back(self, address: str) -> requests.Response:
        return self.session.get(address, allow_redirects=False, timeout=30)

    def log_in(self, sub: str, **data: str) -> requests.Response:
        return self.back(self.at_provider(self.to_provider(**data), sub))

    @property
    def is_in(self) -> bool:
        return self.get("/").status_code == 200


def changed(address: str, **words: str) -> str:
    """The same address with other words in it: what somebody in between would write."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | words
    return urlunsplit(parts._replace(query=urlencode(asked)))


@pytest.fixture
def city(programs: Programs) -> City:
    for key in ("statistik", "bildung", "arbeit"):
        department(key)
    return City(programs)


def memberships(username: str) -> dict[str, str]:
    return dict(Membership.objects.filter(user__username=username).values_list("department__key", "origin"))


def test_groups_give_memberships_and_take_them_again(city: City) -> None:
    city.start()
    city.knows("c1", preferred_username="clara", given_name="Clara", groups=["Statistik", "Kegelclub"])
    browser = Browser(city)
    assert "Mit Stadtkonto anmelden" in browser.get("/anmelden/").text
    done = browser.log_in("c1", next="/tabelle/")
    assert (done.status_code, done.headers["Location"]) == (302, "/tabelle/")
    assert browser.is_in
    user = User.objects.get(username="clara")
    assert not user.has_usable_password()
    assert not user.is_superuser
    assert memberships("clara") == {"statistik": "provider"}
    assert SocialAccount.objects.get().extra_data == {}

    Membership.objects.create(user=user, department=department("arbeit"))  # by hand: not the provider's to take
    city.knows("c1", preferred_username="clara", groups=["FB 40"])
    assert Browser(city).log_in("c1").headers["Location"] == "/"
    assert memberships("clara") == {"arbeit": "hand", "bildung": "provider"}
    city.knows("c1", preferred_username="clara")  # no group at all
    Browser(city).log_in("c1")
    assert memberships("clara") == {"arbeit": "hand"}
    assert User.objects.count() == 1
    trail = AuditEvent.objects.filter(details__why="groups at the provider").order_by("id")
    assert list(trail.values_list("verb", "what")) == [
        ("join", "department:statistik"), ("leave", "department:statistik"), ("join", "department:bildung"),
        ("leave", "department:bildung"),
    ]  # fmt: skip


def test_answers_to_another_question_are_refused(city: City) -> None:
    city.start()
    city.knows("c1", preferred_username="clara", groups=["Statistik"])
    browser = Browser(city)
    asked = browser.to_provider()
    assert {"nonce", "state", "code_challenge"} <= set(parse_qs(urlsplit(asked).query))
    answers = {
        "nonce": browser.back(browser.at_provider(changed(asked, nonce="of another question"), "c1")),
        "state": browser.back(changed(browser.at_provider(browser.to_provider(), "c1"), state="made up")),
        "code": browser.back(changed(browser.at_provider(browser.to_provider(), "c1"), code="made up")),
        "elsewhere": Browser(city).back(browser.at_provider(browser.to_provider(), "c1")),
        "cancelled": browser.back(f"{city.web}/anmelden/dienst/zurueck/?error=access_denied&state=x"),
        "nothing": browser.back(f"{city.web}/anmelden/dienst/zurueck/"),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 401)
    assert "Nicht angemeldet" in answers["nonce"].text
    good = browser.at_provider(browser.to_provider(), "c1")
    assert browser.back(good).status_code == 302
    assert browser.back(good).status_code == 401  # and no answer twice
    assert User.objects.count() == 1


class Forger(BaseHTTPRequestHandler):
    """Tells of the provider what is not so."""

    said: dict[str, object] = {}

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.said).encode())

    def log_message(self, *_words: object) -> None: ...


@pytest.fixture
def forger() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forger)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_another_issuer_is_refused_wherever_it_shows(city: City, forger: str) -> None:
    """First in what the provider says of itself, then in the token it signs; last, a token signed with other keys."""
    city.start(issuer=forger)
    city.knows("c1", preferred_username="clara")
    real = requests.get(f"{city.provider}/.well-known/openid-configuration", timeout=10).json()
    Forger.said = real
    first = Browser(city)
    assert first.post("/anmelden/dienst/").status_code == 503
    Forger.said = {**real, "issuer": forger}
    assert first.log_in("c1").status_code == 401
    assert not first.is_in
    assert not User.objects.exists()


def test_a_token_signed_with_other_keys_is_refused(city: City, forger: str) -> None:
    other = City(city.programs)
    other.start()
    real = requests.get(f"{other.provider}/.well-known/openid-configuration", timeout=10).json()
    strangers = City(city.programs)
    strangers.start()
    keys = requests.get(f"{strangers.provider}/jwks", timeout=10).json()
    mine = requests.get(real["jwks_uri"], timeout=10).json()
    keys["keys"][0]["kid"] = mine["keys"][0]["kid"]
    # The web server of the first asks for keys where the forger answers: by its own provider's description.
    Forger.said = {**real, **keys, "jwks_uri": forger, "issuer": forger}
    city.start(issuer=forger)
    other.knows("c1", preferred_username="clara")
    assert Browser(city).log_in("c1").status_code == 401
    assert not User.objects.exists()


def test_nobody_signs_up_from_outside_unless_that_is_wanted(city: City) -> None:
    """Nor is anybody recognised by an address: who has an account connects it while logged in."""
    city.start(signup=False)
    person("anna", password=PASSWORD, email="anna@example.org")
    city.knows("a1", preferred_username="anna", email="anna@example.org", email_verified=True, groups=["Statistik"])
    stranger = Browser(city)
    refused = stranger.log_in("a1")
    assert refused.status_code == 403
    assert "kein Konto hier ist damit verbunden" in refused.text
    assert not stranger.is_in
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)

    anna = Browser(city)
    anna.post("/anmelden/", username="anna", password=PASSWORD)
    asked = anna.post("/anmelden/dienst/")
    assert asked.headers["Location"].startswith("/konto/bestaetigen/")  # an open browser is not enough
    anna.post("/konto/bestaetigen/", password=PASSWORD)
    assert anna.log_in("a1").headers["Location"] == "/konto/"
    assert "Verbunden mit Stadtkonto" in anna.get("/konto/").text
    assert AuditEvent.objects.filter(by="anna", verb="connect with the provider").exists()
    again = Browser(city)
    assert again.log_in("a1").status_code == 302
    assert again.is_in
    assert memberships("anna") == {"statistik": "provider"}


def test_even_a_verified_address_takes_nobodys_place(city: City) -> None:
    city.start()
    person("anna", password=PASSWORD, email="anna@example.org", is_superuser=True)
    city.knows("m1", preferred_username="anna", email="anna@example.org", email_verified=True)
    browser = Browser(city)
    assert browser.log_in("m1").status_code == 302
    made = User.objects.get(socialaccount__uid="m1")
    assert made.username != "anna"
    assert not made.is_superuser


def test_closed_accounts_stay_outside(city: City) -> None:
    city.start()
    city.knows("c1", preferred_username="clara", groups=["Statistik"])
    Browser(city).log_in("c1")
    User.objects.update(is_active=False)
    Session.objects.all().delete()
    city.knows("c1", preferred_username="clara", groups=["FB 40"])
    browser = Browser(city)
    assert browser.log_in("c1").headers["Location"] == "/anmelden/"
    assert not browser.is_in
    assert memberships("clara") == {"statistik": "provider"}


def test_when_the_provider_is_away_the_password_still_works(city: City) -> None:
    city.start(issuer=f"http://127.0.0.1:{free_port()}")
    person("anna", password=PASSWORD)
    browser = Browser(city)
    away = browser.post("/anmelden/dienst/")
    assert away.status_code == 503
    assert "Stadtkonto antwortet nicht" in away.text
    browser.post("/anmelden/", username="anna", password=PASSWORD)
    assert browser.is_in


def test_who_comes_through_the_provider_sets_up_a_second_factor_too(city: City) -> None:
    city.start(SOZIALMONITOR_SECOND_FACTOR="required")
    city.knows("c1", preferred_username="clara")
    Browser(city).log_in("c1")
    User.objects.update(is_superuser=True)
    browser = Browser(city)
    browser.log_in("c1")
    assert browser.get("/").headers["Location"] == "/konto/faktoren/"
    assert browser.get("/konto/faktoren/app/").status_code == 200  # there is no password to ask for again
