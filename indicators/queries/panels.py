"""From the database to panels: one read per question, no object per figure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import numpy as np
from django.utils.timezone import make_aware

from districts.models import Edition
from districts.queries.correspondences import Found
from indicators.analysis.panel import Panel, Rows
from indicators.analysis.periods import Period, partner
from indicators.analysis.status import Status
from indicators.models import Measure
from indicators.queries.current import Current, current_figures


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day in the city's time zone."""
    return make_aware(datetime.combine(day, time.max)) if day else None


@dataclass(frozen=True)
class Span:
    """Which periods, by their last day or the one that `period` meets, and as known when."""

    first: date | None = None
    last: date | None = None
    known_on: datetime | None = None
    period: Period | None = None

    @classmethod
    def at(cls, period: Period, known_on: datetime | None = None) -> "Span":
        return cls(period.end, period.end, known_on, period)

    def cut(self, periods: Sequence[Period]) -> tuple[Period, ...]:
        """The periods of the span. What a change looks back to lies before it: read to `last`, cut when all is done."""
        within = tuple(period for period in periods if self.first is None or period.end >= self.first)
        if self.period is None:
            return within
        met = partner(self.period, within)
        return () if met is None else (within[met],)


EVER = Span()


@dataclass(frozen=True)
class Origin:
    """Where converted figures come from: the edition they were delivered for and the correspondences they took."""

    edition: Edition
    found: Found

    @property
    def basis(self) -> str:
        return str(self.found.basis)

    @property
    def method(self) -> str:
        return "chained" if self.found.chained else "direct"


@dataclass(frozen=True)
class MeasurePanel:
    """The current figures of one measure: a panel, and beside each figure the delivery it came with (0 for none).

    Of converted figures, per period where they come from, and per figure which part of it was really split.
    """

    panel: Panel
    deliveries: np.ndarray
    origins: Mapping[Period, Origin] = field(default_factory=dict)
    split: np.ndarray | None = None  # NaN for figures of the edition itself
    behind: Mapping[Period, frozenset[int]] = field(default_factory=dict)  # all deliveries of a converted period

    def used_in(self, column: int) -> frozenset[int]:
        """The deliveries behind a period."""
        period = self.panel.periods[column]
        return self.behind.get(period) or frozenset(np.unique(self.deliveries[:, column]).tolist())

    def only_days(self, days: Container[date]) -> "MeasurePanel":
        """The periods that end on these days."""
        kept = [at for at, period in enumerate(self.panel.periods) if period.end in days]
        if len(kept) == len(self.panel.periods):
            return self
        panel = self.panel.select(periods=[self.panel.periods[at] for at in kept])
        return MeasurePanel(panel, self.deliveries[:, kept])


def measure_panels(
    edition: Edition, codes: Sequence[str], areas: Sequence[tuple[int, str]], span: Span
) -> dict[str, MeasurePanel]:
    """Panels of the measures on the areas (id, code) of one edition; each has the periods its own figures have."""
    ids = dict(Measure.objects.filter(code__in=codes).values_list("id", "code"))
    places = [pk for pk, _ in areas]
    found = current_figures(edition, list(ids), places, first=span.first, last=span.last, known_on=span.known_on)
    order = np.argsort(places)
    labels = tuple(code for _, code in areas)
    return {code: _panel(found.of(pk), np.array(places)[order], order, labels) for pk, code in ids.items()}


def _panel(found: Current, places: np.ndarray, order: np.ndarray, areas: tuple[str, ...]) -> MeasurePanel:
    """The figures of one measure as a panel; `places` are the sorted ids of the areas, `order` where each stands."""
    own = np.unique(found.span)
    periods = [found.periods[number] for number in own]
    rows = order[np.searchsorted(places, found.area)] if len(found.area) else np.empty(0, dtype=np.intp)
    columns = np.searchsorted(own, found.span)
    panel = Panel.from_rows(areas, periods, Rows(rows, columns, found.value, found.status, found.flags))
    deliveries = np.zeros((len(areas), len(periods)), dtype="int64")
    deliveries[rows, columns] = found.delivery
    return MeasurePanel(panel, deliveries)


def no_figures(areas: Sequence[str], periods: Sequence[Period] = ()) -> Panel:
    return Panel.empty(tuple(areas), tuple(periods), Status.MISSING)
