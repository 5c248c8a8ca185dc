"""What a grant may name here; access finds this file as the administration finds admin.py."""

from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, IndicatorSet, Measure, SetMember, Source, Typology
from sozialmonitor.access.scopes import bundle, tell
from sozialmonitor.access.words import Scope

tell(Scope.INDICATOR, _("Indicators"), lambda: [(i.code, i.label) for i in Indicator.objects.in_catalogue_order()])
tell(Scope.TYPOLOGY, _("Typologies"), lambda: sorted({t.key: t.label for t in Typology.objects.all()}.items()))
tell(Scope.MEASURE, _("Measures"), lambda: [(m.code, m.label) for m in Measure.objects.order_by("code")])
tell(Scope.SOURCE, _("Deliveries of an office"), lambda: [(s.key, s.label) for s in Source.objects.order_by("key")])


def _sets(*, topics: bool) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in IndicatorSet.objects.filter(is_topic=topics)]


def _members() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, indicator in SetMember.objects.values_list("indicator_set__code", "indicator__code"):
        found.setdefault(code, []).append(indicator)
    return found


tell(Scope.SET, _("Sets of indicators"), lambda: _sets(topics=False))
tell(Scope.TOPIC, _("Topics"), lambda: _sets(topics=True))
bundle(Scope.SET, Scope.INDICATOR, _members)
bundle(Scope.TOPIC, Scope.INDICATOR, _members)
