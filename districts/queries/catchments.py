"""Which school is in charge of a home."""

from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.utils.timezone import localdate

from districts.addressing.assigning import Assignment, Owner, Rule, Zone
from districts.addressing.streets import fold
from districts.models import (
    Address,
    Area,
    Catchment,
    CatchmentBlock,
    CatchmentPlan,
    CatchmentRange,
    Division,
    OverlapZone,
    School,
)
from districts.queries.plans import range_of

FIRST_AUTUMN_MONTH = 8


@dataclass(frozen=True)
class InCharge:
    """`catchments[0]` is the home's own; in an overlap zone the other one follows, as long as the zone lasts.

    Without a plan all is empty; with a plan and no catchments the home is assigned to nobody.
    """

    plan: CatchmentPlan | None
    catchments: tuple[Catchment, ...] = ()
    zone: OverlapZone | None = None

    @property
    def schools(self) -> tuple[School, ...]:
        return tuple(one.school for one in self.catchments if one.school is not None)

    @property
    def school(self) -> School | None:
        return self.schools[0] if self.schools else None


def current_year(day: date | None = None) -> int:
    """The school year of a day: from 1 August to 31 July."""
    day = day or localdate()
    return day.year if day.month >= FIRST_AUTUMN_MONTH else day.year - 1


def plan_for(school_year: int, division: Division | None = None) -> CatchmentPlan | None:
    """The plan whose rules hold for children who start school that year (2026 for 2026/27)."""
    plans = CatchmentPlan.objects.for_first_graders_of(school_year).select_related("division", "edition", "blocks")
    return (plans.filter(division=division) if division else plans).first()


def school_in_charge(
    place_or_address: Address | Point,
    school_year: int,
    enrolled: int | None = None,
    *,
    division: Division | None = None,
) -> InCharge:
    """The schools in charge of a home in a school year (2026 for 2026/27).

    `enrolled` is the year the child started school; without it the child starts in `school_year`. The plan that held
    for first-graders of that year decides as long as the child goes to primary school: a change holds for new
    first-graders only. A zone offers both schools to who started by its last school year. An address is looked up in
    the ranges and blocks of the plan; a point (EPSG:25832), or any home where the plan has neither, in its areas.
    """
    started = school_year if enrolled is None else min(enrolled, school_year)
    plan = plan_for(started, division)
    if plan is None:
        return InCharge(None)
    if isinstance(place_or_address, Address):
        place, owner = place_or_address.place, _by_sets(plan, place_or_address)
    else:
        place, owner = place_or_address, _by_block(plan, place_or_address)
    if owner is None:
        found = _by_area(plan, place)
        return InCharge(plan, (found,) if found else ())
    return _answer(plan, owner, started)


def _answer(plan: CatchmentPlan, owner: Owner, started: int) -> InCharge:
    known = Catchment.objects.select_related("school").in_bulk(owner.catchments)
    catchments = tuple(known[pk] for pk in owner.catchments)
    zone = OverlapZone.objects.filter(pk=owner.zone).first() if owner.zone else None
    if zone is None:
        return InCharge(plan, catchments[:1] if not owner.is_double else catchments)
    if zone.last_school_year is not None and started > zone.last_school_year:
        return InCharge(plan, catchments[:1])
    return InCharge(plan, catchments, zone)


def _by_sets(plan: CatchmentPlan, address: Address) -> Owner | None:
    """None where the plan has no sets."""
    if not _ranges(plan).exists() and not _blocks(plan).exists():
        return None
    block = _block_at(plan, address.place)
    folded = address.street.folded
    return _assignment(plan, folded, block).owner(folded, address.number, address.suffix, block)


def _by_block(plan: CatchmentPlan, place: Point) -> Owner | None:
    """None where only the areas can tell: the plan has no blocks, or none of them whole at this place."""
    block = _block_at(plan, place)
    owner = _assignment(plan, "", block).block_owner(block) if block is not None else None
    return owner if owner and owner.catchments else None


def _assignment(plan: CatchmentPlan, folded: str, block: int | None) -> Assignment:
    """The rules of one street and one block: a single lookup reads a handful of rows, not the whole plan."""
    rules = [Rule(folded, range_of(one), one.catchment_id, one.zone_id) for one in _ranges(plan).filter(folded=folded)]
    blocks = _blocks(plan).filter(block_id=block).values_list("block_id", "catchment_id", "zone_id")
    zones = {one.pk: Zone(one.home_id, one.other_id) for one in OverlapZone.objects.filter(plan=plan)}
    return Assignment.of(rules, blocks, zones)


def _ranges(plan: CatchmentPlan) -> QuerySet[CatchmentRange]:
    return CatchmentRange.objects.filter(catchment__plan=plan)


def _blocks(plan: CatchmentPlan) -> QuerySet[CatchmentBlock]:
    return CatchmentBlock.objects.filter(catchment__plan=plan)


def _block_at(plan: CatchmentPlan, place: Point) -> int | None:
    if plan.blocks_id is None:
        return None
    return plan.blocks.areas.filter(geometry__intersects=place).order_by("code").values_list("pk", flat=True).first()


def _by_area(plan: CatchmentPlan, place: Point) -> Catchment | None:
    if plan.edition_id is None:
        return None
    areas = Area.objects.filter(edition_id=plan.edition_id, geometry__intersects=place)
    code = areas.order_by("code").values_list("code", flat=True).first()
    return Catchment.objects.select_related("school").filter(plan=plan, code=code).first()


def street_rows(plan: CatchmentPlan, text: str, most: int = 60) -> list[CatchmentRange]:
    """What the list of the plan says on streets whose name begins so, in the order of the street."""
    folded = fold(text)
    if not folded:
        return []
    rows = _ranges(plan).filter(folded__startswith=folded).select_related("catchment__school", "zone__other__school")
    return list(rows.order_by("folded", "first", "parity", "id")[:most])
