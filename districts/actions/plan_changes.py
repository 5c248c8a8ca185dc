"""Changes of a draft plan, piece by piece. Each leaves the plan whole: what one catchment gains, another loses."""

from collections.abc import Sequence

from django.db import transaction

from districts.actions.plan_areas import areas_follow
from districts.actions.plan_sets import spell_out
from districts.actions.plans import PlanRefused, draft_of
from districts.addressing.compressing import tidied
from districts.addressing.ranges import House, Houses, Range, house
from districts.addressing.streets import fold
from districts.models import (
    Address,
    Area,
    Catchment,
    CatchmentBlock,
    CatchmentPlan,
    CatchmentRange,
    OverlapZone,
    School,
)
from districts.queries.plans import PlanContents, newest_register, range_of
from districts.rights import demand_management
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@transaction.atomic
def put_catchment(
    *, by: User | None, plan: CatchmentPlan, code: str, name: str, school: School | None = None
) -> Catchment:
    plan = _changing(by, plan)
    values = {"name": name, "school": school}
    catchment, _ = Catchment.objects.update_or_create(plan=plan, code=code, defaults=values)
    _told(by, plan, "put", catchment=code, school=school.number if school else None)
    return catchment


@transaction.atomic
def set_school(*, by: User | None, catchment: Catchment, school: School | None) -> None:
    plan = _changing(by, catchment.plan)
    catchment.school = school
    catchment.save(update_fields=["school"])
    _told(by, plan, "set school", catchment=catchment.code, school=school.number if school else None)


@transaction.atomic
def move_block(*, by: User | None, plan: CatchmentPlan, code: str, to: Catchment) -> None:
    """The whole block goes to the catchment, whoever had it.

    PlanRefused: blocks-missing, block-unknown, houses-unknown.
    """
    plan = _changing(by, plan)
    if plan.blocks is None:
        raise PlanRefused("blocks-missing")
    block = Area.objects.filter(edition=plan.blocks, code=code).first()
    if block is None:
        raise PlanRefused("block-unknown", count=1, codes=[code], edition=str(plan.blocks))
    _by_houses(plan)
    CatchmentBlock.objects.filter(catchment__plan=plan, block=block).delete()
    CatchmentBlock.objects.create(catchment=to, block=block)
    _told(by, plan, "move block", block=code, to=to.code)
    areas_follow(by=by, plan=plan)


@transaction.atomic
def move_range(
    *, by: User | None, plan: CatchmentPlan, street: str, part: Range, to: Catchment, zone: OverlapZone | None = None
) -> None:
    """The houses of the range go to the catchment, or to a zone of it; rows of others are cut where they held some.

    With a register, the cut ends lie at houses that are there. PlanRefused: street-empty, houses-unknown.
    """
    plan = _changing(by, plan)
    folded = fold(street)
    if not folded:
        raise PlanRefused("street-empty")
    _by_houses(plan)
    there = _houses(plan, folded)
    line = CatchmentRange.objects.filter(catchment__plan=plan).order_by("-line").values_list("line", flat=True).first()
    moved = Houses.of([part])
    for row in CatchmentRange.objects.filter(catchment__plan=plan, folded=folded).select_related("catchment"):
        if not moved.both(Houses.of([range_of(row)])):
            continue
        pieces = Houses.of([range_of(row)]).without(moved).ranges()
        _store(row.catchment, row.zone, row.line, row.street, [t for one in pieces if (t := tidied(one, there))])
        row.delete()
    _store(to, zone, (line or 0) + 1, " ".join(street.split()), [part])
    words = f"{part.parity} {part.first}{part.first_suffix}-{part.last}{part.last_suffix}"
    _told(by, plan, "move range", street=street, range=words, to=to.code, zone=zone.name if zone else None)
    areas_follow(by=by, plan=plan)


def _houses(plan: CatchmentPlan, folded: str) -> list[House]:
    register = newest_register() or plan.register
    found = Address.objects.filter(street__register=register, street__folded=folded)
    return sorted(house(number, suffix) for number, suffix in found.values_list("number", "suffix"))


def _store(catchment: Catchment, zone: OverlapZone | None, line: int, street: str, parts: Sequence[Range]) -> None:
    CatchmentRange.objects.bulk_create(
        [
            CatchmentRange(
                catchment=catchment,
                zone=zone,
                line=line,
                street=street,
                folded=fold(street),
                parity=one.parity,
                first=one.first,
                first_suffix=one.first_suffix,
                last=one.last,
                last_suffix=one.last_suffix,
            )
            for one in parts
        ]
    )


@transaction.atomic
def put_zone(
    *,
    by: User | None,
    plan: CatchmentPlan,
    name: str,
    home: Catchment,
    other: Catchment,
    last_school_year: int | None = None,
) -> OverlapZone:
    """An empty zone; houses come in with move_range. PlanRefused: zone-of-one."""
    plan = _changing(by, plan)
    if home.pk == other.pk:
        raise PlanRefused("zone-of-one", catchment=home.code)
    zone = OverlapZone.objects.create(plan=plan, name=name, home=home, other=other, last_school_year=last_school_year)
    _told(by, plan, "add zone", zone=name, home=home.code, other=other.code)
    return zone


@transaction.atomic
def remove_zone(*, by: User | None, zone: OverlapZone) -> None:
    """Its houses stay with their home."""
    plan = _changing(by, zone.plan)
    CatchmentRange.objects.filter(zone=zone).update(catchment=zone.home, zone=None)
    CatchmentBlock.objects.filter(zone=zone).update(catchment=zone.home, zone=None)
    _told(by, plan, "remove zone", zone=zone.name)
    zone.delete()


@transaction.atomic
def redraw(*, by: User | None, plan: CatchmentPlan) -> None:
    """Draws the areas of a draft anew, for instance after a register of addresses was imported."""
    plan = _changing(by, plan)
    areas_follow(by=by, plan=plan)
    _told(by, plan, "draw areas")


def _changing(by: User | None, plan: CatchmentPlan) -> CatchmentPlan:
    demand_management(by, plan.division)
    return draft_of(plan)


def _by_houses(plan: CatchmentPlan) -> None:
    """A plan of imported areas becomes one of the houses in them: a part of it cannot be moved otherwise."""
    if plan.edition is not None and not PlanContents(plan).is_of_sets and not spell_out(plan):
        raise PlanRefused("houses-unknown", plan=plan.label)


def _told(by: User | None, plan: CatchmentPlan, change: str, **details: object) -> None:
    record(by=by, verb="change catchment plan", what=f"plan:{plan.pk}", change=change, **details)
