from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.db.models import ProtectedError
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from districts.actions.likeness import ask_for_comparing
from districts.actions.placements import ask_for_placing
from districts.actions.renewing import ask_for_ways
from districts.geometry.simplify import inside_point, outlines
from districts.models import SRID, Area, Division, Edition, Finding, Outline
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

# Regions have no outlines to be redrawn, and long series of Länder begin well before 1990.
REGIONS_SINCE: Final = date(1900, 1, 1)


class CannotActivate(Exception):
    """The edition may not come into force; `reason` is a key of the message shown."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


class CannotDiscard(Exception):
    """The edition is in force, or was: figures hang on it."""


@dataclass(frozen=True)
class NewArea:
    code: str
    name: str
    parent: str | None = None
    geometry: MultiPolygon | None = None


@transaction.atomic
def put_division(*, by: User | None, key: str, defaults: Mapping[str, Any]) -> Division:
    """Creates the division or changes its labels, order and kind."""
    division, created = Division.objects.update_or_create(key=key, defaults=defaults)
    if created:
        record(by=by, verb="create division", what=f"division:{key}")
    return division


@transaction.atomic
def draft_edition(
    *,
    by: User | None,
    division: Division,
    valid_from: date,
    areas: Sequence[NewArea],
    parents: Edition | None = None,
    findings: Iterable[Mapping[str, Any]] = (),
    label: str = "",
    source_note: str = "",
) -> Edition:
    """Stores areas as a draft edition, with outlines per zoom band; nobody sees it until it is activated."""
    edition = Edition.objects.create(division=division, valid_from=valid_from, label=label, source_note=source_note)
    parent_ids = dict(parents.areas.values_list("code", "id")) if parents else {}
    rows = Area.objects.bulk_create([_area(edition, area, parent_ids) for area in areas], batch_size=500)
    _store_outlines(rows, areas)
    Finding.objects.bulk_create([_finding(edition, dict(finding)) for finding in findings], batch_size=500)
    record(by=by, verb="draft edition", what=f"edition:{edition}", areas=len(rows))
    return edition


def _area(edition: Edition, area: NewArea, parent_ids: Mapping[str, int]) -> Area:
    shape = area.geometry
    return Area(
        edition=edition,
        code=area.code,
        name=area.name,
        parent_id=parent_ids.get(area.parent or ""),
        geometry=_geos(shape) if shape is not None else None,
        inside=_geos(inside_point(shape)) if shape is not None else None,
        area_m2=shape.area if shape is not None else None,
    )


def _finding(edition: Edition, values: dict[str, Any]) -> Finding:
    shape = values.pop("geometry", None)
    return Finding(edition=edition, geometry=_geos(shape) if shape is not None else None, **values)


def _geos(shape: BaseGeometry) -> Any:
    return GEOSGeometry(memoryview(shape.wkb), srid=SRID)


def _store_outlines(rows: Sequence[Area], areas: Sequence[NewArea]) -> None:
    drawn = [(row, area.geometry) for row, area in zip(rows, areas, strict=True) if area.geometry is not None]
    if not drawn:
        return
    for detail, shapes in outlines([shape for _, shape in drawn]).items():
        Outline.objects.bulk_create(
            [
                Outline(area=row, detail=detail, geometry=_geos(shape))
                for (row, _), shape in zip(drawn, shapes, strict=True)
            ],
            batch_size=500,
        )


@transaction.atomic
def activate_edition(*, by: User | None, edition: Edition) -> Edition:
    """Brings a draft into force. The edition in force before ends on the day the new one begins."""
    # The division is the lock: two people activating at once must not both see the old edition as open.
    Division.objects.select_for_update().get(pk=edition.division_id)
    edition.refresh_from_db()
    if edition.state == Edition.State.ACTIVE:
        return edition
    serious = edition.findings.filter(severity="error", repaired=False)
    if serious.exists():
        raise CannotActivate("findings", edition=str(edition), rules=sorted({f.rule for f in serious}))
    others = Edition.objects.active().filter(division=edition.division)
    if others.filter(valid_from=edition.valid_from).exists():
        raise CannotActivate("same_day", edition=str(edition))
    following = others.filter(valid_from__gt=edition.valid_from).order_by("valid_from").first()
    before = others.valid_on(edition.valid_from).first()
    if before is not None:
        before.valid_to = edition.valid_from
        before.save(update_fields=["valid_to"])
    edition.valid_to = following.valid_from if following else None
    edition.state = Edition.State.ACTIVE
    edition.save(update_fields=["state", "valid_to"])
    record(by=by, verb="activate edition", what=f"edition:{edition}", ends=str(before) if before else None)
    ask_for_placing(by=by, edition=edition)
    ask_for_ways(by=by, edition=edition)
    ask_for_comparing(by=by)
    return edition


@transaction.atomic
def discard_draft(*, by: User | None, edition: Edition) -> None:
    """Removes a draft with all that was found in it; what is in force, or was, stays for ever (CannotDiscard)."""
    draft = Edition.objects.select_for_update().get(pk=edition.pk)
    if draft.state != Edition.State.DRAFT:
        raise CannotDiscard(str(draft))
    words = {"what": f"edition:{draft}", "number": draft.pk, "areas": draft.areas.count()}
    try:
        draft.delete()
    except ProtectedError as error:  # the areas of a plan that was replaced: figures and correspondences hang on them
        raise CannotDiscard(str(draft)) from error
    record(by=by, verb="discard draft", **words)


@transaction.atomic
def add_regions(*, by: User | None, division: Division, areas: Iterable[tuple[str, str]], valid_from: date) -> Edition:
    """Adds comparison regions (code, name) to the edition of a division without geometry; known codes stay as they are.

    Regions may be added to an edition in force: nothing is redrawn, and no figure changes.
    """
    if division.kind != Division.Kind.REGIONS:
        raise ValueError(f"{division.key} has areas on the map: import its geometry instead.")
    Division.objects.select_for_update().get(pk=division.pk)
    edition = division.editions.active().order_by("-valid_from").first()
    if edition is None:
        edition = Edition.objects.create(division=division, valid_from=valid_from, state=Edition.State.ACTIVE)
    elif valid_from < edition.valid_from:
        edition.valid_from = valid_from
        edition.save(update_fields=["valid_from"])
    known = set(edition.areas.values_list("code", flat=True))
    new = [Area(edition=edition, code=code, name=name) for code, name in dict(areas).items() if code not in known]
    Area.objects.bulk_create(new)
    if new:
        record(
            by=by,
            verb="add regions",
            what=f"edition:{edition}",
            codes=[area.code for area in new][:100],
            count=len(new),
        )
    return edition
