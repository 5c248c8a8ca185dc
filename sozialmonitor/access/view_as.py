"""An administrator looks at the pages with another person's rights: read only, for a while, in the trail.

The session stays the administrator's and says whom they look as; `rights.middleware` puts that person into the request.
Nobody gains by it: administrators may everything, and whoever is looked as is none.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import now

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

KEY: Final = "viewing_as"
LASTS: Final = timedelta(minutes=30)


def may_view_as(administrator: Any, person: User | None) -> bool:
    if person is None or not (
        administrator.is_authenticated and administrator.is_active and administrator.is_superuser
    ):
        return False
    return person.is_active and not person.is_superuser and person.pk != administrator.pk


@transaction.atomic
def start_view_as(*, by: User, person: User, session: SessionBase) -> datetime:
    """Gives the moment at which it ends by itself."""
    if not may_view_as(by, person):
        raise PermissionDenied("nobody to look as")
    ends = now() + LASTS
    session[KEY] = {"person": person.pk, "name": person.username, "ends": ends.isoformat()}
    record(by=by, verb="start view as", what=f"person:{person.username}", ends=ends.isoformat(timespec="seconds"))
    return ends


@transaction.atomic
def end_view_as(*, by: User, session: SessionBase, why: str) -> None:
    """Once: what has ended leaves no second line."""
    seen = session.pop(KEY, None)
    if seen is not None:
        record(by=by, verb="end view as", what=f"person:{seen['name']}", why=why)


def viewed(request: HttpRequest) -> tuple[User | None, datetime | None]:
    """Whom the session looks as and until when; nobody where the account is gone."""
    seen = request.session.get(KEY)
    if seen is None:
        return None, None
    return User.objects.filter(pk=seen["person"]).first(), datetime.fromisoformat(seen["ends"])


def really(request: HttpRequest) -> Any:
    """Who sits there: the administrator where somebody is looked as. What is logged names them."""
    return getattr(request, "administrator", request.user)
