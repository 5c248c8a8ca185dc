"""What the city publishes openly is read without an account, on every way; nothing else is, not even by its name."""

import re

import pytest
from django.test import Client

from sozialmonitor.access.actions import grant, revoke
from sozialmonitor.access.models import Grant
from sozialmonitor.access.permissions import Permission, Scope
from tests import world as worlds
from tests.indicators.outputs import map_data, page, plain
from tests.world import DAY, READ, World, person

pytestmark = pytest.mark.django_db
CHOICE = {"division": "stadtteile", "period": DAY.label}
PAGES = ("/", "/tabelle/", "/indikatoren/", "/gebiet/stadtteile/01/")
CLOSED = (
    "/lieferungen/",
    "/profile/",
    "/gebiete/",
    "/adressen/",
    "/grundschulbezirke/",
    "/umsteiger/",
    "/rechte/warum/",
)


@pytest.fixture
def city(db: None) -> World:
    world = worlds.build_filled()
    world.run()
    return world


def publish(*codes: str, permissions: tuple[Permission, ...] = READ, scope: Scope = Scope.INDICATOR) -> None:
    grant(by=None, to_all=True, permissions=permissions, scope=scope, keys=codes)


@pytest.mark.parametrize("path", [*PAGES, *CLOSED])
def test_as_long_as_nothing_is_open_everything_asks_for_a_login(city: World, client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/anmelden/")
    assert client.get("/api/v1/values/?indicator=einwohner").status_code == 401


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_for_accounts_stays_so(city: World, client: Client, path: str) -> None:
    publish("einwohner")
    assert client.get(path).headers["Location"].startswith("/anmelden/")


def test_an_open_indicator_is_read_on_every_way(city: World, client: Client) -> None:
    publish("einwohner")
    assert map_data(client, indicator="einwohner", **CHOICE)["areas"]["01"]["display"] == "1.000\u202fPersonen"
    assert "1.000" in plain(page(client, "/tabelle/", indicator="einwohner", **CHOICE))
    assert "1.000" in plain(page(client, "/gebiet/stadtteile/01/"))
    assert "Einwohner" in plain(page(client, "/indikatoren/"))
    assert "Einwohner" in plain(page(client, "/indikatoren/einwohner/"))
    words = {"indicator": "einwohner", **CHOICE}
    assert client.get("/api/v1/values/", words).json()[0]["value"] == 1000.0
    assert b"1000" in client.get("/api/v1/values.csv", words).getvalue()
    for path in ("/api/v1/values.xlsx", "/api/v1/values/deliveries/"):
        assert client.get(path, words).status_code == 200
    assert [one["code"] for one in client.get("/api/v1/indicators/").json()] == ["einwohner"]
    assert client.get("/api/v1/divisions/stadtteile/areas.geojson").status_code == 200


def test_nothing_else_comes_with_it(city: World, client: Client) -> None:
    publish("einwohner")
    for path in PAGES:
        text = page(client, path)
        for secret in ("Arbeitslosenquote", "Transferbezug", "Soziale Lage", "8,80"):
            assert secret not in text, (path, secret)
    for ending in ("/", ".csv", ".xlsx", "/deliveries/"):
        closed, absent = (client.get(f"/api/v1/values{ending}?indicator={code}") for code in ("quote", "gibtesnicht"))
        assert (closed.status_code, absent.status_code) == (404, 404)
        assert closed.content == absent.content
    assert client.get("/indikatoren/quote/").status_code == 404
    assert client.get("/api/v1/typologies/").json() == []


def test_seeing_is_not_downloading(city: World, client: Client) -> None:
    publish("einwohner", permissions=(Permission.LIST, Permission.VIEW))
    words = {"indicator": "einwohner", **CHOICE}
    assert client.get("/api/v1/values/", words).status_code == 200
    assert client.get("/api/v1/values.csv", words).status_code == 404


def test_an_open_typology_is_shown_without_its_indicators(city: World, client: Client) -> None:
    publish("lage", scope=Scope.TYPOLOGY)
    assert "Soziale Lage" in page(client, "/", typology="lage", **CHOICE)
    assert [one["key"] for one in client.get("/api/v1/typologies/").json()] == ["lage"]
    assert client.get("/api/v1/values/?indicator=quote").status_code == 404


def test_it_ends_with_the_right(city: World, client: Client) -> None:
    publish("einwohner")
    assert client.get("/").status_code == 200
    for one in Grant.objects.filter(is_open=True):
        revoke(by=None, grant=one, reason="the terms of the source changed")
    assert client.get("/").status_code == 302


def test_the_page_offers_a_login_and_what_there_is(city: World, client: Client) -> None:
    publish("einwohner")
    text = page(client, "/tabelle/", indicator="einwohner")
    assert 'href="/anmelden/?next=/tabelle/%3Findicator%3Deinwohner"' in text
    navigation = text.split('class="site-nav"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>]+)</a>", navigation) == ["Karte", "Tabelle", "Indikatoren"]
    client.force_login(person("anna", "arbeit"))
    assert "/anmelden/" not in page(client, "/tabelle/", indicator="einwohner")
