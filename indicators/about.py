"""What is held here about an account; found by `sozialmonitor.trail`."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from indicators.models import Delivery, Run
from sozialmonitor.trail.about import Held, tell

DELIVERY: Final = ("id", "label", "source", "state")

tell(
    Held(_("Deliveries prepared"), Delivery, "created_by", (*DELIVERY, "created_at")),
    Held(_("Deliveries published"), Delivery, "published_by", (*DELIVERY, "published_at")),
    Held(_("Deliveries withdrawn"), Delivery, "withdrawn_by", (*DELIVERY, "withdrawn_at", "reason")),
    Held(_("Typologies computed"), Run, "created_by", ("id", "typology", "edition", "period_end", "created_at")),
)
