"""The selection as rows: the same figures as on the map, for one period or all of them."""

from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from indicators.analysis.status import WORDS, flags_to_text
from indicators.presenters.choices import choices, downloads, nothing_here, selection_context, subject_context
from indicators.presenters.drawn import area_url, drawn
from indicators.presenters.maps import may_download
from indicators.presenters.typologies import TypologyLook, in_language
from indicators.queries.people import inhabitants
from indicators.queries.shown import Shown, ShownIndicator, ShownTypology
from sozialmonitor.access.models import User
from sozialmonitor.web import formats


def table_context(shown: Shown, user: User, *, every_period: bool) -> dict[str, Any]:
    selection = selection_context(shown)
    columns: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    match shown.subject:
        case ShownIndicator():
            columns, rows = _indicator(shown, shown.subject, every_period=every_period)
        case ShownTypology():
            columns, rows = _typology(shown, shown.subject)
    periods = shown.subject.values.periods if every_period and isinstance(shown.subject, ShownIndicator) else ()
    picked = choices(shown) | {"all_periods": isinstance(shown.subject, ShownIndicator)}
    return {
        "selection": selection | ({"period": ""} if every_period else {}),
        "choices": picked,
        "subject": subject_context(shown, periods),
        "nothing_here": nothing_here(shown, "table"),
        "columns": columns,
        "rows": rows,
        "legend": drawn(shown, {}).legend,
        "downloads": downloads(shown, may_download(shown, user)),
    }


def _indicator(
    shown: Shown, subject: ShownIndicator, *, every_period: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    values, indicator = subject.values, subject.values.indicator
    places = range(len(values.periods)) if every_period else [values.periods.index(subject.period)]
    unit = formats.unit_words(indicator.unit)
    columns = [
        {"key": p.label, "label": formats.period(p.start, p.end), "unit": unit, "numeric": True}
        for p in (values.periods[n] for n in places)
    ]
    rows = [
        {
            "code": area.code,
            "name": area.name,
            "url": area_url(values.edition, area.code, shown),
            "cells": [_cell(values, row, n) for n in places],
        }
        for row, area in enumerate(values.areas)
    ]
    return columns, rows


def _cell(values: Any, row: int, column: int) -> dict[str, Any]:
    value = float(values.panel.values[row, column])
    number = None if np.isnan(value) else value
    status = WORDS[values.panel.status[row, column]].value
    flags = flags_to_text(int(values.panel.flags[row, column])).split()
    text = formats.value_text(number, status, decimals=values.indicator.decimals, flags=flags)
    return {
        "text": text,
        "sort": number,
        "status": status,
        "status_label": formats.status_words(status, flags),
        "css": "",
        "numeric": True,
    }


def _typology(shown: Shown, subject: ShownTypology) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    look = TypologyLook(subject.run.definition)
    people = inhabitants(shown)
    columns = [{"key": "combined", "label": _("Class"), "unit": "", "numeric": False}]
    for axis in look.axes:
        name = in_language(axis.label, axis.key)
        columns.append({"key": f"{axis.key}_class", "label": name, "unit": "", "numeric": False})
        columns.append(
            {"key": f"{axis.key}_index", "label": _("%(axis)s: index") % {"axis": name}, "unit": "", "numeric": True}
        )
    columns.append({"key": "inhabitants", "label": _("Inhabitants"), "unit": "", "numeric": True})
    rows = []
    for result, area in zip(subject.results, drawn(shown, {}).areas, strict=True):
        cells = [
            {
                "text": area["display"],
                "sort": area["sort"],
                "status": area["status"],
                "status_label": area["status_label"],
                "css": area["css"],
                "numeric": False,
            }
        ]
        for axis in look.axes:
            cells += _axis_cells(result.axes.get(axis.key))
        count = people.get(area["code"])
        cells.append(
            {
                "text": formats.value_text(count, "ok" if count is not None else "missing"),
                "sort": count,
                "status": "ok" if count is not None else "missing",
                "status_label": "",
                "css": "",
                "numeric": True,
            }
        )
        rows.append({"code": area["code"], "name": area["name"], "url": area["url"], "cells": cells})
    return columns, rows


def _axis_cells(axis: dict[str, Any] | None) -> list[dict[str, Any]]:
    if axis is None:
        gap = {"text": formats.SIGNS["missing"], "sort": None, "status": "missing", "status_label": "", "css": ""}
        return [gap | {"numeric": False}, gap | {"numeric": True}]
    plain = {"status": "ok", "status_label": "", "css": ""}
    return [
        {"text": in_language(axis["label"], axis["class"]), "sort": None, "numeric": False, **plain},
        {"text": formats.signed(axis["index"], 2), "sort": axis["index"], "numeric": True, **plain},
    ]
