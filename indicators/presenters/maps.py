from typing import Any

from django.urls import reverse

from districts.models import Edition
from indicators.presenters.choices import (
    choices,
    downloads,
    nothing_here,
    overlay,
    selection_context,
    subject_context,
)
from indicators.presenters.drawn import drawn
from indicators.presenters.typologies import TypologyLook
from indicators.queries.people import inhabitants
from indicators.queries.shown import Shown, ShownIndicator, ShownTypology, visible_runs
from indicators.rights import may_see_typology
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.web import formats


def map_context(shown: Shown, user: User) -> dict[str, Any]:
    selection = selection_context(shown)
    picture = drawn(shown, inhabitants(shown))
    return {
        "selection": selection,
        "choices": choices(shown),
        "subject": subject_context(shown),
        "nothing_here": nothing_here(shown, "map"),
        "legend": picture.legend,
        "patterns": [*picture.legend, *_typology_classes(shown)],
        "matrix": picture.matrix,
        "areas": picture.areas,
        "geojson_url": geojson_url(shown.edition) if shown.edition else "",
        "over": _over(overlay(shown)),
        "downloads": downloads(shown, may_download(shown, user)),
        "may_import": bool(allowed(user, Permission.IMPORT)),
        "data": {
            "areas": {
                area["code"]: {name: area[name] for name in ("name", "display", "css", "key", "status_label", "url")}
                for area in picture.areas
            },
            "legend": picture.legend,
            "selected": selection["area"] or None,
        },
    }


def _typology_classes(shown: Shown) -> list[dict[str, str]]:
    """The sheet beside a map of an indicator shows classes too: their patterns must stand in the page."""
    looks = {run.typology_id: TypologyLook(run.definition) for run in visible_runs(shown.granted)}
    return [{"css": look.css(group)} for look in looks.values() for group in look.groups]


def _over(edition: Edition | None) -> dict[str, str]:
    """The borders that lie over the map."""
    if edition is None:
        return {}
    return {
        "label": edition.division.label,
        "day": formats.day(edition.valid_from),
        "geojson_url": geojson_url(edition),
    }


def geojson_url(edition: Edition) -> str:
    """With the edition in the address the answer never changes, so browsers may keep it."""
    return f"{reverse('api-areas', args=[edition.division.key])}?edition={edition.pk}&detail=1"


def may_download(shown: Shown, user: User) -> bool:
    granted = allowed(user, Permission.DOWNLOAD)
    division = shown.edition.division.key if shown.edition else None
    match shown.subject:
        case ShownTypology(run=run):
            return may_see_typology(granted, run)
        case ShownIndicator(values=values):
            return granted.covers(Scope.INDICATOR, values.indicator.code, division=division)
    return False
