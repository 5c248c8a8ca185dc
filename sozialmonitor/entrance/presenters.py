"""The own account in words."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from sozialmonitor.access.models import Grant, Session, Token, User
from sozialmonitor.access.permissions import Allowed, Permission, Scope, allowed
from sozialmonitor.access.scopes import heading, named
from sozialmonitor.access.sessions import BEGUN, BROWSER, SEEN, stored
from sozialmonitor.web import formats


def account_context(user: User, session_key: str | None) -> dict[str, Any]:
    return {
        "person": user.get_full_name() or user.username,
        "departments": [str(one) for one in user.departments.all()],
        "rights": _rights(user),
        "sessions": _sessions(user, session_key),
        "tokens": [token_words(one) for one in user.tokens.all()],
        "has_password": user.has_usable_password(),
        "provider": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "is_connected": bool(settings.OIDC_ISSUER) and SocialAccount.objects.filter(user=user).exists(),
        **factors_context(user),
    }


def factors_context(user: User) -> dict[str, Any]:
    """Passkeys by name, the app, and how many recovery codes are left."""
    kinds = Authenticator.Type
    found = list(Authenticator.objects.filter(user=user).order_by("id"))
    codes = next((one for one in found if one.type == kinds.RECOVERY_CODES), None)
    return {
        "has_app": any(one.type == kinds.TOTP for one in found),
        "passkeys": [
            {"id": one.pk, "name": str(one), "added": one.created_at, "used": one.last_used_at}
            for one in found
            if one.type == kinds.WEBAUTHN
        ],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
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
                "is_this": session.session_key == stored(session_key),
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


def people_context(asking: User) -> dict[str, Any]:
    found = User.objects.prefetch_related("departments").order_by("username")
    with_factor = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values_list("user_id", flat=True)
    )
    return {
        "people": [
            {
                "id": one.pk,
                "username": one.username,
                "name": one.get_full_name(),
                "departments": ", ".join(str(department) for department in one.departments.all()),
                "state": _state(one),
                "last_login": one.last_login,
                "is_active": one.is_active,
                "is_me": one.pk == asking.pk,
                "has_factor": one.pk in with_factor,
            }
            for one in found
        ]
    }


def _state(user: User) -> str:
    if not user.is_active:
        return _("closed")
    if user.last_login is None and not user.has_usable_password():
        return _("invited")
    return _("administers") if user.is_superuser else _("open")
