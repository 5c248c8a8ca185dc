from collections.abc import Iterable
from datetime import date
from itertools import product

from django.core.exceptions import PermissionDenied
from django.db import transaction

from sozialmonitor.access.audit import record
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission, Scope

# What makes a grant the same as another; who gave it and why is told beside it.
SAME = (
    "department", "person", "is_open", "role", "scope_kind", "scope_key", "division_key", "areas", "permission",
    "valid_from", "valid_until",
)  # fmt: skip


def _demand_administrator(by: User | None) -> None:
    """Departments and accounts are for administrators, and for the operator at the machine (None)."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied("administrators only")


@transaction.atomic
def put_department(*, by: User | None, key: str, label_de: str, label_en: str = "") -> Department:
    _demand_administrator(by)
    department, created = Department.objects.update_or_create(
        key=key, defaults={"label_de": label_de, "label_en": label_en}
    )
    if created:
        record(by=by, verb="create department", what=f"department:{key}")
    return department


@transaction.atomic
def join(*, by: User | None, user: User, department: Department) -> None:
    """What the provider's groups gave is from now on given by hand, and stays when they no longer do."""
    _demand_administrator(by)
    found, created = Membership.objects.get_or_create(user=user, department=department)
    if created or found.origin != Membership.Origin.HAND:
        found.origin = Membership.Origin.HAND
        found.save(update_fields=["origin"])
        record(by=by, verb="join", what=f"department:{department.key}", user=user.username)


@transaction.atomic
def grant(
    *,
    by: User | None,
    permissions: Iterable[Permission],
    department: Department | None = None,
    person: User | None = None,
    to_all: bool = False,
    scope: Scope = Scope.ANY,
    keys: Iterable[str] = ("",),
    division: str = "",
    areas: Iterable[str] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
    reason: str = "",
    role: str = "",
) -> list[Grant]:
    """Gives each permission on each key to a department, a person or everybody: one of the three.

    What is granted already stays as it is, with its reason. Gives the new ones. `role` is the key of the role that
    writes them: see `role_actions`.
    """
    place = {"division_key": division, "areas": sorted(areas), "valid_from": valid_from, "valid_until": valid_until}
    subject = {"department": department, "person": person, "is_open": to_all, "role": role}
    wanted = [
        Grant(**subject, **place, scope_kind=scope, scope_key=key, permission=permission, reason=reason)
        for key, permission in product(keys, permissions)
    ]
    return [one for one in write(by=by, giver=Giver.of(by), wanted=wanted) if one is not None]


@transaction.atomic
def write(*, by: User | None, giver: Giver, wanted: Iterable[Grant]) -> list[Grant | None]:
    """Each as a row and a line of the trail; None stands for what was granted already."""
    made: list[Grant | None] = []
    for one in wanted:
        giver.demand(one)
        same = {name: getattr(one, name) for name in SAME}
        found, created = Grant.objects.get_or_create(**same, defaults={"granted_by": by, "reason": one.reason})
        if created:
            record(by=by, verb="grant", what=subject_of(found), **told(found))
        made.append(found if created else None)
    return made


@transaction.atomic
def revoke(*, by: User | None, grant: Grant, reason: str = "") -> None:
    Giver.of(by).demand(grant)
    why = {"why": reason} if reason else {}
    record(by=by, verb="revoke", what=subject_of(grant), **told(grant), **why, given=grant.granted_at.isoformat())
    grant.delete()


def subject_of(grant: Grant) -> str:
    """As the trail names it."""
    if grant.department is not None:
        return f"department:{grant.department.key}"
    return f"person:{grant.person.username}" if grant.person is not None else "everybody"


def told(grant: Grant) -> dict[str, object]:
    """A grant in the trail; what it leaves open is left out."""
    words: dict[str, object] = {
        "permission": grant.permission,
        "scope": f"{grant.scope_kind}:{grant.scope_key}",
        "division": grant.division_key,
        "areas": grant.areas,
        "from": grant.valid_from.isoformat() if grant.valid_from else "",
        "until": grant.valid_until.isoformat() if grant.valid_until else "",
        "reason": grant.reason,
        "role": grant.role,
    }
    return {name: word for name, word in words.items() if word}
