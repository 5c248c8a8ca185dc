"""What a person may not see must not move a single byte of what they are told.

The way to prove it: the hidden figure is exchanged in the database, and everything is asked for once more.
"""

import pytest
from django.test import Client

from indicators.models import Observation, Run
from sozialmonitor.access.permissions import Permission, Scope
from tests.security.conftest import logged_in
from tests.security.outputs import told
from tests.world import DAY, READ, World, give, person

SMALL = {"series__measure__code": "ALO", "series__area__code": "04", "period_end": DAY.end}


def exchange(value: float, **which: object) -> None:
    """The owner of the database may do what the application may not."""
    assert Observation.objects.filter(**which).update(value=value)


@pytest.fixture
def reader(filled: World) -> Client:
    """May see and take away everything there is."""
    give("statistik", *READ)
    return logged_in(person("leserin", "statistik"))


def differing(first: dict[str, tuple[int, bytes]], second: dict[str, tuple[int, bytes]]) -> list[str]:
    return sorted(address for address in first if first[address] != second[address])


def test_a_hidden_count_moves_nothing(filled: World, reader: Client) -> None:
    exchange(1.0, **SMALL)
    filled.run()
    one = told(reader)
    exchange(2.0, **SMALL)
    two = told(reader)
    assert differing(one, two) == []
    exchange(30.0, **SMALL)  # the same way does find a figure that is shown
    assert "/api/v1/values.csv?indicator=quote&division=stadtteile" in differing(two, told(reader))


def test_a_typology_computed_on_another_hidden_count_is_the_same(filled: World) -> None:
    exchange(1.0, **SMALL)
    one: Run = filled.run()
    exchange(2.0, **SMALL)
    two: Run = filled.run()
    assert one.results_hash == two.results_hash
    exchange(30.0, **SMALL)
    assert filled.run().results_hash != one.results_hash


def test_closed_indicators_move_nothing(filled: World) -> None:
    """May see the inhabitants and know of the rate, of which every figure is exchanged."""
    give("tagespflege", *READ, scope=Scope.INDICATOR, keys=["einwohner"])
    give("tagespflege", Permission.LIST, scope=Scope.INDICATOR, keys=["quote"])
    guest = logged_in(person("gast", "tagespflege"))
    filled.run()
    before = told(guest)
    exchange(50.0, series__measure__code="ALO", value__isnull=False)
    exchange(7.0, series__measure__code="S1")
    exchange(3.0, series__measure__code="GEB")
    assert differing(before, told(guest)) == []
    assert before["/api/v1/values.csv?indicator=quote&division=stadtteile"][0] == 404
    assert before["/indikatoren/quote/"][0] == 200
    exchange(4321.0, series__measure__code="EW", series__area__code="01")
    assert "/?indicator=einwohner" in differing(before, told(guest))


def test_a_typology_does_not_hand_out_its_inputs(filled: World) -> None:
    """A right to the typology is a right to classes, index, z and contributions; not to the figures behind them."""
    give("planung", *READ, scope=Scope.TYPOLOGY, keys=["lage"])
    planner = logged_in(person("planer", "planung"))
    run = filled.run()
    share = filled.current("quote", "01")[0]
    assert share is not None
    answers = told(planner)
    results = answers[f"/api/v1/typologies/lage/runs/{run.pk}/results/"]
    assert results[0] == 200
    assert b'"contribution"' in results[1]
    for address, (_, content) in answers.items():
        assert repr(share).encode() not in content, address
        assert repr(share).replace(".", ",").encode() not in content, address
    assert answers["/api/v1/values/?indicator=quote&division=stadtteile"][0] == 404


def test_one_closed_indicator_among_several_closes_the_answer(filled: World) -> None:
    give("bildung", *READ, scope=Scope.INDICATOR, keys=["einwohner"])
    client = logged_in(person("bea", "bildung"))
    for asked in ("einwohner,quote", "quote,einwohner", "einwohner&indicator=quote", "einwohner,gibt-es-nicht"):
        for end in ("/", ".csv", ".xlsx"):
            response = client.get(f"/api/v1/values{end}?indicator={asked}")
            assert response.status_code == 404, (end, asked)
            assert response.json() == client.get("/api/v1/values/?indicator=gibt-es-nicht").json()
