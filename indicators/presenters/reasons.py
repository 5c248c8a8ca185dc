"""Why an area has no class, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import Indicator, Run
from sozialmonitor.web import formats


def input_labels(run: Run) -> dict[str, str]:
    """What the indicators of a run are called, by code."""
    return {indicator.code: indicator.label for indicator in Indicator.objects.filter(code__in=run.indicator_codes)}


def reason_text(reason: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    match reason.get("code"):
        case "excluded":
            return _("Left out by the definition: %(reason)s") % {"reason": reason["reason"]}
        case "minimum_population" if "population" not in reason:
            return _("Too small for a class: at least %(at_least)s inhabitants are needed") % {
                "at_least": formats.number(reason["at_least"])
            }
        case "minimum_population":
            return _("Too small for a class: %(population)s inhabitants, at least %(at_least)s are needed") % {
                "population": formats.number(reason["population"]),
                "at_least": formats.number(reason["at_least"]),
            }
        case "no_population":
            return _("No class: the number of inhabitants is not there (%(status)s)") % {
                "status": formats.status_label(reason["status"])
            }
        case "no_value":
            return _("No class: %(indicator)s is not there (%(status)s)") % {
                "indicator": labels.get(reason["indicator"], reason["indicator"]),
                "status": formats.status_label(reason["status"]),
            }
    return ""
