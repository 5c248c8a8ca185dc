"""How many people live in the areas shown, for legends: the indicator the city names as its population."""

import numpy as np
from django.conf import settings

from indicators.models import Indicator
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span, end_of
from indicators.queries.shown import Shown
from indicators.queries.values import indicator_values
from indicators.rights import is_open


def inhabitants(shown: Shown) -> dict[str, int]:
    """Inhabitants by area code on the last day of the period; empty where there are none this person may see."""
    code = settings.POPULATION_INDICATOR
    if shown.subject is None or shown.edition is None or not is_open(shown.granted, code, shown.edition):
        return {}
    population = Indicator.objects.filter(code=code).first()
    if population is None:
        return {}
    span = Span.at(shown.subject.period, end_of(shown.selection.known_on))
    ways = Conversions(shown.edition, span.known_on) if shown.selection.convert else None
    panel = indicator_values(population, shown.edition, span, ways=ways, granted=shown.granted).panel
    if not panel.periods:
        return {}
    return {
        area: round(value) for area, value in zip(panel.areas, panel.values[:, 0], strict=True) if not np.isnan(value)
    }
