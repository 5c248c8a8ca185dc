"""Two divisions side by side: found, told in words, drawn, and what became of areas confirmed by a person."""

import pytest
from django.core.exceptions import PermissionDenied
from shapely import MultiPolygon

from districts.actions.changes import CannotChange, confirm_change, propose_change
from districts.actions.editions import NewArea
from districts.models import Change, Edition, Relation
from districts.queries.alike import compare
from districts.queries.likeness import discover
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from tests import world as worlds
from tests.districts.comparing import client, homes, make_wards, page
from tests.districts.geometry.world import square
from tests.indicators.reform import reformed
from tests.world import World, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def wards(world: World) -> Edition:
    return make_wards()


def test_by_area_where_nobody_knows_who_lives_where(world: World, wards: Edition) -> None:
    found = compare(world.edition, wards)
    assert found is not None
    assert found.by_people is None
    assert found.by_area.agreement == pytest.approx(5.8 / 6)
    (piece,) = found.pieces
    assert (piece.area_m2, piece.people) == (pytest.approx(200_000), None)
    assert (found.shapes[0].codes[piece.first], found.shapes[1].codes[piece.second]) == ("02", "W01")


def test_by_the_people_who_live_there(world: World, wards: Edition) -> None:
    homes({(100, 100): 900, (1100, 100): 40, (1900, 100): 60})
    found = compare(world.edition, wards)
    assert found is not None
    assert found.best is found.by_people
    assert found.best.agreement == pytest.approx(0.96)
    assert [piece.people for piece in found.pieces] == [40.0]


def test_divisions_without_common_ground_are_not_compared(world: World) -> None:
    worlds.division("fern")
    far = worlds.edition([NewArea("1", "Fern", None, MultiPolygon([square(90_000, 0, 10)]))], key="fern")
    assert compare(world.edition, far) is None
    assert client("lena").get("/gebiete/vergleich/?a=stadtteile&b=fern").status_code == 404


def test_what_nobody_noticed_is_found(world: World, wards: Edition) -> None:
    (pair,) = discover()
    assert {pair.first, pair.second} == {world.edition, wards}
    assert pair.agreement == pytest.approx(5.8 / 6)
    shown = page(client("lena"))
    assert "Wards" in shown
    assert "96.67" in shown
    assert "4 of 6" in shown


def test_a_page_says_it_in_one_sentence_with_the_pieces(world: World, wards: Edition) -> None:
    homes({(100, 100): 900, (1100, 100): 40, (1900, 100): 60})
    shown = page(client("lena"), a="stadtteile", b="wahlbezirke")
    assert "4 of 6 areas are the same unit in both divisions." in shown
    assert "of inhabitants live in the same unit. Differences: Viertel 02 / Wahlbezirk 01." in shown
    assert ">40<" in shown


def test_pieces_with_few_people_are_not_counted_out(world: World, wards: Edition) -> None:
    homes({(100, 100): 900, (1100, 100): 4, (1900, 100): 60})
    shown = page(client("lena"), a="stadtteile", b="wahlbezirke")
    assert shown.count("fewer than 10") == 2
    assert ">4<" not in shown


def test_a_few_people_do_not_come_out_by_subtraction(world: World, wards: Edition) -> None:
    """All that is told of people is rounded to tens by itself: 44 in all less 40 would be the four."""
    homes({(100, 100): 900, (1100, 100): 44, (1900, 100): 57})
    shown = page(client("lena"), a="stadtteile", b="wahlbezirke")
    assert ">40<" in shown
    assert ">44<" not in shown
    assert "Inhabitants are rounded to tens." in shown
    # Of a thousand, a share to a hundredth of a per cent would count single people.
    assert "96 % of inhabitants".replace(" %", "\u202f%") in shown
    assert "95.6" not in shown


def test_the_pieces_are_drawn_in_degrees_and_numbered_as_in_the_table(world: World, wards: Edition) -> None:
    reader = client("lena")
    drawn = reader.get("/gebiete/vergleich/stuecke.geojson?a=stadtteile&b=wahlbezirke").json()
    (feature,) = drawn["features"]
    longitude, latitude = feature["geometry"]["coordinates"][0][0][:2]
    assert (round(longitude), round(latitude)) == (8, 49)
    assert f'data-finding="{feature["properties"]["id"]}"' in page(reader, a="stadtteile", b="wahlbezirke")


@pytest.mark.parametrize(("words", "status"), [("a=stadtteile&b=gibt-es-nicht", 404), ("a=stadtteile&b=x@morgen", 400)])
def test_unknown_and_unreadable_divisions(world: World, words: str, status: int) -> None:
    assert client("lena").get(f"/gebiete/vergleich/?{words}").status_code == status


def test_a_change_is_proposed_corrected_and_confirmed_once(world: World) -> None:
    new = reformed()
    change = propose_change(by=None, before=world.edition, after=new)
    kinds = {one.kind: one for one in change.relations.all()}
    assert set(kinds) == {"identical", "merge", "split"}
    assert {area.code for area in kinds["split"].after.all()} == {"4a", "4b"}
    assert propose_change(by=None, before=world.edition, after=new).pk != change.pk  # a proposal gives way
    change = Change.objects.get()
    merge = change.relations.get(kind=Relation.Kind.MERGE)
    confirm_change(
        by=person("vera", is_superuser=True), change=change, kinds={merge.pk: "transfer"}, notes={merge.pk: "x"}
    )
    merge.refresh_from_db()
    assert (merge.kind, merge.note) == ("transfer", "x")
    event = AuditEvent.objects.get(verb="confirm change")
    assert event.details["corrected"] == {str(merge.pk): ["merge", "transfer"]}
    for again in (
        lambda: propose_change(by=None, before=world.edition, after=new),
        lambda: confirm_change(by=None, change=change),
    ):
        with pytest.raises(CannotChange, match="confirmed"):
            again()


def test_what_is_no_change_is_refused(world: World, wards: Edition) -> None:
    for before, after, reason in (
        (world.edition, wards, "not_one_division"),
        (reformed(), world.edition, "wrong_order"),
    ):
        with pytest.raises(CannotChange, match=reason):
            propose_change(by=None, before=before, after=after)
    with pytest.raises(PermissionDenied):
        propose_change(by=person("fremd", "leer"), before=world.edition, after=world.edition)


def test_on_the_page_geographers_propose_and_confirm(world: World) -> None:
    new = reformed()
    give("vermessung", Permission.MANAGE, scope=Scope.DIVISION, keys=["stadtteile"])
    geographer, address = (
        client("vera", "vermessung"),
        "/gebiete/vergleich/?a=stadtteile@2023-01-01&b=stadtteile@2024-01-01",
    )
    assert client("lena").post(address, {"action": "propose"}).status_code == 403
    geographer.post(address, {"action": "propose"})
    change = Change.objects.get(after=new)
    split = change.relations.get(kind="split")
    shown = geographer.get(address).content.decode()
    assert "3 areas are unchanged" in shown
    assert f'name="kind-{split.pk}"' in shown
    words = {"action": "confirm", "relation": [split.pk], f"kind-{split.pk}": "split", f"note-{split.pk}": "Neubau"}
    geographer.post(address, words)
    shown = client("otto").get(address).content.decode()
    assert "by vera" in shown
    assert "Neubau" in shown
    assert '<select name="kind-' not in shown
