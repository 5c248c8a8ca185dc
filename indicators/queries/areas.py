"""One area with everything a person may see about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts.models import Area, Edition
from indicators.analysis.periods import Period
from indicators.models import Delivery, Indicator, Result, Run
from indicators.queries.city import city_series
from indicators.queries.conversion import Conversions
from indicators.queries.crossing import Crossing, area_of, crossings_of
from indicators.queries.panels import Span, end_of
from indicators.queries.shown import visible_runs
from indicators.queries.values import IndicatorValues, indicator_values
from indicators.rights import open_areas
from indicators.selection import Selection
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Allowed, Permission, allowed


@dataclass(frozen=True)
class AreaIndicator:
    """An indicator on all areas of the edition (for the rank), with the row of this one and the city's series."""

    values: IndicatorValues
    row: int
    city: dict[Period, float]
    deliveries: Sequence[Delivery]


@dataclass(frozen=True)
class AreaShown:
    selection: Selection
    area: Area
    edition: Edition
    result: Result | None
    run: Run | None
    history: Sequence[tuple[Run, Result]]
    indicators: Sequence[AreaIndicator]
    crossings: Sequence[Crossing]


def area_shown(user: User, selection: Selection) -> AreaShown:
    area = area_of(selection)
    edition = area.edition
    granted = allowed(user, Permission.VIEW)
    runs = [run for run in visible_runs(granted, selection.known_on) if run.edition_id == edition.pk]
    if selection.typology:
        runs = [run for run in runs if run.typology.key == selection.typology]
    elif runs:
        runs = [run for run in runs if run.typology.key == runs[0].typology.key]
    results = {
        result.run_id: result for result in Result.objects.filter(area=area, run__in=runs).select_related("area")
    }
    newest = {run.period_end: run for run in reversed(runs)}
    history = [(run, results[run.pk]) for _, run in sorted(newest.items()) if run.pk in results]
    chosen = next(
        (pair for pair in reversed(history) if selection.period and pair[0].period_end == selection.period.end), None
    )
    run, result = chosen or (history[-1] if history else (None, None))
    span = Span(known_on=end_of(selection.known_on))
    visible = [
        indicator
        for indicator in Indicator.objects.within(granted).in_catalogue_order()
        if _is_open(granted, indicator, area)
    ]
    ways = Conversions(edition, span.known_on) if selection.convert else None
    indicators = [found for indicator in visible if (found := _indicator(indicator, area, span, ways, granted))]
    crossings = crossings_of(area, granted, selection)
    return AreaShown(selection, area, edition, result, run, history, indicators, crossings)


def _is_open(granted: Allowed, indicator: Indicator, area: Area) -> bool:
    covered = open_areas(granted, indicator.code, area.edition)
    return covered is None or area.code in covered


def _indicator(
    indicator: Indicator, area: Area, span: Span, ways: Conversions | None, granted: Allowed
) -> AreaIndicator | None:
    values = indicator_values(indicator, area.edition, span, ways=ways, granted=granted)
    if not values.periods:
        return None
    row = next(n for n, label in enumerate(values.areas) if label.pk == area.pk)
    used = Delivery.objects.filter(pk__in={int(pk) for pk in values.deliveries[row] if pk}).select_related("source")
    return AreaIndicator(values, row, city_series(indicator, span, granted=granted), list(used))
