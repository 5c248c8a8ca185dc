"""Two divisions compared, in words, figures and pieces on the map."""

import json
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from pyproj import Transformer

from districts.models import SRID, Change, Division, Edition, Relation
from districts.presenters.correspondences import edition_label, share
from districts.queries.alike import FEWEST, Compared, Pair, Piece
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats
from sozialmonitor.web.wording import joined

NAMED = 5  # so many pieces are named in the sentence


def choices() -> list[dict[str, str]]:
    drawn = Edition.objects.active().filter(division__kind=Division.Kind.AREAS).select_related("division")
    ordered = drawn.order_by("division__rank", "division__key", "-valid_from")
    return [{"value": str(edition), "label": edition_label(edition)} for edition in ordered]


def pairs_context(pairs: list[Pair]) -> list[dict[str, str]]:
    return [
        {
            "url": f"?{urlencode({'a': str(pair.first), 'b': str(pair.second)})}",
            "first": edition_label(pair.first),
            "second": edition_label(pair.second),
            "agreement": share(pair.agreement),
        }
        for pair in pairs
    ]


def comparison_context(found: Compared) -> dict[str, Any]:
    one, other = found.shapes
    names = [dict(edition.areas.values_list("code", "name")) for edition in (found.first, found.second)]
    areas = {code: {"name": f"{code} {names[0][code]}", "css": "plain-area", "display": ""} for code in one.codes}
    query = urlencode({"a": str(found.first), "b": str(found.second)})
    match = found.match
    return {
        "first": {"label": edition_label(found.first), "value": str(found.first), "areas": len(one.ids)},
        "second": {"label": edition_label(found.second), "value": str(found.second), "areas": len(other.ids)},
        "sentence": sentence(found, names),
        "by_people": found.by_people is not None,
        "figures": _figures(found),
        "matches": [
            {
                "first": f"{one.codes[first]} {names[0][one.codes[first]]}",
                "second": f"{other.codes[second]} {names[1][other.codes[second]]}",
                "code": one.codes[first],
                "overlap": _part(overlap),
                "is_identical": overlap >= 0.99,
            }
            for first, second, overlap in zip(
                match.first.tolist(), match.second.tolist(), match.overlap.tolist(), strict=True
            )
        ],
        "pieces": [_piece(found, piece, number, names) for number, piece in enumerate(found.pieces)],
        "outlines_url": reverse("edition-outlines", args=[found.first.division.key, found.first.pk]),
        "beside_url": reverse("edition-outlines", args=[found.second.division.key, found.second.pk]),
        "pieces_url": f"{reverse('compare-pieces')}?{query}",
        "data": {"areas": areas, "selected": None},
    }


def sentence(found: Compared, names: list[dict[str, str]]) -> str:
    best, (one, other) = found.best, found.shapes
    same = int(found.match.identical.sum())
    head = _("%(same)s of %(count)s areas are the same unit in both divisions.") % {
        "same": formats.number(same),
        "count": formats.number(len(one.ids)),
    }
    by = _("of inhabitants live in the same unit") if found.by_people else _("of the area lies in the same unit")
    said = f"{head} {share(best.agreement)} {by}."
    if not found.pieces:
        return f"{said} {_('They do not differ anywhere.')}"
    told = [f"{names[0][one.codes[p.first]]} / {names[1][other.codes[p.second]]}" for p in found.pieces[:NAMED]]
    rest = len(found.pieces) - len(told)
    return f"{said} {_('Differences:')} {joined(told, len(told) + rest)}."


def _figures(found: Compared) -> list[dict[str, str]]:
    rows = []
    for basis, one in ((_("inhabitants"), found.by_people), (_("area"), found.by_area)):
        if one is not None:
            moved = people_words(one.moved) if one is found.by_people else square_metres(one.moved)
            rows.append(
                {
                    "basis": basis,
                    "agreement": share(one.agreement),
                    "moved": moved,
                    "h": formats.number(one.homogeneity, 3),
                    "c": formats.number(one.completeness, 3),
                    "v": formats.number(one.v, 3),
                }
            )
    return rows


def square_metres(area: float) -> str:
    if area >= 100_000:
        return formats.with_unit(formats.number(area / 1e6, 2), "km²")
    return formats.with_unit(formats.number(area), "m²")


def people_words(people: float | None) -> str:
    """To tens: what is told of all pieces and of their sum must not give a small one away by subtraction."""
    if people is None:
        return ""
    if people < FEWEST:
        return _("fewer than %(fewest)s") % {"fewest": FEWEST}
    return formats.number(10 * round(people / 10))


def _part(overlap: float) -> str:
    """To whole per cent: anything finer would tell of single people in a small area."""
    return formats.with_unit(formats.number(100 * overlap), "%")


def _piece(found: Compared, piece: Piece, number: int, names: list[dict[str, str]]) -> dict[str, Any]:
    one, other = found.shapes
    first, second = one.codes[piece.first], other.codes[piece.second]
    return {
        "id": number,
        "first": f"{first} {names[0][first]}",
        "second": f"{second} {names[1][second]}",
        "codes": first,
        "size": square_metres(piece.area_m2),
        "people": people_words(piece.people),
    }


def pieces_geojson(found: Compared) -> str:
    """The differing pieces in EPSG:4326, numbered as in the table."""
    to_degrees = Transformer.from_crs(SRID, 4326, always_xy=True)
    features = [
        {
            "type": "Feature",
            "properties": {"id": number, "severity": "error"},
            "geometry": json.loads(shapely.to_geojson(_in_degrees(piece.shape, to_degrees))),
        }
        for number, piece in enumerate(found.pieces)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _in_degrees(shape: Any, to_degrees: Transformer) -> Any:
    return shapely.transform(shape, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])).round(6))


def changes_context(found: Compared, user: User) -> dict[str, Any] | None:
    """What became of the areas, where both are editions of one division; the earlier one is `before`."""
    if found.first.division_id != found.second.division_id:
        return None
    before, after = sorted((found.first, found.second), key=lambda edition: edition.valid_from)
    change = Change.objects.filter(before=before, after=after).select_related("confirmed_by").first()
    may = may_manage(user, after.division)
    if change is None:
        return {"may_propose": may, "rows": [], "confirmed": "", "may_confirm": False}
    every = change.relations.prefetch_related("before", "after")
    rows = [_relation(one) for one in every if one.kind != Relation.Kind.IDENTICAL]
    return {
        "id": change.pk,
        "rows": rows,
        "unchanged": sum(one.kind == Relation.Kind.IDENTICAL for one in every),
        "kinds": Relation.Kind.choices,
        "confirmed": _confirmed(change),
        "may_confirm": may and change.confirmed_at is None,
        "may_propose": may and change.confirmed_at is None,
    }


def _confirmed(change: Change) -> str:
    if change.confirmed_at is None:
        return ""
    who = change.confirmed_by.get_username() if change.confirmed_by else _("the operator")
    return _("Confirmed on %(day)s by %(who)s.") % {"day": formats.day(localdate(change.confirmed_at)), "who": who}


def _relation(one: Relation) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "label": one.get_kind_display(),
        "before": ", ".join(f"{area.code} {area.name}" for area in one.before.all()),
        "after": ", ".join(f"{area.code} {area.name}" for area in one.after.all()),
        "moved": square_metres(one.moved_m2) if one.moved_m2 else "",
        "note": one.note,
    }
