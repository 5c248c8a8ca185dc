"""What happened to a batch, from the audit trail."""

from datetime import datetime
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.actions.again import every_delivery
from imports.messages.words import DELIMITERS
from imports.models import Batch
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.web import formats

VERBS: Final = {
    "receive file": _("file received"),
    "take file from inbox": _("file taken from the inbox folder"),
    "check batch: ready": _("checked, ready to publish"),
    "check batch: refused": _("checked, refused"),
    "check batch: unchanged": _("checked, nothing new"),
    "check batch: cancelled": _("cancelled"),
    "vouch for batch": _("looked at and marked as checked"),
    "leave file from inbox": _("the same file came once more by the inbox folder"),
    "publish delivery": _("published"),
    "draft delivery again": _("brought back, to be published again"),
    "withdraw delivery": _("withdrawn"),
    "discard delivery": _("discarded"),
    "cancel batch": _("cancelled"),
    "check batch again": _("queued for another check"),
    "close batch: cancelled": _("cancelled"),
    "close batch: failed": _("stopped by a fault"),
    "hand over batch again": _("the work broke off and was handed over again"),
    "give up batch": _("given up after several attempts"),
    "choose profile": _("profile chosen"),
    "look at file": _("looked at anew"),
    "discard file": _("discarded"),
    "refuse file about persons": _("refused: about single persons"),
}
UNTOLD: Final = "prepare delivery"  # a step of the check, which is told itself


def moment(value: datetime) -> str:
    local = localtime(value)
    return f"{formats.day(local.date())}, {local:%H:%M}"


def events(batch: Batch) -> list[dict[str, str]]:
    deliveries = every_delivery(batch)
    keys = [f"batch:{batch.pk}", *(f"delivery:{pk}" for pk in deliveries)]
    again = {f"delivery:{pk}" for pk in deliveries[1:]}
    return [
        {
            "at": moment(event.at),
            "by": "" if event.by == "system" else event.by,
            "what": _what(event, again),
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


def _what(event: AuditEvent, again: set[str]) -> str:
    """What was done; beside a withdrawal why, and a second publication is told from the first."""
    if event.verb == "publish delivery" and event.what in again:
        return gettext("published again")
    told, reason = str(VERBS.get(event.verb, event.verb)), event.details.get("reason")
    return f"{told}: {reason}" if reason else f"{told}{_told(event)}"
