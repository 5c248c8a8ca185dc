"""What a grant may name here; access finds this file as the administration finds admin.py."""

from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Measure, Typology
from sozialmonitor.access.scopes import tell
from sozialmonitor.access.words import Scope

tell(Scope.INDICATOR, _("Indicators"), lambda: [(i.code, i.label) for i in Indicator.objects.in_catalogue_order()])
tell(Scope.TYPOLOGY, _("Typologies"), lambda: sorted({t.key: t.label for t in Typology.objects.all()}.items()))
tell(Scope.MEASURE, _("Measures"), lambda: [(m.code, m.label) for m in Measure.objects.order_by("code")])
