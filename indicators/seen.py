"""What a page showed or a file holds, in the words of the access log. One line for each indicator and typology."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from districts.models import Edition
from indicators.models import Indicator, Run
from indicators.queries.areas import AreaShown
from indicators.queries.asked import Asked
from indicators.queries.crossing import Crossing
from indicators.queries.panels import Span
from indicators.queries.shown import Shown, ShownIndicator, ShownTypology
from indicators.queries.values import IndicatorValues
from indicators.rights import is_open, may_see_typology, open_areas
from sozialmonitor.access.permissions import Allowed, Permission, allowed
from sozialmonitor.trail.access_log import Seen, record_access

Found = Shown | AreaShown | Asked | Run | Sequence[Crossing]
FILES = ("csv", "xlsx")


def watch(request: HttpRequest, found: Found, form: str = "page", rows: Mapping[str, int] | None = None) -> None:
    """To be called before the first byte goes out. `rows` are counted by the code of the indicator."""
    to_all = allowed(AnonymousUser(), Permission.DOWNLOAD if form in FILES else Permission.VIEW)
    record_access(request, form=form, seen=_seen(found, to_all, rows or {}))


def _seen(found: Found, to_all: Allowed, rows: Mapping[str, int]) -> Iterator[Seen]:
    match found:
        case Shown():
            return _of_shown(found, to_all)
        case AreaShown():
            return _of_area(found, to_all)
        case Asked():
            return _of_asked(found, to_all, rows)
        case Run():
            return iter([_typology(found, to_all, rows.get(found.typology.key))])
    return _of_crossings(found, to_all)


def _of_shown(found: Shown, to_all: Allowed) -> Iterator[Seen]:
    match found.subject:
        case ShownIndicator(values=values, period=period):
            yield _indicator(values, to_all, period.label)
        case ShownTypology(run=run, results=results):
            yield _typology(run, to_all, len(results))
    if found.subject is not None and found.edition is not None and is_open(found.granted, _population(), found.edition):
        yield from _people(found.edition, to_all, found.subject.period.label)


def _of_area(found: AreaShown, to_all: Allowed) -> Iterator[Seen]:
    for one in found.indicators:
        yield _indicator(one.values, to_all, _spanned(one.values), rows=len(one.values.periods))
    for run in {run.period_end: run for run, _ in found.history}.values():
        yield _typology(run, to_all, 1)
    yield from _of_crossings(found.crossings, to_all)


def _of_asked(found: Asked, to_all: Allowed, rows: Mapping[str, int]) -> Iterator[Seen]:
    if found.edition is None:
        return
    division, period = found.edition.division.key, _words(found.span)
    for one in found.indicators:
        is_free = _all_open(to_all, one.code, found.edition)
        yield Seen(f"indicator:{one.code}", division, period, rows.get(one.code), is_free)


def _of_crossings(found: Sequence[Crossing], to_all: Allowed) -> Iterator[Seen]:
    for one in found:
        pieces = sum(piece.children is not None for piece in one.pieces)
        if one.counted is not None and pieces:
            yield _indicator(one.counted.values, to_all, one.counted.period.label, rows=pieces)


def _indicator(values: IndicatorValues, to_all: Allowed, period: str, rows: int | None = None) -> Seen:
    return Seen(
        what=f"indicator:{values.indicator.code}",
        division=values.edition.division.key,
        period=period,
        rows=len(values.areas) if rows is None else rows,
        open=_all_open(to_all, values.indicator.code, values.edition),
    )


def _typology(run: Run, to_all: Allowed, rows: int | None) -> Seen:
    return Seen(
        what=f"typology:{run.typology.key}",
        division=run.edition.division.key,
        period=run.period_end.isoformat(),
        rows=rows,
        open=may_see_typology(to_all, run),
    )


def _people(edition: Edition, to_all: Allowed, period: str) -> Iterable[Seen]:
    """Legends and tables name the inhabitants beside what was asked for."""
    code = _population()
    if not _all_open(to_all, code, edition) and Indicator.objects.filter(code=code).exists():
        yield Seen(f"indicator:{code}", edition.division.key, period, edition.areas.count())


def _population() -> str:
    return str(settings.POPULATION_INDICATOR)


def _all_open(to_all: Allowed, code: str, edition: Edition) -> bool:
    """On all areas: of a division that is open in part, what was seen may be the other part."""
    return open_areas(to_all, code, edition) is None


def _spanned(values: IndicatorValues) -> str:
    labels = [period.label for period in values.periods]
    return labels[0] if len(labels) == 1 else f"{labels[0]} – {labels[-1]}"


def _words(span: Span) -> str:
    if span.period is not None:
        return span.period.label
    days = [day.isoformat() if day else "" for day in (span.first, span.last)]
    return " – ".join(days) if any(days) else ""
