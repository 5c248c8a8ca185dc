"""Map, table, area and data dictionary as they are sent: in both languages, empty and filled, for those who may see."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from shapely import MultiPolygon

from districts.actions.editions import NewArea
from indicators.models import Delivery, Indicator
from sozialmonitor.access.permissions import Permission, Scope
from tests.districts.geometry.world import square
from tests.indicators.outputs import map_data, page, plain
from tests.world import CODES, DAY, READ, World, city_figures, edition, give, person

PAGES = ["/", "/tabelle/", "/indikatoren/", "/indikatoren/quote/", "/gebiet/stadtteile/01/"]
ASKED_FOR = {"division": "stadtteile", "period": DAY.label}


def visitor(key: str = "arbeit", **fields: Any) -> Client:
    client = Client()
    client.force_login(person(key, key, **fields))
    return client


@pytest.fixture
def reader(filled: World) -> Client:
    give("arbeit", *READ)
    return visitor()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("htmx", [False, True])
def test_every_page_speaks_both_languages_empty_and_filled(world: World, path: str, language: str, htmx: bool) -> None:
    give("arbeit", *READ)
    client = visitor()
    headers = {"accept-language": language} | ({"hx-request": "true"} if htmx else {})
    empty = client.get(path, headers=headers)
    assert empty.status_code == 200
    world.deliver([("ALO", code, DAY, 50.0 + n) for n, code in enumerate(CODES)])
    world.deliver(
        [("EW", code, DAY, 1000.0) for code in CODES] + [("S1", c, DAY, 2.0 + n**2) for n, c in enumerate(CODES)]
    )
    world.run()
    full = client.get(path, headers=headers)
    assert full.status_code == 200
    text = full.content.decode()
    if not (htmx and full.templates[0].name.startswith("indicators/_")):
        assert f'<html lang="{language}"' in text
    known = {"de": ("Soziale Lage", "Arbeitslosenquote"), "en": ("Social situation", "Unemployment")}
    assert any(word in text for word in known[language])
    assert not any(f">{word}<" in text for word in known["en" if language == "de" else "de"])


def test_a_first_visit_opens_with_the_typology(filled: World, reader: Client) -> None:
    filled.run()
    data = map_data(reader)
    assert {code: area["key"] for code, area in data["areas"].items() if code in "04 05 06"} == {
        "04": "suppressed", "05": "missing", "06": "missing",
    }  # fmt: skip
    assert sum(entry["count"] for entry in data["legend"]) == len(CODES)
    assert [entry["key"] for entry in data["legend"]][-2:] == ["missing", "suppressed"]
    assert "Gewerbegebiet" in data["areas"]["06"]["status_label"]


def test_without_a_typology_it_opens_with_the_first_indicator_of_the_first_set(reader: Client) -> None:
    response = reader.get("/")
    assert response.context["selection"]["key"] == "quote"
    assert response.context["selection"]["period"] == DAY.label


def test_the_legend_counts_areas_and_people(reader: Client) -> None:
    legend = {entry["key"]: entry for entry in map_data(reader, indicator="quote", **ASKED_FOR)["legend"]}
    assert sum(entry["count"] for entry in legend.values()) == 6
    assert (legend["suppressed"]["count"], legend["suppressed"]["inhabitants"]) == (2, 590)
    assert (legend["missing"]["count"], legend["missing"]["inhabitants"]) == (1, 800)


def test_without_the_right_to_see_them_no_inhabitants_are_counted(filled: World) -> None:
    give("jugend", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    legend = map_data(visitor("jugend"), indicator="quote", **ASKED_FOR)["legend"]
    assert {entry["inhabitants"] for entry in legend} == {None}


def test_outlines_are_asked_for_by_edition(filled: World, reader: Client) -> None:
    expected = f"/api/v1/divisions/stadtteile/areas.geojson?edition={filled.edition.pk}&amp;detail=1"
    assert expected in page(reader, "/", indicator="quote")


def test_a_typology_is_shown_where_it_was_computed(filled: World, reader: Client) -> None:
    """Also after the districts were redrawn, and on a day on which another edition held."""
    run = filled.run()
    edition(valid_from=date(2024, 1, 1))
    edition(key="bezirke")
    for query in (
        {"typology": "lage"},
        {"typology": "lage", "division": "stadtteile"},
        {"typology": "lage", "division": "bezirke"},
        {"typology": "lage", "division": "stadtteile", "date": "2024-06-30"},
        {"typology": "lage", "period": "1999"},
    ):
        response = reader.get("/", query)
        assert response.status_code == 200
        assert response.context["selection"]["edition_id"] == run.edition_id


def test_an_area_names_each_indicator_once_and_in_order_of_the_sets(filled: World, reader: Client) -> None:
    html = page(reader, "/gebiet/stadtteile/01/")
    codes = re.findall(r'<h3><a href="/indikatoren/([a-z]+)/">', html)
    assert codes[:4] == ["quote", "transfer", "einwohner", "arbeitslose"]
    assert sorted(codes) == sorted(Indicator.objects.values_list("code", flat=True))


def test_topics_are_offered_by_set_in_the_order_of_the_catalogue(reader: Client) -> None:
    sets = reader.get("/").context["choices"]["indicator_sets"]
    assert [(one["label"], [indicator["code"] for indicator in one["indicators"]]) for one in sets[:2]] == [
        ("Kernsatz", ["quote", "transfer", "einwohner"]),
        ("Arbeit", ["arbeitslose"]),  # each topic once, where it comes first
    ]


def test_an_area_with_city_value_rank_and_reason(filled: World, reader: Client) -> None:
    city_figures(filled, [("ALO", "99222", DAY, 500.0), ("EW", "99222", DAY, 10_000.0)])
    filled.run()
    text = plain(page(reader, "/gebiet/stadtteile/01/"))
    assert "Rang 1 von 3" in text
    assert "5,00 %" in text
    assert "Gewerbegebiet" in plain(page(reader, "/gebiet/stadtteile/06/"))


def test_the_chart_of_a_rate_draws_the_city_beside_the_area(filled: World, reader: Client) -> None:
    """A count of people has no such line: the city's would press that of the area to the ground."""
    city_figures(filled, [("ALO", "99222", DAY, 500.0), ("EW", "99222", DAY, 10_000.0)])
    cards = page(reader, "/gebiet/stadtteile/01/").split('<article class="indicator-card">')[1:]
    charts = {code: card for card in cards for code in ("quote", "einwohner") if f'id="chart-{code}' in card}
    assert 'class="dot city"' in charts["quote"]
    assert "5,00" in charts["quote"].split('class="dot city"')[1].split("</circle>")[0]
    assert 'class="dot city"' not in charts["einwohner"]


def test_an_area_code_may_hold_a_slash(filled: World, reader: Client) -> None:
    edition([NewArea("01/2 a", "Insel", None, MultiPolygon([square(0, 0)]))], key="inseln")
    filled.deliver([("EW", "01/2 a", DAY, 5.0)], edition=edition(
        [NewArea("01/2 a", "Insel", None, MultiPolygon([square(0, 0)]))], key="inseln", valid_from=date(2011, 1, 1)
    ))  # fmt: skip
    url = map_data(reader, indicator="einwohner", division="inseln")["areas"]["01/2 a"]["url"]
    assert reader.get(url).status_code == 200


@pytest.mark.parametrize("path", ["/", "/tabelle/"])
def test_where_there_is_nothing_the_topic_asked_for_stays_chosen(filled: World, reader: Client, path: str) -> None:
    """Else the next choice in the form would lead to another topic."""
    filled.run()
    edition(key="bezirke")
    for words in ({"indicator": "quote", "division": "bezirke"}, {"indicator": "quote", "known_on": "2000-01-01"}):
        response = reader.get(path, words)
        assert response.context["subject"] is None
        chosen = response.context["selection"]
        assert (chosen["kind"], chosen["key"]) == ("indicator", "quote")
        assert '<option value="indicator:quote" selected>' in response.content.decode()
        assert "indicator=quote" in chosen["query"]
    nothing = reader.get(path, {"typology": "lage", "known_on": "2000-01-01"}).context["selection"]
    assert (nothing["kind"], nothing["key"]) == ("typology", "lage")


def test_all_values_missing_still_makes_a_page(world: World) -> None:
    give("arbeit", *READ)
    world.deliver([("EW", code, DAY, None) for code in CODES])
    client = visitor()
    for path in ("/", "/tabelle/"):
        assert client.get(path, {"indicator": "einwohner"}).status_code == 200
    assert client.get("/gebiet/stadtteile/01/").status_code == 200
    assert {area["key"] for area in map_data(client, indicator="einwohner")["areas"].values()} == {"missing"}


@pytest.mark.parametrize("method", ["jenks", "quantiles", "equal", "std"])
@pytest.mark.parametrize("classes", ["3", "7"])
def test_every_way_to_make_classes(reader: Client, method: str, classes: str) -> None:
    data = map_data(reader, indicator="quote", method=method, classes=classes, **ASKED_FOR)
    keys = {entry["key"] for entry in data["legend"]}
    assert {area["key"] for area in data["areas"].values()} <= keys


def boundaries(reader: Client, **words: str) -> list[str]:
    legend = map_data(reader, indicator="einwohner", division="stadtteile", **words)["legend"]
    return [entry["label"] for entry in legend if not entry["pattern"]]


def test_method_and_number_of_classes_are_those_of_the_address(reader: Client) -> None:
    methods = {tuple(boundaries(reader, method=method)) for method in ("jenks", "quantiles", "equal", "std")}
    assert len(methods) == 4
    assert [len(boundaries(reader, method="equal", classes=str(n))) for n in (3, 4, 6)] == [3, 4, 6]


def test_a_colour_means_the_same_in_every_period(filled: World, reader: Client) -> None:
    filled.deliver([("EW", code, DAY, 10_000.0) for code in CODES])
    assert boundaries(reader, period="2022-12-31") == boundaries(reader, period=DAY.label)


@pytest.mark.parametrize("path", ["/", "/tabelle/", "/gebiet/stadtteile/01/"])
@pytest.mark.parametrize(
    ("name", "text"), [("period", "irgendwann"), ("date", "morgen"), ("classes", "99"), ("indicator", "\x00")]
)
def test_unreadable_addresses_say_what_may_stand_there(reader: Client, path: str, name: str, text: str) -> None:
    response = reader.get(path, {name: text})
    assert response.status_code == 400
    assert name in response.content.decode()


def test_closed_and_absent_are_the_same_page(filled: World, reader: Client) -> None:
    filled.run()
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["transfer"])
    stranger = visitor("bildung")
    pairs = [
        ("/?indicator=quote", "/?indicator=nichtda"),
        ("/tabelle/?indicator=quote", "/tabelle/?indicator=nichtda"),
        ("/?typology=lage", "/?typology=nichtda"),
        ("/tabelle/?typology=lage", "/tabelle/?typology=nichtda"),
        ("/indikatoren/quote/", "/indikatoren/nichtda/"),
    ]
    for closed, absent in pairs:
        first, second = stranger.get(closed), stranger.get(absent)
        assert (first.status_code, second.status_code) == (404, 404), closed
        blank = re.compile(r"quote|lage|nichtda|csrfmiddlewaretoken\" value=\"\w+|nonce=\"[^\"]+")
        assert blank.sub("", first.content.decode()) == blank.sub("", second.content.decode())
    for path in ("/", "/tabelle/", "/indikatoren/", "/gebiet/stadtteile/01/"):
        text = page(stranger, path)
        assert "Arbeitslosenquote" not in text
        assert "Soziale Lage" not in text
    assert "Transferbezug" in page(stranger, "/gebiet/stadtteile/01/")


def test_absent_areas_and_regions_have_no_page(filled: World, reader: Client) -> None:
    city_figures(filled, [("EW", "99222", DAY, 10_000.0)])
    for path in ("/gebiet/stadtteile/99/", "/gebiet/planeten/01/", "/gebiet/regionen/99222/", "/?division=planeten"):
        assert reader.get(path).status_code == 404


def test_downloads_are_offered_to_those_who_may_have_them(filled: World, reader: Client) -> None:
    give("bildung", Permission.VIEW)
    path = "/api/v1/values.csv"
    assert path in page(reader, "/", indicator="quote")
    assert path not in page(visitor("bildung"), "/", indicator="quote")
    links = re.findall(r'href="(/api/v1/[^"]+)"', page(reader, "/tabelle/", indicator="quote"))
    assert len(links) == 3
    for link in links:
        assert reader.get(link.replace("&amp;", "&")).status_code == 200


def test_the_dictionary_names_formula_owner_and_who_may_see_it(reader: Client) -> None:
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    text = plain(page(reader, "/indikatoren/quote/"))
    for word in (
        "Arbeitslose ÷ Einwohner × 100",
        "Fachbereich Arbeit",
        "Fachbereich Bildung",
        "Arbeitsagentur",
        "31.12.2023",
    ):
        assert word in text
    for code in Indicator.objects.values_list("code", flat=True):
        assert reader.get(f"/indikatoren/{code}/").status_code == 200


def test_strangers_are_sent_to_the_login(filled: World, client: Client) -> None:
    for path in PAGES:
        response = client.get(path)
        assert (response.status_code, response.content) == (302, b"")


def test_a_day_is_that_of_the_city_and_not_of_greenwich(filled: World, reader: Client) -> None:
    just_after_midnight = datetime(2026, 1, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    Delivery.objects.update(published_at=just_after_midnight, stand="")
    text = plain(page(reader, "/", indicator="quote"))
    assert "01.01.2026" in text
    assert "31.12.2025" not in text


@pytest.mark.parametrize(
    ("path", "entry", "how"),
    [
        ("/", "/", "page"),
        ("/indikatoren/", "/indikatoren/", "page"),
        ("/indikatoren/quote/", "/indikatoren/", "true"),
        ("/lieferungen/neu/", "/lieferungen/", "true"),
        ("/gebiet/stadtteile/01/", "", ""),
    ],
)
def test_the_navigation_says_where_one_is(filled: World, path: str, entry: str, how: str) -> None:
    navigation = visitor("chef", is_superuser=True).get(path).content.decode().partition("</nav>")[0]
    assert re.findall(r'<li><a href="([^"]*)" aria-current="([^"]*)"', navigation) == ([(entry, how)] if how else [])
