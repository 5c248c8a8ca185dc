"""The one call behind map, table, area sheet, interface and files: an indicator on a division, after suppression."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from districts.models import Area, Edition
from indicators.analysis.disclosure import suppress
from indicators.analysis.formula import Evaluated
from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period, partner
from indicators.analysis.status import WORDS, flags_to_text
from indicators.formulas import FormulaBook
from indicators.models import Indicator
from indicators.queries.conversion import Conversions, Refused, together
from indicators.queries.converted import NOT_CONVERTED, Conversion, conversion_of
from indicators.queries.panels import EVER, MeasurePanel, Span, measure_panels, no_figures
from indicators.rights import open_areas
from sozialmonitor.access.acting import reading
from sozialmonitor.access.permissions import Allowed

COLUMNS = (
    "division",
    "edition",
    "area_code",
    "area_name",
    "indicator",
    "period_start",
    "period_end",
    "value",
    "unit",
    "status",
    "flags",
    "numerator",
    "denominator",
    "source",
    "delivery",
)


# Beside a file's columns where some of its figures are converted.
CONVERSION_COLUMNS = ("converted_from", "conversion", "basis", "split_share")


class Closed(PermissionDenied):
    """No right covers the indicator on this division. Pages ask before they read; what comes here is a mistake."""


@dataclass(frozen=True)
class AreaLabel:
    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class IndicatorValues:
    """Panels of equal shape (areas × periods): the value, and for rates what it was made of."""

    indicator: Indicator
    edition: Edition
    areas: tuple[AreaLabel, ...]
    evaluated: Evaluated
    deliveries: np.ndarray  # per figure the newest delivery that went into it, 0 for none
    used: frozenset[int]  # all deliveries that went into any figure
    conversion: Conversion = NOT_CONVERTED

    @property
    def panel(self) -> Panel:
        return self.evaluated.value

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.panel.periods

    def rows(self, *, conversion: bool = False) -> Iterator[tuple[Any, ...]]:
        """One row a figure in the order of COLUMNS; values as float or None, never rounded.

        With `conversion` CONVERSION_COLUMNS follow, empty for figures of the edition itself.
        """
        head = (self.edition.division.key, self.edition.valid_from.isoformat())
        code, unit, source = self.indicator.code, self.indicator.unit, self.indicator.source
        value, top, bottom = (_numbers(p) for p in (self.panel, self.evaluated.numerator, self.evaluated.denominator))
        status = [[WORDS[word].value for word in row] for row in self.panel.status.tolist()]
        flags = [[flags_to_text(bits) for bits in row] for row in self.panel.flags.tolist()]
        deliveries = self.deliveries.tolist()
        for a, area in enumerate(self.areas):
            for p, period in enumerate(self.periods):
                yield (
                    *head,
                    area.code,
                    area.name,
                    code,
                    period.start,
                    period.end,
                    value[a][p],
                    unit,
                    status[a][p],
                    flags[a][p],
                    top[a][p] if top else None,
                    bottom[a][p] if bottom else None,
                    source,
                    deliveries[a][p] or None,
                    *(self.conversion.words(a, period, p) if conversion else ()),
                )


def _numbers(panel: Panel | None) -> list[list[float | None]] | None:
    if panel is None:
        return None
    return np.where(np.isnan(panel.values), None, panel.values.astype(object)).tolist()


def indicator_values(
    indicator: Indicator,
    edition: Edition,
    span: Span = EVER,
    only: Sequence[str] | None = None,
    *,
    granted: Allowed,
    ways: Conversions | None = None,
) -> IndicatorValues:
    """The indicator on every area of the edition (or on those with the codes `only`), for the periods of the span.

    With `ways` figures of other editions stand in for periods of which this one has none: seen here, they need no right
    there. Closed where `granted` covers none of the areas; those it does not cover are left out. Suppression is applied
    here, last, for everybody.
    """
    chosen = _open_areas(indicator, edition, granted).order_by("code")
    if only is not None:
        chosen = chosen.filter(code__in=only)
    areas = tuple(AreaLabel(*row) for row in chosen.values_list("id", "code", "name"))
    book = FormulaBook.load()
    # A change looks back beyond the first period asked for, so the span cuts only afterwards.
    measures = sorted(book.measures(indicator.code))
    with reading(granted):
        figures = measure_panels(edition, measures, [(area.pk, area.code) for area in areas], replace(span, first=None))
    labels = tuple(area.code for area in areas)
    refused: tuple[Refused, ...] = ()
    if ways is not None:
        figures, refused = _with_converted(figures, ways, indicator, book, span)

    def fetch(code: str) -> Panel:
        return figures[code].panel if code in figures else no_figures(labels)

    evaluated = suppress(book.evaluate(indicator.code, fetch), indicator.minimum_cell)
    evaluated = _cut(evaluated, span.cut(evaluated.value.periods))
    used = _used(evaluated.value.periods, figures, book.years_back(indicator.code))
    conversion = conversion_of(evaluated.value, figures, book.years_back(indicator.code), refused)
    return IndicatorValues(indicator, edition, areas, evaluated, _newest(evaluated.value, figures), used, conversion)


def _open_areas(indicator: Indicator, edition: Edition, granted: Allowed) -> QuerySet[Area]:
    """The first wall: nobody reads values without saying by which right."""
    covered = open_areas(granted, indicator.code, edition)
    if covered == frozenset():
        raise Closed(f"indicator:{indicator.code} on {edition}")
    return edition.areas.all() if covered is None else edition.areas.filter(code__in=covered)


def _with_converted(
    own: dict[str, MeasurePanel], ways: Conversions, indicator: Indicator, book: FormulaBook, span: Span
) -> tuple[dict[str, MeasurePanel], tuple[Refused, ...]]:
    plan = ways.plan(indicator, book, span)
    if plan.own is None:
        return own, plan.refused
    elsewhere = ways.panels(indicator, book, plan, span)
    kept = {code: measured.only_days(plan.own) for code, measured in own.items()}
    found = {
        code: together(measured, [one[code] for one in elsewhere if code in one]) for code, measured in kept.items()
    }
    return found, plan.refused


def _cut(evaluated: Evaluated, periods: tuple[Period, ...]) -> Evaluated:
    if periods == evaluated.value.periods:
        return evaluated
    panels = (evaluated.value, evaluated.numerator, evaluated.denominator)
    value, top, bottom = (panel.select(periods=periods) if panel is not None else None for panel in panels)
    return Evaluated(value or evaluated.value, top, bottom)


def _newest(value: Panel, figures: dict[str, MeasurePanel]) -> np.ndarray:
    """Per figure the newest delivery that went into it; periods meet as in the arithmetic."""
    newest = np.zeros(value.values.shape, dtype="int64")
    for measured in figures.values():
        for p, period in enumerate(value.periods):
            met = partner(period, measured.panel.periods)
            if met is not None:
                newest[:, p] = np.maximum(newest[:, p], measured.deliveries[:, met])
    return newest


def _used(periods: Sequence[Period], figures: dict[str, MeasurePanel], years_back: frozenset[int]) -> frozenset[int]:
    asked = [period.years_before(years) for period in periods for years in years_back]
    used: set[int] = set()
    for measured in figures.values():
        met = {partner(period, measured.panel.periods) for period in asked} - {None}
        used = used.union(*(measured.used_in(at) for at in met if at is not None))
    return frozenset(used - {0})
