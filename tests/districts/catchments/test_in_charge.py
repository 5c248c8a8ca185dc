"""Which school is in charge: by plan and year of enrolment, in zones, from ranges, blocks and areas."""

import pytest
from django.contrib.gis.geos import Point

from districts.actions.plan_changes import move_range, put_zone
from districts.actions.plans import adopt_plan, draft_plan
from districts.addressing.directory import Entry
from districts.addressing.ranges import WHOLE, Range
from districts.models import SRID, Address, CatchmentPlan, Register, Street
from districts.queries.catchments import InCharge, plan_for, school_in_charge, street_rows
from tests.districts.catchments import world

pytestmark = pytest.mark.django_db


def house(street: str, number: int, suffix: str = "") -> Address:
    register = Register.objects.first() or Register.objects.create(valid_from="2020-01-01", state="active")
    found, _ = Street.objects.get_or_create(register=register, name=street, folded=world.fold(street))
    place = Point(0, 0, srid=SRID)
    return Address(street=found, ordinal=0, number=number, suffix=suffix, place=place)


def names(found: InCharge) -> list[str]:
    return [one.name for one in found.schools]


def adopted(plan: CatchmentPlan) -> CatchmentPlan:
    return adopt_plan(by=None, plan=plan, warnings_seen=True)


def test_without_a_plan_nobody_is_in_charge() -> None:
    assert school_in_charge(house("Am Anger", 1), 2026) == InCharge(None)
    world.list_plan()  # a draft holds for nobody
    assert school_in_charge(house("Am Anger", 1), 2026) == InCharge(None)


def test_house_numbers_decide() -> None:
    plan = adopted(world.list_plan())
    assert names(school_in_charge(house("RINGSTR.", 25), 2026)) == ["Ahornschule"]
    assert names(school_in_charge(house("Ringstraße", 27), 2026)) == ["Birkenschule"]
    nobody = school_in_charge(house("Ringstraße", 43), 2026)
    assert (nobody.plan, nobody.school) == (plan, None)
    assert school_in_charge(house("Gibt es nicht", 1), 2026).catchments == ()


def test_a_change_holds_for_new_first_graders_only() -> None:
    """A child that started in 2025 stays where the plan of 2025 put it, as long as it goes to school."""
    old = adopted(world.list_plan(2020))
    new = draft_plan(by=None, division=old.division, school_year=2026, label="Neu", like=old)
    move_range(by=None, plan=new, street="Am Anger", part=WHOLE, to=new.catchments.get(code="02"))
    adopted(new)
    home = house("Am Anger", 3)
    assert names(school_in_charge(home, 2026)) == ["Birkenschule"]
    assert names(school_in_charge(home, 2026, enrolled=2026)) == ["Birkenschule"]
    assert names(school_in_charge(home, 2026, enrolled=2025)) == ["Ahornschule"]
    assert names(school_in_charge(home, 2028, enrolled=2025)) == ["Ahornschule"]
    assert names(school_in_charge(home, 2029, enrolled=2026)) == ["Birkenschule"]
    assert names(school_in_charge(home, 2025)) == ["Ahornschule"]
    assert names(school_in_charge(home, 2025, enrolled=2030)) == [
        "Ahornschule"
    ]  # nobody starts after the year asked for
    assert school_in_charge(home, 2019).plan is None
    assert (plan_for(2025), plan_for(2026), plan_for(2040)) == (old, new, new)


def test_a_zone_offers_both_schools_home_first_until_its_last_year() -> None:
    plan = world.list_plan()
    home, other = plan.catchments.get(code="02"), plan.catchments.get(code="01")
    zone = put_zone(by=None, plan=plan, name="Ring", home=home, other=other, last_school_year=2027)
    part = Range("odd", 21, "", 25)
    move_range(by=None, plan=plan, street="Ringstraße", part=part, to=home, zone=zone)
    adopted(plan)
    found = school_in_charge(house("Ringstraße", 23), 2026)
    assert (names(found), found.zone) == (["Birkenschule", "Ahornschule"], zone)
    assert names(school_in_charge(house("Ringstraße", 23), 2027)) == ["Birkenschule", "Ahornschule"]
    over = school_in_charge(house("Ringstraße", 23), 2028)
    assert (names(over), over.zone) == (["Birkenschule"], None)
    assert names(school_in_charge(house("Ringstraße", 23), 2029, enrolled=2027)) == ["Birkenschule", "Ahornschule"]
    assert names(school_in_charge(house("Ringstraße", 19), 2026)) == ["Ahornschule"]


def test_blocks_decide_for_addresses_and_points_alike() -> None:
    adopted(world.block_plan())
    wanted = world.catchment_of_house()
    addresses = Address.objects.select_related("street").order_by("ordinal")
    for row in range(0, 1200, 60):
        address = addresses[row]
        assert [one.code for one in school_in_charge(address, 2026).catchments] == [wanted[row]]
        assert [one.code for one in school_in_charge(address.place, 2026).catchments] == [wanted[row]]


def test_a_range_goes_before_the_block() -> None:
    plan = world.block_plan()
    street = world.made()[1]["street"].mode()[0]
    move_range(by=None, plan=plan, street=street, part=WHOLE, to=plan.catchments.get(code="08"))
    plan.refresh_from_db()
    adopted(plan)
    for address in Address.objects.select_related("street").filter(street__name=street):
        assert [one.code for one in school_in_charge(address, 2026).catchments] == ["08"]


def test_areas_decide_where_the_plan_has_nothing_else() -> None:
    edition = world.edition_of("grundschulbezirke")
    world.schools()
    world.register()
    plan = draft_plan(by=None, division=edition.division, school_year=2026, label="Flächen", polygons=edition)
    adopted(plan)
    wanted = world.catchment_of_house()
    for row in range(0, 1200, 100):
        address = Address.objects.select_related("street").get(ordinal=row)
        assert [one.code for one in school_in_charge(address, 2026).catchments] == [wanted[row]]
    assert school_in_charge(Point(0, 0, srid=SRID), 2026) == InCharge(plan)


def test_a_house_that_two_claim_is_told_with_both() -> None:
    plan = world.list_plan(entries=[*world.ENTRIES, Entry(9, "02", "Am Anger", (Range("odd", 5, "", 9),))])
    CatchmentPlan.objects.filter(pk=plan.pk).update(state="adopted")  # past the checks, as no action would
    assert names(school_in_charge(house("Am Anger", 7), 2026)) == ["Ahornschule", "Birkenschule"]


def test_another_division_has_plans_of_its_own() -> None:
    plan = adopted(world.list_plan())
    assert school_in_charge(house("Am Anger", 1), 2026, division=plan.division).plan == plan
    assert school_in_charge(house("Am Anger", 1), 2026, division=world.cities.division("anderswo")).plan is None


def test_what_the_list_says_on_a_street() -> None:
    plan = adopted(world.list_plan())
    assert [(one.street, one.first, one.catchment.code) for one in street_rows(plan, "ring")] == [
        ("Ringstraße", 1, "01"),
        ("Ringstraße", 2, "01"),
        ("Ringstraße", 26, "02"),
        ("Ringstraße", 27, "02"),
    ]
    assert street_rows(plan, "  ") == []


@pytest.mark.usefixtures("db")
def test_a_single_lookup_asks_the_database_a_handful_of_times(django_assert_max_num_queries: object) -> None:
    adopted(world.block_plan())
    address = Address.objects.select_related("street").first()
    with django_assert_max_num_queries(8):
        school_in_charge(address, 2026)
