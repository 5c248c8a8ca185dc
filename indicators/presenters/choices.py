"""What one may choose on the pages, and how the selection made is said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from districts.models import Division, Edition
from indicators.analysis.periods import Period
from indicators.models import Delivery, Indicator, Run, SetMember
from indicators.presenters.conversion import conversion_context, refusal_notes
from indicators.presenters.provenance import provenance, sources, terms
from indicators.queries.shown import Shown, ShownIndicator, ShownTypology, divisions_with, visible_runs
from indicators.queries.standing import some_are_gone
from indicators.rights import is_open
from indicators.selection import METHODS, WHEN, Selection
from sozialmonitor.access.permissions import Allowed
from sozialmonitor.web import formats


def choices(shown: Shown) -> dict[str, Any]:
    names = {
        "jenks": _("natural breaks (Jenks)"),
        "quantiles": _("quantiles"),
        "equal": _("equal widths"),
        "std": _("standard deviations"),
    }
    return {
        "typologies": _typologies(shown.granted),
        "indicator_sets": _sets(shown.granted),
        "divisions": [
            {"key": division.key, "label": division.label}
            for division in Division.objects.filter(
                kind=Division.Kind.AREAS, editions__state=Edition.State.ACTIVE
            ).distinct()
        ],
        "editions": _editions(shown),
        "overlays": [
            {"key": one.division.key, "label": one.division.label, "chosen": one == overlay(shown)}
            for one in _others(shown)
        ],
        "periods": [
            {"value": period.label, "label": formats.period(period.start, period.end)} for period in _periods(shown)
        ],
        "methods": [{"value": method, "label": names[method]} for method in METHODS],
        "class_counts": [3, 4, 5, 6, 7],
    }


def _editions(shown: Shown) -> list[dict[str, Any]]:
    """The states of the division shown, the newest first; a choice only where there are several."""
    if shown.edition is None:
        return []
    editions = Edition.objects.active().filter(division=shown.edition.division_id).order_by("-valid_from")
    return [
        {
            "value": one.valid_from.isoformat(),
            "label": formats.day(one.valid_from),
            "chosen": one.pk == shown.edition.pk,
        }
        for one in editions
    ]


def overlay(shown: Shown) -> Edition | None:
    """The edition whose borders lie over the map: of the division asked for, on the day of the areas shown."""
    return next((one for one in _others(shown) if one.division.key == shown.selection.over), None)


def _others(shown: Shown) -> list[Edition]:
    if shown.edition is None:
        return []
    editions = Edition.objects.valid_on(shown.selection.day or localdate()).filter(division__kind=Division.Kind.AREAS)
    others = editions.exclude(division=shown.edition.division_id).select_related("division")
    return list(others.order_by("division__rank", "division__key"))


def _typologies(granted: Allowed) -> list[dict[str, str]]:
    return list(
        {
            run.typology.key: {"key": run.typology.key, "label": run.typology.label}
            for run in reversed(visible_runs(granted))
        }.values()
    )


def _sets(granted: Allowed) -> list[dict[str, Any]]:
    """Indicators by set, each once; those in no set come last under a heading of their own."""
    visible = {indicator.pk: indicator for indicator in Indicator.objects.within(granted)}
    groups: dict[str, list[dict[str, str]]] = {}
    for member in SetMember.objects.select_related("indicator_set").order_by("indicator_set__id", "position"):
        indicator = visible.pop(member.indicator_id, None)
        if indicator is not None:
            groups.setdefault(member.indicator_set.label, []).append({"code": indicator.code, "label": indicator.label})
    if visible:
        groups[_("Further indicators")] = [{"code": i.code, "label": i.label} for i in visible.values()]
    return [{"label": label, "indicators": indicators} for label, indicators in groups.items()]


def _periods(shown: Shown) -> list[Period]:
    match shown.subject:
        case ShownTypology(siblings=runs):
            return sorted({Period(run.period_start, run.period_end) for run in runs}, key=lambda p: p.end)
        case ShownIndicator(values=values):
            return list(values.periods)
    return []


def selection_context(shown: Shown) -> dict[str, Any]:
    subject, selection = shown.subject, shown.selection
    kind, key = _topic(shown)
    division = shown.edition.division.key if shown.edition else selection.division
    period = subject.period.label if subject else ""
    chosen = {"typology": None, "indicator": None, kind: key, "division": division, "period": period}
    return {
        **vintage(selection, **chosen),
        "kind": kind,
        "key": key,
        "division": division,
        "edition_id": shown.edition.pk if shown.edition else None,
        "kept": [(name, selection.given[name]) for name in _kept(shown) if name in selection.given],
        "period": period,
        "method": selection.method,
        "classes": selection.classes,
        "area": selection.area,
        "query": selection.query(**chosen),
    }


def _kept(shown: Shown) -> tuple[str, ...]:
    """Words without a field of their own. Where boundaries can be chosen, the day is a field."""
    several = len(_editions(shown)) > 1
    return ("known_on", "from", "to", "convert") if several else (*WHEN, "from", "to", "convert")


def _topic(shown: Shown) -> tuple[str, str]:
    """Typology or indicator, and its key: what is shown, or where that is nothing, what was asked for."""
    match shown.subject:
        case ShownTypology(run=run):
            return "typology", run.typology.key
        case ShownIndicator(values=values):
            return "indicator", values.indicator.code
    asked = shown.selection
    return ("typology", asked.typology) if asked.typology and not asked.indicator else ("indicator", asked.indicator)


def vintage(selection: Selection, **chosen: object) -> dict[str, str]:
    """Which day's knowledge is shown, and the way back to today's; empty where it is today's."""
    if selection.known_on is None:
        return {"known_on": "", "today_url": ""}
    return {"known_on": formats.day(selection.known_on), "today_url": "?" + selection.query(**chosen, known_on=None)}


def nothing_here(shown: Shown, page: str) -> dict[str, Any]:
    """The indicator asked for where it has no figures, with the ways to where it has some."""
    if shown.asked is None:
        return {"label": "", "elsewhere": [], "refused": [], "ask_url": ""}
    there = [
        (division.label, shown.selection.query(division=division.key, period=None))
        for division in divisions_with(shown.asked, shown.granted, shown.selection.known_on)
    ]
    return {
        "label": shown.asked.label,
        "elsewhere": [{"label": label, "url": f"{reverse(page)}?{query}"} for label, query in there],
        "refused": refusal_notes(shown.refused),
        "ask_url": _ask_url(shown.asked.code, shown),
    }


def _ask_url(code: str, shown: Shown) -> str:
    """Where the edition's figures of the indicator are closed to this person, the way to ask for them."""
    if shown.edition is None or is_open(shown.granted, code, shown.edition):
        return ""
    division = shown.edition.division.key
    return f"{reverse('request-new')}?{urlencode({'what': f'indicator:{code}', 'division': division})}"


def subject_context(shown: Shown, shown_periods: Sequence[Period] = ()) -> dict[str, Any] | None:
    """`shown_periods` where it is not the one period of the map."""
    match shown.subject:
        case ShownTypology(run=run):
            used = run.deliveries.select_related("source")
            deliveries = deliveries_context(used)
            return {
                "label": run.typology.label,
                "unit": "",
                "is_overtaken": some_are_gone(used),
                "definition": _ingredients(run),
                "source": "; ".join(dict.fromkeys(filter(None, _inputs(run).values_list("source", flat=True)))),
                "stand": formats.day(localdate(run.published_at)) if run.published_at else "",
                "stand_is_published": True,
                "terms": terms(used),
                "higher_is": "worse",
                "deliveries": deliveries,
            }
        case ShownIndicator(values=values, period=period):
            indicator = values.indicator
            used = Delivery.objects.filter(pk__in=values.used).select_related("source")
            return {
                "label": indicator.label,
                "unit": formats.unit_words(indicator.unit),
                "definition": indicator.definition,
                "source": sources(indicator.source, used),
                **dated(used),
                "terms": terms(used),
                "higher_is": indicator.higher_is,
                "conversion": conversion_context(values.conversion, values.periods, shown_periods or [period]),
                "deliveries": deliveries_context(used),
            }
    return None


def _inputs(run: Run) -> QuerySet[Indicator]:
    return Indicator.objects.filter(code__in=run.indicator_codes).in_catalogue_order()


def _ingredients(run: Run) -> str:
    labels = ", ".join(indicator.label for indicator in _inputs(run))
    return _("Version %(version)s, computed from: %(indicators)s") % {
        "version": run.typology.version,
        "indicators": labels,
    }


def stand(deliveries: Any) -> str:
    """The newest "as of" of the deliveries in the office's own words, else the day the newest was published."""
    return str(dated(deliveries)["stand"])


def dated(deliveries: Any) -> dict[str, Any]:
    """The same, and whether it is only the day of publication: a page must not call that the "as of"."""
    newest = max(deliveries, key=lambda d: d.published_at, default=None)
    if newest is None:
        return {"stand": "", "stand_is_published": False}
    told = formats.stand(newest.stand)
    return {"stand": told or formats.day(localdate(newest.published_at)), "stand_is_published": not told}


def deliveries_context(deliveries: Any) -> list[dict[str, Any]]:
    return [
        {
            **provenance(d),
            "id": d.pk,
            "label": d.label,
            "published": formats.day(localdate(d.published_at)) if d.published_at else "",
            "known_on": _earlier(d.published_at),
            "withdrawn": formats.day(localdate(d.withdrawn_at)) if d.withdrawn_at else "",
            "url": "",
        }
        for d in sorted(deliveries, key=lambda d: d.pk, reverse=True)
    ]


def _earlier(published_at: datetime | None) -> str:
    """The day of a publication if it is over: at the end of today what is known then is what is known now."""
    day = localdate(published_at) if published_at else localdate()
    return day.isoformat() if day < localdate() else ""


def downloads(shown: Shown, may_download: bool) -> list[dict[str, str]]:
    if not may_download or shown.subject is None or shown.edition is None:
        return []
    match shown.subject:
        case ShownTypology(run=run):
            query = "&".join(filter(None, (shown.selection.carried("known_on"), "format=csv")))
            base = f"{reverse('api-results', args=[run.typology.key, run.pk])}?{query}"
            return [
                {"url": f"{base}&dialect=excel-de", "label": _("CSV for Excel")},
                {"url": f"{base}&dialect=rfc4180", "label": _("CSV for R and Python")},
            ]
        case ShownIndicator(values=values):
            edition = values.edition
            query = f"indicator={values.indicator.code}&division={edition.division.key}&date={edition.valid_from}"
            if carried := shown.selection.carried("from", "to", "known_on"):
                query = f"{query}&{carried}"
            return [
                {"url": f"{reverse('api-values-csv')}?{query}&dialect=excel-de", "label": _("CSV for Excel")},
                {"url": f"{reverse('api-values-csv')}?{query}&dialect=rfc4180", "label": _("CSV for R and Python")},
                {"url": f"{reverse('api-values-xlsx')}?{query}", "label": _("XLSX")},
            ]
    return []
