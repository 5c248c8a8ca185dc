"""Which edition's figures stand in where the one asked for has none, and what comes of them there.

For each last day of a period all measures of an indicator come from one edition: the one asked for if it has them all,
else the one from which the way is best. A rate must not have its numerator from here and its denominator from there.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np

from districts.models import Division, Edition
from districts.queries.correspondences import Found, sources_of, weights_between
from indicators.analysis.arithmetic import beside
from indicators.analysis.arithmetic import suppress as hide
from indicators.analysis.convert import convert, newest, shines_through
from indicators.analysis.disclosure import sensitive
from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period, partner
from indicators.formulas import FormulaBook
from indicators.models import Delivery, DeliveryScope, Indicator
from indicators.queries.panels import MeasurePanel, Origin, Span, measure_panels, no_figures
from sozialmonitor.access.acting import acting_for

Days = frozenset[date]


@dataclass(frozen=True)
class Refused:
    """Figures there are, but not on these areas: `reason` is `not_counts` (measures: their kinds) or `no_way`."""

    reason: str
    editions: tuple[Edition, ...]  # where the figures are
    days: tuple[date, ...]
    measures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """`own` None: all periods from the edition itself, which is so wherever nothing else has figures."""

    own: Days | None = None
    elsewhere: Mapping[int, Days] = field(default_factory=dict)  # by the id of the edition
    refused: tuple[Refused, ...] = ()


class Conversions:
    """The ways that lead to one edition, each read once however many indicators take it."""

    def __init__(self, edition: Edition, known_on: datetime | None = None) -> None:
        self.edition, self.known_on = edition, known_on
        self._found: dict[int, Found | None] = {}
        self._panels: dict[tuple[int, tuple[str, ...]], dict[str, MeasurePanel]] = {}

    @cached_property
    def sources(self) -> dict[int, Edition]:
        if self.edition.division.kind != Division.Kind.AREAS:
            return {}
        return {source.pk: source for source in sources_of(self.edition, self.known_on)}

    @cached_property
    def siblings(self) -> dict[int, Edition]:
        """Other editions of the same division: where figures of other years may lie, way or none."""
        others = Edition.objects.active().filter(division=self.edition.division_id).exclude(pk=self.edition.pk)
        return {other.pk: other for other in others.select_related("division")}

    def found(self, pk: int) -> Found | None:
        if pk not in self._found:
            self._found[pk] = weights_between(self.sources[pk], self.edition, self.known_on)
        return self._found[pk]

    def cost(self, pk: int) -> tuple[object, ...]:
        """Less is better: the same division, a direct way, little that is really split, the nearest in time."""
        found, source = self.found(pk), self.sources[pk]
        if found is None:
            return (2,)
        days_apart = abs((source.valid_from - self.edition.valid_from).days)
        split = max(step.split_share for step in found.steps)
        return (source.division_id != self.edition.division_id, found.chained, round(split, 4), days_apart, pk)

    def plan(self, indicator: Indicator, book: FormulaBook, span: Span) -> Plan:
        if not self.sources and not self.siblings:
            return Plan()
        codes = book.measures(indicator.code)
        held = self._held(codes, span)
        own, elsewhere, no_way = set(), defaultdict(set), defaultdict(set)
        for day in sorted(set().union(*held.values())):
            there = [pk for pk, days in held.items() if days.get(day, set()) >= codes]
            ways = [pk for pk in there if pk in self.sources and self.found(pk) is not None]
            if self.edition.pk in there or not there:
                own.add(day)
            elif ways:
                elsewhere[min(ways, key=self.cost)].add(day)
            else:
                no_way[there[0]].add(day)
        return self._decided(codes, book, own, elsewhere, no_way)

    def _held(self, codes: Collection[str], span: Span) -> dict[int, dict[date, set[str]]]:
        """Per edition and last day the measures that a standing delivery covers."""
        editions = {self.edition.pk, *self.sources, *self.siblings}
        scopes = DeliveryScope.objects.filter(
            delivery__in=Delivery.objects.standing(span.known_on), measure__code__in=codes, edition__in=editions
        )
        if span.last is not None:
            scopes = scopes.filter(period_end__lte=span.last)
        held: dict[int, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
        for edition, day, code in scopes.values_list("edition", "period_end", "measure__code").distinct():
            held[edition][day].add(code)
        return held

    def _decided(
        self,
        codes: Collection[str],
        book: FormulaBook,
        own: set[date],
        elsewhere: Mapping[int, set[date]],
        no_way: Mapping[int, set[date]],
    ) -> Plan:
        refused = []
        if no_way:
            days = sorted(set().union(*no_way.values()))
            refused.append(Refused("no_way", tuple(self.siblings[pk] for pk in no_way), tuple(days)))
        others = {code: book.kinds[code] for code in sorted(codes) if book.kinds[code] != "count"}
        if elsewhere and others:
            days = sorted(set().union(*elsewhere.values()))
            where = tuple(self.sources[pk] for pk in elsewhere)
            return Plan(refused=(*refused, Refused("not_counts", where, tuple(days), others)))
        if not elsewhere:
            return Plan(refused=tuple(refused))
        return Plan(frozenset(own), {pk: frozenset(days) for pk, days in elsewhere.items()}, tuple(refused))

    def panels(self, indicator: Indicator, book: FormulaBook, plan: Plan, span: Span) -> list[dict[str, MeasurePanel]]:
        """The converted figures, from each origin of the plan by measure."""
        return [self._from(pk, days, indicator, book, span) for pk, days in plan.elsewhere.items()]

    def _from(
        self, pk: int, days: Days, indicator: Indicator, book: FormulaBook, span: Span
    ) -> dict[str, MeasurePanel]:
        found, source = self.found(pk), self.sources[pk]
        if found is None:  # `plan` chooses only where there is a way
            return {}
        codes = sorted(book.measures(indicator.code))
        areas = list(source.areas.order_by("code").values_list("id", "code"))
        with acting_for(None):  # the right to the figure here needs none there: docs/rights.md
            read = measure_panels(source, codes, areas, replace(span, first=None, period=None))
        kept = {code: measured.only_days(days) for code, measured in read.items()}
        labels = tuple(code for _, code in areas)
        counts = book.counts(indicator.code, lambda code: kept[code].panel if code in kept else no_figures(labels))
        small = sensitive(counts, indicator.minimum_cell)
        hidden = (counts.value.periods, shines_through(small, found.weights, indicator.minimum_cell or 0))
        origin = Origin(source, found)
        return {code: _converted(measured, origin, hidden) for code, measured in kept.items()}


def _converted(measured: MeasurePanel, origin: Origin, hidden: tuple[Sequence[Period], np.ndarray]) -> MeasurePanel:
    """`hidden` says on the target areas, for the periods given, what would give a hidden number away."""
    weights = origin.found.weights
    made = convert(measured.panel, weights)
    periods, mask = hidden
    met = [partner(period, periods) for period in made.panel.periods]
    where = np.zeros(made.panel.values.shape, dtype=bool)
    for column, at in enumerate(met):
        if at is not None:
            where[:, column] = mask[:, at]
    panel = hide(made.panel, where)
    return MeasurePanel(
        panel,
        newest(measured.deliveries, weights),
        origins=dict.fromkeys(panel.periods, origin),
        split=np.where(panel.has_value, made.split, np.nan),
        behind={period: measured.used_in(at) for at, period in enumerate(panel.periods)},
    )


def together(own: MeasurePanel, others: Sequence[MeasurePanel]) -> MeasurePanel:
    """Own and converted figures of one measure, on the areas of the own panel."""
    parts = [own, *(_picked(other, own.panel.areas) for other in others)]
    parts = [part for part in parts if part.panel.periods]
    if not parts:
        return own
    panel = beside([part.panel for part in parts])
    columns = [(part, at) for part in parts for at in range(len(part.panel.periods))]
    columns.sort(key=lambda one: (one[0].panel.periods[one[1]].end, one[0].panel.periods[one[1]].start))
    nothing = np.full(len(panel.areas), np.nan)
    return MeasurePanel(
        panel,
        np.stack([part.deliveries[:, at] for part, at in columns], axis=1),
        origins={period: origin for part in parts for period, origin in part.origins.items()},
        split=np.stack([part.split[:, at] if part.split is not None else nothing for part, at in columns], axis=1),
        behind={period: used for part in parts for period, used in part.behind.items()},
    )


def _picked(other: MeasurePanel, areas: tuple[str, ...]) -> MeasurePanel:
    panel: Panel = other.panel.select(areas=areas)
    place = {code: row for row, code in enumerate(other.panel.areas)}
    rows = np.array([place[code] for code in areas], dtype=np.intp)
    split = other.split[rows] if other.split is not None else None
    return replace(other, panel=panel, deliveries=other.deliveries[rows], split=split)
