"""A selection as the map draws it: each area with its class, and the legend that counts them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import Edition
from indicators.analysis.breaks import assign, class_breaks
from indicators.analysis.status import WORDS, flags_to_text
from indicators.models import Result
from indicators.presenters.reasons import input_labels, reason_text
from indicators.presenters.typologies import TypologyLook
from indicators.queries.shown import Shown, ShownIndicator, ShownTypology
from indicators.selection import WHEN
from sozialmonitor.web import formats, palette


@dataclass(frozen=True)
class Drawn:
    areas: list[dict[str, Any]]
    legend: list[dict[str, Any]]
    matrix: dict[str, Any] | None = None


def drawn(shown: Shown, inhabitants: Mapping[str, int]) -> Drawn:
    match shown.subject:
        case ShownIndicator():
            return _indicator(shown, shown.subject, inhabitants)
        case ShownTypology():
            return _typology(shown, shown.subject, inhabitants)
    return Drawn([], [])


def area_url(edition: Edition, code: str, shown: Shown) -> str:
    """With the topic and the period shown, so that the sheet speaks of the same year as the map it stands beside."""
    words = {name: shown.selection.given.get(name) for name in WHEN}
    match shown.subject:
        case ShownTypology(run=run):
            words |= {"typology": run.typology.key, "period": shown.subject.period.label}
        case ShownIndicator(values=values, period=period):
            words |= {"indicator": values.indicator.code, "period": period.label}
    query = urlencode({name: word for name, word in words.items() if word})
    return reverse("area", args=[edition.division.key, code]) + (f"?{query}" if query else "")


def _indicator(shown: Shown, subject: ShownIndicator, inhabitants: Mapping[str, int]) -> Drawn:
    values, indicator = subject.values, subject.values.indicator
    unit = formats.unit_words(indicator.unit)
    column = values.periods.index(subject.period)
    # The breaks are those of all periods together: the same colour means the same in every year.
    breaks = class_breaks(values.panel.values, method=shown.selection.method, classes=shown.selection.classes)
    classes = assign(values.panel.values[:, column], breaks)
    count = max(breaks.classes, 2)
    better_is_high = indicator.higher_is == "better"
    css = [palette.class_name(count - n if better_is_high else n + 1, count) for n in range(breaks.classes)]
    areas = []
    for row, (area, n) in enumerate(zip(values.areas, classes.tolist(), strict=True)):
        status = WORDS[values.panel.status[row, column]].value
        flags = flags_to_text(int(values.panel.flags[row, column])).split()
        value = values.panel.values[row, column]
        number = None if np.isnan(value) else float(value)
        key = f"c{n}" if n >= 0 else ("suppressed" if status == "suppressed" else "missing")
        areas.append(
            {
                "code": area.code,
                "name": area.name,
                "display": formats.value_text(number, status, unit=unit, decimals=indicator.decimals, flags=flags),
                "sort": number,
                "key": key,
                "css": css[n] if n >= 0 else (palette.SUPPRESSED if key == "suppressed" else palette.NO_DATA),
                "status": status,
                "status_label": formats.status_words(status, flags),
                "url": area_url(values.edition, area.code, shown),
            }
        )
    labels = range_labels(breaks.edges, indicator.decimals)
    entries = [{"key": f"c{n}", "label": label, "css": css[n], "pattern": False} for n, label in enumerate(labels)]
    return Drawn(areas, _counted(entries + _no_value_entries(), areas, inhabitants))


def range_labels(edges: Sequence[float], decimals: int) -> list[str]:
    """What a class holds: a value on a boundary belongs to the lower class, and the lowest value to the first."""
    spans = [{"low": low, "high": high} for low, high in pairwise(formats.number(edge, decimals) for edge in edges)]
    first = [span["low"] if span["low"] == span["high"] else _("%(low)s to %(high)s") % span for span in spans[:1]]
    return first + [_("over %(low)s to %(high)s") % span for span in spans[1:]]


def _no_value_entries() -> list[dict[str, Any]]:
    return [
        {"key": "missing", "label": _("no data"), "css": palette.NO_DATA, "pattern": True},
        {"key": "suppressed", "label": _("suppressed"), "css": palette.SUPPRESSED, "pattern": True},
    ]


def _counted(
    entries: list[dict[str, Any]], areas: Sequence[dict[str, Any]], inhabitants: Mapping[str, int]
) -> list[dict[str, Any]]:
    count = Counter(area["key"] for area in areas)
    people: Counter[str] = Counter()
    for area in areas:
        people[area["key"]] += inhabitants.get(area["code"], 0)
    return [
        {**entry, "count": count[entry["key"]], "inhabitants": people[entry["key"]] if inhabitants else None}
        for entry in entries
    ]


def _typology(shown: Shown, subject: ShownTypology, inhabitants: Mapping[str, int]) -> Drawn:
    look, labels = TypologyLook(subject.run.definition), input_labels(subject.run)
    areas = [
        _classed(look, result, reason_text(result.reason, labels))
        | {"url": area_url(subject.run.edition, result.area.code, shown)}
        for result in subject.results
    ]
    entries = [{"key": key, "label": look.label(key), "css": look.css(key), "pattern": False} for key in look.groups]
    no_class = {"key": "missing", "label": _("no class"), "css": palette.NO_DATA, "pattern": True}
    hidden = {"key": "suppressed", "label": _("suppressed"), "css": palette.SUPPRESSED, "pattern": True}
    legend = _counted([*entries, no_class, hidden], areas, inhabitants)
    return Drawn(areas, legend, look.matrix({entry["key"]: entry for entry in legend}))


def _classed(look: TypologyLook, result: Result, reason: str) -> dict[str, Any]:
    hidden = not result.included and result.reason.get("status") == "suppressed"
    key = result.combined if result.included else ("suppressed" if hidden else "missing")
    return {
        "code": result.area.code,
        "name": result.area.name,
        "display": look.label(key) if result.included else (_("suppressed") if hidden else _("no class")),
        "sort": look.position(key),
        "key": key,
        "css": look.css(key) if result.included else (palette.SUPPRESSED if hidden else palette.NO_DATA),
        "status": "ok" if result.included else ("suppressed" if hidden else "missing"),
        "status_label": reason,
    }
