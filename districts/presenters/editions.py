"""Divisions with their editions, and one edition with its areas and what lies above and below it."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from districts.importing import MARK
from districts.messages import said
from districts.messages.words import area as area_words
from districts.models import Area, Division, Edition
from districts.queries.editions import UnknownDivision, edition_of
from districts.queries.nesting import nesting
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats
from sozialmonitor.web.wording import span

SHOWN = 200  # exceptions in a list; the rest is counted


def divisions_context(user: User) -> dict[str, Any]:
    counted = Edition.objects.annotate(size=Count("areas")).order_by("-valid_from", "-pk")
    rows: dict[int, list[Edition]] = {}
    for edition in counted:
        rows.setdefault(edition.division_id, []).append(edition)
    known = Division.objects.exclude(kind=Division.Kind.REGIONS, editions=None)
    divisions = [_division(user, one, rows.get(one.pk, [])) for one in known.distinct()]
    return {
        "divisions": [one for one in divisions if one["editions"] or one["may_manage"]],
        "drafts": [draft for one in divisions for draft in one["drafts"]],
        "may_upload": may_manage(user),
    }


def _division(user: User, division: Division, editions: list[Edition]) -> dict[str, Any]:
    may = may_manage(user, division)
    active = [one for one in editions if one.state == Edition.State.ACTIVE]
    drafts = [one for one in editions if one.state == Edition.State.DRAFT] if may else []
    return {
        "label": division.label,
        "kind": division.get_kind_display(),
        "may_manage": may,
        "editions": [_line(division, one) for one in active],
        "drafts": [_line(division, one) | {"division": division.label} for one in drafts],
    }


def _line(division: Division, edition: Edition) -> dict[str, Any]:
    today = localdate()
    holds = edition.valid_from <= today and (edition.valid_to is None or edition.valid_to > today)
    return {
        "url": reverse("edition", args=[division.key, edition.pk]),
        "label": edition.label or division.label,
        "validity": validity(edition),
        "areas": edition.size,  # type: ignore[attr-defined]
        "holds": holds and edition.state == Edition.State.ACTIVE,
        "state": _("in force") if holds else _("earlier") if edition.valid_from <= today else _("later"),
    }


def validity(edition: Edition) -> str:
    return span(edition.valid_from.isoformat(), edition.valid_to.isoformat() if edition.valid_to else None)


def edition_context(edition: Edition, *, area: str, above: str) -> dict[str, Any]:
    division = edition.division
    areas = list(edition.areas.select_related("parent").order_by("code"))
    here = reverse("edition", args=[division.key, edition.pk])
    total = sum(one.area_m2 or 0 for one in areas)
    drawn = {
        one.code: {"name": f"{plain(one.code)} {one.name}", "css": "plain-area", "display": _size(one)} for one in areas
    }
    return {
        "edition": {
            "url": here,
            "label": edition.label or division.label,
            "division": division.label,
            "validity": validity(edition),
            "is_draft": edition.state == Edition.State.DRAFT,
            "areas": len(areas),
            "size": area_words(total) if total else "",
            "source": edition.source_note,
            "outlines_url": reverse("edition-outlines", args=[division.key, edition.pk]),
        },
        "areas": [
            {
                "code": one.code,
                "shown": plain(one.code),
                "name": one.name or plain(one.code),
                "url": f"{here}?{urlencode({'area': one.code})}",
                "size": _size(one),
            }
            for one in areas
        ],
        "map_data": {"areas": drawn, "selected": area},
        "chosen": _chosen(edition, areas, area),
        "levels": _levels(edition),
        "nesting": _nesting(edition, above),
        "above_choices": _above_choices(edition, above),
    }


def plain(code: str) -> str:
    """Without what a draft adds where a code comes twice."""
    return code.partition(MARK)[0] or "–"


def _size(area: Area) -> str:
    return area_words(area.area_m2) if area.area_m2 else ""


def _chosen(edition: Edition, areas: list[Area], code: str) -> dict[str, Any] | None:
    found = next((one for one in areas if one.code == code), None)
    if found is None:
        return None
    children = Area.objects.filter(parent=found, edition__state=Edition.State.ACTIVE).select_related(
        "edition__division"
    )
    below: dict[str, list[str]] = {}
    for child in children.order_by("edition_id", "code"):
        below.setdefault(f"{child.edition.division.label}, {validity(child.edition)}", []).append(_words(child))
    return {
        "code": plain(found.code),
        "name": found.name,
        "size": _size(found),
        "parent": _words(found.parent) if found.parent else "",
        "below": below,
        "profile_url": _profile(edition, found),
    }


def _words(area: Area) -> str:
    return f"{area.code} {area.name}"


def _profile(edition: Edition, area: Area) -> str:
    """The page with the figures of the area, which shows the edition in force today."""
    try:
        current = edition_of(edition.division.key)
    except UnknownDivision:
        return ""
    return reverse("area", args=[edition.division.key, area.code]) if current == edition else ""


def _levels(edition: Edition) -> list[dict[str, Any]]:
    """The way up to the city, by the larger areas that are stored, and what is stored below."""
    up: list[dict[str, Any]] = []
    level: Edition | None = edition
    while level is not None and len(up) < 10:
        above = Edition.objects.filter(areas__children__edition=level).select_related("division").distinct().first()
        if above is not None:
            up.append(_level(above, level.areas.filter(parent=None).count()))
        level = above
    below = Edition.objects.active().filter(areas__parent__edition=edition).select_related("division").distinct()
    down = [_level(one, one.areas.filter(parent=None).count()) for one in below]
    own = {"label": edition.division.label, "areas": edition.areas.count(), "url": "", "without": 0, "own": True}
    return [*reversed(up), own, *down] if up or down else []


def _level(edition: Edition, without: int) -> dict[str, Any]:
    return {
        "label": edition.division.label,
        "validity": validity(edition),
        "url": reverse("edition", args=[edition.division.key, edition.pk]),
        "areas": edition.areas.count(),
        "without": without,
    }


def _above_choices(edition: Edition, above: str) -> list[dict[str, Any]]:
    divisions = Division.objects.filter(kind=Division.Kind.AREAS, editions__state=Edition.State.ACTIVE).distinct()
    return [
        {"key": one.key, "label": one.label, "selected": one.key == above}
        for one in divisions.exclude(Q(pk=edition.division_id))
    ]


def _nesting(edition: Edition, above: str) -> dict[str, Any] | None:
    """Computed only when asked: which areas lie in which larger ones, and which cross a border."""
    if not above:
        return None
    try:
        larger = edition_of(above, edition.valid_from)
    except UnknownDivision as error:
        return {"unknown": above, "day": formats.day(edition.valid_from)} if error.known else None
    found = nesting(edition, larger)
    names = dict(larger.areas.values_list("code", "name"))
    children = found.children()
    told = [said(one.rule, one.params, codes=one.codes, area_m2=one.area_m2).text for one in found.exceptions]
    return {
        "label": larger.division.label,
        "validity": validity(larger),
        "rows": [
            {"code": code, "name": name, "children": children.get(code, []), "count": len(children.get(code, []))}
            for code, name in sorted(names.items())
        ],
        "exceptions": told[:SHOWN],
        "count": len(told),
        "placed": len(found.parents),
    }
