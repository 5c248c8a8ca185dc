"""The "as of" is the office's word; where it gives none, the pages name the day of publication as what it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from indicators.models import Delivery
from tests.indicators.outputs import page, plain
from tests.indicators.test_pages import reader
from tests.world import World

__all__ = ["reader"]
PAGES = ["/", "/tabelle/", "/gebiet/stadtteile/01/", "/indikatoren/", "/indikatoren/quote/"]
QUOTE = {"indicator": "quote", "division": "stadtteile"}
PUBLISHED = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def shown(client: Client, path: str, language: str) -> str:
    return plain(client.get(path, QUOTE, headers={"accept-language": language}).content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_without_a_word_of_the_office_the_day_is_called_that_of_publication(
    filled: World, reader: Client, path: str
) -> None:
    Delivery.objects.update(published_at=PUBLISHED, stand="")
    german, english = shown(reader, path, "de"), shown(reader, path, "en")
    assert "veröffentlicht am 02.03.2026" in german
    assert "published on 2 Mar 2026" in english
    assert "Stand 02.03.2026" not in german
    assert "s of 2 Mar 2026" not in english


@pytest.mark.parametrize("path", PAGES)
def test_the_word_of_the_office_is_the_as_of(filled: World, reader: Client, path: str) -> None:
    Delivery.objects.update(published_at=PUBLISHED, stand="30.06.2025")
    text = shown(reader, path, "de")
    assert "30.06.2025" in text
    assert "Stand veröffentlicht am" not in text
    assert "veröffentlicht am 30.06.2025" not in text


def test_a_typology_was_published_and_has_no_other_day(filled: World, reader: Client) -> None:
    filled.run()
    source = plain(page(reader, "/", typology="lage").partition('class="source"')[2].partition("<details")[0])
    assert "· veröffentlicht am " in source


def test_the_interface_gives_the_same_word_as_before(filled: World, reader: Client) -> None:
    Delivery.objects.update(published_at=PUBLISHED, stand="")
    assert reader.get("/api/v1/indicators/quote/").json()["stand"] == "02.03.2026"
