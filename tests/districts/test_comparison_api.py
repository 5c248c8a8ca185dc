"""Two divisions compared, for programs: the same numbers as on the page, the same rights, errors as elsewhere."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from shapely import MultiPolygon
from shapely.geometry import shape

from districts.actions.changes import confirm_change, propose_change
from districts.actions.editions import NewArea
from districts.actions.likeness import keep_likeness
from districts.models import Edition
from districts.queries.likeness import measured, not_kept
from tests import world as worlds
from tests.districts.comparing import client, homes, make_wards, page
from tests.districts.geometry.world import square
from tests.indicators.reform import reformed
from tests.world import World

pytestmark = pytest.mark.django_db
COMPARE, ALIKE = "/api/v1/divisions/compare/", "/api/v1/divisions/alike/"
PAIR = {"a": "stadtteile", "b": "wahlbezirke"}


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def wards(world: World) -> Edition:
    return make_wards()


def asked(reader: Client, **words: str) -> dict[str, Any]:
    answer = reader.get(COMPARE, words, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def cells(shown: str, title: str) -> list[list[str]]:
    """The rows of the table below a heading, as plain text."""
    table = shown[shown.index(title) :]
    body = table[table.index("<tbody>") : table.index("</tbody>")]
    rows = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.S) for row in body.split("</tr>")[:-1]]
    return [[html.unescape(re.sub(r"<.*?>", "", cell)).strip().replace("\u202f", " ") for cell in row] for row in rows]


def test_the_numbers_are_those_of_the_page(world: World, wards: Edition) -> None:
    homes({(100, 100): 9000, (1100, 100): 436, (1900, 100): 574, (100, 1100): 3000})
    reader = client("lena")
    found, shown = asked(reader, **PAIR), page(reader, **PAIR).replace("\u202f", " ")
    assert html.escape(found["sentence"].replace("\u202f", " ")) in shown
    assert (found["basis"], found["same"], found["a"]["areas"]) == ("inhabitants", 4, 6)
    by_people, by_area = found["figures"]
    assert by_people["agreement"] == pytest.approx(1 - 436 / 13010, abs=0.0005)
    assert f"{100 * by_people['agreement']:.1f} % in the same unit, {by_people['moved_inhabitants']} elsewhere" in shown
    assert (
        f"{100 * by_area['agreement']:.2f} % in the same unit, {by_area['moved_m2'] / 1e6:.2f} km² elsewhere" in shown
    )
    for row in found["figures"]:
        assert f"h {row['homogeneity']:.3f} · c {row['completeness']:.3f} · V {row['v']:.3f}" in shown
    (piece,) = found["pieces"]
    assert cells(shown, 'id="pieces-title"') == [
        [
            f"{piece['a_code']} {piece['a_name']}",
            f"{piece['b_code']} {piece['b_name']}",
            f"{piece['area_m2'] / 1e6:.2f} km²",
            str(piece["inhabitants"]),
        ]
    ]
    listed = re.findall(r'data-code="(\w+)".*?</svg> <span class="area-name">(.*?)</span> .*?>(\d+) %<', shown, re.S)
    assert listed == [
        (
            one["a_code"],
            f"{one['a_code']} {one['a_name']} – {one['b_code']} {one['b_name']}",
            f"{100 * one['overlap']:.0f}",
        )
        for one in found["matches"]
    ]


def test_people_are_told_in_tens_and_a_few_are_not_counted(world: World, wards: Edition) -> None:
    homes({(100, 100): 900, (1100, 100): 44, (1900, 100): 57})
    found = asked(client("lena"), **PAIR)
    assert (found["figures"][0]["moved_inhabitants"], found["pieces"][0]["inhabitants"]) == (40, 40)
    assert found["figures"][0]["agreement"] == 0.96  # in steps of ten people: of 1,001 a per cent
    overlaps = {one["a_code"]: (one["overlap_inhabitants"], one["overlap_area"]) for one in found["matches"]}
    assert overlaps["01"] == (0.95, 0.83)
    assert overlaps["03"] == (None, 1.0)  # nobody lives there
    assert found["figures"][1]["moved_inhabitants"] is None


def test_fewer_than_ten_are_said_to_be_fewer(world: World, wards: Edition) -> None:
    homes({(100, 100): 900, (1100, 100): 4, (1900, 100): 60})
    found = asked(client("lena"), **PAIR)
    (piece,) = found["pieces"]
    assert (piece["inhabitants"], piece["fewer_than"]) == (None, 10)
    assert (found["figures"][0]["moved_inhabitants"], found["figures"][0]["moved_fewer_than"]) == (None, 10)


def test_without_a_register_the_area_speaks_alone(world: World, wards: Edition) -> None:
    found = asked(client("lena"), **PAIR)
    assert [row["basis"] for row in found["figures"]] == ["area"]
    assert (found["pieces"][0]["inhabitants"], found["pieces"][0]["fewer_than"]) == (None, None)
    assert {one["overlap_inhabitants"] for one in found["matches"]} == {None}


def test_shapes_come_when_they_are_asked_for(world: World, wards: Edition) -> None:
    reader = client("lena")
    assert "geometry" not in asked(reader, **PAIR)["pieces"][0]
    (piece,) = asked(reader, **PAIR, geometry="yes")["pieces"]
    drawn = reader.get("/gebiete/vergleich/stuecke.geojson", PAIR).json()["features"][piece["id"]]
    assert piece["geometry"] == drawn["geometry"]
    west, south, east, north = shape(piece["geometry"]).bounds
    assert 8 < west < east < 10
    assert 48 < south < north < 50


def test_what_became_of_areas_whichever_is_named_first(world: World) -> None:
    new, reader = reformed(), client("lena")
    words = {"a": "stadtteile@2023-01-01", "b": "stadtteile@2024-01-01"}
    found = asked(reader, **words)["changes"]
    assert (found["before"], found["after"], found["state"]) == (str(world.edition), str(new), "computed")
    kinds = {(one["kind"], *one["before"], "→", *one["after"]) for one in found["relations"]}
    assert {("split", "04", "→", "4a", "4b"), ("merge", "02", "03", "→", "02"), ("identical", "01", "→", "01")} < kinds
    assert asked(reader, a=words["b"], b=words["a"])["changes"] == found
    change = propose_change(by=None, before=world.edition, after=new)
    proposed = asked(reader, **words)["changes"]
    assert (proposed["state"], proposed["relations"]) == ("proposed", found["relations"])
    split = change.relations.get(kind="split")
    confirm_change(by=None, change=change, kinds={split.pk: "transfer"}, notes={split.pk: "Neubau"})
    confirmed = asked(reader, **words)["changes"]
    assert confirmed["state"] == "confirmed"
    assert confirmed["confirmed_on"]
    assert [one["note"] for one in confirmed["relations"] if one["kind"] == "transfer"] == ["Neubau"]


def test_two_divisions_have_no_changes_and_one_beside_itself_has_none(world: World, wards: Edition) -> None:
    reader = client("lena")
    assert asked(reader, **PAIR)["changes"] is None
    assert asked(reader, a="stadtteile", b="stadtteile")["changes"] is None


@pytest.mark.parametrize(
    ("words", "status", "detail"),
    [
        ({}, 400, "a="),
        ({"a": "stadtteile"}, 400, "b="),
        ({"a": "stadtteile", "b": "wahlbezirke@morgen"}, 400, "b=wahlbezirke@morgen"),
        ({**PAIR, "geometry": "perhaps"}, 400, "geometry=perhaps"),
        ({"a": "stadtteile", "b": "gibt-es-nicht"}, 404, ""),
        ({"a": "stadtteile", "b": "fern"}, 404, ""),
    ],
)
def test_errors_are_those_of_the_interface(
    world: World, wards: Edition, words: dict[str, str], status: int, detail: str
) -> None:
    worlds.division("fern")
    worlds.edition([NewArea("1", "Fern", None, MultiPolygon([square(90_000, 0, 10)]))], key="fern")
    answer = client("lena").get(COMPARE, words)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail", "hint"}
    assert answer.json()["detail"] == detail or not detail


def test_strangers_see_nothing_and_a_draft_is_not_compared(world: World, wards: Edition) -> None:
    for address in (COMPARE, ALIKE):
        assert Client().get(address, PAIR).status_code == 401
    worlds.division("entwurf")
    worlds.edition(worlds.squares(), key="entwurf", active=False)
    assert client("lena").get(COMPARE, {"a": "stadtteile", "b": "entwurf"}).status_code == 404


def test_pairs_that_could_be_the_same(
    world: World, wards: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keep_likeness(by=None, found=measured(not_kept()))
    reader = client("lena")
    with django_assert_max_num_queries(8):
        (pair,) = reader.get(ALIKE).json()
    assert {pair["a"], pair["b"]} == {str(world.edition), str(wards)}
    assert (pair["same"], pair["areas"]) == (4, 6)
    assert pair["agreement"] == pytest.approx(5.8 / 6)
