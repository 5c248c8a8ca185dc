"""How many people the blocks of an edition have, as the ground of a correspondence: districts know no figures."""

import numpy as np

from districts.models import Edition
from districts.queries.weighing import Ground, NotWeighable
from indicators.analysis.periods import Period, partner
from indicators.queries.panels import Span, measure_panels
from sozialmonitor.access.acting import acting_for


def ground_of_blocks(blocks: Edition, measure: str, period: Period) -> Ground:
    """By the figures of a measure that stand. A block whose figure is hidden or missing counts as nobody, and how many
    do is written down. NotWeighable where nothing is published.
    """
    areas = list(blocks.areas.order_by("code").values_list("id", "code"))
    with acting_for(None):  # the shares of a correspondence tell nobody's number
        measured = measure_panels(blocks, [measure], areas, Span.at(period)).get(measure)
    met = partner(period, measured.panel.periods) if measured is not None else None
    if measured is None or met is None:
        raise NotWeighable("no_blocks")
    values = measured.panel.values[:, met]
    people = {pk: float(value) for (pk, _code), value in zip(areas, values, strict=True) if not np.isnan(value)}
    told = {"measure": measure, "period": period.label, "without_figure": int(np.isnan(values).sum())}
    return Ground(blocks=blocks, people=people, told=told)
