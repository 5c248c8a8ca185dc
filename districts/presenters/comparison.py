"""The page of two divisions: what is told of them in words, the map with its legend, the table of changes."""

import json
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from districts.models import Change, Division, Edition, Relation
from districts.presenters.compared import agreement_words, changes_told, names_of, piece_shapes, told
from districts.presenters.comparison_map import map_context, map_key
from districts.presenters.correspondences import edition_label, share
from districts.queries.alike import Compared
from districts.queries.became import Became, what_became
from districts.queries.likeness import Pair
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.web import formats


def choices() -> list[dict[str, str]]:
    drawn = Edition.objects.active().filter(division__kind=Division.Kind.AREAS).select_related("division")
    ordered = drawn.order_by("division__rank", "division__key", "-valid_from")
    return [{"value": str(edition), "label": edition_label(edition)} for edition in ordered]


def pairs_context(pairs: list[Pair]) -> list[dict[str, Any]]:
    return [
        {
            "url": f"?{urlencode({'a': str(pair.first), 'b': str(pair.second)})}",
            "first": edition_label(pair.first),
            "second": edition_label(pair.second),
            "agreement": share(pair.agreement),
            "same": pair.same,
            "areas": pair.areas,
        }
        for pair in pairs
    ]


def comparison_context(found: Compared, user: User) -> dict[str, Any]:
    names, became = names_of(found), what_became(found)
    facts = told(found, names, became)
    query = urlencode({"a": str(found.first), "b": str(found.second)})
    return {
        "first": facts["a"] | {"label": edition_label(found.first), "value": str(found.first)},
        "second": facts["b"] | {"label": edition_label(found.second), "value": str(found.second)},
        "sentence": facts["sentence"],
        "by_people": found.by_people is not None,
        "figures": [_figures(row) for row in facts["figures"]],
        "pieces": [_piece(piece) for piece in facts["pieces"]],
        "pieces_url": f"{reverse('compare-pieces')}?{query}",
        "api_url": f"{reverse('api-compare')}?{query}",
        "changes": changes_context(became, user) if became else None,
    } | map_context(found, facts, names, became)


def _figures(row: dict[str, Any]) -> dict[str, str]:
    by_people = row["basis"] == "inhabitants"
    moved = people_words(row["moved_inhabitants"], row["moved_fewer_than"])
    return {
        "basis": _("By inhabitants") if by_people else _("By area"),
        "agreement": agreement_words(row["agreement"], row["digits"]),
        "moved": moved if by_people else square_metres(row["moved_m2"]),
        "h": formats.number(row["homogeneity"], 3),
        "c": formats.number(row["completeness"], 3),
        "v": formats.number(row["v"], 3),
    }


def square_metres(area: float) -> str:
    if area >= 100_000:
        return formats.with_unit(formats.number(area / 1e6, 2), "km²")
    return formats.with_unit(formats.number(area), "m²")


def people_words(people: int | None, fewer: int | None) -> str:
    if fewer is not None:
        return _("fewer than %(fewest)s") % {"fewest": fewer}
    return "" if people is None else formats.number(people)


def _piece(piece: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": piece["id"],
        "first": f"{piece['a_code']} {piece['a_name']}",
        "second": f"{piece['b_code']} {piece['b_name']}",
        "codes": piece["a_code"],
        "size": square_metres(piece["area_m2"]),
        "people": people_words(piece["inhabitants"], piece["fewer_than"]),
    }


def pieces_geojson(found: Compared) -> str:
    """The differing pieces in EPSG:4326, numbered as in the table."""
    features = [
        {"type": "Feature", "properties": {"id": number, "severity": "error"}, "geometry": shape}
        for number, shape in enumerate(piece_shapes(found))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def changes_context(became: Became, user: User) -> dict[str, Any]:
    """What became of the areas; the earlier edition is `before`."""
    names = [dict(edition.areas.values_list("code", "name")) for edition in (became.before, became.after)]
    facts, change = changes_told(became), became.change
    rows = [
        _relation(fact, one.relation, names)
        for fact, one in zip(facts["relations"], became.told, strict=True)
        if one.kind != Relation.Kind.IDENTICAL
    ]
    open_yet = may_manage(user, became.after.division) and facts["state"] != "confirmed"
    return {
        "rows": rows,
        "unchanged": len(became.told) - len(rows),
        "kinds": Relation.Kind.choices,
        "is_computed": change is None,
        "confirmed": _confirmed(change),
        "has_notes": (open_yet and change is not None) or any(row["note"] for row in rows),
        "may_confirm": open_yet and change is not None,
        "may_propose": open_yet,
    }


def _confirmed(change: Change | None) -> str:
    if change is None or change.confirmed_at is None:
        return ""
    who = change.confirmed_by.get_username() if change.confirmed_by else _("the operator")
    return _("Confirmed on %(day)s by %(who)s.") % {"day": formats.day(localdate(change.confirmed_at)), "who": who}


def _relation(fact: dict[str, Any], stored: Relation | None, names: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": stored.pk if stored else "",
        "kind": fact["kind"],
        "label": Relation.Kind(fact["kind"]).label,
        "before": ", ".join(f"{code} {names[0][code]}" for code in fact["before"]),
        "after": ", ".join(f"{code} {names[1][code]}" for code in fact["after"]),
        # Areas of the later edition are drawn; of the earlier one only those that are gone.
        "drawn": json.dumps(fact["after"] or [map_key(code) for code in fact["before"]]),
        "moved": square_metres(fact["moved_m2"]) if fact["moved_m2"] else "",
        "note": fact["note"],
    }
