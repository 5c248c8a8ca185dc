"""Asking for access and deciding on it: once, with a line in the trail, and both sides are told."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.utils.timezone import now

from sozialmonitor.access.actions import write
from sozialmonitor.access.audit import record
from sozialmonitor.access.giving import Giver, may_give
from sozialmonitor.access.models import AccessRequest, Department, Grant, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.scopes import named

ASKABLE = (Scope.INDICATOR, Scope.TYPOLOGY)  # what has figures to see


class NotThere(ObjectDoesNotExist):
    """There is no such thing for this person: it does not exist, or they may not even know of it."""


class NotNeeded(Exception):
    """They may already."""


class AskedAlready(Exception):
    """An open request for the same is waiting."""


class DecidedAlready(Exception):
    """Somebody was faster; the request as it stands is the first argument."""


def knows(user: User, scope: Scope, key: str) -> bool:
    """Whether the thing exists and the person may know that it does: by any right on it, anywhere."""
    if scope not in ASKABLE or key not in dict(named(scope)):
        return False
    return any(allowed(user, permission).somewhere(scope, key) for permission in Permission)


@transaction.atomic
def ask_access(
    *, by: User, permission: Permission, scope: Scope, key: str, division: str = "", reason: str
) -> AccessRequest:
    User.objects.select_for_update().get(pk=by.pk)  # two clicks of one person wait for each other
    if permission not in AccessRequest.MAY_BE_ASKED or not knows(by, scope, key):
        raise NotThere
    if division and division not in dict(named(Scope.DIVISION)):
        raise NotThere
    if allowed(by, permission).areas(scope, key, division=division or None) is None:
        raise NotNeeded
    same = {"permission": permission, "scope_kind": scope, "scope_key": key, "division_key": division}
    if AccessRequest.objects.filter(asked_by=by, decision=AccessRequest.OPEN, **same).exists():
        raise AskedAlready
    made = AccessRequest.objects.create(asked_by=by, reason=reason, **same)
    place = {"division": division} if division else {}
    record(by=by, verb="ask access", what=f"{scope}:{key}", permission=permission, reason=reason, **place)
    return made


@transaction.atomic
def decide_access(
    *,
    by: User,
    request: AccessRequest,
    give: bool,
    department: Department | None = None,
    valid_until: date | None = None,
    answer: str = "",
) -> AccessRequest:
    """Gives to the person who asked, or to a department of theirs; or refuses. Only what `by` may give at all."""
    found = AccessRequest.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=request.pk)
    giver = Giver.of(by)
    if not may_decide(giver, found):
        raise PermissionDenied("not theirs to decide")
    if found.decision != AccessRequest.OPEN:
        raise DecidedAlready(found)
    if department is not None and not found.asked_by.departments.filter(pk=department.pk).exists():
        raise PermissionDenied("not a department of the person who asked")
    if give:
        write(by=by, giver=giver, wanted=granted_by(found, department, valid_until, answer))
        found.department, found.valid_until = department, valid_until
    found.decision = AccessRequest.GIVEN if give else AccessRequest.REFUSED
    found.decided_by, found.decided_at, found.answer = by, now(), answer
    found.save()
    verb = "give access" if give else "refuse access"
    thing = f"{found.scope_kind}:{found.scope_key}"
    words = {"to": f"department:{department.key}"} if give and department else {}
    record(
        by=by, verb=verb, what=f"person:{found.asked_by.username}", permission=found.permission, scope=thing,
        answer=answer, **words,
    )  # fmt: skip
    return found


def granted_by(
    request: AccessRequest, department: Department | None, valid_until: date | None, answer: str
) -> list[Grant]:
    """Who may download must see as well."""
    permissions = {Permission.VIEW, Permission(request.permission)}
    subject = {"department": department} if department else {"person": request.asked_by}
    return [
        Grant(
            **subject, scope_kind=request.scope_kind, scope_key=request.scope_key, division_key=request.division_key,
            areas=[], permission=permission, valid_until=valid_until, reason=answer or request.reason,
        )
        for permission in sorted(permissions)
    ]  # fmt: skip


def may_decide(giver: Giver, request: AccessRequest) -> bool:
    return all(giver.may(one) for one in granted_by(request, None, None, ""))


@transaction.atomic
def note_answer(*, by: User, request: AccessRequest) -> None:
    """The person who asked has read the answer; it is counted no longer."""
    AccessRequest.objects.filter(pk=request.pk, asked_by=by).exclude(decision=AccessRequest.OPEN).update(is_noted=True)


def to_decide(user: User) -> Sequence[AccessRequest]:
    """Open requests on what the person owns, the oldest first."""
    if not may_give(user):
        return []
    giver = Giver.of(user)
    waiting = AccessRequest.objects.filter(decision=AccessRequest.OPEN).select_related("asked_by")
    return [one for one in waiting.order_by("asked_at", "id") if may_decide(giver, one)]


def notices(user: User | AnonymousUser) -> int:
    """How many requests wait for the person's decision, and how many answers for their eye."""
    if not user.is_authenticated:
        return 0
    answered = AccessRequest.objects.filter(asked_by=user, is_noted=False).exclude(decision=AccessRequest.OPEN).count()
    waits = AccessRequest.objects.filter(decision=AccessRequest.OPEN).exists()
    return answered + (len(to_decide(user)) if waits else 0)


def deciders(request: AccessRequest) -> list[User]:
    """Whom to tell that somebody asks: those whose own or whose departments' right to manage covers it.

    Administrators are told where nobody else is.
    """
    people = User.objects.filter(is_active=True, is_superuser=False)
    managing = Grant.objects.holding().filter(permission=Permission.MANAGE)
    holders = people.filter(grants__in=managing) | people.filter(departments__grants__in=managing)
    owners = [one for one in holders.distinct().order_by("pk") if may_decide(Giver.of(one), request)]
    return owners or list(User.objects.filter(is_active=True, is_superuser=True).order_by("pk"))
