"""The school in charge beside an address: the same asked for one by one and for a whole list."""

from datetime import date

import pytest

from districts.actions.plan_changes import move_range, put_zone
from districts.actions.plans import adopt_plan
from districts.addressing.ranges import Range
from districts.models import Address, Register
from districts.queries import schools_of_homes
from districts.queries.schools_of_homes import schools_of
from tests.districts.catchments import world
from tests.districts.catchments.test_in_charge import house

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def homes() -> list[Address]:
    Register.objects.create(valid_from=date(2020, 1, 1), state=Register.State.ACTIVE, size=4)
    found = [house("Am Anger", 3), house("Ringstraße", 23), house("Ringstraße", 27), house("Gibt es nicht", 1)]
    for ordinal, one in enumerate(found):
        one.ordinal = ordinal
        one.save()
    return found


def names(found: dict[int, list[dict[str, str]]], homes: list[Address]) -> list[list[str]]:
    return [[school["name"] for school in found[home.pk]] for home in homes]


def test_without_a_plan_there_is_none() -> None:
    known = homes()
    assert names(schools_of(known, DAY), known) == [[], [], [], []]


def test_a_list_says_the_same_as_single_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world.list_plan()
    home, other = plan.catchments.get(code="02"), plan.catchments.get(code="01")
    zone = put_zone(by=None, plan=plan, name="Ring", home=home, other=other, last_school_year=2027)
    move_range(by=None, plan=plan, street="Ringstraße", part=Range("odd", 21, "", 25), to=home, zone=zone)
    adopt_plan(by=None, plan=plan, warnings_seen=True)
    known = homes()
    single = {day: names(schools_of(known, day), known) for day in (DAY, date(2028, 9, 1), date(2026, 7, 31))}
    assert single[DAY] == [["Ahornschule"], ["Birkenschule", "Ahornschule"], ["Birkenschule"], []]
    assert single[date(2028, 9, 1)][1] == ["Birkenschule"]  # the zone is over
    monkeypatch.setattr(schools_of_homes, "FEW", 0)
    assert {day: names(schools_of(known, day), known) for day in single} == single
