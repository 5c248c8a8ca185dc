"""Who read which protected figures is written down before the first byte goes out, from pages and files alike."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from pytest_django import Settings

from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.trail.access_log import Seen, record_access
from sozialmonitor.trail.models import AccessEvent
from tests.repository.test_urls import OWN, Visitor, content, path_of, things  # noqa: F401 - a fixture
from tests.world import READ, World, build_filled, command, give, person

pytestmark = pytest.mark.django_db
Told = tuple[str, str, str, str, int | None]


@pytest.fixture
def world() -> World:
    return build_filled()


@pytest.fixture
def anna(world: World, client: Client) -> Client:
    give("arbeit", *READ)
    client.force_login(person("anna", "arbeit"))
    return client


def told(**where: Any) -> list[Told]:
    names = ("account", "what", "division", "format", "rows")
    return list(AccessEvent.objects.filter(**where).order_by("id").values_list(*names))


def test_a_page_is_one_line_for_the_indicator_and_one_for_the_inhabitants_beside_it(anna: Client) -> None:
    assert anna.get("/tabelle/?indicator=quote").status_code == 200
    assert told() == [
        ("anna", "indicator:quote", "stadtteile", "page", 6),
        ("anna", "indicator:einwohner", "stadtteile", "page", 6),
    ]
    event = AccessEvent.objects.earliest("id")
    assert (event.day, event.period, event.protected, event.denied) == (localdate(), "2023-12-31", True, False)
    assert (event.minute.second, event.minute.microsecond, event.address) == (0, 0, None)


@pytest.mark.parametrize(
    ("path", "form", "rows"),
    [
        ("/api/v1/values/?indicator=quote", "json", 12),
        ("/api/v1/values/?indicator=quote&area=01&period=2023-12-31", "json", 1),
        ("/api/v1/values.xlsx?indicator=quote", "xlsx", 12),
        ("/api/v1/values.csv?indicator=quote", "csv", None),
        ("/api/v1/values/?indicator=quote&format=csv", "csv", None),
    ],
)
def test_every_file_is_a_line(anna: Client, path: str, form: str, rows: int | None) -> None:
    response = anna.get(path)
    assert response.status_code == 200
    # Also of a stream, of which nothing has been read yet.
    assert told() == [("anna", "indicator:quote", "stadtteile", form, rows)]
    content(response)  # type: ignore[arg-type]


def test_several_indicators_are_counted_one_by_one(anna: Client) -> None:
    anna.get("/api/v1/values/?indicator=quote,einwohner&area=01")
    assert [(what, rows) for _, what, _, _, rows in told()] == [("indicator:quote", 2), ("indicator:einwohner", 2)]


def test_results_of_a_typology(world: World, anna: Client) -> None:
    run = world.run()
    anna.get(f"/api/v1/typologies/lage/runs/{run.pk}/results/")
    content(anna.get(f"/api/v1/typologies/lage/runs/{run.pk}/results/?format=csv"))  # type: ignore[arg-type]
    assert told() == [
        ("anna", "typology:lage", "stadtteile", "json", 6),
        ("anna", "typology:lage", "stadtteile", "csv", None),
    ]


def test_what_everybody_may_read_leaves_no_line(world: World, anna: Client, settings: Settings) -> None:
    open_to_all = {"to_all": True, "scope": Scope.INDICATOR, "keys": ["quote"]}
    grant(by=None, permissions=[Permission.VIEW], **open_to_all)
    anna.get("/api/v1/values/?indicator=quote")
    assert told() == []
    anna.get("/api/v1/values.xlsx?indicator=quote")  # open to be seen, not to be downloaded
    assert [one[3] for one in told()] == ["xlsx"]
    grant(by=None, permissions=[Permission.DOWNLOAD], **open_to_all)
    settings.ACCESS_LOG_OPEN = True
    anna.get("/api/v1/values.xlsx?indicator=quote")
    assert told(protected=False) == [("", "indicator:quote", "stadtteile", "xlsx", 12)]  # and nobody's name


def test_open_in_some_areas_is_not_open(world: World, anna: Client) -> None:
    grant(
        by=None, permissions=[Permission.VIEW], to_all=True, scope=Scope.INDICATOR, keys=["quote"],
        division="stadtteile", areas=["01"],
    )  # fmt: skip
    anna.get("/api/v1/values/?indicator=quote&area=02")
    assert len(told()) == 1


def test_an_address_is_kept_only_if_the_city_says_so(anna: Client, settings: Settings) -> None:
    settings.ACCESS_LOG_ADDRESSES = True
    anna.get("/api/v1/values/?indicator=quote", REMOTE_ADDR="192.0.2.7")
    assert AccessEvent.objects.get().address == "192.0.2.7"


def test_what_was_refused_is_written_and_tells_nothing_about_what_exists(world: World, client: Client) -> None:
    client.force_login(person("bernd", "bildung"))
    asked = []
    for code in ("quote", "gibt-es-nicht"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v1/values/?indicator={code}").status_code == 404
        asked.append([query["sql"].split()[0] for query in captured])
    assert asked[0] == asked[1]
    assert told(denied=True, account="bernd") == [
        ("bernd", "indicator:quote", "", "json", None),
        ("bernd", "indicator:gibt-es-nicht", "", "json", None),
    ]
    client.get("/lieferungen/")
    assert told(what="path:/lieferungen/") == []
    assert [one[1] for one in told(format="page")] == ["/lieferungen/"]


def test_a_null_in_an_address_stops_nothing(world: World, client: Client) -> None:
    client.force_login(person("bernd", "bildung"))
    assert client.get("/api/v1/values/?indicator=a%00b").status_code in (400, 404)


def test_strangers_leave_no_name_where_something_is_protected(world: World) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    record_access(request, form="page", seen=[Seen("indicator:quote", open=True)])
    assert told() == []


def test_a_page_costs_one_insert_more(anna: Client) -> None:
    anna.get("/gebiet/stadtteile/01/")
    with CaptureQueriesContext(connection) as captured:
        anna.get("/gebiet/stadtteile/01/")
    assert sum("INSERT" in query["sql"] for query in captured) == 1
    assert len(told()) > 10


def test_no_address_shows_a_protected_figure_unseen(things: dict[str, Any]) -> None:  # noqa: F811
    """8.8 per cent is a protected figure of this city: wherever it is read, a line says so."""
    shows, unseen = [], []
    for who in ("own", "importer", "administrator"):
        visitor = Visitor(who)
        for route in OWN:
            path, before = path_of(route, things) or "", AccessEvent.objects.count()
            response = visitor.visit("GET", path)
            text = content(response)
            if response.status_code == 200 and any(figure in text for figure in ("8.8", "8,8", "einwohner-geheim")):
                shows.append(route)
                unseen += [] if AccessEvent.objects.count() > before else [(who, route)]
    # Of files, without a figure of theirs; a look at the trail is a line in the trail.
    names_only = {"api/v1/batches/", "lieferungen/", "api/v1/deliveries/", "protokoll/", "protokoll/liste.csv"}
    names_only |= {"konto/tokens/<int:pk>/"}  # whose label is made of the same word here
    assert len(set(shows)) > 8
    assert {route for _, route in unseen} - names_only == set()


def test_what_lies_in_a_file_nobody_published_is_protected(things: dict[str, Any]) -> None:  # noqa: F811
    visitor, batch = Visitor("importer"), things["batch"]
    for path in ("", "protokoll/", "befunde.csv", "zurueckgewiesen.csv"):
        content(visitor.visit("GET", f"/lieferungen/{batch}/{path}"))
    content(visitor.visit("GET", f"/profile/neu/?lieferung={batch}"))
    seen = [(one[1], one[3]) for one in told(account="importer")]
    assert seen == [(f"batch:{batch}", form) for form in ("page", "print", "csv", "csv", "page")]


def test_days_are_of_the_city(anna: Client) -> None:
    anna.get("/api/v1/values/?indicator=quote")
    assert AccessEvent.objects.get().day in (localdate(), localdate() - timedelta(days=1))
    assert isinstance(AccessEvent.objects.get().day, date)


def test_what_is_exported_at_the_machine_is_a_line_in_the_trail(world: World, tmp_path: Path) -> None:
    """Of nobody's account: the operator has none."""
    run, target = world.run(), tmp_path / "werte.csv"
    assert command("export_values", "--division", "stadtteile", "--indicator", "quote", "--csv", target).code == 0
    assert command("export_typology", "lage", "--csv", target).code == 0
    lines = AuditEvent.objects.filter(verb__startswith="export").order_by("id").values_list("by", "what", "details")
    assert list(lines) == [
        ("system", "stadtteile@2010-01-01", {"indicators": ["quote"], "file": "werte.csv"}),
        ("system", f"run:{run.pk}", {"file": "werte.csv"}),
    ]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("", ""),
        ("&period=2023-12-31", "2023-12-31"),
        ("&from=2022-01-01&to=2022-12-31", "2022-01-01 – 2022-12-31"),
        ("&from=2023-01-01", "2023-01-01 – "),
    ],
)
def test_the_period_is_the_one_that_was_asked_for(anna: Client, words: str, period: str) -> None:
    anna.get(f"/api/v1/values/?indicator=quote{words}")
    assert AccessEvent.objects.get().period == period


def test_the_sheet_of_an_area_is_a_line_for_each_indicator_on_it(world: World, anna: Client) -> None:
    world.run()
    anna.get("/gebiet/stadtteile/01/")
    events = AccessEvent.objects.order_by("id").values_list("what", "period", "rows")
    assert ("indicator:quote", "2022-12-31 – 2023-12-31", 2) in events
    assert ("indicator:transfer", "2023-12-31", 1) in events
    assert ("typology:lage", "2023-12-31", 1) in events
    assert len(events) == 9


def test_where_a_page_has_nothing_to_show_nothing_is_written(world: World, client: Client) -> None:
    client.force_login(person("bernd", "bildung"))
    assert client.get("/tabelle/").status_code == 200
    assert told() == []
