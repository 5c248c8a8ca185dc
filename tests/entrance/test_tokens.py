"""Programs at the interface: what a token opens, and where it opens nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import localdate

from sozialmonitor.access.models import AuditEvent, Session, Token, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.tokens import new_secret
from sozialmonitor.entrance.actions import end_token, make_token
from tests import world as worlds
from tests.entrance.conftest import PASSWORD, log_in
from tests.indicators.outputs import plain
from tests.world import READ, World, give, person

pytestmark = pytest.mark.django_db
VALUES = "/api/v1/values/?indicator=quote"


@pytest.fixture
def filled(db: None) -> World:
    return worlds.build_filled()


def made(owner: User, *permissions: Permission, **more: Any) -> tuple[Token, str]:
    more = {"label": "Abruf", "expires": localdate() + timedelta(days=30), **more}
    return make_token(by=owner, permissions=permissions or READ, **more)


def program(secret: str, scheme: str = "Bearer") -> Client:
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"{scheme} {secret}"})


@pytest.mark.parametrize("scheme", ["Bearer", "Token", "bearer"])
def test_a_program_reads_what_its_owner_may(filled: World, scheme: str) -> None:
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    _, secret = made(person("anna", "arbeit"))
    asking = program(secret, scheme)
    assert asking.get(VALUES).status_code == 200
    assert asking.get("/api/v1/values/?indicator=einwohner").status_code == 404
    assert Token.objects.get().last_used == localdate()
    assert not Session.objects.exists()
    assert not asking.cookies


def test_each_permission_is_needed_for_itself(filled: World) -> None:
    """The owner may everything; the token alone says no."""
    chef = person("chef", is_superuser=True)
    _, listing = made(chef, Permission.LIST)
    _, viewing = made(chef, Permission.VIEW)
    _, loading = made(chef, Permission.DOWNLOAD, scope=(Scope.INDICATOR, "quote"))
    _, importing = made(chef, Permission.IMPORT)
    csv, other = "/api/v1/values.csv?indicator=quote", "/api/v1/values.csv?indicator=einwohner"
    seen = {
        name: [program(secret).get(path).status_code for path in (VALUES, csv, other, "/api/v1/batches/")]
        for name, secret in (("list", listing), ("view", viewing), ("download", loading), ("import", importing))
    }
    assert seen == {
        "list": [404, 404, 404, 403],
        "view": [200, 404, 404, 403],
        "download": [404, 200, 404, 403],
        "import": [404, 404, 404, 200],
    }


def test_it_opens_the_interface_and_nothing_else(filled: World) -> None:
    chef = person("chef", is_superuser=True, is_staff=True)
    _, secret = made(chef, *READ)
    for path in ("/", "/tabelle/", "/konto/", "/konto/tokens/neu/", "/verwaltung/", "/rechte/warum/", "/indikatoren/"):
        response = program(secret).get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/anmelden/"), path
    post = program(secret).post("/konto/tokens/neu/", {"label": "noch einer", "permissions": "list"})
    assert post.status_code == 403
    assert Token.objects.count() == 1


def test_a_program_makes_no_tokens() -> None:
    anna = person("anna")
    anna.token, _ = made(anna)
    with pytest.raises(PermissionDenied):
        made(anna)


def refused(secret: str, scheme: str = "Bearer") -> tuple[int, bytes]:
    response = program(secret, scheme).get("/api/v1/divisions/")
    return response.status_code, response.content


def test_unknown_expired_and_ended_ones_are_refused_alike(filled: World) -> None:
    anna = person("anna", "arbeit")
    (ended, first), (_, second), (_, third) = made(anna), made(anna), made(person("dora"))
    end_token(by=anna, token=ended)
    Token.objects.filter(owner=anna).update(expires=localdate() - timedelta(days=1))
    User.objects.filter(username="dora").update(is_active=False)
    answers = {refused(secret) for secret in (first, second, third, new_secret(), "x", "", "sozialmonitor_ä")}
    assert len(answers) == 1, answers
    status, content = answers.pop()
    assert status == 401
    assert b'"error"' in content
    without = Client().get("/api/v1/divisions/")
    assert (without.status_code, without.content) == (status, content)


def test_a_wrong_token_is_not_made_good_by_a_session(filled: World) -> None:
    client = Client(headers={"Authorization": "Bearer falsch"})
    client.force_login(person("chef", is_superuser=True))
    assert client.get(VALUES).status_code == 401


def test_a_token_narrows_the_session_that_comes_along(filled: World) -> None:
    chef = person("chef", is_superuser=True)
    _, secret = made(chef, Permission.LIST)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    client.force_login(chef)
    assert client.get(VALUES).status_code == 404


def test_only_sessions_need_a_token_of_the_form(filled: World) -> None:
    """A browser sends its cookie wherever it is told to; the header of a program nobody else can make it send."""
    anna = person("anna", "arbeit")
    _, secret = made(anna)
    asked = {"data": '[{"id": "1", "street": "Hauptstr", "number": "1"}]', "content_type": "application/json"}
    assert program(secret).post("/api/v1/addresses/", **asked).status_code != 403
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(anna)
    assert browser.post("/api/v1/addresses/", **asked).status_code == 403


def test_the_description_names_both_ways_in(filled: World) -> None:
    _, secret = made(person("anna"))
    schema = program(secret).get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}).json()
    assert schema["components"]["securitySchemes"]["tokenAuth"]["scheme"] == "bearer"
    assert schema["components"]["securitySchemes"]["cookieAuth"]["in"] == "cookie"
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert {"tokenAuth": []} in operation["security"]
            assert {"cookieAuth": []} in operation["security"]


def form(**words: Any) -> dict[str, Any]:
    until = (localdate() + timedelta(days=10)).isoformat()
    return {"label": "Abruf", "permissions": ["list", "view"], "scope": "", "expires": until, **words}


def test_the_secret_is_shown_once(filled: World, client: Client) -> None:
    give("arbeit", *READ)
    anna = person("anna", "arbeit", password=PASSWORD)
    log_in(client)
    response = client.post("/konto/tokens/neu/", form(scope="indicator:quote"))
    secret = response.content.decode().partition('value="sozialmonitor_')[2].partition('"')[0]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert program(f"sozialmonitor_{secret}").get(VALUES).status_code == 200
    token = Token.objects.get()
    for path in ("/konto/", f"/konto/tokens/{token.pk}/"):
        html = client.get(path).content.decode()
        assert secret not in html
        assert "Abruf" in html
        assert "Arbeitslosenquote" in plain(html)
    event = AuditEvent.objects.get(verb="make token")
    assert event.details["scope"] == "indicator:quote"
    assert secret not in str(event.details)
    assert client.post(f"/konto/tokens/{token.pk}/").headers["Location"] == "/konto/"
    assert not anna.tokens.exists()
    assert AuditEvent.objects.filter(verb="end token", by="anna").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires": (localdate() + timedelta(days=366)).isoformat()},
        {"expires": (localdate() - timedelta(days=1)).isoformat()},
        {"permissions": []},
        {"permissions": ["publish"]},
        {"permissions": ["download"]},
        {"scope": "indicator:einwohner"},
        {"scope": "division:stadtteile"},
        {"label": ""},
    ],
)
def test_what_cannot_be_made_is_said(filled: World, client: Client, wrong: dict[str, Any]) -> None:
    give("arbeit", Permission.LIST, Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    client.force_login(person("anna", "arbeit"))
    response = client.post("/konto/tokens/neu/", form(**wrong))
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Token.objects.exists()


def test_of_what_is_closed_not_even_the_name_is_offered(filled: World, client: Client) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    client.force_login(person("anna", "arbeit"))
    html = client.get("/konto/tokens/neu/").content.decode()
    assert "Arbeitslosenquote" in html
    assert "Kernsatz" in html  # something in it is open
    assert "Transferbezug" not in html
    assert 'value="download"' not in html


def test_nobody_ends_or_sees_those_of_others(filled: World, client: Client) -> None:
    token, _ = made(person("anna"))
    client.force_login(person("bernd"))
    for answer in (client.get(f"/konto/tokens/{token.pk}/"), client.post(f"/konto/tokens/{token.pk}/")):
        assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        end_token(by=person("carla"), token=token)
    client.force_login(person("chef", is_superuser=True))
    assert client.post(f"/konto/tokens/{token.pk}/").status_code == 302
    assert not Token.objects.exists()
