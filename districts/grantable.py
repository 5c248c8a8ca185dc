"""What a grant may name here; access finds this file as the administration finds admin.py."""

from django.utils.translation import gettext_lazy as _

from districts.models import Division
from sozialmonitor.access.scopes import tell
from sozialmonitor.access.words import Scope

tell(Scope.DIVISION, _("Divisions"), lambda: [(d.key, d.label) for d in Division.objects.all()])
