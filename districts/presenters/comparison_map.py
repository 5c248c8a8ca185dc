"""Two divisions on one map: every area in the look of what became of it, or of whether it has a partner; the other's
borders over it.

Of two editions of a division the later one is filled, and what is gone of the earlier one lies over it, hatched; of
two divisions the first.
"""

from collections import Counter
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Edition, Relation
from districts.presenters.compared import Names
from districts.presenters.correspondences import edition_label
from districts.queries.alike import Compared
from districts.queries.became import Became
from sozialmonitor.web import formats, palette

Kind = Relation.Kind
Look = tuple[str | Promise, str]
# In the order of the legend; a colour class and the mark on it, or the plain look of an area.
CHANGED: Final[dict[str, Look]] = {
    kind.value: (kind.label, f"kind-{kind.value} {palette.CHANGE_MARKS[kind.value]}")
    for kind in (Kind.NEW, Kind.GONE, Kind.SPLIT, Kind.MERGE, Kind.TRANSFER, Kind.RENAMED, Kind.RECODED)
} | {Kind.IDENTICAL.value: (Kind.IDENTICAL.label, "plain-area")}
PARTNERS: Final[dict[str, Look]] = {
    "same": (gettext_lazy("the same unit"), "plain-area"),
    "other": (gettext_lazy("a partner with another border"), CHANGED[Kind.TRANSFER.value][1]),
    "none": (gettext_lazy("no partner"), palette.NO_DATA),
}


def map_key(code: str) -> str:
    """What an area of the earlier edition that is gone is called on the map: its code may be another's now."""
    return f"gone:{code}"


def map_context(found: Compared, facts: dict[str, Any], names: Names, became: Became | None) -> dict[str, Any]:
    turned = became is not None and became.after.pk == found.second.pk
    filled, beside = (found.second, found.first) if turned else (found.first, found.second)
    looks = PARTNERS if became is None else CHANGED
    entries = _areas(found, facts, names, became, turned=turned)
    counts = Counter(entry["kind"] for entry in entries)
    return {
        "areas": entries,
        "areas_title": _("Which area is which") if became is None else _("Areas"),
        "legend": [
            {"key": kind, "label": label, "css": css, "count": counts[kind]}
            for kind, (label, css) in looks.items()
            if counts[kind]
        ],
        "filled": {"label": edition_label(filled), "outlines_url": _outlines(filled)},
        "beside": {"label": edition_label(beside), "outlines_url": _outlines(beside)},
        "pieces_shown": became is None,  # over the colours of changes they would hide them
        "data": {
            "areas": {entry["code"]: _drawn(entry) for entry in entries},
            "gone": [entry["of"] for entry in entries if entry["kind"] == Kind.GONE],
            "selected": None,
        },
    }


def _outlines(edition: Edition) -> str:
    return reverse("edition-outlines", args=[edition.division.key, edition.pk])


def _drawn(entry: dict[str, Any]) -> dict[str, Any]:
    return {"name": entry["name"], "css": entry["css"], "display": entry["label"], "status_label": entry["partner"]}


def _areas(
    found: Compared, facts: dict[str, Any], names: Names, became: Became | None, *, turned: bool
) -> list[dict[str, Any]]:
    own, other = ("b", "a") if turned else ("a", "b")
    partners = {match[f"{own}_code"]: match for match in facts["matches"]}
    side = 1 if turned else 0
    kinds = _kinds(became) if became else {}
    entries = []
    for code in found.shapes[side].codes:
        match = partners.get(code)
        kind = kinds[code] if became else _partner(match)
        partner = f"{match[f'{other}_code']} {match[f'{other}_name']}" if match else ""
        entries.append(_entry(code, names[side][code], kind, partner) | {"overlap": _common(match)})
    if became:
        gone = [became.shapes[0].codes[row] for one in became.told if one.kind == Kind.GONE for row in one.group.before]
        for code in gone:
            entries.append(
                _entry(code, names[1 - side][code], Kind.GONE.value, "") | {"code": map_key(code), "overlap": ""}
            )
    return entries


def _entry(code: str, name: str, kind: str, partner: str) -> dict[str, Any]:
    label, css = (CHANGED | PARTNERS)[kind]
    return {
        "code": code,
        "of": code,
        "name": f"{code} {name}",
        "kind": kind,
        "label": str(label),
        "css": css,
        "partner": partner,
    }


def _kinds(became: Became) -> dict[str, str]:
    """Of areas that are in two groups, the first counts: the real changes come first."""
    found: dict[str, str] = {}
    for one in became.told:
        for row in one.group.after:
            found.setdefault(became.shapes[1].codes[row], one.kind)
    return found


def _partner(match: dict[str, Any] | None) -> str:
    if match is None:
        return "none"
    return "same" if match["same"] else "other"


def _common(match: dict[str, Any] | None) -> str:
    if match is None:
        return ""
    return formats.with_unit(formats.number(100 * match["overlap"]), "%")
