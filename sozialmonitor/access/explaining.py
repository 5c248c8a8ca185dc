"""Why a person may do something, or may not: every grant that could have said so, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from sozialmonitor.access.models import Department, Grant, User
from sozialmonitor.access.permissions import allowed
from sozialmonitor.access.scopes import opened
from sozialmonitor.access.words import Permission, Scope


class Ground(StrEnum):
    """What decides before any grant is looked at, or that grants decide."""

    INACTIVE = "inactive"
    ADMINISTRATOR = "administrator"
    GRANTS = "grants"


class Verdict(StrEnum):
    OPENS = "opens"
    OPENS_AREAS = "opens_areas"  # some areas of the division alone
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"  # holds in another division, or in one where all are asked for


class Way(StrEnum):
    DEPARTMENT = "department"  # inherited
    PERSON = "person"  # direct
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Link:
    """A grant of the right permission on the right thing, how it comes to the person, and whether it opens."""

    grant: Grant
    way: Way
    verdict: Verdict


@dataclass(frozen=True)
class Why:
    """`allowed` is what `Allowed.covers` says; `departments` are those that hold such a right today, to be asked."""

    allowed: bool
    ground: Ground
    links: Sequence[Link] = ()
    departments: Sequence[Department] = ()


def why(
    user: User, permission: Permission, scope: Scope, key: str, *, division: str | None = None, day: date | None = None
) -> Why:
    """The chain for one permission on one thing, in a division or (without one) in all of them, on a day or today."""
    on = day or localdate()
    may = allowed(user, permission, on).covers(scope, key, division=division)
    others = _naming(Grant.objects.holding(on).filter(permission=permission, department__isnull=False), scope, key)
    departments = list(Department.objects.filter(pk__in={one.department_id for one in others}))
    if not user.is_active:
        return Why(may, Ground.INACTIVE, departments=departments)
    if user.is_superuser:
        return Why(may, Ground.ADMINISTRATOR, departments=departments)
    own = Grant.objects.of(user).filter(permission=permission).select_related("department", "person", "granted_by")
    links = [Link(one, _way(one), _verdict(one, division, on)) for one in _naming(own, scope, key)]
    order = list(Verdict)
    return Why(may, Ground.GRANTS, sorted(links, key=lambda link: order.index(link.verdict)), departments)


def _naming(grants: QuerySet[Grant], scope: Scope, key: str) -> list[Grant]:
    """Those that name the thing: itself, a bundle it is in, or everything."""
    found = []
    for one in grants.filter(Q(scope_kind=Scope.ANY) | ~Q(scope_key="")).order_by("id"):
        if one.scope_kind == Scope.ANY or (scope, key) in opened(one.scope_kind, [one.scope_key]):
            found.append(one)
    return found


def _way(grant: Grant) -> Way:
    if grant.is_open:
        return Way.EVERYBODY
    return Way.PERSON if grant.person_id else Way.DEPARTMENT


def _verdict(grant: Grant, division: str | None, on: date) -> Verdict:
    if grant.valid_from is not None and grant.valid_from > on:
        return Verdict.NOT_BEGUN
    if grant.valid_until is not None and grant.valid_until < on:
        return Verdict.ENDED
    if grant.division_key not in ("", division):
        return Verdict.ELSEWHERE
    return Verdict.OPENS_AREAS if grant.areas else Verdict.OPENS
