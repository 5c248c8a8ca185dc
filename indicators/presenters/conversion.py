"""What pages say about converted figures, and about those that cannot be converted."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from districts.models import Correspondence, Edition
from indicators.analysis.periods import Period
from indicators.models import Measure
from indicators.queries.conversion import Refused
from indicators.queries.converted import Conversion
from indicators.queries.panels import Origin
from sozialmonitor.web import formats
from sozialmonitor.web.wording import joined


def edition_words(edition: Edition) -> str:
    return _("“%(division)s” as of %(day)s") % {
        "division": edition.division.label,
        "day": formats.day(edition.valid_from),
    }


def conversion_notes(conversion: Conversion, periods: Sequence[Period], shown: Iterable[Period]) -> list[str]:
    """A sentence for each way figures of these periods came here: from where, on which basis, how much was split."""
    wanted = [
        (at, period) for at, period in enumerate(periods) if period in set(shown) and period in conversion.origins
    ]
    by_way: dict[tuple[Origin, ...], list[tuple[int, Period]]] = {}
    for at, period in wanted:
        by_way.setdefault(conversion.origins[period], []).append((at, period))
    return [_note(conversion, ways, found) for ways, found in by_way.items()]


def _note(conversion: Conversion, ways: Sequence[Origin], found: Sequence[tuple[int, Period]]) -> str:
    said = _("%(periods)s: converted from %(editions)s by %(basis)s.") % {
        "periods": spell([period for _at, period in found]),
        "editions": joined(edition_words(way.edition) for way in ways),
        "basis": joined(dict.fromkeys(str(Correspondence.Basis(way.basis).label) for way in ways)),
    }
    if any(way.found.chained for way in ways):
        said += " " + _("There is no direct correspondence: several were chained, and errors grow with each.")
    return f"{said} {_split(conversion, [at for at, _period in found])}"


def _split(conversion: Conversion, columns: Sequence[int]) -> str:
    shares = conversion.split[:, columns] if conversion.split is not None else np.empty(0)
    known = shares[~np.isnan(shares)]
    most = float(known.max()) if known.size else 0.0
    if most == 0:
        return _("No area had to be split: the figures are sums of whole areas.")
    return _("Up to %(share)s of a figure comes from areas that were really split.") % {"share": percent(most)}


def percent(share: float) -> str:
    """Never 0 % for a part there is."""
    if 0 < share < 0.001:
        return _("less than %(share)s") % {"share": formats.with_unit(formats.number(0.1, 1), "%")}
    return formats.with_unit(formats.number(100 * share, 1), "%")


def spell(periods: Sequence[Period]) -> str:
    first, last = periods[0], periods[-1]
    if first == last:
        return formats.period(first.start, first.end)
    return pgettext("span of periods", "%(first)s to %(last)s") % {
        "first": formats.period(first.start, first.end),
        "last": formats.period(last.start, last.end),
    }


def refusal_notes(refused: Iterable[Refused]) -> list[str]:
    return [_refusal(one) for one in refused]


def _refusal(one: Refused) -> str:
    known = {"days": _days(one.days), "editions": joined(edition_words(edition) for edition in one.editions)}
    if one.reason == "no_way":
        return (
            _(
                "Not shown: figures for %(days)s on %(editions)s. No correspondence leads from there to these areas,"
                " so they cannot be compared."
            )
            % known
        )
    measures = {measure.code: measure.label for measure in Measure.objects.filter(code__in=list(one.measures))}
    kinds = {
        "mean": _("a mean"),
        "share": _("a share as delivered"),
        "index": _("an index"),
    }
    told = joined(f"{measures.get(code, code)} ({kinds.get(kind, kind)})" for code, kind in one.measures.items())
    return _(
        "Not convertible: figures for %(days)s on %(editions)s. Only counts can be moved to other areas, but this is"
        " made of %(measures)s."
    ) % {**known, "measures": told}


def _days(days: Sequence[date]) -> str:
    first, last = formats.day(days[0]), formats.day(days[-1])
    if first == last:
        return first
    return pgettext("span of periods", "%(first)s to %(last)s") % {"first": first, "last": last}


def conversion_context(conversion: Conversion, periods: Sequence[Period], shown: Iterable[Period]) -> dict[str, Any]:
    return {
        "notes": conversion_notes(conversion, periods, shown),
        "refused": refusal_notes(conversion.refused),
    }


def break_columns(conversion: Conversion, periods: Sequence[Period]) -> list[int]:
    """Where the areas behind the figures change: a line drawn across would compare what is not the same."""
    return [
        at
        for at in range(1, len(periods))
        if conversion.origins.get(periods[at]) != conversion.origins.get(periods[at - 1])
    ]
