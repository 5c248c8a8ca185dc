"""What a page shows: the subject a person may see, on the edition and for the period asked for or the best there is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.http import Http404

from districts.models import Division, Edition
from districts.queries.editions import UnknownDivision, edition_of
from indicators.analysis.periods import Period, partner
from indicators.formulas import FormulaBook
from indicators.models import Delivery, DeliveryScope, Indicator, Result, Run
from indicators.queries.conversion import Conversions, Refused
from indicators.queries.panels import Span, end_of
from indicators.queries.values import IndicatorValues, indicator_values
from indicators.rights import is_open, may_see_typology
from indicators.selection import Selection
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Allowed, Permission, Scope, allowed


@dataclass(frozen=True)
class ShownTypology:
    run: Run
    results: Sequence[Result]
    siblings: Sequence[Run]  # published runs of the same typology on the same edition, one per period

    @property
    def period(self) -> Period:
        return Period(self.run.period_start, self.run.period_end)


@dataclass(frozen=True)
class ShownIndicator:
    values: IndicatorValues
    period: Period


@dataclass(frozen=True)
class Shown:
    """`subject` is None where nothing is published that this person may see."""

    selection: Selection
    granted: Allowed
    edition: Edition | None
    subject: ShownTypology | ShownIndicator | None
    asked: Indicator | None = None  # the indicator that has no figures here
    refused: tuple[Refused, ...] = ()  # and why those of other areas do not stand in


def shown(user: User, selection: Selection) -> Shown:
    granted = allowed(user, Permission.VIEW)
    if selection.indicator:
        return _indicator(selection, granted)
    return _typology(selection, granted)


def visible_runs(granted: Allowed, known_on: date | None = None) -> list[Run]:
    """Runs that stood at the end of the day (None is today), the newest first, of typologies the person may see."""
    runs = Run.objects.standing(end_of(known_on)).select_related("typology", "edition__division")
    return [run for run in runs.order_by("-period_end", "-published_at") if may_see_typology(granted, run)]


def _typology(selection: Selection, granted: Allowed) -> Shown:
    everywhere = visible_runs(granted, selection.known_on)
    if selection.typology:
        everywhere = [run for run in everywhere if run.typology.key == selection.typology]
        if not everywhere and selection.typology not in {run.typology.key for run in visible_runs(granted)}:
            raise Http404
    edition = edition_for(selection, or_nearest=True) if selection.division else None
    runs = [run for run in everywhere if edition is None or run.edition_id == edition.pk]
    if selection.typology and not runs:
        runs = everywhere  # a named typology is shown where it was computed
    if not runs and selection.typology:
        return Shown(selection, granted, edition, None)  # not yet published on the day asked for
    if not runs:
        return _without_run(selection, granted, edition)
    run = next((run for run in runs if selection.period and run.period_end == selection.period.end), runs[0])
    results = list(run.results.select_related("area").order_by("area__code"))
    siblings = [
        other for other in runs if other.typology.key == run.typology.key and other.edition_id == run.edition_id
    ]
    newest_per_period = list({other.period_end: other for other in reversed(siblings)}.values())
    return Shown(selection, granted, run.edition, ShownTypology(run, results, newest_per_period))


def _without_run(selection: Selection, granted: Allowed, edition: Edition | None) -> Shown:
    """No typology here: the first indicator that has figures stands in on a first visit."""
    second_best = nothing = Shown(selection, granted, edition, None)
    for indicator in Indicator.objects.within(granted).in_catalogue_order():
        found = _indicator(read_again(selection, indicator=indicator.code), granted)
        if isinstance(found.subject, ShownIndicator):
            if found.subject.values.panel.has_value.any():
                return found
            if second_best is nothing:
                second_best = found
    return second_best


def read_again(selection: Selection, **changed: Any) -> Selection:
    words = {**selection.given, **changed}
    return replace(selection, given=words, **changed)


def _indicator(selection: Selection, granted: Allowed) -> Shown:
    indicator = visible_indicator(granted, selection.indicator)
    edition = (
        edition_for(selection, or_nearest=True)
        if selection.division
        else best_edition(indicator, granted, selection.known_on)
    )
    if edition is None or not is_open(granted, indicator.code, edition):
        return Shown(selection, granted, edition, None, asked=indicator)
    span = Span(selection.first, selection.last, end_of(selection.known_on))
    ways = Conversions(edition, span.known_on) if selection.convert else None
    values = indicator_values(indicator, edition, span, ways=ways, granted=granted)
    if not values.periods:
        return Shown(selection, granted, edition, None, asked=indicator, refused=values.conversion.refused)
    met = partner(selection.period, values.periods) if selection.period else None
    period = _newest_filled(values) if met is None else values.periods[met]
    return Shown(selection, granted, edition, ShownIndicator(values, period))


def _newest_filled(values: IndicatorValues) -> Period:
    """The newest period with any value: a year of which only the first file has arrived is not what one opens with."""
    filled = values.panel.has_value.any(axis=0)
    return next(
        (p for p, has in zip(reversed(values.periods), reversed(filled.tolist()), strict=True) if has),
        values.periods[-1],
    )


def visible_indicator(granted: Allowed, code: str) -> Indicator:
    """404 for what does not exist and for what is closed alike."""
    found = Indicator.objects.select_related("owner").filter(code=code).first()
    if found is None or not granted.somewhere(Scope.INDICATOR, code):
        raise Http404
    return found


def edition_for(selection: Selection, *, or_nearest: bool = False) -> Edition:
    """The edition in force on the day; `or_nearest` where a page carries the day of another division along."""
    try:
        return edition_of(selection.division, selection.day)
    except UnknownDivision as error:
        if or_nearest and selection.day is not None:
            return edition_for(replace(selection, day=_nearest_day(selection.division, selection.day)))
        raise Http404 from error


def _nearest_day(division: str, day: date) -> date | None:
    starts = Edition.objects.active().filter(division__key=division).values_list("valid_from", flat=True)
    return min(starts, key=lambda start: abs((start - day).days), default=None)


def best_edition(indicator: Indicator, granted: Allowed, known_on: date | None = None) -> Edition | None:
    """The edition in force with the newest published figures that are open, by the order of the divisions."""
    found = (
        _scopes(indicator, known_on)
        .filter(edition__division__in=_open_divisions(indicator, granted))
        .values("edition")
        .annotate(newest=Max("period_end"))
        .order_by("-newest", "edition__division__rank")
        .first()
    )
    return Edition.objects.select_related("division").get(pk=found["edition"]) if found else None


def divisions_with(indicator: Indicator, granted: Allowed, known_on: date | None = None) -> list[Division]:
    """Where figures of the indicator have been published, and are open."""
    published = _scopes(indicator, known_on).values("edition")
    return list(_open_divisions(indicator, granted).filter(editions__in=published).distinct())


def _open_divisions(indicator: Indicator, granted: Allowed) -> QuerySet[Division]:
    keys = [
        key
        for key in Division.objects.values_list("key", flat=True)
        if granted.covers(Scope.INDICATOR, indicator.code, division=key)
    ]
    return Division.objects.filter(key__in=keys)


def _scopes(indicator: Indicator, known_on: date | None) -> QuerySet[DeliveryScope]:
    codes = FormulaBook.load().measures(indicator.code)
    return DeliveryScope.objects.filter(
        measure__code__in=codes,
        delivery__in=Delivery.objects.standing(end_of(known_on)),
        edition__state=Edition.State.ACTIVE,
        edition__division__kind=Division.Kind.AREAS,
    )
