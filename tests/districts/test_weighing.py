"""What weights rest on, and what is said where that is not there; how a correspondence is told on its page."""

from datetime import date

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import translation
from shapely import MultiPolygon

from districts.actions.changes import CannotChange, confirm_change, propose_change
from districts.actions.correspondences import build_correspondence, withdraw_correspondence
from districts.actions.editions import NewArea
from districts.messages.correspondences import not_weighable
from districts.models import Address, Change, Correspondence, Edition, Register, Relation, Street
from districts.presenters.correspondences import correspondence_context, share
from districts.queries.alike import compare
from districts.queries.placing import city_on, homes_of, shapes_of
from districts.queries.weighing import Ground, NotWeighable, Weighed, weigh
from sozialmonitor.access.permissions import Permission, Scope
from tests import world as worlds
from tests.districts.geometry.world import EAST, NORTH, square
from tests.indicators.reform import reformed, way
from tests.world import World, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def new(world: World) -> Edition:
    return reformed()


def parts(found: Weighed, source: str) -> dict[str, float]:
    weights = found.made.weights
    row = weights.sources.index(source)
    at = np.flatnonzero(weights.source == row)
    return {weights.targets[weights.target[one]]: float(weights.weight[one]) for one in at}


def blocks(**shapes: MultiPolygon) -> Edition:
    worlds.division("bloecke", label_de="Blöcke")
    return worlds.edition([NewArea(code, code, None, shape) for code, shape in shapes.items()], key="bloecke")


def two_blocks_of_04() -> Edition:
    west, east = MultiPolygon([square(0, 1000, 1000, 500)]), MultiPolygon([square(500, 1000, 1000, 500)])
    return blocks(west=west, east=east)


def test_blocks_weigh_by_who_lives_there(world: World, new: Edition) -> None:
    made = two_blocks_of_04()
    people = dict(zip(made.areas.order_by("code").values_list("pk", flat=True), (30.0, 10.0), strict=True))
    found = weigh(world.edition, new, "blocks", Ground(blocks=made, people=people, told={"measure": "EW"}))
    assert parts(found, "04") == {"4a": 0.25, "4b": 0.75}
    assert (found.grounds["measure"], found.grounds["blocks"]) == ("EW", str(made))
    assert found.grounds["areas_by_plain_area"]  # nobody lives in blocks elsewhere: ground decides there


def test_without_people_blocks_weigh_nothing(world: World, new: Edition) -> None:
    with pytest.raises(NotWeighable) as error:
        weigh(world.edition, new, "blocks", Ground(blocks=two_blocks_of_04()))
    assert error.value.reason == "no_blocks"


def test_a_block_nobody_told_of_has_no_people(world: World, new: Edition) -> None:
    made = two_blocks_of_04()
    west = made.areas.get(code="west").pk
    assert parts(weigh(world.edition, new, "blocks", Ground(blocks=made, people={west: 5.0})), "04") == {"4a": 1.0}


def test_residential_land_needs_to_be_named(world: World, new: Edition) -> None:
    with pytest.raises(NotWeighable, match="no_blocks"):
        weigh(world.edition, new, "residential")
    found = weigh(world.edition, new, "residential", Ground(blocks=two_blocks_of_04()))
    assert parts(found, "04") == {"4a": 0.5, "4b": 0.5}


def test_what_is_brought_is_not_computed(world: World, new: Edition) -> None:
    with pytest.raises(ValueError, match="brought, not computed"):
        weigh(world.edition, new, "office")


def test_an_edition_without_shapes_and_one_that_lies_elsewhere(world: World) -> None:
    worlds.division("listen", label_de="Listen")
    plain = worlds.edition([NewArea("a", "A"), NewArea("b", "B")], key="listen")
    with pytest.raises(NotWeighable) as error:
        weigh(world.edition, plain, "area")
    assert (error.value.reason, error.value.params) == ("no_geometry", {"edition": str(plain)})
    far = blocks(a=MultiPolygon([square(50_000, 50_000, 1000)]))
    with pytest.raises(NotWeighable) as error:
        weigh(world.edition, far, "area")
    assert error.value.reason == "nothing_in_common"
    with translation.override("en"):
        text, hint = not_weighable(error.value)
    assert str(far) in text + hint


def register(*people: float | None, known: bool) -> Register:
    found = Register.objects.create(
        valid_from=date(2020, 1, 1), state=Register.State.ACTIVE, size=len(people), inhabitants_known=known
    )
    street = Street.objects.create(register=found, name="Weg", folded="weg")
    for at, count in enumerate(people):
        place = Point(EAST + 100 + 300 * at, NORTH + 1500, srid=25832)
        Address.objects.create(street=street, ordinal=at, number=at + 1, place=place, inhabitants=count)
    return found


def test_addresses_count_as_one_each_where_nobody_knows_who_lives_there(world: World, new: Edition) -> None:
    found = weigh(world.edition, new, "addresses", Ground(register=register(None, None, None, known=False)))
    assert parts(found, "04") == {"4a": pytest.approx(2 / 3), "4b": pytest.approx(1 / 3)}
    assert found.grounds["inhabitants"] is False


def test_an_unknown_number_of_inhabitants_is_none_of_them(world: World, new: Edition) -> None:
    found = weigh(world.edition, new, "addresses", Ground(register=register(6.0, None, 2.0, known=True)))
    assert parts(found, "04") == {"4a": 0.75, "4b": 0.25}


def test_homes_and_shapes_come_in_the_order_asked_for(world: World) -> None:
    homes = homes_of(register(1.0, None, known=True))
    assert homes.place.tolist() == [[EAST + 100, NORTH + 1500], [EAST + 400, NORTH + 1500]]
    assert homes.inhabitants[0] == 1.0
    assert np.isnan(homes.inhabitants[1])
    worlds.division("listen", label_de="Listen")
    part = worlds.edition([NewArea("b", "B"), NewArea("a", "A", None, MultiPolygon([square(0, 0)]))], key="listen")
    empty = Edition.objects.create(division=part.division, valid_from=date(1990, 1, 1))
    read = shapes_of([part, empty])
    assert (read[part.pk].codes, read[part.pk].drawn().codes) == (["a", "b"], ["a"])
    assert read[part.pk].drawn().ids.tolist() == [part.areas.get(code="a").pk]
    assert (read[empty.pk].codes, len(read[empty.pk].shapes)) == ([], 0)


def test_the_city_is_what_most_of_it_is_divided_into(world: World) -> None:
    two_blocks_of_04()
    assert city_on(date(2023, 6, 1)).area == pytest.approx(6e6)
    assert city_on(date(1990, 1, 1)) is None


# On the page


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.00 %"), (0.00001, "less than 0.01 %"), (0.5, "50.00 %"), (1.0, "100.00 %")]
)
def test_shares_are_never_rounded_to_nothing(value: float, said: str) -> None:
    with translation.override("en"):
        assert share(value).replace("\u00a0", " ").replace("\u202f", " ") == said


def test_a_page_tells_the_grounds_in_words(world: World, new: Edition) -> None:
    ground = Ground(register=register(6.0, None, 2.0, known=True))
    made = build_correspondence(by=None, source=world.edition, target=new, basis="addresses", ground=ground)
    with translation.override("en"):
        told = correspondence_context(made, person("lena"))
    assert dict(told["one"]["grounds"])["Register of addresses as of"]
    assert told["counts"] == {"sources": 6, "split": 1, "weights": 7}
    assert [row["target_code"] for row in told["weights"] if row["is_split"]] == ["4a", "4b"]
    assert told["may_withdraw"] is False


def test_what_was_withdrawn_cannot_be_withdrawn_on_its_page_again(world: World, new: Edition) -> None:
    root = person("vera", is_superuser=True)
    made = way(world.edition, new)
    assert correspondence_context(made, root)["may_withdraw"] is True
    withdraw_correspondence(by=root, correspondence=made, reason="falsche Grundlage")
    made = Correspondence.objects.get(pk=made.pk)
    told = correspondence_context(made, root)
    assert (told["may_withdraw"], told["one"]["reason"]) == (False, "falsche Grundlage")


# What became of areas: a person's word


def test_a_kind_nobody_knows_confirms_nothing(world: World, new: Edition) -> None:
    change = propose_change(by=None, before=world.edition, after=new)
    merge = change.relations.get(kind=Relation.Kind.MERGE)
    with pytest.raises(CannotChange, match="unknown_kind"):
        confirm_change(by=None, change=change, kinds={merge.pk: "verzaubert"})
    change.refresh_from_db()
    merge.refresh_from_db()
    assert (change.confirmed_at, merge.kind) == (None, "merge")


def test_the_page_asks_for_a_kind_from_the_list_and_ignores_what_is_no_relation(world: World, new: Edition) -> None:
    give("vermessung", Permission.MANAGE, scope=Scope.DIVISION, keys=["stadtteile"])
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("vera", "vermessung"))
    change = propose_change(by=None, before=world.edition, after=new)
    merge = change.relations.get(kind=Relation.Kind.MERGE)
    address = f"/gebiete/vergleich/?a=stadtteile@{world.edition.valid_from}&b=stadtteile@{new.valid_from}"
    words = {"action": "confirm", "relation": [str(merge.pk), "x", "9" * 30], f"kind-{merge.pk}": "verzaubert"}
    page = client.post(address, words, follow=True).content.decode()
    assert "Choose a kind from the list." in page
    assert not Change.objects.exclude(confirmed_at=None).exists()
    words[f"kind-{merge.pk}"] = "merge"
    words[f"note-{merge.pk}"] = "zum\x00 1. Januar"
    assert "Confirmed." in client.post(address, words, follow=True).content.decode()
    merge.refresh_from_db()
    assert merge.note == "zum 1. Januar"
    again = client.post(address, words, follow=True).content.decode()
    assert "cannot be stored any more" in again


@pytest.mark.parametrize("words", ["", "a=stadtteile", "a=x@morgen&b=stadtteile"])
def test_pieces_of_nothing_are_not_there(world: World, words: str) -> None:
    client = Client()
    client.force_login(person("lena"))
    assert client.get(f"/gebiete/vergleich/stuecke.geojson?{words}").status_code == 404


def test_a_register_that_is_not_placed_yet_tells_nothing_of_people(world: World, new: Edition) -> None:
    register(6.0, 3.0, known=True)
    assert compare(world.edition, new).by_people is None
