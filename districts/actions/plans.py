"""Plans of catchments: drafted, changed while they are drafts, adopted, never edited afterwards."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from districts.actions.editions import activate_edition
from districts.actions.plan_areas import areas_follow, derive_areas, drawing_of, forget_areas
from districts.actions.plan_sets import put_ranges, spell_out
from districts.addressing.contents import Contents
from districts.models import (
    Area,
    Catchment,
    CatchmentBlock,
    CatchmentPlan,
    CatchmentRange,
    Division,
    Edition,
    OverlapZone,
    Register,
    School,
)
from districts.queries.plan_checks import checks
from districts.queries.plans import PlanContents
from districts.rights import demand_management
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

BEGINS = (8, 1)  # a school year begins on 1 August


class PlanRefused(Exception):
    """What was asked cannot be done with this plan; rule and params are put into words by the messages."""

    def __init__(self, rule: str, **params: Any) -> None:
        self.rule, self.params = rule, params
        super().__init__(f"{rule} {params}")


def first_day(school_year: int) -> date:
    return date(school_year, *BEGINS)


@transaction.atomic
def draft_plan(
    *,
    by: User | None,
    division: Division,
    school_year: int,
    label: str,
    contents: Contents | None = None,
    like: CatchmentPlan | None = None,
    polygons: Edition | None = None,
    blocks: Edition | None = None,
    register: Register | None = None,
    note: str = "",
    at_once: bool = False,
) -> CatchmentPlan:
    """A draft, empty or made of one thing: `contents` read from a file, another plan (`like`), or an edition of the
    division (`polygons`). `blocks`: the edition whose areas the blocks are. Catchments find their school by its number.
    A copy of a plan of areas is one of the house numbers in them: areas belong to one plan. `at_once`: its areas are
    drawn before this returns, however many houses there are.

    PlanRefused: blocks-missing, block-unknown (count, codes), polygons-elsewhere, polygons-taken.
    """
    demand_management(by, division)
    plan = CatchmentPlan.objects.create(
        division=division,
        school_year=school_year,
        label=label,
        note=note,
        register=register or (like.register if like else None),
        blocks=blocks or (like.blocks if like else None),
        based_on=like,
        created_by=by,
    )
    _begin(plan, contents, like, polygons)
    count = plan.catchments.count()
    record(by=by, verb="draft catchment plan", what=f"plan:{plan.pk}", catchments=count, school_year=school_year)
    areas_follow(by=by, plan=plan, at_once=at_once)
    return plan


def _begin(
    plan: CatchmentPlan, contents: Contents | None, like: CatchmentPlan | None, polygons: Edition | None
) -> None:
    if contents is not None:
        _fill(plan, contents)
    if like is not None:
        _copy(plan, like)
    if polygons is not None:
        _from_polygons(plan, polygons)


def _fill(plan: CatchmentPlan, contents: Contents) -> None:
    made = _catchments(plan, contents.catchments)
    for_blocks = _known_blocks(plan, contents.blocks) if contents.blocks else {}
    CatchmentBlock.objects.bulk_create(
        [CatchmentBlock(catchment=made[code], block_id=for_blocks[block]) for block, code in contents.blocks.items()],
        batch_size=2000,
    )
    put_ranges(made, contents.entries)


def _known_blocks(plan: CatchmentPlan, blocks: Mapping[str, str]) -> dict[str, int]:
    if plan.blocks is None:
        raise PlanRefused("blocks-missing")
    known = dict(plan.blocks.areas.values_list("code", "pk"))
    unknown = sorted(set(blocks) - set(known))
    if unknown:
        raise PlanRefused("block-unknown", count=len(unknown), codes=unknown[:20], edition=str(plan.blocks))
    return known


def _catchments(plan: CatchmentPlan, names: Mapping[str, str]) -> dict[str, Catchment]:
    schools = _schools_by_code(names)
    rows = [Catchment(plan=plan, code=code, name=name, school=schools.get(code)) for code, name in names.items()]
    return {one.code: one for one in Catchment.objects.bulk_create(rows)}


def _schools_by_code(codes: Iterable[str]) -> dict[str, School]:
    """A catchment is often numbered as its school, or as the digits of the school's number."""
    schools = list(School.objects.filter(closes__isnull=True))
    exact = {one.number: one for one in schools}
    digits: dict[str, list[School]] = {}
    for one in schools:
        digits.setdefault("".join(c for c in one.number if c.isdecimal()), []).append(one)
    alone = {code: some[0] for code, some in digits.items() if code and len(some) == 1}
    return {code: found for code in codes if (found := exact.get(code) or alone.get(code))}


def _copy(plan: CatchmentPlan, like: CatchmentPlan) -> None:
    """Everything of the other plan; zones that are over by then are left out, and their homes stay at home."""
    own = {}
    for one in like.catchments.all():
        own[one.pk] = Catchment.objects.create(plan=plan, code=one.code, name=one.name, school=one.school)
    zones = {}
    for zone in like.zones.all():
        if zone.last_school_year is None or zone.last_school_year >= plan.school_year:
            home, other = own[zone.home_id], own[zone.other_id]
            last = zone.last_school_year
            made = OverlapZone.objects.create(plan=plan, name=zone.name, home=home, other=other, last_school_year=last)
            zones[zone.pk] = made
    rows = list(CatchmentRange.objects.filter(catchment__plan=like)) + list(
        CatchmentBlock.objects.filter(catchment__plan=like)
    )
    for row in rows:
        row.pk, row.catchment, row.zone = None, own[row.catchment_id], zones.get(row.zone_id or 0)
    CatchmentRange.objects.bulk_create([row for row in rows if isinstance(row, CatchmentRange)], batch_size=2000)
    CatchmentBlock.objects.bulk_create([row for row in rows if isinstance(row, CatchmentBlock)], batch_size=2000)
    if not rows:
        spell_out(plan, like)


def _from_polygons(plan: CatchmentPlan, polygons: Edition) -> None:
    if polygons.division_id != plan.division_id:
        raise PlanRefused("polygons-elsewhere", edition=str(polygons), division=plan.division.label)
    if CatchmentPlan.objects.filter(edition=polygons).exists():
        raise PlanRefused("polygons-taken", edition=str(polygons))
    _catchments(plan, dict(Area.objects.filter(edition=polygons).values_list("code", "name")))
    plan.edition = polygons
    plan.save(update_fields=["edition"])


@transaction.atomic
def adopt_plan(*, by: User | None, plan: CatchmentPlan, warnings_seen: bool = False) -> CatchmentPlan:
    """The plan holds for first-graders from its school year on, and its areas from 1 August of that year.

    Needs checks without errors, and warnings seen. A plan adopted before for the same year is superseded: its row
    stays, its areas are taken back. PlanRefused: not-a-draft, being-drawn, checks-failed (rules), warnings-unseen
    (rules).
    """
    demand_management(by, plan.division)
    Division.objects.select_for_update().get(pk=plan.division_id)
    plan = draft_of(plan)
    if drawing_of(plan) is not None:
        raise PlanRefused("being-drawn", plan=plan.label)
    if plan.edition is None:
        derive_areas(by=by, plan=plan)
    found = checks(PlanContents(plan))
    errors = [one.rule for one in found if one.severity == "error"]
    if errors:
        raise PlanRefused("checks-failed", plan=plan.label, rules=errors)
    warned = [one.rule for one in found if one.severity == "warning"]
    if warned and not warnings_seen:
        raise PlanRefused("warnings-unseen", plan=plan.label, rules=warned)
    for other in CatchmentPlan.objects.adopted().filter(division=plan.division, school_year=plan.school_year):
        _supersede(by, other, with_areas=plan.edition is not None)
    if plan.edition is not None and plan.edition.state == Edition.State.DRAFT:
        plan.edition.valid_from = first_day(plan.school_year)
        plan.edition.save(update_fields=["valid_from"])
        activate_edition(by=by, edition=plan.edition)
    plan.state, plan.adopted_by, plan.adopted_at = CatchmentPlan.State.ADOPTED, by, now()
    plan.save(update_fields=["state", "adopted_by", "adopted_at"])
    record(by=by, verb="adopt catchment plan", what=f"plan:{plan.pk}", school_year=plan.school_year, warnings=warned)
    return plan


def _supersede(by: User | None, other: CatchmentPlan, *, with_areas: bool) -> None:
    other.state = CatchmentPlan.State.SUPERSEDED
    other.save(update_fields=["state"])
    edition = other.edition
    if with_areas and edition is not None and edition.state == Edition.State.ACTIVE:
        # The edition before keeps its end: the one of the new plan begins on the same day.
        edition.state, edition.valid_to = Edition.State.DRAFT, None
        edition.save(update_fields=["state", "valid_to"])
    record(by=by, verb="supersede catchment plan", what=f"plan:{other.pk}", school_year=other.school_year)


@transaction.atomic
def discard_plan(*, by: User | None, plan: CatchmentPlan) -> CatchmentPlan:
    """The draft is kept as discarded; the areas derived from it go."""
    demand_management(by, plan.division)
    plan = draft_of(plan)
    forget_areas(plan)
    plan.state = CatchmentPlan.State.DISCARDED
    plan.save(update_fields=["state"])
    record(by=by, verb="discard catchment plan", what=f"plan:{plan.pk}")
    return plan


def draft_of(plan: CatchmentPlan) -> CatchmentPlan:
    """The plan, locked. What is adopted is never edited: PlanRefused not-a-draft."""
    found = CatchmentPlan.objects.select_for_update(of=("self",)).select_related("division", "edition").get(pk=plan.pk)
    if found.state != CatchmentPlan.State.DRAFT:
        raise PlanRefused("not-a-draft", plan=found.label, state=found.get_state_display())
    return found
