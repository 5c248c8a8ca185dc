"""The area beside the map speaks of the map's topic and period, and of no other without saying so."""

import re

import pytest
from django.test import Client

from sozialmonitor.access.permissions import Permission, Scope
from tests.indicators.outputs import map_data, page, plain
from tests.indicators.test_pages import reader, visitor
from tests.world import CODES, DAY, READ, World, edition, give

__all__ = ["reader"]
HTMX = {"HTTP_HX_REQUEST": "true"}
BEFORE = "2022-12-31"


def sheet(client: Client, **query: str) -> str:
    url = map_data(client, division="stadtteile", **query)["areas"]["01"]["url"]
    return client.get(url, **HTMX).content.decode()


def test_the_sheet_has_the_figures_of_the_period_on_the_map(filled: World, reader: Client) -> None:
    for period, figure in ((BEFORE, "8,00"), ("2023-12-31", "8,80")):
        on_map = map_data(reader, division="stadtteile", indicator="quote", period=period)["areas"]["01"]["display"]
        assert plain(on_map).startswith(figure)
        text = plain(sheet(reader, indicator="quote", period=period))
        assert f"Arbeitslosenquote % {figure}" in text
        assert f"Indikatoren 31.12.{period[:4]}" in text


def test_the_sheet_has_the_class_of_the_typology_and_period_on_the_map(filled: World, reader: Client) -> None:
    filled.run()
    assert "Soziale Lage 31.12.2023" in plain(sheet(reader, typology="lage"))


def test_a_figure_of_another_period_says_so(filled: World, reader: Client) -> None:
    """Transfers are known for 2023 only: the sheet of 2022 shows them, with their day."""
    assert "Transferbezug % 31.12.2023 4" in plain(sheet(reader, indicator="quote", period=BEFORE))
    assert "Transferbezug % 4" in plain(sheet(reader, indicator="quote", period="2023-12-31"))


def test_page_and_map_keep_topic_and_period(filled: World, reader: Client) -> None:
    html = sheet(reader, indicator="quote", period=BEFORE)
    to_page = re.search(r'href="(/gebiet/[^"]+)"', html)
    assert to_page is not None
    whole = page(reader, to_page.group(1).replace("&amp;", "&"))
    to_map = re.search(r'href="(/\?[^"]+)"', whole)
    assert to_map is not None
    selection = reader.get(to_map.group(1).replace("&amp;", "&")).context["selection"]
    assert {name: selection[name] for name in ("key", "period", "area", "division")} == {
        "key": "quote", "period": BEFORE, "area": "01", "division": "stadtteile",
    }  # fmt: skip


def test_without_a_period_in_the_address_each_indicator_shows_its_newest_figure(filled: World, reader: Client) -> None:
    text = plain(page(reader, "/gebiet/stadtteile/01/"))
    assert "Arbeitslosenquote 8,80 % 31.12.2023" in text


def test_a_map_of_an_indicator_brings_the_patterns_of_the_classes_in_the_sheet(filled: World, reader: Client) -> None:
    filled.run()
    html = page(reader, "/", indicator="quote")
    wanted = re.findall(r'fill="url\(#([^)]+)\)"', sheet(reader, indicator="quote"))
    assert all(f'<pattern id="{name}"' in html for name in wanted)


def test_a_first_visit_opens_an_indicator_that_has_figures(world: World) -> None:
    """Not the first of the first set while nothing of it has been delivered."""
    give("arbeit", *READ)
    world.deliver([("GEB", code, DAY, 10.0) for code in CODES])
    world.deliver([("FORT", code, DAY, 4.0) for code in CODES])
    response = visitor().get("/")
    assert response.context["selection"]["key"] == "saldo"
    assert len(response.context["areas"]) == len(CODES)


def test_with_no_figures_at_all_a_first_visit_says_what_to_do(world: World) -> None:
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    response = visitor("bildung").get("/")
    assert response.context["subject"] is None
    assert "indicators/_map_result.html" in {template.name for template in response.templates}
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/tabelle/"])
def test_an_indicator_without_figures_here_stays_chosen_and_leads_to_where_it_has_some(
    filled: World, reader: Client, path: str
) -> None:
    edition(key="bezirke")
    response = reader.get(path, {"indicator": "quote", "division": "bezirke"})
    text = response.content.decode()
    assert '<option value="indicator:quote" selected>' in text
    assert f'href="{path}?indicator=quote&amp;division=stadtteile"' in text
    assert "Arbeitslosenquote" in plain(text.split("<h1")[1].split("</h1>")[0])
    assert reader.get(path, {"indicator": "quote", "division": "stadtteile"}).context["nothing_here"]["label"] == ""


def test_an_indicator_without_any_figures_says_so(world: World) -> None:
    give("arbeit", *READ)
    text = plain(page(visitor(), "/", indicator="quote", division="stadtteile"))
    assert "„Arbeitslosenquote“ sind noch nicht veröffentlicht" in text
