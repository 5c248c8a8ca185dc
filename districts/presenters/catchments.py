"""Plans of catchments and schools as the pages show them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from districts.addressing.directory import WORDS_HEAD, Entry
from districts.addressing.streets import fold
from districts.addressing.wording import GERMAN, Vocabulary, write_ranges
from districts.messages.plan_texts import SEVERITIES
from districts.models import Catchment, CatchmentPlan, CatchmentRange, School
from districts.queries.catchments import current_year, plan_for, street_rows
from districts.queries.plans import PlanContents, range_of
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats

STREETS_SHOWN = 60
CLASS_SIZE = 28  # children, by the state's rule for forming classes
STATES_SHOWN = (CatchmentPlan.State.ADOPTED, CatchmentPlan.State.SUPERSEDED)


def vocabulary() -> Vocabulary:
    """How house numbers are said in the reader's language; the printed list stays German."""
    return Vocabulary(
        odd=pgettext("house numbers", "odd"),
        even=pgettext("house numbers", "even"),
        whole=pgettext("house numbers", "whole street"),
        without=pgettext("house numbers", "without number"),
        since=pgettext("house numbers", "from"),
        until=pgettext("house numbers", "up to"),
    )


def year_label(school_year: int) -> str:
    return f"{school_year}/{(school_year + 1) % 100:02d}"


def holds_from(plan: CatchmentPlan) -> str:
    text = _("Holds for children who start school from %(year)s on; who goes to school already stays where they are.")
    return text % {"year": year_label(plan.school_year)}


def seen_plans(user: User) -> Any:
    """Adopted ones, and for who may manage also drafts."""
    plans = CatchmentPlan.objects.select_related("division", "edition")
    return plans if may_manage(user) else plans.filter(state__in=STATES_SHOWN)


def catchments_context(params: Any, user: User) -> dict[str, Any]:
    years = _years()
    wanted = params.get("schuljahr", "")
    year = int(wanted) if wanted.isdecimal() and int(wanted) in years else current_year()
    plan = plan_for(year)
    street = params.get("strasse", "").replace("\x00", "")[:120]
    drawn = map_data(plan) if plan else None
    return {
        "year": {"value": year, "label": year_label(year)},
        "years": [{"value": one, "label": year_label(one)} for one in years],
        "plan": plan_head(plan) if plan else None,
        "catchments": catchment_rows(plan) if plan else [],
        "map": drawn,
        "map_legend": map_legend(drawn),
        "street": street,
        "found": street_found(plan, street, year) if plan and street else [],
        "plans": [plan_head(one) for one in seen_plans(user)],
        "may_manage": may_manage(user),
    }


def _years() -> list[int]:
    now = current_year()
    known = CatchmentPlan.objects.adopted().values_list("school_year", flat=True)
    return list(range(min([now, *known]), max([now + 1, *known]) + 1))[-30:]


def plan_head(plan: CatchmentPlan) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "url": reverse("catchment-plan", args=[plan.pk]),
        "label": plan.label,
        "division": plan.division.label,
        "year": year_label(plan.school_year),
        "state": plan.state,
        "state_label": plan.get_state_display(),
        "is_draft": plan.state == CatchmentPlan.State.DRAFT,
        "holds_from": holds_from(plan),
        "note": plan.note,
        "adopted": formats.day(localtime(plan.adopted_at).date()) if plan.adopted_at else "",
        "list_url": reverse("catchment-list", args=[plan.pk]),
        "csv_url": reverse("catchment-list-csv", args=[plan.pk]),
    }


def catchment_rows(plan: CatchmentPlan) -> list[dict[str, Any]]:
    rows = Catchment.objects.filter(plan=plan).select_related("school").order_by("code")
    return [{"id": one.pk, "code": one.code, "name": _name(one), **_school(one.school)} for one in rows]


def _name(one: Catchment) -> str:
    """Empty where the list knew a code only."""
    return one.name if one.name != one.code else ""


def _school(school: School | None) -> dict[str, Any]:
    rooms = school.rooms_per_grade if school else None
    return {
        "school": school.name if school else "",
        "school_id": school.pk if school else None,
        "address": school.address if school else "",
        "rooms": rooms,
        "children": rooms * CLASS_SIZE if rooms else None,
    }


def map_data(plan: CatchmentPlan) -> dict[str, Any] | None:
    """What the map needs beside the outlines: names and schools by code, and where the schools are."""
    if plan.edition_id is None:
        return None
    rows = list(Catchment.objects.filter(plan=plan).select_related("school").order_by("code"))
    return {
        "source": reverse("catchment-areas", args=[plan.pk]),
        "areas": {
            one.code: {"name": one.name, "display": one.school.name if one.school else "", "css": "plain-area"}
            for one in rows
        },
        "points": [
            {"at": degrees(one.school.place), "name": one.school.name, "css": "school"}
            for one in rows
            if one.school and one.school.place
        ],
    }


def degrees(place: Any) -> list[float]:
    turned = place.transform(4326, clone=True)
    return [round(turned.y, 6), round(turned.x, 6)]


def map_legend(drawn: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What the points on the map of a plan are."""
    labels = {"school": _("School"), **{f"spot is-{key}": text for key, text in SEVERITIES.items()}}
    there = {point["css"] for point in drawn["points"]} if drawn else set()
    return [{"css": css, "label": label} for css, label in labels.items() if css in there]


def street_found(plan: CatchmentPlan, street: str, year: int) -> list[dict[str, Any]]:
    """A row for each catchment of each street found: numbers in words, its school, and in a zone the other one."""
    grouped: dict[tuple[str, int, int | None], list[CatchmentRange]] = {}
    if not plan.catchments.filter(ranges__isnull=False).exists():
        return _street_made(plan, street)
    for one in street_rows(plan, street):
        grouped.setdefault((one.street, one.catchment_id, one.zone_id), []).append(one)
    words = vocabulary()
    return [
        {
            "street": name,
            "numbers": write_ranges([range_of(one) for one in rows], words),
            "code": rows[0].catchment.code,
            "school": rows[0].catchment.school.name if rows[0].catchment.school else "",
            "other": _other(rows[0], year),
        }
        for (name, _catchment, _zone), rows in grouped.items()
    ]


def _street_made(plan: CatchmentPlan, street: str) -> list[dict[str, Any]]:
    """The same for a plan of blocks or areas, from the addresses of the register."""
    contents, folded = PlanContents(plan), fold(street)
    schools = {one.code: one.school.name if one.school else "" for one in contents.catchments}
    words = vocabulary()
    found = [one for one in contents.entries() if folded and one.folded.startswith(folded)][:STREETS_SHOWN]
    return [
        {"street": one.street, "numbers": write_ranges(one.ranges, words), "code": one.catchment, "other": ""}
        | {"school": schools[one.catchment]}
        for one in sorted(found, key=lambda one: one.folded)
    ]


def _other(one: CatchmentRange, year: int) -> str:
    zone = one.zone
    if zone is None or (zone.last_school_year is not None and year > zone.last_school_year):
        return ""
    return zone.other.school.name if zone.other.school else zone.other.name


def list_context(plan: CatchmentPlan) -> dict[str, Any]:
    """The street list as a bylaw prints it: by catchment, streets in order, house numbers in German words."""
    contents = PlanContents(plan)
    entries = contents.entries()
    rows = catchment_rows(plan)
    return {
        "plan": plan_head(plan),
        "catchments": [
            row | {"streets": _streets(one for one in entries if one.catchment == row["code"])} for row in rows
        ],
        "has_streets": bool(entries),
        "zones": zone_rows(contents),
    }


def _streets(entries: Iterable[Entry]) -> list[dict[str, str]]:
    by: dict[str, list[Entry]] = {}
    for one in entries:
        by.setdefault(one.folded, []).append(one)
    return [
        {"street": some[0].street, "numbers": write_ranges((part for one in some for part in one.ranges), GERMAN)}
        for _folded, some in sorted(by.items())
    ]


def zone_rows(contents: PlanContents) -> list[dict[str, Any]]:
    return [
        {
            "id": zone.pk,
            "name": zone.name,
            "home": zone.home.name,
            "other": zone.other.name,
            "until": year_label(zone.last_school_year) if zone.last_school_year else "",
            "streets": _streets(_zone_entries(contents, zone.pk)),
        }
        for zone in contents.zones
    ]


def _zone_entries(contents: PlanContents, zone: int) -> Iterator[Entry]:
    for one in contents.ranges:
        if one.zone_id == zone:
            yield Entry(one.line, one.catchment.code, one.street, (range_of(one),))


LIST_COLUMNS = [*WORDS_HEAD, "Bezirksname", "Schule"]


def list_rows(plan: CatchmentPlan) -> Iterator[list[str]]:
    """The list for downloading, in the order of the office's own; read again it gives the same plan."""
    contents = PlanContents(plan)
    names = {one.code: (one.name, one.school.name if one.school else "") for one in contents.catchments}
    for one in contents.entries():
        yield [one.street, write_ranges(one.ranges, GERMAN), one.catchment, *names[one.catchment]]
