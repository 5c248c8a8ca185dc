"""Changes of a draft plan and of schools, one by one: what each does, and what it refuses."""

import pytest
from django.core.exceptions import PermissionDenied

from districts.actions.plan_changes import (
    move_block,
    move_range,
    put_catchment,
    put_zone,
    redraw,
    remove_zone,
    set_school,
)
from districts.actions.plans import PlanRefused, adopt_plan
from districts.actions.schools import close_school, put_school, put_schools
from districts.addressing.ranges import WHOLE, Range
from districts.models import Catchment, CatchmentPlan, CatchmentRange, OverlapZone, School
from districts.queries.plan_checks import checks
from districts.queries.plans import PlanContents, range_of
from sozialmonitor.access.models import AuditEvent, User
from tests.districts.catchments import world

pytestmark = pytest.mark.django_db


def of(plan: CatchmentPlan, code: str) -> Catchment:
    return plan.catchments.get(code=code)


def ranges(plan: CatchmentPlan, code: str, street: str) -> list[Range]:
    found = CatchmentRange.objects.filter(catchment=of(plan, code), street=street).order_by("parity", "first")
    return [range_of(one) for one in found]


def last_change() -> dict[str, object]:
    return AuditEvent.objects.filter(verb="change catchment plan").latest("pk").details


def test_a_catchment_is_added_and_renamed_in_place() -> None:
    plan = world.list_plan()
    school = School.objects.get(number="02")
    made = put_catchment(by=None, plan=plan, code="03", name="Neu", school=school)
    assert last_change() == {"change": "put", "catchment": "03", "school": "02"}
    again = put_catchment(by=None, plan=plan, code="03", name="Neustadt")
    assert (again.pk, again.name, again.school) == (made.pk, "Neustadt", None)
    assert plan.catchments.count() == 3


def test_a_catchment_gets_its_school_and_loses_it() -> None:
    plan = world.list_plan()
    one = of(plan, "01")
    set_school(by=None, catchment=one, school=School.objects.get(number="02"))
    assert of(plan, "01").school.number == "02"
    set_school(by=None, catchment=one, school=None)
    assert of(plan, "01").school is None
    assert last_change() == {"change": "set school", "catchment": "01", "school": None}
    assert "catchment-without-school" in {found.rule for found in checks(PlanContents(plan))}


def test_a_moved_range_leaves_the_rest_where_it_was() -> None:
    plan = world.list_plan()
    move_range(by=None, plan=plan, street="  Ring   Straße ", part=Range("odd", 5, "", 9), to=of(plan, "02"))
    assert ranges(plan, "02", "Ring Straße") == [Range("odd", 5, "", 9)]
    move_range(by=None, plan=plan, street="RINGSTR.", part=Range("odd", 11, "", 13), to=of(plan, "02"))
    assert ranges(plan, "01", "Ringstraße") == [
        Range("even", 2, "", 24),
        Range("odd", 1, "", 9, "z"),  # with every suffix of 9
        Range("odd", 13, "a", 25),
    ]
    assert last_change()["range"] == "odd 11-13"


def test_what_nobody_had_is_simply_added() -> None:
    plan = world.list_plan()
    move_range(by=None, plan=plan, street="Neue Gasse", part=WHOLE, to=of(plan, "01"))
    assert ranges(plan, "01", "Neue Gasse") == [WHOLE]
    line = CatchmentRange.objects.get(street="Neue Gasse").line
    assert line > max(CatchmentRange.objects.exclude(street="Neue Gasse").values_list("line", flat=True))


@pytest.mark.parametrize("street", ["", "  ", "…"])
def test_a_street_without_a_name_is_none(street: str) -> None:
    plan = world.list_plan()
    with pytest.raises(PlanRefused, match="street-empty"):
        move_range(by=None, plan=plan, street=street, part=WHOLE, to=of(plan, "01"))


def test_a_block_cannot_be_moved_where_no_blocks_are_known_or_it_is_none() -> None:
    plan = world.list_plan()
    with pytest.raises(PlanRefused, match="blocks-missing"):
        move_block(by=None, plan=plan, code="1", to=of(plan, "01"))
    plan.blocks = world.edition_of("baubloecke")
    plan.save()
    with pytest.raises(PlanRefused, match="block-unknown") as error:
        move_block(by=None, plan=plan, code="gibt es nicht", to=of(plan, "01"))
    assert error.value.params["codes"] == ["gibt es nicht"]


def test_a_zone_lies_between_two_and_gives_its_houses_back() -> None:
    plan = world.list_plan()
    home, other = of(plan, "01"), of(plan, "02")
    with pytest.raises(PlanRefused, match="zone-of-one"):
        put_zone(by=None, plan=plan, name="Ring", home=home, other=home)
    zone = put_zone(by=None, plan=plan, name="Ring", home=home, other=other)
    move_range(by=None, plan=plan, street="Ringstraße", part=Range("odd", 27, "", 31), to=home, zone=zone)
    assert CatchmentRange.objects.get(zone=zone).catchment == home
    remove_zone(by=None, zone=zone)
    assert not OverlapZone.objects.exists()
    assert Range("odd", 27, "", 31) in ranges(plan, "01", "Ringstraße")


def test_drawing_anew_is_told_also_where_nothing_can_be_drawn() -> None:
    plan = world.list_plan()
    redraw(by=None, plan=plan)
    plan.refresh_from_db()
    assert (plan.edition, last_change()) == (None, {"change": "draw areas"})


def test_every_change_is_refused_to_who_may_not_and_to_what_is_adopted() -> None:
    plan = world.list_plan()
    zone = put_zone(by=None, plan=plan, name="Ring", home=of(plan, "01"), other=of(plan, "02"))
    one = of(plan, "01")
    asked = [
        (put_catchment, {"plan": plan, "code": "03", "name": "x"}),
        (set_school, {"catchment": one, "school": None}),
        (move_block, {"plan": plan, "code": "1", "to": one}),
        (move_range, {"plan": plan, "street": "Ring", "part": WHOLE, "to": one}),
        (put_zone, {"plan": plan, "name": "x", "home": one, "other": of(plan, "02")}),
        (remove_zone, {"zone": zone}),
        (redraw, {"plan": plan}),
    ]
    stranger = User.objects.create_user("fremd")
    for action, words in asked:
        with pytest.raises(PermissionDenied):
            action(by=stranger, **words)  # type: ignore[operator]
    adopt_plan(by=None, plan=plan, warnings_seen=True)
    for action, words in asked:
        with pytest.raises(PlanRefused):
            action(by=None, **words)  # type: ignore[operator]
    assert (plan.catchments.count(), OverlapZone.objects.count()) == (2, 1)


def test_an_unchanged_school_leaves_no_line_in_the_trail() -> None:
    events = AuditEvent.objects.filter(what="school:07")
    put_school(by=None, number="07", defaults={"name": "Ahornschule"})
    put_school(by=None, number="07", defaults={"name": "Ahornschule"})
    assert [one.verb for one in events] == ["create school"]
    put_school(by=None, number="07", defaults={"name": "Neue Ahornschule", "rooms_per_grade": 3})
    changed = events.get(verb="change school")
    assert changed.details == {"fields": ["name", "rooms_per_grade"]}


def test_a_closed_school_keeps_its_row_for_the_plans_of_earlier_years() -> None:
    plan = world.list_plan(2026)
    school = close_school(by=None, school=School.objects.get(number="01"), last_school_year=2025)
    assert (school.closes, of(plan, "01").school) == (2025, school)
    found = next(one for one in checks(PlanContents(plan)) if one.rule == "school-closed")
    assert (found.count, found.codes, found.examples) == (1, ("01",), (str(school),))


def test_a_list_of_schools_is_stored_whole_or_not_at_all() -> None:
    rows = [("07", {"name": "Ahornschule", "place": (461000.0, 5481000.0)}), ("08", {"name": "B", "place": None})]
    first, second = put_schools(by=None, rows=rows)
    assert (first.place.coords, second.place) == ((461000.0, 5481000.0), None)
    with pytest.raises(PermissionDenied):
        put_schools(by=User.objects.create_user("fremd"), rows=[("09", {"name": "C"})])
    assert School.objects.count() == 2
