"""What is told of two divisions side by side: the numbers, rounded once for page and interface, and the sentence.

Inhabitants go to tens, each figure by itself, and shares of them to steps of no less than ten people where that is
possible: what is told must not give a small piece away by subtraction.
"""

import json
import math
from typing import Any

import numpy as np
import shapely
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from pyproj import Transformer

from districts.geometry.alike import Alike
from districts.models import SRID, Change, Edition
from districts.queries.alike import FEWEST, Compared
from districts.queries.became import Became
from sozialmonitor.web import formats
from sozialmonitor.web.wording import joined

NAMED = 5  # so many pieces are named in the sentence
Names = tuple[dict[str, str], dict[str, str]]


def names_of(found: Compared) -> Names:
    first, second = (dict(one.areas.values_list("code", "name")) for one in (found.first, found.second))
    return first, second


def told(found: Compared, names: Names, became: Became | None, *, geometry: bool = False) -> dict[str, Any]:
    """Everything that is said of two divisions, as plain numbers, codes and names."""
    return {
        "a": _edition(found.first, len(found.shapes[0].ids)),
        "b": _edition(found.second, len(found.shapes[1].ids)),
        "sentence": sentence(found, names),
        "basis": "inhabitants" if found.by_people else "area",
        "same": int(found.match.identical.sum()),
        "figures": _figures(found),
        "matches": _matches(found, names),
        "pieces": _pieces(found, names, geometry=geometry),
        "changes": changes_told(became),
    }


def _edition(edition: Edition, areas: int) -> dict[str, Any]:
    return {"division": edition.division.key, "edition": str(edition), "valid_from": edition.valid_from, "areas": areas}


def sentence(found: Compared, names: Names) -> str:
    best, (one, other) = found.best, found.shapes
    same = int(found.match.identical.sum())
    head = _("%(same)s of %(count)s areas are the same unit in both divisions.") % {
        "same": formats.number(same),
        "count": formats.number(len(one.ids)),
    }
    by = _("of inhabitants live in the same unit") if found.by_people else _("of the area lies in the same unit")
    said = f"{head} {agreement_words(*_agreement(found, best))} {by}."
    if not found.pieces:
        nowhere = _("They do not differ anywhere.")
        return f"{said} {nowhere}"
    some = [f"{names[0][one.codes[p.first]]} / {names[1][other.codes[p.second]]}" for p in found.pieces[:NAMED]]
    listed = _("Differences: %(pieces)s.") % {"pieces": joined(some, len(found.pieces))}
    return f"{said} {listed}"


def _agreement(found: Compared, one: Alike) -> tuple[float, int]:
    """Rounded, with its decimals in per cent: two, by inhabitants as many as keep the last digit worth ten people."""
    digits = 2
    if one is found.by_people:
        digits = max(0, min(2, math.floor(math.log10(max(one.total, 1) / (100 * FEWEST)))))
    return round(one.agreement, 2 + digits), digits


def agreement_words(agreement: float, digits: int) -> str:
    return formats.with_unit(formats.number(100 * agreement, digits), "%")


def tens(people: float | None) -> int | None:
    """None where nobody knows, and where they are so few that they are not counted out."""
    if people is None or people < FEWEST:
        return None
    return 10 * round(people / 10)


def fewer_than(people: float | None) -> int | None:
    return FEWEST if people is not None and people < FEWEST else None


def _part(overlap: float) -> float | None:
    """To whole per cent: anything finer would tell of single people in a small area."""
    return None if np.isnan(overlap) else round(float(overlap), 2)


def _figures(found: Compared) -> list[dict[str, Any]]:
    rows = []
    for basis, one in (("inhabitants", found.by_people), ("area", found.by_area)):
        if one is None:
            continue
        people = one.moved if one is found.by_people else None
        agreement, digits = _agreement(found, one)
        rows.append(
            {
                "basis": basis,
                "agreement": agreement,
                "digits": digits,
                "moved_inhabitants": tens(people),
                "moved_fewer_than": fewer_than(people),
                "moved_m2": round(one.moved) if one is found.by_area else None,
                "homogeneity": round(one.homogeneity, 3),
                "completeness": round(one.completeness, 3),
                "v": round(one.v, 3),
            }
        )
    return rows


def _matches(found: Compared, names: Names) -> list[dict[str, Any]]:
    match, (in_people, in_area) = found.match, found.overlaps
    rows = []
    for at, (first, second) in enumerate(zip(match.first.tolist(), match.second.tolist(), strict=True)):
        rows.append(
            _pair(found, names, first, second)
            | {
                "overlap": _part(match.overlap[at]),
                "overlap_inhabitants": None if in_people is None else _part(in_people[at]),
                "overlap_area": _part(in_area[at]),
                "same": bool(match.identical[at]),
            }
        )
    return rows


def _pieces(found: Compared, names: Names, *, geometry: bool) -> list[dict[str, Any]]:
    shapes = piece_shapes(found) if geometry else []
    return [
        {"id": number}
        | _pair(found, names, piece.first, piece.second)
        | {
            "area_m2": round(piece.area_m2),
            "inhabitants": tens(piece.people),
            "fewer_than": fewer_than(piece.people),
        }
        | ({"geometry": shapes[number]} if geometry else {})
        for number, piece in enumerate(found.pieces)
    ]


def _pair(found: Compared, names: Names, first: int, second: int) -> dict[str, str]:
    a, b = found.shapes[0].codes[first], found.shapes[1].codes[second]
    return {"a_code": a, "a_name": names[0][a], "b_code": b, "b_name": names[1][b]}


def piece_shapes(found: Compared) -> list[dict[str, Any]]:
    """The pieces as GeoJSON geometries in EPSG:4326."""
    to_degrees = Transformer.from_crs(SRID, 4326, always_xy=True)

    def turned(xy: Any) -> Any:
        return np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])).round(6)

    return [json.loads(shapely.to_geojson(shapely.transform(piece.shape, turned))) for piece in found.pieces]


def changes_told(became: Became | None) -> dict[str, Any] | None:
    if became is None:
        return None
    before, after = became.shapes
    return {
        "before": str(became.before),
        "after": str(became.after),
        "state": _state(became.change),
        "confirmed_on": localdate(became.change.confirmed_at) if became.change and became.change.confirmed_at else None,
        "relations": [
            {
                "kind": one.kind,
                "before": [before.codes[row] for row in one.group.before],
                "after": [after.codes[row] for row in one.group.after],
                "moved_m2": round(one.group.moved_m2),
                "note": one.relation.note if one.relation else "",
            }
            for one in became.told
        ],
    }


def _state(change: Change | None) -> str:
    if change is None:
        return "computed"
    return "confirmed" if change.confirmed_at else "proposed"
