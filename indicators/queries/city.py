"""The city as a whole, from the comparison regions: the division whose areas have no geometry."""

from collections.abc import Iterable

import numpy as np
from django.conf import settings

from districts.models import Area, Division, Edition
from indicators.analysis.periods import Period
from indicators.models import Indicator
from indicators.queries.panels import EVER, Span
from indicators.queries.values import IndicatorValues, indicator_values
from indicators.rights import open_areas
from sozialmonitor.access.permissions import EVERYTHING, Allowed


def region_values(indicator: Indicator, code: str, span: Span = EVER, *, granted: Allowed) -> IndicatorValues | None:
    """The indicator for one comparison region; None where no division in force holds the region, or it is closed."""
    found = (
        Area.objects.filter(
            code=code, edition__division__kind=Division.Kind.REGIONS, edition__state=Edition.State.ACTIVE
        )
        .select_related("edition__division")
        .order_by("-edition__valid_from")
        .first()
    )
    if found is None:
        return None
    covered = open_areas(granted, indicator.code, found.edition)
    if covered is not None and code not in covered:
        return None
    return indicator_values(indicator, found.edition, span, only=[code], granted=granted)


def city_series(indicator: Indicator, span: Span = EVER, *, granted: Allowed) -> dict[Period, float]:
    """The city's value by period, as far as the comparison regions hold it."""
    values = region_values(indicator, settings.CITY_CODE, span, granted=granted)
    if values is None:
        return {}
    return {
        period: float(value)
        for period, value in zip(values.periods, values.panel.values[0], strict=True)
        if not np.isnan(value)
    }


def city_values(indicators: Iterable[Indicator], period: Period) -> tuple[dict[str, float], frozenset[int]]:
    """The city's values by indicator for the period, and the deliveries they came with."""
    found, used = {}, set()
    for indicator in indicators:
        values = region_values(indicator, settings.CITY_CODE, Span.at(period), granted=EVERYTHING)
        if values is not None and values.periods and values.panel.has_value[0, 0]:
            found[indicator.code] = float(values.panel.values[0, 0])
            used |= values.used
    return found, frozenset(used)
