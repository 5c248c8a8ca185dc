"""The data dictionary: what each indicator means, where it comes from, who answers for it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.analysis.formula import Change, Difference, Formula, Per1000, Ratio, Share, Value
from indicators.formulas import FormulaBook
from indicators.models import Delivery, Indicator, Measure, SetMember
from indicators.presenters.choices import dated, deliveries_context
from indicators.presenters.provenance import sources, terms
from indicators.queries.standing import standing_deliveries
from sozialmonitor.access.models import Department, Grant
from sozialmonitor.access.permissions import Allowed, Permission, Scope
from sozialmonitor.access.scopes import opened
from sozialmonitor.web import formats


def indicators_context(listed: Allowed, viewed: Allowed) -> dict[str, Any]:
    """Indicators by set; listed are those a person may know of or see, each once."""
    visible = {i.pk: i for i in _visible(listed, viewed)}
    deliveries = standing_deliveries(visible.values())
    groups: dict[str, list[dict[str, Any]]] = {}
    for member in SetMember.objects.select_related("indicator_set").order_by("indicator_set__id", "position"):
        indicator = visible.pop(member.indicator_id, None)
        if indicator is not None:
            groups.setdefault(member.indicator_set.label, []).append(
                _row(indicator, viewed, deliveries[indicator.code])
            )
    if visible:
        groups[_("Further indicators")] = [_row(i, viewed, deliveries[i.code]) for i in visible.values()]
    return {"groups": [{"label": label, "rows": rows} for label, rows in groups.items()]}


def _visible(listed: Allowed, viewed: Allowed) -> list[Indicator]:
    return list(
        (Indicator.objects.within(listed) | Indicator.objects.within(viewed))
        .select_related("owner")
        .distinct()
        .order_by("code")
    )


def _row(indicator: Indicator, viewed: Allowed, deliveries: list[Delivery]) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "label": indicator.label,
        "unit": formats.unit_words(indicator.unit),
        "source": indicator.source,
        "owner": indicator.owner.label if indicator.owner else "",
        **dated(deliveries),
        "url": reverse("indicator", args=[indicator.code]),
        "may_view": viewed.somewhere(Scope.INDICATOR, indicator.code),
    }


def indicator_context(code: str, listed: Allowed, viewed: Allowed) -> dict[str, Any]:
    indicator = Indicator.objects.select_related("owner").filter(code=code).first()
    if indicator is None or not (listed.somewhere(Scope.INDICATOR, code) or viewed.somewhere(Scope.INDICATOR, code)):
        raise Http404
    book = FormulaBook.load()
    measures = {m.code: m for m in Measure.objects.filter(code__in=book.measures(code))}
    deliveries = standing_deliveries([indicator])[code]
    return {
        "indicator": {
            "label": indicator.label,
            "code": indicator.code,
            "definition": indicator.definition,
            "formula_text": formula_text(book.formulas[code], {m.code: m.label for m in measures.values()}),
            "unit": formats.unit_words(indicator.unit),
            "higher_is_label": indicator.get_higher_is_display(),
            "decimals": indicator.decimals,
            "minimum_cell": indicator.minimum_cell,
            "source": sources(indicator.source, deliveries),
            "owner": indicator.owner.label if indicator.owner else "",
            **dated(deliveries),
            "measures": [{"code": m.code, "label": m.label, "kind": m.get_kind_display()} for m in measures.values()],
            "departments_with_access": _departments(code),
            "terms": terms(deliveries),
            "deliveries": deliveries_context(deliveries),
        },
        "map_url": f"{reverse('map')}?indicator={code}" if viewed.somewhere(Scope.INDICATOR, code) else "",
    }


def _departments(code: str) -> list[str]:
    """Those that may see it somewhere today."""
    grants = Grant.objects.holding().filter(permission=Permission.VIEW, department__isnull=False)
    seeing = {
        one.department_id
        for one in grants
        if one.scope_kind == Scope.ANY or (Scope.INDICATOR, code) in opened(one.scope_kind, [one.scope_key])
    }
    return [department.label for department in Department.objects.filter(pk__in=seeing)]


def formula_text(formula: Formula, labels: dict[str, str]) -> str:
    """The formula with the names of the measures."""

    def named(codes: Any) -> str:
        several = (codes,) if isinstance(codes, str) else codes
        return " + ".join(labels.get(code, code) for code in several)

    match formula:
        case Value(value=code):
            return named(code)
        case Share(share=parts):
            return f"{named(parts.numerator)} ÷ {named(parts.denominator)} × 100"
        case Per1000(per_1000=parts):
            return f"{named(parts.numerator)} ÷ {named(parts.denominator)} × 1000"
        case Ratio(ratio=parts):
            return f"{named(parts.numerator)} ÷ {named(parts.denominator)}"
        case Difference(difference=parts):
            return f"{named(parts.of)} − {named(parts.minus)}"
        case Change(change=over):
            inner = over.of if over.of is not None else over.measure or over.indicator or ""
            what = named(inner) if isinstance(inner, str) else formula_text(inner, labels)
            return _("change over %(years)s years of: %(what)s") % {"years": over.years, "what": what}
