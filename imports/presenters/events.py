"""What happened to a batch, from the audit trail."""

from datetime import datetime
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

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
            "what": str(VERBS.get(event.verb, event.verb)),
        }
        for event in AuditEvent.objects.filter(what__in=keys).exclude(verb=UNTOLD).order_by("at", "id")
    ]
