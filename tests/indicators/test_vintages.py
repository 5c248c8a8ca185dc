"""Figures as they were known on an earlier day: the same on map, table, area sheet, in the interface and in files."""

import csv
import io
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.utils.timezone import localtime, make_aware

from indicators.actions.again import draft_again
from indicators.actions.deliveries import publish_delivery, withdraw_delivery
from indicators.actions.runs import withdraw_run
from indicators.models import Delivery, Run
from sozialmonitor.web import formats
from tests.indicators.outputs import map_data, page, plain
from tests.world import CODES, DAY, READ, World, city_figures, give, person

TODAY = localtime().date()
EARLIER, LATER = TODAY - timedelta(days=30), TODAY - timedelta(days=10)
BEFORE = (EARLIER - timedelta(days=1)).isoformat()
THEN, SINCE = EARLIER.isoformat(), LATER.isoformat()
QUOTE = {"indicator": "quote", "division": "stadtteile", "period": DAY.label}


@pytest.fixture
def reader(db: None) -> Client:
    give("arbeit", *READ)
    client = Client()
    client.force_login(person("anna", "arbeit"))
    return client


@pytest.fixture
def corrected(world: World, reader: Client) -> World:
    """Unemployed of area 01: 50 of 1,000 as published first, 70 since a correction."""
    figures = [("EW", code, DAY, 1000.0) for code in CODES]
    first = world.deliver([*figures, *(("ALO", code, DAY, 50.0 + n) for n, code in enumerate(CODES))])
    dated(first, EARLIER)
    dated(city_figures(world, [("EW", "99222", DAY, 6000.0), ("ALO", "99222", DAY, 315.0)]), EARLIER)
    dated(world.deliver([("ALO", "01", DAY, 70.0)], complete=False), LATER)
    dated(city_figures(world, [("EW", "99222", DAY, 6000.0), ("ALO", "99222", DAY, 335.0)]), LATER)
    return world


def dated(what: Delivery | Run, day: date) -> None:
    """Nothing in the product can publish in the past; the test's clock is the row."""
    moment = make_aware(datetime.combine(day, time(12)))
    type(what).objects.filter(pk=what.pk).update(published_at=moment)


def on_the_map(reader: Client, **words: str) -> str:
    display: str = map_data(reader, **QUOTE, **words)["areas"]["01"]["display"]
    return plain(display)


def in_the_table(reader: Client, **words: str) -> str:
    return plain(page(reader, "/tabelle/", **QUOTE, **words))


def in_the_file(reader: Client, link: str) -> list[float]:
    text = b"".join(reader.get(link)).decode("utf-8-sig")  # type: ignore[arg-type]
    return [float(row["value"]) for row in csv.DictReader(io.StringIO(text)) if row["area_code"] == "01"]


@pytest.mark.parametrize(("day", "rate"), [(THEN, 5.0), (SINCE, 7.0), ("", 7.0)])
def test_every_output_shows_the_same_vintage(corrected: World, reader: Client, day: str, rate: float) -> None:
    words = {"known_on": day} if day else {}
    shown = f"{rate:.2f}".replace(".", ",")
    assert on_the_map(reader, **words).startswith(shown)
    assert shown in in_the_table(reader, **words)
    assert shown in plain(page(reader, "/gebiet/stadtteile/01/", **words))
    (row,) = reader.get("/api/v1/values/", {**QUOTE, "area": "01", **words}).json()
    assert row["value"] == rate
    downloads = reader.get("/", {**QUOTE, **words}).context["downloads"]
    assert in_the_file(reader, downloads[1]["url"]) == [rate]


def test_before_the_first_publication_nothing_was_known(corrected: World, reader: Client) -> None:
    assert map_data(reader, **QUOTE, known_on=BEFORE)["areas"] == {}
    for path in ("/tabelle/", "/gebiet/stadtteile/01/"):
        assert "5,00" not in page(reader, path, **QUOTE, known_on=BEFORE)


def test_the_city_beside_the_area_is_of_the_same_day(corrected: World, reader: Client) -> None:
    then = plain(page(reader, "/gebiet/stadtteile/01/", known_on=THEN))
    assert "5,25" in then
    assert "5,58" not in then
    assert "5,58" in plain(page(reader, "/gebiet/stadtteile/01/"))


def test_the_pages_say_so_and_lead_back_to_today(corrected: World, reader: Client) -> None:
    told = localtime(make_aware(datetime.combine(EARLIER, time(12)))).strftime("%d.%m.%Y")
    for path in ("/", "/tabelle/", "/gebiet/stadtteile/01/"):
        response = reader.get(path, {**QUOTE, "known_on": THEN})
        assert response.context["selection"]["known_on"] == told
        assert told in plain(response.content.decode())
        back = response.context["selection"]["today_url"]
        assert "known_on" not in back
        assert told not in plain(reader.get(path + back).content.decode()).split("Quelle")[0]
        assert reader.get(path, QUOTE).context["selection"]["known_on"] == ""


def test_the_day_stays_while_other_things_are_chosen(corrected: World, reader: Client) -> None:
    words = {**QUOTE, "known_on": THEN, "date": "2015-06-30", "from": "2020-01-01"}
    for path in ("/", "/tabelle/"):
        html = page(reader, path, **words)
        for name in ("known_on", "date", "from"):
            assert f'<input type="hidden" name="{name}" value="{words[name]}">' in html
    url = map_data(reader, **words)["areas"]["01"]["url"]
    path, _, query = url.partition("?")
    carried = {"date": "2015-06-30", "known_on": THEN, "indicator": "quote", "period": DAY.label}
    assert (path, dict(parse_qsl(query))) == ("/gebiet/stadtteile/01/", carried)
    sheet = reader.get(url, headers={"hx-request": "true"})
    assert dict(parse_qsl(sheet.context["page_url"].partition("?")[2])) == carried
    assert f"known_on={THEN}" in reader.get(url).context["map_url"]


def test_each_delivery_leads_to_what_was_known_when_it_came(corrected: World, reader: Client) -> None:
    html = page(reader, "/tabelle/", **QUOTE)
    assert f"known_on={SINCE}" in html
    assert "figures as known then" in page_in_english(reader)


def test_what_came_today_is_what_is_known_now(filled: World, reader: Client) -> None:
    assert "known_on" not in page(reader, "/tabelle/", **QUOTE)


def page_in_english(reader: Client) -> str:
    return reader.get("/tabelle/", QUOTE, headers={"accept-language": "en"}).content.decode()


def test_a_division_is_found_though_its_delivery_was_withdrawn_since(corrected: World, reader: Client) -> None:
    for delivery in Delivery.objects.all():
        delivery.state, delivery.reason = Delivery.State.WITHDRAWN, "falsch"
        delivery.withdrawn_at = make_aware(datetime.combine(TODAY, time(0)))
        delivery.save()
    rows = reader.get("/api/v1/values/", {"indicator": "quote", "known_on": THEN}).json()
    assert {row["division"] for row in rows} == {"stadtteile"}
    assert map_data(reader, indicator="quote", known_on=THEN)["areas"]["01"]["display"].startswith("5,00")
    assert reader.get("/api/v1/values/", {"indicator": "quote"}).json() == []


def test_a_typology_is_the_one_published_by_then(corrected: World, reader: Client) -> None:
    corrected.deliver([("S1", code, DAY, 2.0 + n**2) for n, code in enumerate(CODES)])
    first, second = corrected.run(), corrected.run()
    dated(first, EARLIER)
    dated(second, LATER)
    runs = {day: reader.get("/", {"typology": "lage", "known_on": day}) for day in (BEFORE, THEN, SINCE)}
    assert {response.status_code for response in runs.values()} == {200}
    links = {day: [link["url"] for link in response.context["downloads"]] for day, response in runs.items()}
    assert links[BEFORE] == []
    assert f"/runs/{first.pk}/" in links[THEN][0]
    assert f"/runs/{second.pk}/" in links[SINCE][0]
    assert reader.get("/gebiet/stadtteile/01/", {"known_on": BEFORE}).context["typology"] is None
    assert reader.get("/gebiet/stadtteile/01/", {"known_on": THEN}).context["typology"] is not None


def test_a_run_says_that_its_figures_were_withdrawn(corrected: World, reader: Client) -> None:
    delivery = corrected.deliver([("S1", code, DAY, 2.0 + n**2) for n, code in enumerate(CODES)])
    corrected.run()
    said = "Zahlen, aus denen dies berechnet ist, sind seither zurückgezogen"
    for path in ("/", "/tabelle/"):
        assert said not in page(reader, path)
    withdraw_delivery(by=None, delivery=delivery, reason="Fehler")
    for path in ("/", "/tabelle/"):
        html = page(reader, path)
        assert said in html
        assert f"zurückgezogen am {formats.day(TODAY)}" in html


def test_figures_that_came_back_are_not_called_withdrawn(corrected: World, reader: Client) -> None:
    delivery = corrected.deliver([("S1", code, DAY, 2.0 + n**2) for n, code in enumerate(CODES)])
    corrected.run()
    said = "Zahlen, aus denen dies berechnet ist, sind seither zurückgezogen"
    withdraw_delivery(by=None, delivery=delivery, reason="Fehler")
    publish_delivery(by=None, delivery=draft_again(by=None, delivery=delivery))
    assert said not in page(reader, "/")
    again = Delivery.objects.get(again_of=delivery)
    withdraw_delivery(by=None, delivery=again, reason="doch ein Fehler")
    assert said in page(reader, "/")


def test_a_run_withdrawn_since_is_still_what_was_known_then(corrected: World, reader: Client) -> None:
    corrected.deliver([("S1", code, DAY, 2.0 + n**2) for n, code in enumerate(CODES)])
    run = corrected.run()
    dated(run, EARLIER)
    withdraw_run(by=None, run=run, reason="falsche Grenze")
    assert reader.get("/", {"typology": "lage"}).status_code == 404
    then = reader.get("/", {"typology": "lage", "known_on": THEN})
    file = then.context["downloads"][1]["url"]
    assert b"".join(reader.get(file)).count(b"\n") == 1 + len(CODES)  # type: ignore[arg-type]
    assert reader.get(file.replace(f"known_on={THEN}&", "")).status_code == 404
    runs = "/api/v1/typologies/lage/runs/"
    assert [one["id"] for one in reader.get(runs, {"known_on": THEN}).json()] == [run.pk]
    assert reader.get(runs, {"known_on": BEFORE}).status_code == 404
    assert reader.get(runs, {"known_on": "gestern"}).status_code == 400
