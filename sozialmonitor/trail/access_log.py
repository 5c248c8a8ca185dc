"""Who read which protected figures. Everything that shows or sends any calls `record_access` before its first byte:
what cannot be written down is not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate, now

from sozialmonitor.access.view_as import really
from sozialmonitor.trail.models import AccessEvent

LONGEST = {"what": 140, "division": 60, "period": 60}


@dataclass(frozen=True)
class Seen:
    """`what` is named as in the audit trail: `indicator:quote`. `rows` None: sent while it is read, not yet counted."""

    what: str
    division: str = ""
    period: str = ""
    rows: int | None = None
    open: bool = False  # to everybody, without an account


def record_access(request: HttpRequest, *, form: str, seen: Iterable[Seen], denied: bool = False) -> None:
    """One INSERT, whatever was seen. Of open figures nothing is written, or (as the city says) without a name."""
    minute, address = now().replace(second=0, microsecond=0), None
    if settings.ACCESS_LOG_ADDRESSES:
        address = request.META.get("REMOTE_ADDR") or None
    AccessEvent.objects.bulk_create(
        AccessEvent(
            day=localdate(minute),
            minute=minute,
            account="" if one.open else really(request).get_username(),
            format=form,
            rows=one.rows,
            protected=not one.open,
            denied=denied,
            address=None if one.open else address,
            **{name: getattr(one, name).replace("\x00", "")[:most] for name, most in LONGEST.items()},
        )
        for one in seen
        if settings.ACCESS_LOG_OPEN or not one.open
    )
