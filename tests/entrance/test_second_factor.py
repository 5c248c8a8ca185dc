"""What one has besides what one knows: set up, asked for, demanded, used up, lost."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from sozialmonitor.access.models import AuditEvent, Session, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.entrance.adapters import FactorAdapter
from tests.entrance.conftest import PASSWORD, log_in
from tests.indicators.outputs import plain
from tests.world import give, person

pytestmark = pytest.mark.django_db
SETUP, APP, CODES = "/konto/faktoren/", "/konto/faktoren/app/", "/konto/faktoren/codes/"


@pytest.fixture
def demanded(settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def chef(db: None) -> User:
    return person("chef", password=PASSWORD, is_superuser=True, is_staff=True)


def code_of(secret: str, later: int = 0) -> str:
    """What the app on the phone shows; each code is good once, the next one is `later`."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def confirm(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/konto/bestaetigen/", {"password": password})


def set_up_app(client: Client) -> str:
    confirm(client)
    html = client.get(APP).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", html)
    assert secret is not None
    assert client.post(APP, {"code": code_of(secret[1])}).headers["Location"] == CODES
    return secret[1]


def read_codes(client: Client) -> list[str]:
    return re.findall(r"<li><code>(\d+)</code></li>", client.get(CODES).content.decode())


def with_app(username: str) -> tuple[str, list[str]]:
    """Set up in a browser that is closed again."""
    client = Client()
    log_in(client, username)
    return set_up_app(client), read_codes(client)


def test_administrators_reach_nothing_before_they_have_one(client: Client, chef: User, demanded: None) -> None:
    log_in(client, "chef")
    for path in ("/", "/konto/", "/verwaltung/", "/verwaltung/access/user/", "/rechte/warum/", "/konto/tokens/neu/"):
        assert client.get(path).headers["Location"] == SETUP, path
    assert client.post("/konto/passwort/", {}).headers["Location"] == SETUP
    assert client.get("/api/v1/divisions/").status_code == 403
    page = plain(client.get(SETUP).content.decode())
    assert "Richten Sie zuerst einen zweiten Faktor ein" in page
    set_up_app(client)
    assert client.get("/").status_code == 200
    assert client.get("/verwaltung/").status_code == 200
    client.post("/abmelden/")
    assert client.get("/").headers["Location"].startswith("/anmelden/")


def test_the_way_to_it_is_short_and_known() -> None:
    """Every address that is open without the factor that is demanded; a new one has to be written down here."""

    def found(resolver: Any, prefix: str = "") -> list[str]:
        paths = []
        for part in resolver.url_patterns:
            full = prefix + str(part.pattern)
            paths += found(part, full) if hasattr(part, "url_patterns") else []
            paths += [full] if getattr(getattr(part, "callback", None), "on_the_way", False) else []
        return paths

    assert set(found(get_resolver())) == {
        "konto/faktoren/",
        "konto/faktoren/app/",
        "konto/faktoren/app/entfernen/",
        "konto/faktoren/passkey/",
        "konto/faktoren/passkey/<int:pk>/entfernen/",
        "konto/faktoren/codes/",
        "konto/faktoren/codes/neu/",
        "konto/bestaetigen/",
        "konto/bestaetigen/code/",
        "konto/bestaetigen/passkey/",
    }


@pytest.mark.parametrize(
    ("permission", "asked"), [(Permission.PUBLISH, True), (Permission.IMPORT, False), (Permission.VIEW, False)]
)
def test_it_is_demanded_of_whoever_may_publish_anything(
    client: Client, anna: User, demanded: None, permission: Permission, asked: bool
) -> None:
    log_in(client)
    assert client.get("/").status_code == 200
    give("arbeit", permission, scope=Scope.INDICATOR, keys=["quote"])  # from the next click on
    assert client.get("/").status_code == (302 if asked else 200)


def test_where_it_is_only_offered_nobody_is_kept_out(client: Client, chef: User) -> None:
    log_in(client, "chef")
    assert client.get("/verwaltung/").status_code == 200
    assert "Noch kein zweiter Faktor" in plain(client.get("/konto/").content.decode())


def test_after_the_password_the_code_is_asked_for(client: Client, anna: User) -> None:
    secret, _ = with_app("anna")
    asked = log_in(client)
    assert asked.headers["Location"] == "/anmelden/zweiter-faktor/"  # type: ignore[attr-defined]
    assert client.get("/").status_code == 302  # the password alone opens nothing
    planted = client.cookies["sessionid"].value
    assert client.post("/anmelden/zweiter-faktor/", {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302
    done = client.post("/anmelden/zweiter-faktor/", {"code": code_of(secret, 1)})
    assert done.headers["Location"] == "/"
    assert client.cookies["sessionid"].value != planted
    assert client.get("/").status_code == 200


def test_one_is_led_back_to_where_one_wanted(client: Client, anna: User) -> None:
    secret, _ = with_app("anna")
    client.post("/anmelden/?next=/tabelle/", {"username": "anna", "password": PASSWORD, "next": "/tabelle/"})
    done = client.post("/anmelden/zweiter-faktor/", {"code": code_of(secret, 1)})
    assert done.headers["Location"] == "/tabelle/"


def test_a_code_is_good_once(client: Client, anna: User) -> None:
    """Who looks over a shoulder, or reads the line, comes too late."""
    secret, _ = with_app("anna")
    code = code_of(secret, 1)
    log_in(client)
    assert client.post("/anmelden/zweiter-faktor/", {"code": code}).status_code == 302
    other = Client()
    log_in(other)
    assert other.post("/anmelden/zweiter-faktor/", {"code": code}).status_code == 200


def test_codes_are_not_tried_through(client: Client, anna: User) -> None:
    secret, _ = with_app("anna")
    log_in(client)
    for _ in range(5):
        client.post("/anmelden/zweiter-faktor/", {"code": "000000"})
    late = client.post("/anmelden/zweiter-faktor/", {"code": code_of(secret, 1)})
    assert late.status_code == 200
    assert client.get("/").status_code == 302


def test_recovery_codes_are_shown_once_and_each_is_good_once(client: Client, anna: User) -> None:
    log_in(client)
    set_up_app(client)
    codes = read_codes(client)
    assert len(codes) == 10
    assert read_codes(client) == []
    assert "10 Codes sind übrig" in plain(client.get(CODES).content.decode())
    for path in ("/konto/", SETUP):
        html = client.get(path).content.decode()
        assert "10 Wiederherstellungscodes" in plain(html)
        assert not [code for code in codes if code in html]
    for expected in (302, 200):
        other = Client()
        log_in(other)
        assert other.post("/anmelden/zweiter-faktor/", {"code": codes[3]}).status_code == expected
    assert "9 Wiederherstellungscodes" in plain(client.get("/konto/").content.decode())


def test_new_codes_end_the_old_ones(client: Client, anna: User) -> None:
    log_in(client)
    set_up_app(client)
    before = read_codes(client)
    assert client.post("/konto/faktoren/codes/neu/").headers["Location"] == CODES
    after = read_codes(client)
    assert len(after) == 10
    assert not set(before) & set(after)
    other = Client()
    log_in(other)
    assert other.post("/anmelden/zweiter-faktor/", {"code": before[0]}).status_code == 200
    assert AuditEvent.objects.filter(verb="new recovery codes", by="anna").exists()


@pytest.mark.parametrize("path", [APP, "/konto/faktoren/passkey/"])
def test_changes_ask_for_the_password_again(client: Client, anna: User, path: str) -> None:
    """Also right after the login: whoever finds an open browser adds no factor of theirs."""
    log_in(client)
    asked = client.get(path)
    assert asked.headers["Location"] == f"/konto/bestaetigen/?next={path.replace('/', '%2F')}"
    assert confirm(client, "falsch").status_code == 200
    assert client.get(path).status_code == 302
    sent = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})
    assert sent.headers["Location"] == path
    assert client.get(path).status_code == 200
    other = Client()
    log_in(other)
    assert other.post(path, {"code": "1"}).headers["Location"].startswith("/konto/bestaetigen/")


def test_removing_asks_too_and_takes_the_codes_along(client: Client, anna: User) -> None:
    with_app("anna")
    log_in(client)
    client.post("/anmelden/zweiter-faktor/", {"code": "0"})
    client.force_login(anna)
    remove = f"{APP}entfernen/"
    assert client.post(remove).headers["Location"].startswith("/konto/bestaetigen/")
    assert Authenticator.objects.filter(user=anna).count() == 2
    confirm(client)
    assert client.post(remove).headers["Location"] == SETUP
    assert not Authenticator.objects.filter(user=anna).exists()
    assert AuditEvent.objects.filter(verb="remove second factor", by="anna").exists()


def test_who_removes_the_last_one_though_it_is_demanded_sets_up_another(
    client: Client, chef: User, demanded: None
) -> None:
    log_in(client, "chef")
    set_up_app(client)
    assert client.get("/").status_code == 200
    client.post(f"{APP}entfernen/")
    assert client.get("/").headers["Location"] == SETUP


def test_a_new_factor_gives_the_session_a_new_key_and_ends_the_others(client: Client, anna: User) -> None:
    other = Client()
    log_in(other)
    log_in(client)
    before = client.cookies["sessionid"].value
    set_up_app(client)
    assert client.cookies["sessionid"].value != before
    assert other.get("/").status_code == 302
    assert Session.objects.filter(user=anna).count() == 1
    assert AuditEvent.objects.filter(verb="add second factor", by="anna").exists()


def test_a_session_that_showed_only_a_password_is_not_enough(client: Client, chef: User, demanded: None) -> None:
    """As one that was opened before the setting was made stricter."""
    with_app("chef")
    client.force_login(chef)
    assert client.get("/").headers["Location"] == SETUP
    page = plain(client.get(SETUP).content.decode())
    assert "Melden Sie sich ab und wieder an" in page
    assert "Passkey hinzufügen" not in page


def test_secrets_lie_encrypted_and_a_new_key_reads_them_beside_the_old(anna: User, settings: Settings) -> None:
    secret, codes = with_app("anna")
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in codes if code in stored]
    kept = Authenticator.objects.get(type="totp").data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another, of at least fifty characters, all of them made up"
    assert FactorAdapter().decrypt(kept) == secret


def test_strangers_do_not_reach_the_second_step(client: Client, db: None) -> None:
    for method in (client.get, client.post):
        assert method("/anmelden/zweiter-faktor/").headers["Location"] == "/anmelden/"


def test_nobody_touches_the_factors_of_others(client: Client, anna: User) -> None:
    other = Authenticator.objects.create(user=person("bernd"), type="webauthn", data={"name": "x"})
    log_in(client)
    confirm(client)
    for method in (client.get, client.post):
        assert method(f"/konto/faktoren/passkey/{other.pk}/entfernen/").status_code == 404
