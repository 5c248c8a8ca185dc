"""How often a page asks the database must not depend on how many areas, indicators or runs it shows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import read_catalogue
from tests.world import CATALOGUE, CODES, DAY, World, person


@pytest.fixture
def reader(filled: World) -> Client:
    client = Client()
    client.force_login(person("chef", is_superuser=True))
    client.get("/")  # what is read once a session, now and not while we count
    return client


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_map_does_not_ask_for_every_area_without_a_class(filled: World, reader: Client) -> None:
    filled.run()
    before = asked(reader, "/")
    filled.deliver([("S1", code, DAY, 9.0 - n) for n, code in enumerate(CODES[:2])])
    assert filled.run().results.filter(reason__code="no_value").count() == 3
    assert asked(reader, "/") == before


@pytest.mark.parametrize("path", ["/indikatoren/", "/api/v1/indicators/"])
def test_the_dictionary_does_not_ask_for_every_indicator(filled: World, reader: Client, path: str) -> None:
    before = asked(reader, path)
    more = "".join(f"  - {{code: i{n}, label: {{de: Kennzahl {n}}}, formula: {{value: EW}}}}\n" for n in range(5))
    text = CATALOGUE.replace("indicators:\n", f"indicators:\n{more}", 1)
    load_catalogue(by=None, catalogue=read_catalogue(text))
    assert asked(reader, path) == before


def test_the_list_of_runs_does_not_ask_for_every_run(filled: World, reader: Client) -> None:
    filled.run()
    before = asked(reader, "/api/v1/typologies/lage/runs/")
    filled.run()
    assert asked(reader, "/api/v1/typologies/lage/runs/") == before
