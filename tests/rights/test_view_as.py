"""Looking as somebody else: their rights, read only, for a while, and in the trail."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from sozialmonitor.access.models import AuditEvent, Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.view_as import KEY
from tests.indicators.outputs import plain
from tests.world import READ, build_filled, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    """Sees one indicator and downloads it."""
    build_filled()
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    return person("anna", "arbeit")


@pytest.fixture
def chef(anna: User) -> Client:
    client = Client()
    client.force_login(person("chef", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def looking(chef: Client) -> Client:
    assert chef.post("/rechte/ansicht/", {"person": "anna"}).status_code == 302
    return chef


def trail() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.filter(verb__endswith="view as").order_by("id").values_list("by", "verb", "what"))


def test_the_pages_are_those_of_the_person(chef: Client) -> None:
    assert chef.get("/?indicator=transfer").status_code == 200
    chef.post("/rechte/ansicht/", {"person": "anna"})
    html = plain(chef.get("/indikatoren/").content.decode())
    assert "Arbeitslosenquote" in html
    assert "Transferbezug" not in html
    assert "Sie (chef) sehen als anna" in html
    assert chef.get("/?indicator=transfer").status_code == 404
    assert chef.get("/?indicator=quote").status_code == 200
    assert chef.get("/verwaltung/").status_code == 403
    assert chef.get("/rechte/ansicht/").status_code == 403
    codes = [one["code"] for one in chef.get("/api/v1/indicators/").json()]
    assert codes == ["quote"]


def test_it_ends_with_the_button_and_both_names_are_in_the_trail(looking: Client) -> None:
    assert trail() == [("chef", "start view as", "person:anna")]
    assert looking.post("/rechte/ansicht/beenden/").status_code == 302
    html = plain(looking.get("/indikatoren/").content.decode())
    assert "Transferbezug" in html
    assert "sehen als" not in html
    looking.post("/rechte/ansicht/beenden/")
    assert trail() == [("chef", "start view as", "person:anna"), ("chef", "end view as", "person:anna")]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["/rechte/anfragen/neu/?what=indicator:quote", "/lieferungen/neu/", "/api/v1/values/"])
def test_nothing_is_changed(looking: Client, method: str, path: str) -> None:
    before = Grant.objects.count()
    response = getattr(looking, method)(path, {"permission": "view", "reason": "x"})
    unknown = method in ("put", "patch", "delete") and not path.startswith("/api/")  # pages know no such method
    assert response.status_code == (405 if unknown else 403)
    if not path.startswith("/api/") and not unknown:
        assert "nichts geändert" in plain(response.content.decode())
    assert Grant.objects.count() == before


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/values.csv?indicator=quote",
        "/api/v1/values.xlsx?indicator=quote",
        "/api/v1/crossings/?division=stadtteile&area=01&format=csv",
        "/konto/",
        "/konto/geheim/",
        "/anmelden/",
        "/verwaltung/access/grant/",
    ],
)
def test_files_and_the_account_stay_closed(looking: Client, path: str) -> None:
    assert looking.get(path).status_code == 403


def test_a_file_by_an_unlisted_way_stays_closed_too(looking: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.rights.file_urls"
    response = looking.get("/datei/")
    assert response.status_code == 403
    assert "geheim" not in response.content.decode()
    looking.post("/rechte/ansicht/beenden/")
    assert b"".join(looking.get("/datei/")) == b"geheim"


def test_what_is_logged_can_name_who_sits_there(looking: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.rights.file_urls"
    assert looking.get("/wer/").content == b"anna chef"
    looking.post("/rechte/ansicht/beenden/")
    assert looking.get("/wer/").content == b"chef chef"


def test_after_half_an_hour_it_is_over_and_said(looking: Client) -> None:
    session = looking.session
    session[KEY] = session[KEY] | {"ends": (now() - timedelta(seconds=1)).isoformat()}
    session.save()
    response = looking.get("/?indicator=transfer", follow=True)
    assert response.redirect_chain == [("/rechte/ansicht/?ended=1", 302)]
    assert "beendet" in plain(response.content.decode())
    assert trail()[-1] == ("chef", "end view as", "person:anna")
    assert looking.get("/?indicator=transfer").status_code == 200


@pytest.mark.parametrize(("method", "path"), [("post", "/lieferungen/neu/"), ("get", "/api/v1/indicators/")])
def test_what_is_under_way_when_it_ends_goes_not_on_with_more_rights(looking: Client, method: str, path: str) -> None:
    User.objects.filter(username="anna").update(is_active=False)
    assert getattr(looking, method)(path).status_code == 403
    assert KEY not in looking.session


def change(name: str, **fields: bool) -> None:
    User.objects.filter(username=name).update(**fields)


@pytest.mark.parametrize(
    "turn",
    [
        lambda: change("anna", is_active=False),
        lambda: change("anna", is_superuser=True),
        lambda: change("chef", is_superuser=False),
        lambda: User.objects.get(username="anna").delete(),
    ],
)
def test_it_ends_when_one_of_the_two_is_no_longer_what_they_were(looking: Client, turn: Any) -> None:
    turn()
    assert looking.get("/indikatoren/")["Location"] == "/rechte/ansicht/?ended=1"
    assert trail()[-1][1] == "end view as"


def test_logging_out_ends_it(looking: Client) -> None:
    assert looking.post("/abmelden/").status_code == 302
    assert KEY not in looking.session
    assert trail()[-1] == ("chef", "end view as", "person:anna")


@pytest.mark.parametrize("name", ["chef", "chefin", "fort", "niemand", ""])
def test_nobody_looks_as_administrators_or_closed_accounts(chef: Client, name: str) -> None:
    person("chefin", is_superuser=True)
    person("fort", is_active=False)
    assert chef.post("/rechte/ansicht/", {"person": name}).status_code in (200, 422)
    assert KEY not in chef.session
    assert trail() == []


def test_only_administrators_look_as_others(anna: User) -> None:
    give("alles", *Permission)
    client = Client()
    client.force_login(person("bernd", "alles"))
    assert client.get("/rechte/ansicht/").status_code == 403
    assert client.post("/rechte/ansicht/", {"person": "anna"}).status_code == 403
    session = client.session
    session[KEY] = {"person": anna.pk, "name": "anna", "ends": (now() + timedelta(hours=1)).isoformat()}
    session.save()
    assert client.get("/indikatoren/").status_code == 302  # forged: it ends


def test_looking_as_one_after_the_other_needs_an_end_between(looking: Client) -> None:
    person("bernd")
    assert looking.post("/rechte/ansicht/", {"person": "bernd"}).status_code == 403
    assert "sehen als anna" in plain(looking.get("/indikatoren/").content.decode())
