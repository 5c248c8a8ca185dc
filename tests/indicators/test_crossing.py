"""Which areas of other divisions an area touches, with how many children: the same number from both sides."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import Settings
from shapely import MultiPolygon

from districts.actions.correspondences import build_correspondence, withdraw_correspondence
from districts.actions.editions import NewArea
from districts.actions.plans import draft_plan
from districts.models import Correspondence, Edition
from indicators.queries.crossing import Crossing, area_of, crossings_of
from indicators.selection import read_selection
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from tests import world as worlds
from tests.districts.geometry.world import square
from tests.indicators.outputs import plain
from tests.indicators.reform import converted, way
from tests.world import DAY, READ, World, give, person

pytestmark = pytest.mark.django_db
SECOND = date(2012, 1, 1)


@pytest.fixture(autouse=True)
def children(settings: Settings) -> None:
    settings.CHILDREN_INDICATOR = "einwohner"  # the small city counts nobody else


@pytest.fixture
def catchments(filled: World) -> Edition:
    """Two that cut the middle column of the six squares: West has 01 and 04, East 03 and 06, both half of 02 and 05."""
    worlds.division("bezirke", label_de="Grundschulbezirke", label_en="Catchments", rank=50)
    west, east = square(0, 0, 2000, 1500), square(1500, 0, 2000, 1500)
    areas = [NewArea("W", "West", None, MultiPolygon([west])), NewArea("O", "Ost", None, MultiPolygon([east]))]
    return worlds.edition(areas, key="bezirke", valid_from=SECOND)


def crossing(division: str, area: str, **words: str) -> list[Crossing]:
    selection = read_selection({"division": division, "area": area, **words})
    reader = User.objects.filter(username="leser").first() or person("leser", "arbeit")
    return crossings_of(area_of(selection), allowed(reader, Permission.VIEW), selection)


def pieces(found: list[Crossing]) -> dict[str, int | None]:
    (one,) = found
    return {piece.code: piece.children for piece in one.pieces}


def test_a_district_says_its_catchments_and_a_catchment_its_districts(filled: World, catchments: Edition) -> None:
    way(filled.edition, catchments)
    give("arbeit", *READ)
    (found,) = crossing("stadtteile", "02")
    assert [(one.code, one.share, one.children) for one in found.pieces] == [("O", 0.5, 1000), ("W", 0.5, 1000)]
    assert (found.children, found.edition) == (2000, catchments)
    (back,) = crossing("bezirke", "W")
    assert pieces([back]) == {"01": 1000, "02": 1000, "04": 500, "05": 400}
    assert back.children == 2900 == converted("einwohner", catchments).panel.cell("W", DAY).value
    assert {one.code: one.share_of_other for one in back.pieces} == {"01": 1.0, "02": 0.5, "04": 1.0, "05": 0.5}
    assert {one.code: round(one.share or 0, 3) for one in back.pieces}["02"] == round(1000 / 2900, 3)


def test_the_figures_of_the_period_asked_for_or_the_last_before_it(filled: World, catchments: Edition) -> None:
    way(filled.edition, catchments)
    give("arbeit", *READ)
    filled.deliver([("EW", "02", worlds.Period.parse("2024-12-31"), 2222.0)])
    assert pieces(crossing("stadtteile", "02")) == {"W": 1111, "O": 1111}
    assert pieces(crossing("stadtteile", "02", period="2023-12-31")) == {"W": 1000, "O": 1000}
    (found,) = crossing("stadtteile", "02", period="2000-12-31")
    assert found.counted is None


def test_odd_numbers_add_up_to_the_whole(filled: World, catchments: Edition) -> None:
    way(filled.edition, catchments)
    give("arbeit", *READ)
    filled.deliver([("EW", "02", DAY, 1001.0)], complete=False)
    assert sorted(one or 0 for one in pieces(crossing("stadtteile", "02")).values()) == [500, 501]
    here = pieces(crossing("stadtteile", "02"))["W"]
    assert pieces(crossing("bezirke", "W"))["02"] == here


def test_what_is_hidden_or_missing_stays_so(filled: World, catchments: Edition, settings: Settings) -> None:
    settings.CHILDREN_INDICATOR = "arbeitslose"
    way(filled.edition, catchments)
    give("arbeit", *READ)
    (found,) = crossing("bezirke", "W")
    words = {one.code: (one.children, one.status) for one in found.pieces}
    assert words["05"] == (None, "missing")
    assert words["04"] == (None, "suppressed")
    assert words["01"] == (88, "ok")
    assert found.children is None
    (east,) = crossing("bezirke", "O")
    assert {one.code: (one.children, one.status) for one in east.pieces}["03"] == (0, "zero")


def test_one_way_counts_from_both_sides_though_there_are_two(filled: World, catchments: Edition) -> None:
    way(filled.edition, catchments)
    way(catchments, filled.edition)
    filled.deliver([("EW", "W", DAY, 100.0), ("EW", "O", DAY, 200.0)], edition=catchments)
    give("arbeit", *READ)
    for district, catchment in (("02", "W"), ("03", "O")):
        assert pieces(crossing("stadtteile", district))[catchment] == pieces(crossing("bezirke", catchment))[district]


def test_who_may_not_see_the_children_sees_the_shares(filled: World, catchments: Edition) -> None:
    way(filled.edition, catchments)
    give("arbeit", *READ, scope=Scope.INDICATOR, keys=["quote"])
    (found,) = crossing("stadtteile", "02")
    assert [(one.share, one.children) for one in found.pieces] == [(0.5, None), (0.5, None)]
    assert found.counted is None
    (back,) = crossing("bezirke", "W")
    assert {one.share for one in back.pieces} == {None}


def test_without_a_correspondence_catchments_are_told_by_the_ground(filled: World, catchments: Edition) -> None:
    give("arbeit", *READ)
    assert crossing("stadtteile", "02") == []
    draft_plan(by=None, division=catchments.division, school_year=2012, label="Plan", polygons=catchments)
    (found,) = crossing("stadtteile", "02")
    assert {one.code: (one.share, one.share_of_other) for one in found.pieces} == {
        "W": (0.5, pytest.approx(1 / 6)),
        "O": (0.5, pytest.approx(1 / 6)),
    }
    assert (found.way, found.children) == (None, None)
    (back,) = crossing("bezirke", "W")
    assert [one.code for one in back.pieces] == ["01", "04", "02", "05"]


def test_a_withdrawn_way_counts_no_longer_and_an_earlier_edition_is_not_met(filled: World, catchments: Edition) -> None:
    made = way(filled.edition, catchments)
    give("arbeit", *READ)
    assert crossing("stadtteile", "02", date="2011-06-01") == []  # before the catchments began
    withdraw_correspondence(by=None, correspondence=made, reason="falsch")
    assert crossing("stadtteile", "02") == []


def test_page_and_sheet_say_it(filled: World, catchments: Edition, client: Client) -> None:
    way(filled.edition, catchments, Correspondence.Basis.AREA)
    give("arbeit", *READ)
    client.force_login(person("anna", "arbeit"))
    for header in ({}, {"hx-request": "true"}):
        html = plain(client.get("/gebiet/stadtteile/02/", headers=header).content.decode())
        assert "In der Gliederung „Grundschulbezirke“" in html
        assert "West W 50,0 % 1.000" in html
        assert "Geschätzt aus den Zahlen für „Stadtteile“" in html
    html = plain(client.get("/gebiet/bezirke/W/").content.decode())
    assert "Viertel 04 04" in html
    assert "Einwohner: 2.900" in html
    assert 'href="/gebiet/stadtteile/04/' in client.get("/gebiet/bezirke/W/").content.decode()


def test_whole_areas_are_not_called_estimates(filled: World, client: Client) -> None:
    worlds.division("haelften", rank=20)
    halves = [
        NewArea(code, name, None, MultiPolygon([square(0, low, 1000, 3000)]))
        for code, name, low in (("S", "Süd", 0), ("N", "Nord", 1000))
    ]
    way(filled.edition, worlds.edition(halves, key="haelften", valid_from=SECOND))
    give("arbeit", *READ)
    client.force_login(person("anna", "arbeit"))
    html = plain(client.get("/gebiet/haelften/S/").content.decode())
    assert "Kein Gebiet musste geteilt werden" in html
    assert "Geschätzt" not in html


def test_the_interface_gives_what_the_page_shows(filled: World, catchments: Edition, client: Client) -> None:
    way(filled.edition, catchments)
    give("arbeit", *READ)
    client.force_login(person("anna", "arbeit"))
    answer = client.get("/api/v1/crossings/", {"division": "bezirke", "area": "W"})
    rows = {row["area_code"]: row for row in answer.json()}
    assert {code: row["value"] for code, row in rows.items()} == pieces(crossing("bezirke", "W"))
    assert rows["02"] == {
        "division": "stadtteile", "edition": "2010-01-01", "area_code": "02", "area_name": "Viertel 02",
        "share": 1000 / 2900, "share_of_other": 0.5, "indicator": "einwohner",
        "period_start": "2023-12-31", "period_end": "2023-12-31", "value": 1000, "status": "ok",
        "counted_on": "stadtteile@2010-01-01", "basis": "area",
    }  # fmt: skip
    file = client.get("/api/v1/crossings/", {"division": "bezirke", "area": "W", "format": "csv"})
    assert file["Content-Disposition"] == 'attachment; filename="crossings.csv"'
    lines = file.content.decode().splitlines()
    assert len(lines) == 1 + len(rows)
    assert "stadtteile,2010-01-01,04,Viertel 04," in lines[3]


def test_downloading_children_needs_the_right_to(filled: World, catchments: Edition, client: Client) -> None:
    way(filled.edition, catchments)
    give("arbeit", Permission.LIST, Permission.VIEW)
    client.force_login(person("anna", "arbeit"))
    words = {"division": "stadtteile", "area": "02"}
    assert [row["value"] for row in client.get("/api/v1/crossings/", words).json()] == [1000, 1000]
    text = client.get("/api/v1/crossings/", words | {"format": "csv"}).content.decode()
    assert "West" in text
    assert "1000" not in text


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"division": "stadtteile"}, 400),
        ({"division": "stadtteile", "area": "02", "date": "gestern"}, 400),
        ({"division": "stadtteile", "area": "02", "format": "csv", "dialect": "tab"}, 400),
        ({"division": "stadtteile", "area": "99"}, 404),
        ({"division": "nirgends", "area": "02"}, 404),
    ],
)
def test_what_cannot_be_asked(filled: World, client: Client, words: dict[str, str], status: int) -> None:
    client.force_login(person("anna", "arbeit"))
    assert client.get("/api/v1/crossings/", words).status_code == status


def test_reading_costs_the_same_for_many_pieces(
    filled: World, catchments: Edition, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    build_correspondence(by=None, source=filled.edition, target=catchments, basis="area")
    give("arbeit", *READ)
    user = person("anna", "arbeit")
    selection = read_selection({"division": "bezirke", "area": "W"})
    granted = allowed(user, Permission.VIEW)
    with django_assert_max_num_queries(20):
        crossings_of(area_of(selection), granted, selection)
