"""Correspondences as pages show them: where they lead, what they rest on, how much they split."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from districts.models import Correspondence, Edition
from districts.queries.correspondences import best_of_each
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats


def edition_label(edition: Edition) -> str:
    return _("%(division)s, as of %(day)s") % {
        "division": edition.division.label,
        "day": formats.day(edition.valid_from),
    }


def correspondences_context(user: User) -> dict[str, Any]:
    every = Correspondence.objects.select_related("source__division", "target__division", "created_by")
    used = {one.pk for one in best_of_each(Correspondence.objects.standing())}
    return {"rows": [_row(one, one.pk in used) for one in every], "may_build": may_manage(user)}


def _row(one: Correspondence, is_used: bool) -> dict[str, Any]:
    return {
        "url": reverse("correspondence", args=[one.pk]),
        "source": edition_label(one.source),
        "target": edition_label(one.target),
        "basis": one.get_basis_display(),
        "split": share(one.split_share),
        "state": _state(one, is_used),
        "made": formats.day(localdate(one.created_at)),
        "by": one.created_by.get_username() if one.created_by else "",
    }


def _state(one: Correspondence, is_used: bool) -> dict[str, str]:
    if one.withdrawn_at is not None:
        return {"badge": "warning", "label": _("withdrawn")}
    if is_used:
        return {"badge": "success", "label": _("in use")}
    return {"badge": "info", "label": _("a better or newer one is in use")}


def share(value: float) -> str:
    if 0 < value < 0.0001:
        return _("less than %(share)s") % {"share": formats.with_unit(formats.number(0.01, 2), "%")}
    return formats.with_unit(formats.number(100 * value, 2), "%")


def correspondence_context(one: Correspondence, user: User) -> dict[str, Any]:
    used = {best.pk for best in best_of_each(Correspondence.objects.standing())}
    weights = list(one.weights.select_related("source", "target").order_by("source__code", "-weight", "target__code"))
    parts: dict[int, int] = {}
    for weight in weights:
        parts[weight.source_id] = parts.get(weight.source_id, 0) + 1
    return {
        "one": _row(one, one.pk in used)
        | {
            "id": one.pk,
            "cut": share(one.cut_share),
            "uncovered": share(one.uncovered_share),
            "grounds": _grounds(one.grounds),
            "reason": one.reason,
            "csv_url": reverse("api-correspondence", args=[one.pk]) + "?format=csv&dialect=excel-de",
        },
        "counts": {
            "sources": len(parts),
            "split": sum(count > 1 for count in parts.values()),
            "weights": len(weights),
        },
        "weights": [
            {
                "source": weight.source.name,
                "source_code": weight.source.code,
                "target": weight.target.name,
                "target_code": weight.target.code,
                "weight": share(weight.weight),
                "is_split": parts[weight.source_id] > 1,
            }
            for weight in weights
        ],
        "may_withdraw": one.withdrawn_at is None and may_manage(user, one.target.division),
    }


def _grounds(grounds: dict[str, Any]) -> list[tuple[str, str]]:
    words = {
        "as_of": _("Register of addresses as of"),
        "blocks": _("Blocks"),
        "residential": _("Residential land"),
        "measure": _("Weighed by"),
        "period": _("Period"),
        "without_figure": _("Blocks without a figure"),
        "areas_by_plain_area": _("Areas without inhabitants, shared out by plain area"),
        "file": _("File"),
        "sha256": _("Checksum"),
    }
    return [(words[name], _ground(name, value)) for name, value in grounds.items() if name in words and value != ""]


def _ground(name: str, value: Any) -> str:
    if name == "as_of":
        return formats.day(date.fromisoformat(value))
    return formats.number(value) if isinstance(value, int) else str(value)
