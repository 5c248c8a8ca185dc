"""The area sheet: the class with its reasons, and each indicator with city value, rank and series."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.analysis.periods import Period, partner
from indicators.analysis.status import WORDS, flags_to_text
from indicators.formulas import FormulaBook
from indicators.models import Indicator, Measure, Result, Run
from indicators.presenters.choices import dated, deliveries_context, vintage
from indicators.presenters.conversion import break_columns, conversion_context
from indicators.presenters.crossing import crossing_context
from indicators.presenters.provenance import sources, terms
from indicators.presenters.reasons import input_labels, reason_text
from indicators.presenters.typologies import TypologyLook, in_language
from indicators.queries.areas import AreaIndicator, AreaShown
from sozialmonitor.web import charts, formats


def area_context(shown: AreaShown, *, brief: bool) -> dict[str, Any]:
    """`brief` is the sheet beside the map: no charts, so that it opens at once."""
    area, edition = shown.area, shown.edition
    asked = shown.selection.period
    page, query = reverse("area", args=[edition.division.key, area.code]), shown.selection.query(division="", area="")
    here = {"division": edition.division.key, "area": area.code}
    return {
        "area": {
            "code": area.code,
            "name": area.name,
            "division_label": edition.division.label,
            "parent": area.parent.name if area.parent else "",
        },
        "typology": _typology(shown.run, shown.result) if shown.run and shown.result else None,
        "history": [_past(run, result) for run, result in shown.history],
        "period": formats.period(asked.start, asked.end) if asked else "",
        "indicators": [_indicator(found, asked, brief=brief) for found in shown.indicators],
        "crossings": [crossing_context(one, shown.selection) for one in shown.crossings],
        "terms": terms({d.pk: d for found in shown.indicators for d in found.deliveries}.values()),
        "selection": vintage(shown.selection, division=None, area=None),
        "page_url": f"{page}?{query}" if query else page,
        "map_url": f"{reverse('map')}?{shown.selection.query(**here)}",
    }


def _typology(run: Run, result: Result) -> dict[str, Any]:
    look = TypologyLook(run.definition)
    labels = input_labels(run)
    axes = [_axis(axis, result.axes[axis.key], labels) for axis in look.axes if axis.key in result.axes]
    return {
        "label": run.typology.label,
        "period": formats.period(run.period_start, run.period_end),
        "class_label": look.label(result.combined) if result.included else _("No class"),
        "css": look.css(result.combined),
        "included": result.included,
        "reason": reason_text(result.reason, labels),
        "axes": axes,
        "sentence": _sentence(axes) if result.included else "",
    }


def _axis(axis: Any, found: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    return {
        "label": in_language(axis.label, axis.key),
        "index": formats.signed(found["index"], 2),
        "class_label": in_language(found["label"], found["class"]),
        "contributions": [
            {
                "label": labels.get(code, code),
                "z_text": formats.signed(part["z"], 2),
                "contribution": part["contribution"],
                "contribution_text": formats.signed(part["contribution"], 2),
                "url": reverse("indicator", args=[code]),
            }
            for code, part in ((one.code, found["indicators"][one.code]) for one in axis.indicators)
        ],
    }


def _sentence(axes: list[dict[str, Any]]) -> str:
    """The strongest contribution of each axis in plain words."""
    parts = []
    for axis in axes:
        strongest = max(axis["contributions"], key=lambda item: abs(item["contribution"]), default=None)
        if strongest is None:
            continue
        direction = (
            _("towards the less favourable end")
            if strongest["contribution"] > 0
            else _("towards the more favourable end")
        )
        parts.append(
            _("%(axis)s: %(indicator)s weighs most, %(direction)s.")
            % {"axis": axis["label"], "indicator": strongest["label"], "direction": direction}
        )
    return " ".join(parts)


def _past(run: Run, result: Result) -> dict[str, Any]:
    look = TypologyLook(run.definition)
    return {
        "period": formats.period(run.period_start, run.period_end),
        "class_label": look.label(result.combined) if result.included else _("No class"),
        "css": look.css(result.combined),
    }


def _indicator(found: AreaIndicator, asked: Period | None, *, brief: bool) -> dict[str, Any]:
    indicator, values = found.values.indicator, found.values
    column = _column(found, asked)
    period = values.periods[column]
    city = [_at_city(found, one) for one in values.periods]
    # In the narrow sheet the unit stands beside the name.
    unit = "" if brief else formats.unit_words(indicator.unit)
    decimals = indicator.decimals
    at_city = city[column]
    context = {
        "label": indicator.label,
        "url": reverse("indicator", args=[indicator.code]),
        "unit": formats.unit_words(indicator.unit),
        "period": formats.period(period.start, period.end),
        "is_of_another_period": asked is None or asked.end != period.end,
        "value_text": _text(found, column, unit),
        "status": _status(found, column)[0],
        "status_label": formats.status_words(*_status(found, column)),
        "city_text": formats.value_text(at_city, unit=unit, decimals=decimals) if at_city is not None else "",
        "rank_text": _rank(found, column),
        "conversion": conversion_context(values.conversion, values.periods, [period] if brief else values.periods),
        "source": sources(indicator.source, found.deliveries),
        **dated(found.deliveries),
    }
    if brief:
        return context
    rows = [_series_row(found, n, whole, unit) for n, whole in enumerate(city)]
    used = {"deliveries": deliveries_context(found.deliveries), "terms": terms(found.deliveries)}
    return context | {"series_rows": rows, "chart": _chart(found, city), **used}


def _series_row(found: AreaIndicator, column: int, whole: float | None, unit: str) -> dict[str, str]:
    period, decimals = found.values.periods[column], found.values.indicator.decimals
    return {
        "period": formats.period(period.start, period.end),
        "text": _text(found, column, unit),
        "status": _status(found, column)[0],
        "status_label": formats.status_words(*_status(found, column)),
        "city_text": "" if whole is None else formats.value_text(whole, unit=unit, decimals=decimals),
    }


def _at_city(found: AreaIndicator, period: Period) -> float | None:
    known = list(found.city)
    met = partner(period, known)
    return None if met is None else found.city[known[met]]


def _column(found: AreaIndicator, asked: Period | None) -> int:
    """The period asked for, or the last before it; where none is asked, the last in which this area has a figure."""
    if asked is not None:
        before = [n for n, period in enumerate(found.values.periods) if period.end <= asked.end]
        return before[-1] if before else 0
    has = np.flatnonzero(found.values.panel.has_value[found.row])
    return int(has[-1]) if len(has) else len(found.values.periods) - 1


def _value(found: AreaIndicator, column: int) -> float | None:
    value = float(found.values.panel.values[found.row, column])
    return None if np.isnan(value) else value


def _status(found: AreaIndicator, column: int) -> tuple[str, list[str]]:
    panel = found.values.panel
    return WORDS[panel.status[found.row, column]].value, flags_to_text(int(panel.flags[found.row, column])).split()


def _text(found: AreaIndicator, column: int, unit: str) -> str:
    status, flags = _status(found, column)
    return formats.value_text(
        _value(found, column), status, unit=unit, decimals=found.values.indicator.decimals, flags=flags
    )


def _rank(found: AreaIndicator, column: int) -> str:
    """Rank 1 is the highest value; areas without a value are not counted."""
    value = _value(found, column)
    if value is None:
        return ""
    others = found.values.panel.values[:, column]
    known = others[~np.isnan(others)]
    return _("rank %(rank)s of %(count)s, from the highest") % {
        "rank": int((known > value).sum()) + 1,
        "count": len(known),
    }


def _chart(found: AreaIndicator, city: Sequence[float | None]) -> str:
    indicator, periods = found.values.indicator, found.values.periods
    labels, unit = [_short(p) for p in periods], formats.unit_words(indicator.unit)
    own = [charts.Point(label, _value(found, n), _text(found, n, unit)) for n, label in enumerate(labels)]
    series = [charts.Series(found.values.areas[found.row].name, own)]
    if any(value is not None for value in city) and not _adds_up(indicator):
        whole = [
            charts.Point(label, value, formats.value_text(value, unit=unit, decimals=indicator.decimals))
            for label, value in zip(labels, city, strict=True)
        ]
        series.append(charts.Series(_("City"), whole, css="city"))
    return charts.line_chart(
        series,
        name=f"chart-{indicator.code}",
        title=indicator.label,
        description=_("One line for the area and one for the city; the table below has the same figures.")
        if len(series) > 1
        else _("The table below has the same figures."),
        tick_text=lambda tick: formats.number(tick, indicator.decimals),
        smallest_step=10.0**-indicator.decimals,
        breaks=break_columns(found.values.conversion, periods),
    )


def _adds_up(indicator: Indicator) -> bool:
    """A number of people, say: beside the line of the whole city's that of an area would lie flat on the ground."""
    if not {"value", "difference"} & set(indicator.formula):
        return False
    codes = FormulaBook.load().measures(indicator.code)
    return not Measure.objects.filter(code__in=codes).exclude(kind=Measure.Kind.COUNT).exists()


def _short(period: Period) -> str:
    return str(period.end.year) if period.kind in ("day", "year") else period.label
