"""How long a session lives, and what keeps it alive."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from sozialmonitor.access.models import AuditEvent, Session, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.sessions import BEGUN, BROWSER, SEEN
from sozialmonitor.access.views import is_polled
from sozialmonitor.urls import urlpatterns
from tests import world as worlds
from tests.entrance.conftest import PASSWORD, log_in
from tests.indicators.outputs import plain
from tests.world import give, person

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture
def visitor(anna: User) -> Client:
    client = Client(headers={"User-Agent": FIREFOX})
    log_in(client)
    return client


def later(client: Client, **time: float) -> None:
    """The clock of a session put back: as if so much had gone by since."""
    session: Any = client.session
    gone = int(timedelta(**time).total_seconds())
    session[SEEN] -= gone
    session[BEGUN] -= gone
    session.save()


def test_a_session_knows_whose_it_is_and_when_it_ends(visitor: Client, anna: User) -> None:
    (row,) = Session.objects.filter(user=anna)
    data = row.get_decoded()
    assert data[BROWSER] == "Firefox · Linux"
    assert timedelta(minutes=29) < row.expire_date - now() <= timedelta(minutes=30)
    assert not visitor.cookies["sessionid"]["max-age"]  # the server decides, and the browser forgets it when closed


def test_half_an_hour_of_nothing_ends_it(visitor: Client) -> None:
    later(visitor, minutes=29)
    assert visitor.get("/").status_code == 200
    later(visitor, minutes=29)  # counted from the last thing done
    assert visitor.get("/").status_code == 200
    later(visitor, minutes=31)
    assert visitor.get("/").headers["Location"] == "/anmelden/?next=/"


def test_ten_hours_end_it_however_busy_one_is(visitor: Client) -> None:
    session: Any = visitor.session
    session[BEGUN] -= 10 * 60 * 60 - 30
    session.save()
    assert visitor.get("/").status_code == 200
    later(visitor, seconds=31)
    assert visitor.get("/").status_code == 302


def test_the_limits_are_settings(visitor: Client, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 60
    later(visitor, seconds=45)
    assert visitor.get("/").status_code == 200
    later(visitor, seconds=61)
    assert visitor.get("/").status_code == 302


def test_what_a_page_asks_for_by_itself_keeps_nothing_alive(visitor: Client) -> None:
    """The progress of a job is asked every few seconds, also when everybody has gone home."""
    later(visitor, minutes=20)
    before = visitor.session[SEEN]
    assert visitor.get("/auftraege/1/fortschritt/").status_code == 404
    assert visitor.session[SEEN] == before
    visitor.get("/auftraege/1/")
    assert visitor.session[SEEN] > before


def test_a_page_that_refreshes_itself_goes_to_the_login_as_a_whole(visitor: Client) -> None:
    """Else the login would stand where the progress was."""
    later(visitor, minutes=31)
    url = "https://testserver/lieferungen/7/?a=1"
    response = visitor.get("/auftraege/1/fortschritt/", headers={"HX-Request": "true", "HX-Current-URL": url})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["HX-Redirect"] == "/anmelden/?next=/lieferungen/7/%3Fa%3D1"


def test_every_progress_is_marked_so() -> None:
    def progress(patterns: Any) -> list[Any]:
        found = []
        for part in patterns:
            found += progress(part.url_patterns) if hasattr(part, "url_patterns") else [part]
        return [part for part in found if "fortschritt" in str(part.pattern)]

    found = progress(urlpatterns)
    assert len(found) >= 2
    assert all(is_polled(part.callback) for part in found)


def test_the_key_changes_with_the_login(anna: User, client: Client) -> None:
    log_in(client)
    first = client.cookies["sessionid"].value
    log_in(client)
    assert client.cookies["sessionid"].value != first
    assert Session.objects.filter(user=anna).count() == 1


def test_one_sees_where_one_is_logged_in_and_ends_the_others(visitor: Client, anna: User) -> None:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"})
    log_in(other)
    stranger = Client()
    stranger.force_login(person("bernd"))
    html = plain(visitor.get("/konto/").content.decode())
    assert "Firefox · Linux (diese)" in html
    assert "Chrome · Windows" in html
    key = other.cookies["sessionid"].value
    assert key not in visitor.get("/konto/").content.decode()
    said = plain(visitor.post("/konto/sitzungen/beenden/", follow=True).content.decode())
    assert "1 andere Sitzung wurde beendet." in said
    assert other.get("/").status_code == 302
    assert visitor.get("/").status_code == 200
    assert stranger.get("/").status_code == 200
    assert AuditEvent.objects.get(verb="end sessions").by == "anna"


def test_a_new_password_ends_the_others(visitor: Client, anna: User) -> None:
    other = Client()
    log_in(other)
    before = visitor.cookies["sessionid"].value
    new = "vier Spatzen auf dem First 8"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert visitor.post("/konto/passwort/", asked | {"old_password": "falsch"}).status_code == 422
    assert visitor.post("/konto/passwort/", asked | {"new_password2": "x"}).status_code == 422
    assert other.get("/").status_code == 200
    assert visitor.post("/konto/passwort/", asked).status_code == 302
    assert visitor.cookies["sessionid"].value != before
    assert other.get("/").status_code == 302
    assert visitor.get("/").status_code == 200
    assert Session.objects.filter(user=anna).count() == 1
    event = AuditEvent.objects.get(verb="set own password")
    assert new not in str(event.details)


def test_what_one_may_stands_there_in_numbers(visitor: Client, anna: User) -> None:
    assert "Noch keine Rechte" in plain(visitor.get("/konto/").content.decode())
    worlds.build()
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    give("arbeit", Permission.LIST)
    html = plain(visitor.get("/konto/").content.decode())
    assert "Indikatoren: 3" in html
    assert "Fachbereiche Fachbereich Arbeit" in html or "Fachbereiche Arbeit" in html
