"""What changes how people and programs come in."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import Session, Token, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.tokens import LONGEST_DAYS, PERMISSIONS, hashed, new_secret


def demand_administrator(by: User | None) -> None:
    """None is the operator at the machine."""
    if by is not None and not (by.is_active and by.is_superuser and by.token is None):
        raise PermissionDenied("administrators only")


@transaction.atomic
def make_token(
    *,
    by: User,
    label: str,
    permissions: Collection[Permission],
    expires: date,
    scope: tuple[Scope, str] | None = None,
) -> tuple[Token, str]:
    """For oneself; the second is the secret, which nobody can read later."""
    if by.token is not None or not by.is_active:
        raise PermissionDenied("people make tokens, programs do not")
    today = localdate()
    if not permissions or not set(permissions) <= set(PERMISSIONS):
        raise ValueError(f"a token may have {', '.join(PERMISSIONS)}")
    if not today <= expires <= today + timedelta(days=LONGEST_DAYS):
        raise ValueError(f"a token is valid for {LONGEST_DAYS} days at most")
    secret = new_secret()
    kind, key = scope or ("", "")
    token = Token.objects.create(
        owner=by,
        label=label,
        hash=hashed(secret),
        permissions=sorted(permissions),
        scope_kind=kind,
        scope_key=key,
        expires=expires,
    )
    record(
        by=by,
        verb="make token",
        what=f"token:{token.pk}",
        label=label,
        permissions=token.permissions,
        scope=f"{kind}:{key}" if kind else "",
        until=expires.isoformat(),
    )
    return token, secret


@transaction.atomic
def end_token(*, by: User | None, token: Token) -> None:
    """One's own, or for administrators anybody's. Programs that use it are refused from the next request on."""
    if by is None or by.pk != token.owner_id:
        demand_administrator(by)
    record(by=by, verb="end token", what=f"token:{token.pk}", label=token.label, owner=token.owner.username)
    token.delete()


@transaction.atomic
def end_sessions(*, by: User, keep: str | None) -> int:
    """All of one's own but the one in which it is asked; tells how many."""
    count, _ = Session.objects.filter(user=by).exclude(session_key=keep).delete()
    if count:
        record(by=by, verb="end sessions", what=f"person:{by.username}", count=count)
    return count


@transaction.atomic
def set_own_password(*, by: User, password: str, keep: str | None) -> None:
    """Whoever knew the old one is put out: sessions that are open elsewhere end."""
    by.set_password(password)
    by.save(update_fields=["password"])
    Session.objects.filter(user=by).exclude(session_key=keep).delete()
    record(by=by, verb="set own password", what=f"person:{by.username}")


@transaction.atomic
def note_factor(*, by: User, verb: str, keep: str | None, ends_others: bool = True) -> None:
    """Sessions that were opened under other conditions end, all but this one."""
    if ends_others:
        Session.objects.filter(user=by).exclude(session_key=keep).delete()
    record(by=by, verb=verb, what=f"person:{by.username}")
