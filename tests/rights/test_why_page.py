"""The page that tells why: about anybody for administrators, about oneself for everybody else."""

from datetime import date

import pytest
from django.test import Client

from sozialmonitor.access.actions import grant
from sozialmonitor.access.permissions import Permission, Scope
from tests.indicators.outputs import plain
from tests.world import World, build, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"permission": "view", "what": "indicator:quote", "division": ""}


@pytest.fixture
def world() -> World:
    return build()


def shown(client: Client, **words: str) -> str:
    response = client.get("/rechte/warum/", words)
    assert response.status_code == 200, response.content.decode()[:2000]
    return plain(response.content.decode())


def test_before_anything_is_asked_there_is_a_form(world: World, client: Client) -> None:
    client.force_login(person("anna", "arbeit"))
    html = shown(client)
    assert "Warum darf jemand das sehen" in html
    assert "erlaubt" not in html
    assert 'name="person"' not in client.get("/rechte/warum/").content.decode()  # about oneself
    assert "Arbeitslosenquote" not in html  # of what is closed altogether not even the name
    give("arbeit", Permission.LIST, scope=Scope.SET, keys=["kern"])
    html = shown(client)
    assert "Arbeitslosenquote" in html
    assert "Kernsatz" not in html  # a bundle is asked about through what is in it
    assert "Wandel der Quote" not in html


def test_everybody_reads_the_chain_of_their_own_rights(world: World, client: Client) -> None:
    anna = person("anna", "arbeit", first_name="Anna", last_name="Beispiel")
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"], reason="Ratsbeschluss 12/2026")
    grant(
        by=person("chef", is_superuser=True), person=anna, permissions=[Permission.VIEW], scope=Scope.INDICATOR,
        keys=["quote"], division="stadtteile", areas=["01", "02"], valid_from=date(2026, 1, 1),
        valid_until=date(2026, 1, 31),
    )  # fmt: skip
    client.force_login(anna)
    html = shown(client, **QUOTE)
    assert "Anna Beispiel: erlaubt" in html
    assert "vom Fachbereich geerbt" in html
    assert "ein Indikatorensatz: Kernsatz (kern)" in html
    assert "Ratsbeschluss 12/2026" in html
    assert "der Person gegeben" in html
    assert "Stadtteile (stadtteile): 01, 02" in html
    assert "01.01.2026 – 31.01.2026" in html
    assert "ist abgelaufen" in html
    assert "von chef" in html


def test_what_nobody_opened_is_closed_and_administrators_learn_who_has_it(world: World, client: Client) -> None:
    person("anna", "arbeit")
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    client.force_login(person("chef", is_superuser=True))
    html = shown(client, **QUOTE, person="anna")
    assert "anna: nicht erlaubt" in html
    assert "Keine Berechtigung nennt es" in html
    assert "Fachbereiche, die heute dürfen: Fachbereich Bildung" in html
    assert "Verwalter dürfen alles" in shown(client, **QUOTE)


def test_nobody_else_asks_about_others(world: World, client: Client) -> None:
    person("anna", "arbeit")
    give("arbeit", Permission.VIEW)
    give("bildung", Permission.LIST)
    client.force_login(person("bernd", "bildung"))
    html = shown(client, **QUOTE, person="anna")
    assert "bernd: nicht erlaubt" in html
    assert "Fachbereiche, die heute dürfen" not in html


@pytest.mark.parametrize(
    "words", [{"what": "indicator:nirgends"}, {"what": ""}, {"permission": "fliegen"}, {"division": "mars"}]
)
def test_what_cannot_be_asked_is_said(world: World, client: Client, words: dict[str, str]) -> None:
    give("arbeit", Permission.LIST)
    client.force_login(person("anna", "arbeit"))
    assert client.get("/rechte/warum/", QUOTE).status_code == 200
    assert client.get("/rechte/warum/", QUOTE | words).status_code == 422


def test_what_is_closed_altogether_is_not_there(world: World, client: Client) -> None:
    client.force_login(person("anna", "arbeit"))
    words = [client.get("/rechte/warum/", QUOTE | {"what": f"indicator:{key}"}) for key in ("quote", "fehlt")]
    assert [one.status_code for one in words] == [422, 422]
    closed, absent = (plain(one.content.decode()) for one in words)
    assert closed.replace("indicator:quote", "indicator:fehlt") == absent


def test_the_dictionary_leads_here(world: World, client: Client) -> None:
    give("arbeit", Permission.LIST, scope=Scope.INDICATOR, keys=["quote"])
    client.force_login(person("anna", "arbeit"))
    link = "/rechte/warum/?permission=view&what=indicator:quote"
    html = client.get("/indikatoren/quote/").content.decode()
    assert link.replace("&", "&amp;") in html
    assert "Warum darf ich das nicht sehen?" in html
    assert "anna: nicht erlaubt" in plain(client.get(link).content.decode())
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    assert "Warum darf ich das sehen?" in client.get("/indikatoren/quote/").content.decode()
