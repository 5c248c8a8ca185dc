"""What was found in a draft: grouped by what it means, each with its place on the map and what may be done."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from districts.importing import MARK
from districts.messages import said
from districts.messages.on_page import found_on_page
from districts.messages.words import area as area_words
from districts.models import Area, Edition, Finding
from districts.presenters.editions import validity
from districts.queries.editions import in_force_beside
from districts.queries.readings import entries_of
from sozialmonitor.web.wording import Said, plain_numbers

SHOWN = 100  # findings of one kind in the list; the rest is counted
# Findings about single entries that a person may put right here, by another code or by leaving them out.
BY_ENTRY = ("code-missing", "code-duplicate", "area-covers-others", "area-covers-some", "geometry-missing")


def draft_context(edition: Edition, *, area: str) -> dict[str, Any]:
    findings = list(edition.findings.order_by("pk"))
    by_entry = {entry: pk for pk, entry in entries_of(edition).items()}
    areas = {one.pk: one for one in edition.areas.order_by("pk")}
    groups = _groups(findings, by_entry, areas)
    beside = in_force_beside(edition)
    mended = [one for one in findings if one.repaired]
    return {
        "groups": groups,
        "errors": sum(1 for one in findings if one.severity == "error" and not one.repaired),
        "mended": _mended(mended),
        "joins": [
            {"code": one.codes[0], "entries": plain_numbers(one.entries)}
            for one in findings
            if one.rule == "code-duplicate"
        ],
        "entries": _entries(findings, by_entry, areas, area),
        "beside": _beside(beside) if beside else None,
        "findings_url": reverse("edition-findings", args=[edition.division.key, edition.pk]),
    }


def _beside(edition: Edition) -> dict[str, Any]:
    return {
        "url": reverse("edition", args=[edition.division.key, edition.pk]),
        "label": edition.label or edition.division.label,
        "validity": validity(edition),
        "areas": edition.areas.count(),
        "outlines_url": reverse("edition-outlines", args=[edition.division.key, edition.pk]),
    }


def _groups(findings: list[Finding], by_entry: Mapping[int, int], areas: Mapping[int, Area]) -> list[dict[str, Any]]:
    titles = {
        "error": _("Errors: with these the edition cannot come into force"),
        "warning": _("Warnings: please look at these"),
        "notice": _("Notices"),
        "repaired": _("Mended"),
    }
    kinds = {"error": "error", "warning": "warning", "notice": "info", "repaired": "success"}
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        grouped["repaired" if one.repaired else one.severity].append(one)
    return [
        {
            "severity": severity,
            "kind": kinds[severity],
            "title": title,
            "count": len(grouped[severity]),
            "findings": [_finding(one, by_entry, areas) for one in grouped[severity][:SHOWN]],
            "more": max(0, len(grouped[severity]) - SHOWN),
        }
        for severity, title in titles.items()
        if grouped[severity]
    ]


def _finding(one: Finding, by_entry: Mapping[int, int], areas: Mapping[int, Area]) -> dict[str, Any]:
    words = (
        _repaired(one) if one.repaired else found_on_page(one.rule, one.params, codes=one.codes, area_m2=one.area_m2)
    )
    places = [areas[by_entry[entry]].code for entry in one.entries if by_entry.get(entry) in areas]
    known = {area.code for area in areas.values()}
    places = places or [code for code in one.codes if code in known]
    return {
        "id": one.pk,
        "text": words.text,
        "hint": words.hint,
        "codes": " ".join(places[:50]),
        "has_place": one.geometry is not None or bool(places),
    }


def _repaired(one: Finding) -> Said:
    before, after = float(one.params["before_m2"]), float(one.params["after_m2"])
    text = said(one.rule, one.params, codes=one.codes, area_m2=one.area_m2).text
    words = {"before": area_words(before), "after": area_words(after), "change": area_words(abs(after - before))}
    return Said(text, _("Was %(before)s, is %(after)s: %(change)s changed.") % words)


def _mended(mended: list[Finding]) -> dict[str, Any] | None:
    if not mended:
        return None
    changed = sum(one.area_m2 or 0 for one in mended)
    return {"count": len(mended), "size": area_words(changed)}


def _entries(
    findings: list[Finding], by_entry: Mapping[int, int], areas: Mapping[int, Area], chosen: str
) -> list[dict[str, Any]]:
    """The entries one may put right: those of the findings, and the area that was chosen on the map or in the list."""
    asked = {entry for one in findings if one.rule in BY_ENTRY for entry in one.entries}
    asked |= {entry for entry, pk in by_entry.items() if areas[pk].code == chosen}
    totals = {entry for one in findings if one.rule.startswith("area-covers") for entry in one.entries}
    return [
        {
            "number": entry,
            "code": areas[by_entry[entry]].code.partition(MARK)[0],
            "name": areas[by_entry[entry]].name,
            "is_total": entry in totals,
        }
        for entry in sorted(asked)
        if entry in by_entry
    ]
