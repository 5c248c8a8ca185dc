"""The own account in words."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from sozialmonitor.access.models import Grant, Session, Token, User
from sozialmonitor.access.permissions import Allowed, Permission, Scope, allowed
from sozialmonitor.access.scopes import heading, named
from sozialmonitor.access.sessions import BEGUN, BROWSER, SEEN
from sozialmonitor.web import formats


def account_context(user: User, session_key: str | None) -> dict[str, Any]:
    return {
        "person": user.get_full_name() or user.username,
        "departments": [str(one) for one in user.departments.all()],
        "rights": _rights(user),
        "sessions": _sessions(user, session_key),
        "tokens": [token_words(one) for one in user.tokens.all()],
        "has_password": user.has_usable_password(),
    }


def _rights(user: User) -> list[tuple[str, str]]:
    """What one may, in numbers; which ones, the page that tells why knows."""
    names = dict(Grant.PERMISSIONS)
    granted = {permission: allowed(user, permission) for permission in Permission}
    return [(str(names[one.value]), _extent(found)) for one, found in granted.items() if found]


def _extent(granted: Allowed) -> str:
    if granted.everything:
        return _("everything")
    counted = Counter(scope for scope, _key in {(rule.scope, rule.key) for rule in granted.rules})
    if Scope.ANY in counted:
        return _("everything, in some divisions")
    return ", ".join(f"{heading(Scope(scope))}: {formats.number(count)}" for scope, count in sorted(counted.items()))


def _sessions(user: User, session_key: str | None) -> list[dict[str, Any]]:
    found = []
    for session in Session.objects.filter(user=user, expire_date__gt=now()):
        data = session.get_decoded()
        found.append(
            {
                "browser": data.get(BROWSER) or _("unknown browser"),
                "begun": _moment(data.get(BEGUN)),
                "seen": _moment(data.get(SEEN)),
                "is_this": session.session_key == session_key,
            }
        )
    return sorted(found, key=lambda one: not one["is_this"])


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def token_words(token: Token) -> dict[str, Any]:
    names = dict(Grant.PERMISSIONS)
    what = _("all that I may")
    if token.scope:
        scope, key = token.scope
        what = f"{heading(scope)}: {dict(named(scope)).get(key, key)}"
    return {
        "id": token.pk,
        "label": token.label,
        "owner": str(token.owner),
        "may": ", ".join(str(names[one]) for one in token.permissions),
        "what": what,
        "made": token.made_at,
        "expires": token.expires,
        "is_over": token.expires < localdate(),
        "last_used": token.last_used,
    }
