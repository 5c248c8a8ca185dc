"""Indicators, values, typologies and results over HTTP: what is given, to whom, and how refusals look."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from indicators.actions.runs import withdraw_run
from indicators.models import Run
from indicators.queries.results import result_columns
from indicators.queries.values import COLUMNS
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import CODES, DAY, READ, World, edition, give, person

API = "/api/v1"
VALUES = {"indicator": "quote", "division": "stadtteile"}


def visitor(*departments: str, **fields: Any) -> Client:
    client = Client()
    client.force_login(person("-".join(departments) or "fremd", *departments, **fields))
    return client


@pytest.fixture
def reader(filled: World) -> Client:
    give("arbeit", *READ)
    return visitor("arbeit")


@pytest.fixture
def stranger(filled: World) -> Client:
    """Logged in, and a member of a department that may see one other indicator."""
    give("bildung", *READ, scope=Scope.INDICATOR, keys=["transfer"])
    return visitor("bildung")


def rows(response: Any, delimiter: str = ",") -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_indicators_with_definition_and_stand(reader: Client) -> None:
    found = {one["code"]: one for one in reader.get(f"{API}/indicators/").json()}
    assert len(found) == 8
    assert found["quote"] == reader.get(f"{API}/indicators/quote/").json()
    assert found["quote"]["formula"] == {"share": {"numerator": "ALO", "denominator": "EW"}}
    assert (found["quote"]["owner"], found["quote"]["stand"], found["quote"]["higher_is"]) == (
        "arbeit",
        "31.12.2023",
        "worse",
    )
    english = reader.get(f"{API}/indicators/quote/", headers={"accept-language": "en"}).json()
    assert english["label"] == "Unemployment"


def test_listing_alone_shows_the_definition_and_no_value(filled: World) -> None:
    give("bildung", Permission.LIST, scope=Scope.INDICATOR, keys=["quote"])
    client = visitor("bildung")
    assert [one["code"] for one in client.get(f"{API}/indicators/").json()] == ["quote"]
    assert client.get(f"{API}/indicators/quote/").status_code == 200
    assert client.get(f"{API}/values/", VALUES).status_code == 404


def test_values_as_json(reader: Client) -> None:
    found = reader.get(f"{API}/values/", VALUES).json()
    assert len(found) == 2 * len(CODES)
    assert list(found[0]) == list(COLUMNS)
    assert {row["period_end"] for row in found} == {"2022-12-31", "2023-12-31"}
    assert found[1]["value"] == 8.8


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"period": "2023-12-31"}, 6),
        ({"from": "2023-01-01"}, 6),
        ({"to": "2022-12-31"}, 6),
        ({"from": "2024-01-01"}, 0),
        ({"area": "01"}, 2),
        ({"area": "01,02"}, 4),
        ({"area": ["01", "02", "01"]}, 4),
        ({"area": "99"}, 0),
        ({"date": "2015-06-30", "area": "01"}, 2),
        ({"indicator": "quote,transfer", "area": "01"}, 3),
        ({"indicator": ["quote", "transfer"], "area": "01"}, 3),
    ],
)
def test_values_can_be_chosen(reader: Client, query: dict[str, Any], count: int) -> None:
    assert len(reader.get(f"{API}/values/", VALUES | query).json()) == count


def test_without_a_division_it_is_the_one_with_the_newest_figures(filled: World, reader: Client) -> None:
    edition(key="bezirke")
    assert {row["division"] for row in reader.get(f"{API}/values/", {"indicator": "quote"}).json()} == {"stadtteile"}


def test_values_as_csv_in_both_dialects(reader: Client) -> None:
    point = reader.get(f"{API}/values.csv", VALUES)
    assert point.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in point.headers["Content-Disposition"]
    first = rows(point)
    comma = rows(reader.get(f"{API}/values.csv", VALUES | {"dialect": "excel-de"}), ";")
    assert list(first[0]) == list(comma[0]) == list(COLUMNS)
    assert [row["value"].replace(".", ",") for row in first] == [row["value"] for row in comma]
    raw = b"".join(reader.get(f"{API}/values.csv", VALUES | {"dialect": "excel-de"}))
    assert raw.startswith(b"\xef\xbb\xbfdivision;edition;")
    assert b"\r\n" in raw


def test_results_as_json_and_csv(filled: World, reader: Client) -> None:
    run = filled.run()
    (listed,) = reader.get(f"{API}/typologies/").json()
    assert (listed["key"], listed["version"], listed["label"]) == ("lage", 1, "Soziale Lage")
    (told,) = reader.get(f"{API}/typologies/lage/runs/").json()
    assert (told["id"], told["division"], told["edition"], told["version"]) == (run.pk, "stadtteile", "2010-01-01", 1)
    assert told["deliveries"] == sorted(run.deliveries.values_list("pk", flat=True), reverse=True)
    assert told["results_hash"] == run.results_hash
    path = f"{API}/typologies/lage/runs/{run.pk}/results/"
    as_json = {one["area_code"]: one for one in reader.get(path).json()}
    as_csv = {row["area_code"]: row for row in rows(reader.get(path, {"format": "csv"}))}
    assert list(next(iter(as_csv.values()))) == result_columns(run)
    for code in CODES:
        assert as_csv[code]["combined"] == as_json[code]["combined"]
        assert (as_csv[code]["included"] == "true") == as_json[code]["included"]
    axis = as_json["01"]["axes"]["status"]
    assert float(as_csv["01"]["status_index"]) == axis["index"]
    assert float(as_csv["01"]["z_quote"]) == axis["indicators"]["quote"]["z"]
    excel = rows(reader.get(path, {"format": "csv", "dialect": "excel-de"}), ";")
    assert excel[0]["status_index"] == as_csv["01"]["status_index"].replace(".", ",")


def test_drafts_and_withdrawn_runs_are_not_there(filled: World, reader: Client) -> None:
    draft, run = filled.run(publish=False), filled.run()
    path = f"{API}/typologies/lage/runs/{{}}/results/"
    assert reader.get(path.format(draft.pk)).status_code == 404
    assert reader.get(path.format(run.pk)).status_code == 200
    withdraw_run(by=None, run=run, reason="Fehler")
    for closed in (path.format(run.pk), f"{API}/typologies/lage/runs/"):
        assert reader.get(closed).status_code == 404
    assert reader.get(f"{API}/typologies/").json() == []


def test_what_is_closed_and_what_is_absent_are_the_same_answer(filled: World, stranger: Client) -> None:
    run = filled.run()
    pairs = [
        (f"{API}/indicators/quote/", f"{API}/indicators/nichtda/"),
        (f"{API}/values/?indicator=quote", f"{API}/values/?indicator=nichtda"),
        (f"{API}/values/?indicator=transfer,quote", f"{API}/values/?indicator=transfer,nichtda"),
        (f"{API}/values.csv?indicator=quote", f"{API}/values.csv?indicator=nichtda"),
        (f"{API}/values.xlsx?indicator=quote", f"{API}/values.xlsx?indicator=nichtda"),
        (f"{API}/typologies/lage/runs/", f"{API}/typologies/nichtda/runs/"),
        (f"{API}/typologies/lage/runs/{run.pk}/results/", f"{API}/typologies/lage/runs/{run.pk + 1}/results/"),
        (f"{API}/typologies/lage/runs/{run.pk}/results/?format=csv", f"{API}/typologies/x/runs/1/results/?format=csv"),
    ]
    for closed, absent in pairs:
        first, second = stranger.get(closed), stranger.get(absent)
        assert (first.status_code, second.status_code) == (404, 404), closed
        assert first.content == second.content
        assert set(first.json()) == {"error", "detail", "hint"}
    assert [one["code"] for one in stranger.get(f"{API}/indicators/").json()] == ["transfer"]
    assert stranger.get(f"{API}/typologies/").json() == []


def test_a_typology_needs_a_right_on_it_or_on_all_its_indicators(filled: World) -> None:
    run = filled.run()
    path = f"{API}/typologies/lage/runs/{run.pk}/results/"
    give("bildung", Permission.VIEW, scope=Scope.TYPOLOGY, keys=["lage"])
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote", "transfer"])
    give("jugend", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    answers = {key: visitor(key).get(path).status_code for key in ("bildung", "arbeit", "jugend")}
    assert answers == {"bildung": 200, "arbeit": 200, "jugend": 404}


def test_downloading_is_a_right_of_its_own(filled: World) -> None:
    run = filled.run()
    give("arbeit", Permission.VIEW)
    client = visitor("arbeit")
    assert client.get(f"{API}/values/", VALUES).status_code == 200
    for path in ("/values.csv?", "/values.xlsx?", "/values/?format=csv&"):
        assert client.get(f"{API}{path}indicator=quote&division=stadtteile").status_code == 404
    assert client.get(f"{API}/typologies/lage/runs/{run.pk}/results/").status_code == 200
    assert client.get(f"{API}/typologies/lage/runs/{run.pk}/results/?format=csv").status_code == 404


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/values/", "indicator="),
        ("/values/?indicator=", "indicator="),
        ("/values/?indicator=quote&period=irgendwann", "period=irgendwann"),
        ("/values/?indicator=quote&date=gestern", "date=gestern"),
        ("/values/?indicator=quote%00", "indicator=quote\ufffd"),
        ("/values/?indicator=quote&area=01%00&area=02", "area=01\ufffd,02"),
        ("/values.csv?indicator=quote&dialect=klingonisch", "dialect=klingonisch"),
        ("/typologies/lage/runs/{run}/results/?format=csv&dialect=x", "dialect=x"),
    ],
)
def test_unreadable_requests_say_what_was_read(filled: World, reader: Client, path: str, told: str) -> None:
    run = filled.run()
    response = reader.get(API + path.format(run=run.pk))
    assert response.status_code == 400
    answer = json.loads(response.content)
    assert set(answer) == {"error", "detail", "hint"}
    assert answer["detail"] == told
    assert answer["hint"]


def test_other_methods_and_numbers_out_of_range(reader: Client) -> None:
    response = reader.post(f"{API}/values/", VALUES)
    assert response.status_code in (403, 405)
    assert set(response.json()) == {"error", "detail", "hint"}
    assert reader.get(f"{API}/typologies/lage/runs/{10**30}/results/").status_code == 404
    assert Run.objects.count() == 0


def test_period_of_a_figure_is_the_one_asked_for(reader: Client) -> None:
    assert {row["period_end"] for row in reader.get(f"{API}/values/", VALUES | {"period": DAY.label}).json()} == {
        "2023-12-31"
    }


def test_values_as_they_were_known_earlier(reader: Client) -> None:
    today = reader.get(f"{API}/values/", VALUES | {"known_on": localtime().date().isoformat()}).json()
    assert len(today) == 2 * len(CODES)
    yesterday = localtime().date() - timedelta(days=2)
    assert reader.get(f"{API}/values/", VALUES | {"known_on": yesterday.isoformat()}).json() == []
