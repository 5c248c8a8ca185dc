"""What is held here about an account; found by `sozialmonitor.trail`."""

from django.utils.translation import gettext_lazy as _

from districts.models import CatchmentPlan, Change, Correspondence
from sozialmonitor.trail.about import Held, tell

tell(
    Held(_("Correspondences"), Correspondence, "created_by", ("id", "source", "target", "basis", "created_at")),
    Held(_("Changes between editions confirmed"), Change, "confirmed_by", ("id", "before", "after", "confirmed_at")),
    Held(_("Catchment plans drafted"), CatchmentPlan, "created_by", ("id", "label", "state", "created_at")),
    Held(_("Catchment plans adopted"), CatchmentPlan, "adopted_by", ("id", "label", "state", "adopted_at")),
)
