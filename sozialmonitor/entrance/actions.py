"""What changes how people and programs come in."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.actions import join
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import Department, Membership, Session, Token, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.sessions import stored
from sozialmonitor.access.tokens import LONGEST_DAYS, PERMISSIONS, hashed, new_secret
from sozialmonitor.entrance.links import INVITATION, RESET, make_key, user_of


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
    count, _ = Session.objects.filter(user=by).exclude(session_key=stored(keep)).delete()
    if count:
        record(by=by, verb="end sessions", what=f"person:{by.username}", count=count)
    return count


@transaction.atomic
def set_own_password(*, by: User, password: str, keep: str | None) -> None:
    """Whoever knew the old one is put out: sessions that are open elsewhere end."""
    by.set_password(password)
    by.save(update_fields=["password"])
    Session.objects.filter(user=by).exclude(session_key=stored(keep)).delete()
    record(by=by, verb="set own password", what=f"person:{by.username}")


@transaction.atomic
def note_factor(*, by: User, verb: str, keep: str | None, ends_others: bool = True) -> None:
    """Sessions that were opened under other conditions end, all but this one."""
    if ends_others:
        Session.objects.filter(user=by).exclude(session_key=stored(keep)).delete()
    record(by=by, verb=verb, what=f"person:{by.username}")


@transaction.atomic
def invite(
    *, by: User | None, username: str, email: str = "", departments: Iterable[Department] = ()
) -> tuple[User, str]:
    """An account that nobody can log in to yet, and the key of the link that changes this."""
    demand_administrator(by)
    user = User.objects.create_user(username, email=email)
    for department in departments:
        join(by=by, user=user, department=department)
    record(by=by, verb="invite", what=f"person:{username}")
    return user, make_key(user, INVITATION)


@transaction.atomic
def invite_again(*, by: User | None, user: User) -> str:
    """Also opens an account that was closed. Links given before no longer lead in, nor does a password from before."""
    demand_administrator(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied("nobody invites themselves")
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    Session.objects.filter(user=user).delete()
    record(by=by, verb="invite again", what=f"person:{user.username}")
    return make_key(user, INVITATION)


@transaction.atomic
def accept_invitation(*, key: str, first_name: str, last_name: str, password: str) -> User | None:
    """None where the link no longer holds, because it was used a moment ago."""
    user = user_of(key, INVITATION, locked=True)
    if user is not None:
        user.first_name, user.last_name = first_name, last_name
        user.set_password(password)
        with acting_for(None):  # the link is who speaks
            user.save(update_fields=["first_name", "last_name", "password"])
        record(by=user, verb="accept invitation", what=f"person:{user.username}")
    return user


@transaction.atomic
def reset_password(*, key: str, password: str) -> User | None:
    user = user_of(key, RESET, locked=True)
    if user is not None:
        user.set_password(password)
        with acting_for(None):  # the link is who speaks
            user.save(update_fields=["password"])
        Session.objects.filter(user=user).delete()
        record(by=user, verb="reset own password", what=f"person:{user.username}")
    return user


@transaction.atomic
def close_account(*, by: User | None, user: User) -> None:
    """Out at once, in every browser and every program. What the person did stays in the trail."""
    demand_administrator(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied("somebody else has to close one's account")
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    Session.objects.filter(user=user).delete()
    Token.objects.filter(owner=user).delete()
    record(by=by, verb="close account", what=f"person:{user.username}")


@transaction.atomic
def remove_factors(*, by: User | None, user: User) -> None:
    """For somebody who has lost device and codes: the next login asks for the password alone."""
    demand_administrator(by)
    Authenticator.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    record(by=by, verb="remove second factors of another", what=f"person:{user.username}")


@transaction.atomic
def follow_groups(*, user: User, groups: Iterable[str]) -> None:
    """Memberships that the provider gave become those its groups stand for now; what people gave stays."""
    with acting_for(None):  # the provider's signed answer is who speaks
        _follow(user, {settings.OIDC_GROUPS[group] for group in groups if group in settings.OIDC_GROUPS})


def _follow(user: User, wanted: set[str]) -> None:
    own = Membership.objects.select_related("department").filter(user=user)
    for membership in own.filter(origin=Membership.Origin.PROVIDER).exclude(department__key__in=wanted):
        what = f"department:{membership.department.key}"
        membership.delete()
        record(by=None, verb="leave", what=what, user=user.username, why="groups at the provider")
    for department in Department.objects.filter(key__in=wanted).exclude(people=user):
        Membership.objects.create(user=user, department=department, origin=Membership.Origin.PROVIDER)
        what = f"department:{department.key}"
        record(by=None, verb="join", what=what, user=user.username, why="groups at the provider")


def note_provider(*, by: User, verb: str) -> None:
    record(by=by, verb=verb, what=f"person:{by.username}")
