"""Correspondences in the database: stored once, the best is found, chains, and the commands that make them."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from districts.actions.correspondences import build_correspondence, withdraw_correspondence
from districts.messages.correspondences import NOT_WEIGHABLE, TABLE
from districts.models import Address, Correspondence, Edition, Register, Street, Weight
from districts.queries.correspondences import sources_of, weights_between
from districts.queries.weighing import Ground, NotWeighable, weigh
from districts.tables import correspondence as office_table
from sozialmonitor.access.models import AuditEvent
from tests import world as worlds
from tests.districts.geometry.world import EAST, NORTH
from tests.indicators.reform import reformed, way
from tests.world import DAY, World, command, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def new(world: World) -> Edition:
    return reformed()


def table(found: object) -> dict[tuple[str, str], float]:
    weights = found.weights  # type: ignore[attr-defined]
    cells = zip(weights.source.tolist(), weights.target.tolist(), weights.weight.tolist(), strict=True)
    return {(weights.sources[source], weights.targets[target]): weight for source, target, weight in cells}


def test_it_is_stored_with_what_it_rests_on_and_read_again(world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    assert (stored.basis, stored.split_share, stored.uncovered_share) == ("area", pytest.approx(1 / 6), 0.0)
    found = weights_between(world.edition, new)
    assert found is not None
    assert table(found) == {
        ("01", "01"): 1.0, ("02", "02"): 1.0, ("03", "02"): 1.0, ("04", "4a"): 0.5, ("04", "4b"): 0.5,
        ("05", "05"): 1.0, ("06", "06"): 1.0,
    }  # fmt: skip
    assert (found.basis, found.chained, found.steps) == ("area", False, (stored,))
    assert AuditEvent.objects.filter(verb="store correspondence", what=f"correspondence:{stored.pk}").exists()


def register(points: dict[tuple[float, float], float]) -> Register:
    found = Register.objects.create(
        valid_from=date(2020, 1, 1), state="active", size=len(points), inhabitants_known=True
    )
    street = Street.objects.create(register=found, name="Weg", folded="weg")
    for ordinal, ((x, y), people) in enumerate(points.items()):
        place = Point(EAST + x, NORTH + y, srid=25832)
        Address.objects.create(street=street, ordinal=ordinal, number=ordinal + 1, place=place, inhabitants=people)
    return found


def test_people_at_addresses_weigh_more_than_ground(world: World, new: Edition) -> None:
    known = register({(100, 1500): 30.0, (900, 1500): 10.0, (100, 100): 5.0})
    ground = Ground(register=known)
    build_correspondence(by=None, source=world.edition, target=new, basis="addresses", ground=ground)
    way(world.edition, new)  # newer, and not as good
    found = weights_between(world.edition, new)
    assert found is not None
    assert found.basis == "addresses"
    assert table(found)["04", "4a"] == 0.75
    assert found.steps[0].grounds["as_of"] == "2020-01-01"
    assert found.steps[0].grounds["areas_by_plain_area"] == 4  # where nobody lives


def test_the_newest_of_the_same_basis_is_used_and_the_older_stays(world: World, new: Edition) -> None:
    first, second = way(world.edition, new), way(world.edition, new)
    found = weights_between(world.edition, new)
    assert found is not None
    assert found.steps == (second,)
    withdraw_correspondence(by=None, correspondence=second, reason="Irrtum")
    found = weights_between(world.edition, new)
    assert found is not None
    assert found.steps == (first,)


def test_where_it_leads_from(world: World, new: Edition) -> None:
    assert sources_of(new) == []
    way(world.edition, new)
    assert sources_of(new) == [world.edition]
    assert sources_of(world.edition) == []


def test_a_chain_goes_at_most_three_steps(world: World) -> None:
    editions = [world.edition]
    for number in range(4):
        worlds.division(f"d{number}")
        editions.append(worlds.edition(key=f"d{number}"))
        way(editions[-2], editions[-1])
    assert len(weights_between(editions[0], editions[3]).steps) == 3  # type: ignore[union-attr]
    assert weights_between(editions[0], editions[4]) is None
    assert editions[0] not in sources_of(editions[4])


def test_the_database_refuses_what_is_no_part(world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    one = Weight.objects.filter(correspondence=stored).first()
    for weight in (0.0, 1.5):
        with pytest.raises(IntegrityError), transaction.atomic():
            Weight.objects.filter(pk=one.pk).update(weight=weight)  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        Correspondence.objects.filter(pk=stored.pk).update(target=stored.source)


def test_only_who_manages_the_target_builds_and_withdraws(world: World, new: Edition) -> None:
    stranger = person("fremd", "leer")
    with pytest.raises(PermissionDenied):
        build_correspondence(by=stranger, source=world.edition, target=new, basis="area")
    with pytest.raises(PermissionDenied):
        withdraw_correspondence(by=stranger, correspondence=way(world.edition, new), reason="x")


@pytest.mark.parametrize(("basis", "reason"), [("addresses", "no_register"), ("blocks", "no_blocks")])
def test_a_basis_that_is_not_there_is_said(world: World, new: Edition, basis: str, reason: str) -> None:
    with pytest.raises(NotWeighable) as error:
        weigh(world.edition, new, basis)
    assert error.value.reason == reason
    assert reason in NOT_WEIGHABLE


def test_every_rule_of_a_table_has_its_sentences() -> None:
    source = Path(office_table.__file__).read_text()
    rules = {word for word in TABLE if word not in ("source-unknown", "target-unknown")}
    assert all(f'"{rule}"' in source for rule in rules)


def test_the_command_builds_by_blocks_with_the_figures_of_a_measure(world: World, new: Edition) -> None:
    world.deliver([("EW", code, DAY, 100.0 * (n + 1)) for n, code in enumerate(worlds.CODES)])
    worlds.division("alt", label_de="Alt")
    old = worlds.edition(key="alt")
    words = ("build_correspondence", "alt", "stadtteile@2024-01-01", "--basis", "blocks")
    blocks = ("--blocks", "stadtteile@2023-01-01", "--measure", "EW", "--period", "2023-12-31")
    assert command(*words).code == 2
    assert "Dry run" in command(*words, *blocks).out
    assert not Correspondence.objects.exists()
    ran = command(*words, *blocks, "--commit")
    assert (ran.code, ran.error) == (0, "")
    assert Correspondence.objects.get(source=old).grounds["measure"] == "EW"
    assert command(*words, *blocks[:-1], "2020-12-31").code == 1


def test_the_command_takes_an_offices_table(world: World, new: Edition, tmp_path: Path) -> None:
    rows = ["alt;neu;Anteil", "01;01;1", "02;02;1", "03;02;1", "04;4a;0,2", "04;4b;0,8", "05;05;1", "06;06;1"]
    path = tmp_path / "umsteiger.csv"
    path.write_text("\n".join(rows))
    words = ("import_correspondence", path, "stadtteile@2023-01-01", "stadtteile@2024-01-01")
    assert "Dry run" in command(*words).out
    assert command(*words, "--commit").code == 0
    way(world.edition, new)
    found = weights_between(world.edition, new)
    assert found is not None
    assert (found.basis, table(found)["04", "4b"]) == ("office", 0.8)
    path.write_text("\n".join([*rows, "07;01;1"]))
    refused = command(*words, "--commit")
    assert refused.code == 1
    assert "line 9: source-unknown" in refused.error
    assert Correspondence.objects.count() == 2


def test_the_command_withdraws(world: World, new: Edition) -> None:
    stored = way(world.edition, new)
    assert "Dry run" in command("withdraw_correspondence", stored.pk, "--reason", "x").out
    assert command("withdraw_correspondence", stored.pk, "--reason", "x", "--commit").code == 0
    assert weights_between(world.edition, new) is None
    assert command("withdraw_correspondence", 0, "--reason", "x").code == 1
