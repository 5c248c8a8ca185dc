"""Published figures that a new delivery is held against: the ones just before it, and those of the city as a whole."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from districts.models import Area, Division, Edition
from indicators.analysis.periods import Period
from indicators.models import Delivery, DeliveryScope
from indicators.queries.panels import Span, measure_panels

LOOK_BACK = timedelta(days=6 * 366)  # what is older than any interval of elections or surveys is no last figure
MOST_QUESTIONS = 24  # of different periods; a file whose measures begin at more is compared with itself

Figures = dict[str, float]  # by code of the area, numbers only


def covered_before(
    measures: Collection[str], editions: Collection[int], day: date
) -> dict[tuple[str, int], set[Period]]:
    """By measure and edition the periods of standing deliveries that ended before the day, not too long ago."""
    scopes = DeliveryScope.objects.filter(
        delivery__in=Delivery.objects.standing(),
        measure__code__in=measures,
        edition__in=editions,
        period_end__lt=day,
        period_end__gte=day - LOOK_BACK,
    )
    found: defaultdict[tuple[str, int], set[Period]] = defaultdict(set)
    columns = ("measure__code", "edition", "period_start", "period_end")
    for code, edition, start, end in scopes.values_list(*columns).distinct():
        found[code, edition].add(Period(start, end))
    return dict(found)


def figures_of(wanted: Mapping[tuple[int, Period], Collection[str]]) -> dict[tuple[str, int, Period], Figures]:
    """The current numbers of measures on all areas of an edition in one period: one question for each of both."""
    found: dict[tuple[str, int, Period], Figures] = {}
    for (edition, period), measures in list(wanted.items())[:MOST_QUESTIONS]:
        areas = list(Area.objects.filter(edition=edition).values_list("id", "code"))
        span = Span(period.end, period.end)
        for code, held in measure_panels(Edition.objects.get(pk=edition), sorted(measures), areas, span).items():
            if period not in held.panel.periods:
                continue
            values = held.panel.values[:, held.panel.periods.index(period)]
            number = ~np.isnan(values)
            found[code, edition, period] = {
                area: float(value) for area, value, there in zip(held.panel.areas, values, number, strict=True) if there
            }
    return found


def city_figures(measures: Collection[str], first: date, last: date) -> dict[tuple[str, Period], float]:
    """The published numbers of the city itself, among the comparison regions, by measure and period."""
    city = Area.objects.filter(
        code=settings.CITY_CODE, edition__division__kind=Division.Kind.REGIONS, edition__state=Edition.State.ACTIVE
    )
    area = city.select_related("edition").order_by("-edition__valid_from").first()
    if area is None or not measures:
        return {}
    panels = measure_panels(area.edition, sorted(measures), [(area.pk, area.code)], Span(first, last))
    return {
        (code, period): float(value)
        for code, held in panels.items()
        for period, value in zip(held.panel.periods, held.panel.values[0], strict=True)
        if not np.isnan(value)
    }
