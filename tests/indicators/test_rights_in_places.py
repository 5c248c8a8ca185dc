"""A right that holds in one division, or in some of its areas, holds there and nowhere else: page, file, interface."""

from typing import Any

import pytest
from django.test import Client

from indicators.models import Indicator
from indicators.queries.values import Closed, indicator_values
from sozialmonitor.access.permissions import NOTHING, Permission, Scope, allowed
from tests import world as worlds
from tests.indicators.outputs import map_data, page, plain
from tests.indicators.reform import way
from tests.world import DAY, READ, World, city_figures, give, person

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"scope": Scope.INDICATOR, "keys": ["quote"], "division": "stadtteile"}


@pytest.fixture
def halves(filled: World) -> worlds.Edition:
    """A second division of the same squares, with figures of its own."""
    worlds.division("bezirke", label_de="Bezirke", rank=20)
    made = worlds.edition(worlds.squares(("S1", "S2", "S3", "N1", "N2", "N3")), key="bezirke")
    codes = list(made.areas.values_list("code", flat=True))
    filled.deliver([("EW", c, DAY, 1000.0) for c in codes] + [("ALO", c, DAY, 77.0) for c in codes], edition=made)
    return made


@pytest.fixture
def anna(client: Client) -> Client:
    client.force_login(person("anna", "arbeit"))
    return client


def values(client: Client, **words: str) -> Any:
    return client.get("/api/v1/values/", {"indicator": "quote", **words})


def test_nobody_reads_values_without_a_right_to(filled: World) -> None:
    quote = Indicator.objects.get(code="quote")
    with pytest.raises(Closed, match="indicator:quote on stadtteile@2010-01-01"):
        indicator_values(quote, filled.edition, granted=NOTHING)
    with pytest.raises(TypeError, match="granted"):
        indicator_values(quote, filled.edition)  # type: ignore[call-arg]


def test_the_other_division_is_closed_on_every_way(filled: World, halves: worlds.Edition, anna: Client) -> None:
    give("arbeit", *READ, **HERE)
    assert values(anna, division="stadtteile", period=DAY.label).json()[0]["value"] == 8.8
    assert values(anna, division="bezirke").status_code == 404
    for ending in (".csv", ".xlsx"):
        words = {"indicator": "quote", "division": "bezirke"}
        assert anna.get(f"/api/v1/values{ending}", words).status_code == 404
        assert anna.get(f"/api/v1/values{ending}", words | {"division": "stadtteile"}).status_code == 200
    for path in ("/", "/tabelle/"):
        html = plain(page(anna, path, indicator="quote", division="bezirke"))
        assert "7,70" not in html
        assert "Keine Zahlen in dieser Gliederung" in html
    assert "7,70" not in plain(page(anna, "/gebiet/bezirke/S1/"))


def test_without_a_division_the_open_one_is_shown(filled: World, halves: worlds.Edition, anna: Client) -> None:
    give("arbeit", *READ, **(HERE | {"division": "bezirke"}))
    rows = values(anna).json()
    assert {row["division"] for row in rows} == {"bezirke"}
    html = plain(page(anna, "/", indicator="quote", division="stadtteile"))
    assert "Zahlen zu „Arbeitslosenquote“ sind veröffentlicht für: Bezirke" in html
    elsewhere = plain(page(anna, "/", indicator="quote"))
    assert "7,70" in elsewhere


def test_figures_of_a_closed_division_stand_in_where_the_result_is_open(
    filled: World, halves: worlds.Edition, anna: Client
) -> None:
    """Derived values are seen by a right on the result: that is what the conversion is for."""
    way(filled.edition, halves)
    give("arbeit", *READ, **(HERE | {"division": "bezirke"}))
    rows = values(anna, division="bezirke", period="2022-12-31").json()
    assert {row["status"] for row in rows if row["value"] is not None} == {"converted"}
    assert values(anna, division="stadtteile").status_code == 404


def test_areas_that_are_not_open_are_left_out_of_everything(filled: World, anna: Client) -> None:
    give("arbeit", *READ, **HERE, areas=["02", "03"])
    rows = values(anna, division="stadtteile", period=DAY.label).json()
    assert [row["area_code"] for row in rows] == ["02", "03"]
    assert values(anna, division="stadtteile", area="01").json() == []
    csv = anna.get("/api/v1/values.csv", {"indicator": "quote", "division": "stadtteile"})
    assert ",01," not in b"".join(csv).decode()  # type: ignore[arg-type]
    assert set(map_data(anna, indicator="quote")["areas"]) == {"02", "03"}
    assert "Viertel 01" not in plain(page(anna, "/tabelle/", indicator="quote"))
    closed, open_one = (plain(page(anna, f"/gebiet/stadtteile/{code}/")) for code in ("01", "02"))
    assert "Arbeitslosenquote" not in closed
    assert "Arbeitslosenquote" in open_one
    assert "Rang" in open_one
    assert "von 2" in open_one  # ranks count what one may see


def test_a_typology_is_seen_whole_or_not_at_all(filled: World, anna: Client) -> None:
    run = filled.run()
    path = f"/api/v1/typologies/lage/runs/{run.pk}/results/"
    give("arbeit", *READ, scope=Scope.TYPOLOGY, keys=["lage"], division="stadtteile", areas=["01"])
    assert anna.get(path).status_code == 404
    give("arbeit", *READ, scope=Scope.TYPOLOGY, keys=["lage"], division="bezirke")
    assert anna.get(path).status_code == 404
    give("arbeit", *READ, scope=Scope.TYPOLOGY, keys=["lage"], division="stadtteile")
    assert anna.get(path).status_code == 200


def test_all_inputs_in_the_division_open_the_typology_too(filled: World, anna: Client) -> None:
    run = filled.run()
    path = f"/api/v1/typologies/lage/runs/{run.pk}/results/"
    give("arbeit", *READ, **HERE)
    assert anna.get(path).status_code == 404
    give("arbeit", *READ, **(HERE | {"keys": ["transfer"]}))
    assert anna.get(path).status_code == 200


def test_the_figure_of_the_city_needs_a_right_in_its_division(filled: World, anna: Client) -> None:
    city_figures(filled, [("ALO", "99222", DAY, 50.0), ("EW", "99222", DAY, 1000.0)])
    give("arbeit", *READ, **HERE)
    assert "Stadt: 5,00" not in plain(page(anna, "/gebiet/stadtteile/01/"))
    give("arbeit", *READ, **(HERE | {"division": "regionen"}))
    assert "Stadt: 5,00" in plain(page(anna, "/gebiet/stadtteile/01/"))


def test_the_dictionary_tells_what_there_is_and_whether_it_can_be_seen_somewhere(filled: World, anna: Client) -> None:
    give("arbeit", Permission.VIEW, **HERE)
    assert "Arbeitslosenquote" in plain(page(anna, "/indikatoren/"))
    html = plain(page(anna, "/indikatoren/quote/"))
    assert "Fachbereich Arbeit" in html
    assert anna.get("/api/v1/indicators/quote/").status_code == 200
    assert anna.get("/api/v1/indicators/transfer/").status_code == 404


def test_a_topic_opens_its_indicators(filled: World, anna: Client) -> None:
    give("arbeit", *READ, scope=Scope.SET, keys=["arbeit"], division="stadtteile")
    rows = anna.get("/api/v1/values/", {"indicator": "quote,arbeitslose", "division": "stadtteile"}).json()
    assert {row["indicator"] for row in rows} == {"quote", "arbeitslose"}
    assert anna.get("/api/v1/values/", {"indicator": "einwohner"}).status_code == 404


def test_importing_needs_the_right_everywhere(filled: World) -> None:
    """A file is not bound to one division before it is read: a right in one is none to import."""
    give("arbeit", Permission.IMPORT, scope=Scope.MEASURE, keys=["ALO"], division="stadtteile")
    granted = allowed(person("bernd", "arbeit"), Permission.IMPORT)
    assert granted.keys(Scope.MEASURE) == frozenset()
