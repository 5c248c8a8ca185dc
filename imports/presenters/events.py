"""What happened to a batch, from the audit trail."""

from datetime import datetime
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.messages.words import DELIMITERS
from imports.models import Batch
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.web import formats

VERBS: Final = {
    "receive file": _("file received"),
    "check batch: ready": _("checked, ready to publish"),
    "check batch: refused": _("checked, refused"),
    "check batch: unchanged": _("checked, nothing new"),
    "publish delivery": _("published"),
    "withdraw delivery": _("withdrawn"),
    "discard delivery": _("discarded"),
    "cancel batch": _("cancelled"),
    "check batch again": _("queued for another check"),
    "close batch: cancelled": _("cancelled"),
    "close batch: failed": _("stopped by a fault"),
    "give up batch": _("given up after several attempts"),
    "choose profile": _("profile chosen"),
    "look at file": _("looked at anew"),
    "discard file": _("discarded"),
}
UNTOLD: Final = "prepare delivery"  # a step of the check, which is told itself


def moment(value: datetime) -> str:
    local = localtime(value)
    return f"{formats.day(local.date())}, {local:%H:%M}"


def events(batch: Batch) -> list[dict[str, str]]:
    keys = [f"batch:{batch.pk}", *([f"delivery:{batch.delivery_id}"] if batch.delivery_id else [])]
    return [
        {
            "at": moment(event.at),
            "by": "" if event.by == "system" else event.by,
            "what": f"{VERBS.get(event.verb, event.verb)}{_told(event)}",
        }
        for event in AuditEvent.objects.filter(what__in=keys).exclude(verb=UNTOLD).order_by("at", "id")
    ]


def _told(event: AuditEvent) -> str:
    """What a person said about the reading, beside the fact that they did."""
    if event.verb not in ("choose profile", "look at file"):
        return ""
    reading = event.details.get("reading") or {}
    labels = {"encoding": gettext("Encoding"), "delimiter": gettext("Separator"), "sheet": gettext("Sheet")}
    profile = event.details.get("profile")
    said = [
        *([f"{profile} ({gettext('version')} {event.details.get('version')})"] if profile else []),
        *([f"{gettext('Period')} {event.details['period']}"] if event.details.get("period") else []),
        *(
            f"{label} {DELIMITERS.get(reading[name], reading[name])}"
            for name, label in labels.items()
            if name in reading
        ),
    ]
    return f": {', '.join(said)}" if said else ""
