"""Plans from draft to adoption; what is derived from one another; what stops an adoption."""

from datetime import date

import pandas as pd
import pytest
from django.core.exceptions import PermissionDenied
from shapely import coverage_is_valid, from_wkb, union_all

from districts.actions.editions import CannotActivate, draft_edition
from districts.actions.plan_areas import derive_areas
from districts.actions.plan_changes import (
    move_block,
    move_range,
    put_catchment,
    put_zone,
    redraw,
    remove_zone,
    set_school,
)
from districts.actions.plans import PlanRefused, adopt_plan, discard_plan, draft_plan
from districts.actions.schools import close_school
from districts.addressing.contents import Contents
from districts.addressing.directory import Entry
from districts.addressing.ranges import WHOLE, Range
from districts.geometry.partition import lying_in
from districts.models import Catchment, CatchmentPlan, CatchmentRange, Edition, School
from districts.queries.plan_checks import checks
from districts.queries.plans import PlanContents, range_of
from sozialmonitor.access.models import AuditEvent
from tests import world as cities
from tests.districts.catchments import world

pytestmark = pytest.mark.django_db


def rules(plan: CatchmentPlan) -> dict[str, int]:
    return {one.rule: one.count for one in checks(PlanContents(plan))}


def catchment(plan: CatchmentPlan, code: str) -> Catchment:
    return plan.catchments.get(code=code)


def ranges(plan: CatchmentPlan, code: str, street: str) -> list[Range]:
    return [range_of(one) for one in CatchmentRange.objects.filter(catchment=catchment(plan, code), street=street)]


def test_a_plan_of_blocks_is_drawn_as_the_areas_it_was_taken_from() -> None:
    plan = world.block_plan()
    true = world.made()[0].places.areas["grundschulbezirke"].set_index("code").geometry
    drawn = {area.code: from_wkb(bytes(area.geometry.wkb)) for area in plan.edition.areas.all()}
    assert plan.edition.state == Edition.State.DRAFT
    assert drawn.keys() == set(true.index)
    assert all(drawn[code].equals(shape) for code, shape in true.items())
    assert rules(plan) == {}
    assert {one.code: one.school.number for one in plan.catchments.all()} == {
        row.catchment: row.school for row in world.made()[2].itertuples()
    }


def test_totals_are_those_of_the_houses() -> None:
    totals = PlanContents(world.block_plan()).totals()
    wanted = world.catchment_of_house()
    assert {Catchment.objects.get(pk=pk).code: n for pk, n in totals.items()} == {
        code: (wanted.count(code), 3.0 * wanted.count(code)) for code in set(wanted)
    }


def test_a_plan_of_houses_is_drawn_and_its_areas_give_the_houses_back() -> None:
    """Set → areas → set, without any block: as an address table comes from the surveyors."""
    world.edition_of("grundschulbezirke")
    register = world.register()
    houses = PlanContents(
        draft_plan(by=None, division=world.division(), school_year=2026, label="leer", register=register)
    ).houses
    owner = world.catchment_of_house()
    entries = [
        Entry(n + 1, code, houses.street[n], (Range(_parity(n, houses), *_ends(n, houses)),))
        for n, code in enumerate(owner)
    ]
    plan = draft_plan(
        by=None,
        division=world.division(),
        school_year=2026,
        label="Adressen",
        contents=Contents({code: code for code in sorted(set(owner))}, entries),
        register=register,
    )
    areas = list(plan.edition.areas.order_by("code"))
    shapes = [from_wkb(bytes(area.geometry.wkb)) for area in areas]
    assert coverage_is_valid(shapes)
    city = union_all(world.made()[0].places.areas["grundschulbezirke"].geometry.to_numpy())
    assert sum(shape.area for shape in shapes) == pytest.approx(city.area, rel=1e-6)
    assert [areas[row].code for row in lying_in(shapes, houses.places)] == owner


def _parity(row: int, houses: object) -> str:
    return "odd" if houses.number[row] % 2 else "even"


def _ends(row: int, houses: object) -> tuple[int, str, int, str]:
    return houses.number[row], houses.suffix[row], houses.number[row], houses.suffix[row]


def test_list_to_plan_to_list_is_the_same_list() -> None:
    plan = world.list_plan()
    contents = PlanContents(plan)
    assert contents.entries() == world.ENTRIES
    assert plan.edition is None  # nothing says where the streets lie
    assert rules(plan) == {"no-areas": 0, "no-register": 0, "school-without-place": 2}


def test_a_street_list_is_made_of_blocks_and_gives_the_same_houses_back() -> None:
    """Blocks → street list → plan of that list: every house of the register belongs to the same catchment."""
    plan = world.block_plan()
    contents = PlanContents(plan)
    names = {one.code: one.name for one in contents.catchments}
    again = draft_plan(
        by=None,
        division=plan.division,
        school_year=2027,
        label="Aus der Liste",
        contents=Contents(names, contents.entries()),
        register=plan.register,
    )
    listed = PlanContents(again)
    assert [listed.by_pk[one.catchments[0]].code for one in listed.owners] == world.catchment_of_house()
    assert listed.entries() == contents.entries()
    assert not {"house-double", "address-unassigned"} & rules(again).keys()


def test_imported_areas_have_a_street_list_and_totals_too() -> None:
    edition = world.edition_of("grundschulbezirke")
    world.register()
    plan = draft_plan(by=None, division=edition.division, school_year=2026, label="Flächen", polygons=edition)
    contents = PlanContents(plan)
    wanted = world.catchment_of_house()
    assert {contents.by_pk[pk].code: n for pk, (n, _) in contents.totals().items()} == {
        code: wanted.count(code) for code in set(wanted)
    }
    assert {one.catchment for one in contents.entries()} == set(wanted)


def test_new_addresses_are_found_and_named() -> None:
    plan = world.block_plan()
    adopt_plan(by=None, plan=plan)
    frame = world.made()[1].copy()
    new = frame.iloc[:3].assign(street="Neubauweg", number=[1, 2, 3], x=[0.0, 1.0, 2.0], y=0.0)
    register = world.register(pd.concat([frame, new]), valid_from=date(2026, 9, 1))
    assert PlanContents(plan).register == register  # not the one the plan was made with
    found = {one.rule: one for one in checks(PlanContents(plan))}
    assert found.keys() == {"address-unassigned"}
    assert found["address-unassigned"].count == 3
    assert found["address-unassigned"].examples == ("Neubauweg 1", "Neubauweg 2", "Neubauweg 3")
    assert found["address-unassigned"].places == ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))


def test_what_two_catchments_claim_stops_the_adoption_unless_they_share_a_zone() -> None:
    double = [*world.ENTRIES, Entry(5, "02", "Ringstr.", (Range("odd", 21, "", 25),))]
    plan = world.list_plan(entries=double)
    found = {one.rule: one for one in checks(PlanContents(plan))}
    assert (found["house-double"].codes, found["house-double"].examples) == (("01", "02"), ("Ringstr.: 01, 02",))
    with pytest.raises(PlanRefused) as refused:
        adopt_plan(by=None, plan=plan, warnings_seen=True)
    assert (refused.value.rule, refused.value.params["rules"]) == ("checks-failed", ["house-double"])
    zone = put_zone(by=None, plan=plan, name="Ring", home=catchment(plan, "01"), other=catchment(plan, "02"))
    part = Range("odd", 21, "", 25)
    move_range(by=None, plan=plan, street="Ringstraße", part=part, to=zone.home, zone=zone)
    assert "house-double" not in rules(plan)
    assert set(ranges(plan, "01", "Ringstraße")) == {Range("odd", 1, "", 19, "z"), Range("even", 2, "", 24), part}
    remove_zone(by=None, zone=zone)
    assert "house-double" not in rules(plan)
    assert CatchmentRange.objects.filter(catchment__code="01", first=21).exists()


def test_checks_of_schools() -> None:
    plan = world.block_plan()
    first, second, third = plan.catchments.all()[:3]
    set_school(by=None, catchment=first, school=None)
    school = second.school
    close_school(by=None, school=school, last_school_year=2025)
    third.school.place = plan.catchments.get(code="08").school.place
    third.school.save()
    found = {one.rule: one for one in checks(PlanContents(plan))}
    assert {rule: one.codes for rule, one in found.items()} == {
        "catchment-without-school": ("01",),
        "school-closed": ("02",),
        "school-outside": ("03",),
    }
    assert found["school-outside"].places == ((third.school.place.x, third.school.place.y),)
    put_catchment(by=None, plan=plan, code="99", name="Neu", school=school)
    assert rules(plan)["catchment-empty"] == 1


def test_warnings_need_a_tick() -> None:
    plan = world.list_plan()
    with pytest.raises(PlanRefused) as refused:
        adopt_plan(by=None, plan=plan)
    assert (refused.value.rule, refused.value.params["rules"]) == ("warnings-unseen", ["no-areas"])
    assert adopt_plan(by=None, plan=plan, warnings_seen=True).state == CatchmentPlan.State.ADOPTED


def test_adoption_brings_the_areas_into_force_on_the_first_of_august() -> None:
    plan = adopt_plan(by=None, plan=world.block_plan())
    edition = plan.edition
    assert (edition.state, edition.valid_from) == (Edition.State.ACTIVE, date(2026, 8, 1))
    before = Edition.objects.get(division=plan.division, valid_from=date(2015, 1, 1))
    assert before.valid_to == date(2026, 8, 1)
    assert AuditEvent.objects.filter(verb="adopt catchment plan", what=f"plan:{plan.pk}").count() == 1


def test_areas_are_drawn_once_there_are_addresses() -> None:
    """A list alone cannot be drawn; a register that came later makes it so, at the latest when it is adopted."""
    world.edition_of("grundschulbezirke")
    houses = world.made()[1]
    street = houses["street"].mode()[0]
    entries = [Entry(1, "01", street, (Range("odd"),)), Entry(2, "02", street, (Range("even"),))]
    first, second = world.list_plan(entries=entries), world.list_plan(2027, entries=entries)
    assert (first.edition, second.edition) == (None, None)
    world.register(houses.query("street == @street"))
    redraw(by=None, plan=first)
    first.refresh_from_db()
    assert first.edition.areas.count() == 2
    adopted = adopt_plan(by=None, plan=second, warnings_seen=True)
    assert (adopted.edition.state, adopted.edition.valid_from) == (Edition.State.ACTIVE, date(2027, 8, 1))


def test_a_second_plan_for_the_same_year_replaces_the_first() -> None:
    first = adopt_plan(by=None, plan=world.block_plan())
    second = draft_plan(by=None, division=first.division, school_year=2026, label="Neu", like=first)
    block = next(code for code, own in world.catchment_of_block().items() if own == "01")
    move_block(by=None, plan=second, code=block, to=catchment(second, "02"))
    second.refresh_from_db()
    adopt_plan(by=None, plan=second, warnings_seen=True)
    first.refresh_from_db()
    assert first.state == CatchmentPlan.State.SUPERSEDED
    assert list(CatchmentPlan.objects.for_first_graders_of(2026)) == [second]
    active = Edition.objects.active().filter(division=first.division).order_by("valid_from")
    assert [one.valid_from for one in active] == [date(2015, 1, 1), date(2026, 8, 1)]
    assert active.last() == CatchmentPlan.objects.get(pk=second.pk).edition


def test_a_moved_block_changes_two_areas_and_nothing_else() -> None:
    plan = world.block_plan()
    before = {area.code: area.area_m2 for area in plan.edition.areas.all()}
    block = next(code for code, own in world.catchment_of_block().items() if own == "01")
    size = plan.blocks.areas.get(code=block).area_m2
    move_block(by=None, plan=plan, code=block, to=catchment(plan, "02"))
    plan.refresh_from_db()
    after = {area.code: area.area_m2 for area in plan.edition.areas.all()}
    changed = {code: after[code] - before[code] for code in before if abs(after[code] - before[code]) > 1e-3}
    assert changed == {"01": pytest.approx(-size), "02": pytest.approx(size)}
    with pytest.raises(PlanRefused, match="block-unknown"):
        move_block(by=None, plan=plan, code="gibt es nicht", to=catchment(plan, "02"))


def test_a_moved_range_is_cut_at_houses_that_are_there() -> None:
    plan = world.block_plan()
    street = world.made()[1]["street"].mode()[0]
    numbers = sorted(world.made()[1].query("street == @street")["number"])
    part = Range("all", numbers[2], "", numbers[5])
    move_range(by=None, plan=plan, street=street, part=WHOLE, to=catchment(plan, "01"))
    move_range(by=None, plan=plan, street=street.upper(), part=part, to=catchment(plan, "02"))
    contents = PlanContents(plan)
    assert "house-double" not in rules(plan)
    for row, one in enumerate(contents.owners):
        if contents.houses.street[row] == street:
            inside = part.contains(contents.houses.number[row], contents.houses.suffix[row])
            assert [contents.by_pk[pk].code for pk in one.catchments] == ["02" if inside else "01"]
    ends = {(one.last, one.last_suffix) for one in ranges(plan, "01", street)}
    assert not any(suffix == "z" for _, suffix in ends)


def test_what_is_adopted_is_never_edited() -> None:
    plan = adopt_plan(by=None, plan=world.list_plan(), warnings_seen=True)
    one, school = plan.catchments.first(), School.objects.first()
    for change in (
        lambda: set_school(by=None, catchment=one, school=school),
        lambda: put_catchment(by=None, plan=plan, code="03", name="Neu"),
        lambda: move_range(by=None, plan=plan, street="Am Anger", part=WHOLE, to=one),
        lambda: move_block(by=None, plan=plan, code="x", to=one),
        lambda: put_zone(by=None, plan=plan, name="x", home=one, other=plan.catchments.last()),
        lambda: adopt_plan(by=None, plan=plan),
        lambda: discard_plan(by=None, plan=plan),
    ):
        with pytest.raises(PlanRefused, match="not-a-draft"):
            change()
    assert PlanContents(plan).entries() == world.ENTRIES


def test_a_discarded_plan_takes_its_drawn_areas_with_it() -> None:
    plan = world.block_plan()
    edition = plan.edition.pk
    discard_plan(by=None, plan=plan)
    plan.refresh_from_db()
    assert (plan.state, plan.edition) == (CatchmentPlan.State.DISCARDED, None)
    assert not Edition.objects.filter(pk=edition).exists()


def test_a_plan_of_imported_areas() -> None:
    edition = world.edition_of("grundschulbezirke")
    world.schools()
    plan = draft_plan(by=None, division=edition.division, school_year=2026, label="Flächen", polygons=edition)
    assert plan.catchments.count() == 8
    assert rules(plan) == {"no-register": 0}
    with pytest.raises(PlanRefused, match="polygons-taken"):
        draft_plan(by=None, division=edition.division, school_year=2026, label="x", polygons=edition)
    with pytest.raises(PlanRefused, match="polygons-elsewhere"):
        draft_plan(by=None, division=cities.division(), school_year=2026, label="x", polygons=edition)
    adopt_plan(by=None, plan=plan)
    edition.refresh_from_db()
    assert edition.valid_from == date(2015, 1, 1)  # in force before the plan knew of it


def sizes(edition: Edition) -> dict[str, float]:
    return {code: size or 0.0 for code, size in edition.areas.values_list("code", "area_m2")}


def test_a_copy_of_imported_areas_has_the_houses_in_them() -> None:
    edition = world.edition_of("grundschulbezirke")
    world.schools()
    first = draft_plan(by=None, division=edition.division, school_year=2026, label="Flächen", polygons=edition)
    adopt_plan(by=None, plan=first)
    world.register()
    copy = draft_plan(by=None, division=edition.division, school_year=2027, label="Kopie", like=first)
    codes = {one.pk: one.code for one in copy.catchments.all()}
    of_copy = [codes[one.catchments[0]] for one in PlanContents(copy).owners]
    assert of_copy == world.catchment_of_house()
    before = sizes(edition)
    assert copy.edition is not None
    assert sizes(copy.edition) == pytest.approx(before, abs=1)  # as they were drawn
    street = PlanContents(copy).entries()[0].street
    move_range(by=None, plan=copy, street=street, part=WHOLE, to=catchment(copy, "08"))
    copy.refresh_from_db()
    moved = {one.street for one in PlanContents(copy).entries() if one.catchment == "08"}
    assert street in moved
    assert {"address-unassigned", "catchment-empty"}.isdisjoint(rules(copy))
    assert copy.edition is not None
    assert copy.edition.areas.count() == 8
    untouched = set(before) - {one.catchment for one in PlanContents(first).entries() if one.street == street} - {"08"}
    after = sizes(copy.edition)
    assert len(untouched) >= 5
    assert {code: after[code] for code in untouched} == pytest.approx({code: before[code] for code in untouched}, abs=1)
    assert after["08"] > before["08"]
    again = draft_plan(by=None, division=edition.division, school_year=2028, label="Kopie der Kopie", like=copy)
    assert again.edition is not None
    assert sizes(again.edition) == pytest.approx(after, abs=1)
    first.refresh_from_db()
    assert first.edition == edition


def test_houses_of_a_plan_of_imported_areas_are_moved_and_the_areas_stay() -> None:
    found = cities.division("grundschulbezirke")
    edition = draft_edition(by=None, division=found, valid_from=date(2026, 8, 1), areas=cities.squares())
    plan = draft_plan(by=None, division=found, school_year=2026, label="Flächen", polygons=edition)
    with pytest.raises(PlanRefused, match="houses-unknown"):
        move_range(by=None, plan=plan, street="Ahornweg", part=WHOLE, to=catchment(plan, "01"))
    assert plan.edition == edition
    world.register()
    move_range(by=None, plan=plan, street="Ahornweg", part=WHOLE, to=catchment(plan, "01"))
    plan.refresh_from_db()
    assert plan.edition != edition
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_imported_areas_with_errors_stop_the_adoption() -> None:
    found = cities.division("grundschulbezirke")
    finding = {"rule": "overlap", "severity": "error", "codes": ["01", "02"]}
    edition = draft_edition(
        by=None, division=found, valid_from=date(2026, 8, 1), areas=cities.squares(), findings=[finding]
    )
    plan = draft_plan(by=None, division=found, school_year=2026, label="Flächen", polygons=edition)
    errors = {one.rule for one in checks(PlanContents(plan)) if one.severity == "error"}
    assert errors == {"areas-faulty", "catchment-without-school"}
    discard_plan(by=None, plan=plan)
    assert Edition.objects.filter(pk=edition.pk).exists()
    assert (
        draft_plan(by=None, division=found, school_year=2026, label="noch einmal", polygons=edition).edition == edition
    )


def test_a_copy_has_everything_and_is_a_plan_of_its_own() -> None:
    first = world.list_plan()
    zone = put_zone(
        by=None, plan=first, name="Z", home=catchment(first, "01"), other=catchment(first, "02"), last_school_year=2026
    )
    move_range(by=None, plan=first, street="Am Anger", part=WHOLE, to=zone.home, zone=zone)
    same = draft_plan(by=None, division=first.division, school_year=2026, label="Kopie", like=first)
    later = draft_plan(by=None, division=first.division, school_year=2027, label="Kopie", like=first)
    assert PlanContents(same).entries() == PlanContents(first).entries()
    assert [one.name for one in same.zones.all()] == ["Z"]
    assert (later.zones.count(), later.based_on) == (0, first)
    assert PlanContents(later).entries() == PlanContents(first).entries()
    move_range(by=None, plan=same, street="Zum Teich", part=WHOLE, to=catchment(same, "01"))
    assert [one.catchment for one in PlanContents(first).entries()].count("02") == 2


def test_a_list_derived_after_a_change_differs_only_where_something_moved() -> None:
    plan = world.list_plan()
    move_range(by=None, plan=plan, street="Zum Teich", part=WHOLE, to=catchment(plan, "01"))
    contents = PlanContents(plan)
    again = contents.entries()
    assert [one for one in again if one not in world.ENTRIES] == [Entry(5, "01", "Zum Teich", (WHOLE,))]
    assert [one for one in world.ENTRIES if one not in again] == [world.ENTRIES[3]]


def test_blocks_without_an_edition_and_unknown_ones_are_refused() -> None:
    found = cities.division("grundschulbezirke")
    contents = Contents({"01": "Ahorn"}, (), {"001": "01"})
    with pytest.raises(PlanRefused, match="blocks-missing"):
        draft_plan(by=None, division=found, school_year=2026, label="x", contents=contents)
    blocks = cities.edition(key="baubloecke")
    with pytest.raises(PlanRefused) as refused:
        draft_plan(by=None, division=found, school_year=2026, label="x", contents=contents, blocks=blocks)
    assert (refused.value.rule, refused.value.params["codes"]) == ("block-unknown", ["001"])
    assert CatchmentPlan.objects.count() == 0


def test_unassigned_blocks_are_named() -> None:
    plan = world.block_plan()
    plan.catchments.get(code="01").blocks.all().delete()
    derive_areas(by=None, plan=plan)
    found = {one.rule: one for one in checks(PlanContents(plan))}
    wanted = {code for code, own in world.catchment_of_block().items() if own == "01"}
    assert set(found["block-unassigned"].codes) == wanted
    assert {"address-unassigned", "catchment-empty"} <= found.keys()


def test_who_may_not_manage_changes_nothing() -> None:
    plan = world.list_plan()
    stranger = cities.person("fremd", "arbeit")
    for change in (
        lambda: adopt_plan(by=stranger, plan=plan, warnings_seen=True),
        lambda: discard_plan(by=stranger, plan=plan),
        lambda: set_school(by=stranger, catchment=plan.catchments.first(), school=None),
        lambda: draft_plan(by=stranger, division=plan.division, school_year=2026, label="x"),
        lambda: close_school(by=stranger, school=School.objects.first(), last_school_year=2026),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_areas_of_the_same_day_are_not_overwritten() -> None:
    plan = world.block_plan()
    other = draft_edition(by=None, division=plan.division, valid_from=date(2026, 8, 1), areas=cities.squares())
    other.state, other.valid_to = Edition.State.ACTIVE, None
    Edition.objects.active().filter(division=plan.division).update(valid_to=date(2026, 8, 1))
    other.save()
    with pytest.raises(CannotActivate, match="same_day"):
        adopt_plan(by=None, plan=plan)
    plan.refresh_from_db()
    assert plan.state == CatchmentPlan.State.DRAFT
