"""One plan for whoever works on it, and the list of schools."""

from typing import Any

from django.utils.translation import gettext as _

from districts.actions.plan_areas import drawing_of
from districts.messages.plan_texts import SEVERITIES
from districts.messages.plans import check_said, note_said, place_of, title
from districts.models import CatchmentPlan, School
from districts.presenters.catchments import (
    catchment_rows,
    degrees,
    map_data,
    map_legend,
    plan_head,
    year_label,
    zone_rows,
)
from districts.queries.plan_checks import Check, checks
from districts.queries.plans import PlanContents
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.jobs.models import Job
from sozialmonitor.jobs.presenters import job_context
from sozialmonitor.web import formats


def plan_context(plan: CatchmentPlan, user: User) -> dict[str, Any]:
    contents, drawing = PlanContents(plan), drawing_of(plan)
    found = [one for one in checks(contents) if not (drawing and one.rule == "no-areas")]
    totals = contents.totals()
    may = may_manage(user, plan.division)
    drawn = map_data(plan)
    if drawn is not None:
        drawn["points"] += [point for one in found for point in _spots(one)]
    return {
        "plan": plan_head(plan),
        "checks": [_check(one) for one in found] if may else [],
        "counts": {kind: sum(one.severity == kind for one in found) for kind in SEVERITIES},
        "catchments": [row | _totals(totals.get(row["id"])) for row in catchment_rows(plan)],
        "zones": zone_rows(contents),
        "map": drawn,
        "drawing": _drawing(drawing, user),
        "map_legend": map_legend(drawn),
        "register": _register(contents),
        "has_streets": bool(contents.ranges) or contents.register is not None,
        "has_blocks": plan.blocks_id is not None,
        "schools": _school_choices(plan),
        "may_change": may and plan.state == CatchmentPlan.State.DRAFT,
        "may_manage": may,
        "replaces": _replaces(plan),
    }


def _drawing(drawing: Job | None, user: User) -> dict[str, Any] | None:
    """The progress is shown to whoever asked for it."""
    if drawing is None:
        return None
    return job_context(drawing) | {"is_own": user.is_superuser or drawing.created_by_id == user.pk}


def _register(contents: PlanContents) -> str:
    register = contents.register
    return f"{register.label or register.pk} ({formats.day(register.valid_from)})" if register else ""


def _check(check: Check) -> dict[str, Any]:
    text, hint = check_said(check)
    return {
        "rule": check.rule,
        "severity": check.severity,
        "severity_label": SEVERITIES[check.severity],
        "title": title(check.rule),
        "text": text,
        "hint": hint,
        "places": len(check.places),
        "examples": list(check.examples[:50]),
    }


def _spots(check: Check) -> list[dict[str, Any]]:
    """Places a check names, in EPSG:25832, for the map."""
    points = [_point(x, y) for x, y in check.places]
    return [{"at": at, "name": title(check.rule), "css": f"spot is-{check.severity}"} for at in points]


def _point(x: float, y: float) -> list[float]:
    return degrees(School(place=f"SRID=25832;POINT({x} {y})").place)


def _totals(found: tuple[int, float | None] | None) -> dict[str, Any]:
    addresses, people = found or (0, None)
    return {"addresses": addresses, "people": people}


def _school_choices(plan: CatchmentPlan) -> list[dict[str, Any]]:
    found = School.objects.exclude(closes__lt=plan.school_year)
    return [{"id": one.pk, "label": f"{one.name} ({one.number})"} for one in found]


def _replaces(plan: CatchmentPlan) -> str:
    if plan.state != CatchmentPlan.State.DRAFT:
        return ""
    others = CatchmentPlan.objects.adopted().filter(division=plan.division, school_year=plan.school_year)
    other = others.exclude(pk=plan.pk).first()
    if other is None:
        return ""
    return _("It replaces the plan “%(plan)s”, which was adopted for the same year.") % {"plan": other.label}


def notes_shown(notes: Any) -> list[dict[str, Any]]:
    rows = []
    for note in notes:
        text, hint = note_said(note)
        label = SEVERITIES[note.severity]
        rows.append(
            {"severity": note.severity, "severity_label": label, "place": place_of(note), "text": text, "hint": hint}
        )
    return rows


def schools_context(user: User) -> dict[str, Any]:
    rows = [
        {
            "number": one.number,
            "name": one.name,
            "kind": one.get_kind_display(),
            "address": one.address,
            "rooms": one.rooms_per_grade,
            "closes": year_label(one.closes) if one.closes else "",
            "has_place": one.place is not None,
        }
        for one in School.objects.all()
    ]
    return {"schools": rows, "may_manage": may_manage(user)}
