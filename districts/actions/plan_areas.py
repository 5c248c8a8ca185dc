"""The areas of a plan made of sets: a draft edition beside it, made anew whenever the plan changes."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import shapely
from django.db import transaction
from numpy.typing import NDArray

from districts.actions.editions import NewArea, draft_edition
from districts.geometry.partition import NOBODY, lying_in, partition
from districts.models import CatchmentPlan, Division, Edition
from districts.queries.placing import Shapes, shapes_of
from districts.queries.plans import PlanContents, newest_register
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.models import Job

DRAWING: Final = "draw-plan"
AT_ONCE: Final = 5000  # with so many houses and blocks, drawing takes less than a second


@transaction.atomic
def areas_follow(*, by: User | None, plan: CatchmentPlan, at_once: bool = False) -> None:
    """After a change the areas are drawn again: at once where few houses are known or it is asked for, else by a
    worker; until it is done the plan has none.
    """
    if at_once or not PlanContents(plan).is_of_sets or not _is_large(plan):
        derive_areas(by=by, plan=plan)
        return
    forget_areas(plan)
    ask(by=by, kind=DRAWING, params={"plan": plan.pk})


def _is_large(plan: CatchmentPlan) -> bool:
    register = newest_register() or plan.register
    blocks = plan.blocks.areas.count() if plan.blocks else 0
    return (register.size if register else 0) + blocks > AT_ONCE


def drawing_of(plan: CatchmentPlan) -> Job | None:
    """The drawing of its areas that is still to come."""
    return Job.objects.filter(kind=DRAWING, params__plan=plan.pk, state__in=Job.RUNNING).first()


@transaction.atomic
def derive_areas(*, by: User | None, plan: CatchmentPlan) -> Edition | None:
    """Draws the catchments from their houses and blocks. None where nothing says where those lie: no register of
    addresses and no blocks, or no outline of the city; areas that were imported stay as they are.

    A zone counts to its home: the areas are a partition, and each child is counted once.
    """
    contents = PlanContents(plan)
    if not contents.is_of_sets:
        return plan.edition
    return put_areas(by=by, plan=plan, areas=drawn(contents), source=source_of(contents))


@transaction.atomic
def put_areas(*, by: User | None, plan: CatchmentPlan, areas: Sequence[NewArea], source: str) -> Edition | None:
    """Gives the plan the areas that were drawn, in place of those it had."""
    forget_areas(plan)
    if not areas:
        return None
    plan.edition = draft_edition(
        by=by,
        division=plan.division,
        valid_from=date(plan.school_year, 8, 1),
        areas=areas,
        label=plan.label,
        source_note=source,
    )
    plan.save(update_fields=["edition"])
    return plan.edition


def forget_areas(plan: CatchmentPlan) -> None:
    """Takes the draft areas from the plan: drawn ones are gone, imported ones stay as a draft of their own."""
    edition = plan.edition
    if edition is None or edition.state != Edition.State.DRAFT:
        return
    plan.edition = None
    plan.save(update_fields=["edition"])
    if PlanContents(plan).is_of_sets:
        edition.delete()


def source_of(contents: PlanContents) -> str:
    """Names alone, which need no translation."""
    register, blocks = contents.register, contents.plan.blocks
    parts = [contents.plan.label]
    parts += [register.label or str(register)] if register else []
    parts += [blocks.label or blocks.division.label] if blocks else []
    return " · ".join(parts)


def drawn(contents: PlanContents) -> list[NewArea]:
    """The areas of the plan's catchments; empty where nothing says where they lie."""
    houses = contents.houses
    blocks = contents.ground
    index = {one.pk: n for n, one in enumerate(contents.catchments)}
    owner = np.array(
        [index[one.catchments[0]] if one.catchments else NOBODY for one in contents.owners], dtype=np.int64
    )
    places = houses.places if houses is not None else np.empty((0, 2))
    if blocks is not None and len(blocks.ids):
        ground, row = blocks.shapes, contents.block_rows
        claim = _claims(contents, blocks, index, owner, row)
    elif (before := contents.areas_before) is not None:
        # Borders stay as they were drawn wherever no house has moved.
        of_code = {one.code: n for n, one in enumerate(contents.catchments)}
        ground, row = before.shapes, lying_in(before.shapes, places)
        claim = np.array([of_code.get(code, NOBODY) for code in before.codes], dtype=np.int64)
        claim = _alone(claim, owner, row)
    else:
        outline = city_outline(contents.plan.division)
        if outline is None or not len(places):
            return []
        ground, claim = np.array([outline], dtype=object), np.array([NOBODY])
        row = np.zeros(len(places), dtype=np.int64)
    if not (claim >= 0).any() and not (owner >= 0).any():
        return []
    made = partition(ground, len(index), claim, places, owner, row)
    return [
        NewArea(one.code, one.name, geometry=shape)
        for one, shape in zip(contents.catchments, made.shapes, strict=True)
        if shape is not None
    ]


def _claims(
    contents: PlanContents, blocks: Shapes, index: dict[int, int], owner: NDArray[np.int64], row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Per block the catchment that has it whole; NOBODY where one of its houses is somebody else's."""
    owners = [contents.assignment.block_owner(pk).catchments for pk in blocks.ids.tolist()]
    return _alone(np.array([index[some[0]] if some else NOBODY for some in owners], dtype=np.int64), owner, row)


def _alone(claim: NDArray[np.int64], owner: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    """The claims, NOBODY's where a house of somebody else stands."""
    inside = (row >= 0) & (owner >= 0)
    other = row[inside][claim[row[inside]] != owner[inside]]
    claim[other] = NOBODY
    return claim


def city_outline(division: Division) -> shapely.Geometry | None:
    """The city as its divisions draw it: of this division in force, else of the first in the lists."""
    drawn = Edition.objects.active().filter(areas__geometry__isnull=False).distinct()
    edition = drawn.filter(division=division).order_by("-valid_from").first()
    edition = edition or drawn.order_by("division__rank", "division__key", "-valid_from").first()
    if edition is None:
        return None
    return shapely.union_all(shapes_of([edition])[edition.pk].shapes)
