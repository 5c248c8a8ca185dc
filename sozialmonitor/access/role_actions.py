"""Roles: giving one writes its grants, each with the role's key; changing one changes all it wrote."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import product

from django.core.exceptions import PermissionDenied
from django.db import transaction

from sozialmonitor.access.actions import SAME, revoke, write
from sozialmonitor.access.audit import record
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Department, Grant, Role, User
from sozialmonitor.access.permissions import Permission, Scope

GIVING = tuple(name for name in SAME if name != "permission")  # what the grants of one giving have in common


class RoleRefused(Exception):
    """What a role may not become; the first argument says why, for whoever asked."""


@transaction.atomic
def put_role(
    *, by: User | None, key: str, label_de: str, label_en: str = "", permissions: Iterable[Permission]
) -> Role:
    """Makes a role or changes it; wherever it was given, grants follow in the same transaction."""
    if not Giver.of(by).is_administrator:
        raise PermissionDenied("administrators only")
    wanted = [permission.value for permission in Permission if permission in set(permissions)]
    if not wanted:
        raise RoleRefused("empty")
    role = Role.objects.select_for_update().filter(key=key).first() or Role(key=key)
    before = role.permissions if role.pk else None
    if before == wanted and (role.label_de, role.label_en) == (label_de, label_en):
        return role
    role.label_de, role.label_en, role.permissions = label_de, label_en, wanted
    role.save()
    verb = "create role" if before is None else "change role"
    record(by=by, verb=verb, what=f"role:{key}", permissions=wanted, before=before or [])
    if before is not None:
        _rewrite(by, role)
    return role


def _rewrite(by: User | None, role: Role) -> None:
    written = list(Grant.objects.filter(role=role.key).select_related("department", "person").order_by("id"))
    if any(one.is_open for one in written) and set(role.permissions) - {"list", "view", "download"}:
        raise RoleRefused("open")
    givings: dict[tuple[object, ...], Grant] = {}
    for one in written:
        givings.setdefault(tuple(_hashable(getattr(one, name)) for name in GIVING), one)
    giver = Giver.of(by)
    for one in givings.values():
        same = {name: getattr(one, name) for name in GIVING}
        write(by=by, giver=giver, wanted=[Grant(**same, permission=p, reason=one.reason) for p in role.permissions])
    for one in written:
        if one.permission not in role.permissions:
            revoke(by=by, grant=one, reason=f"role:{role.key}")


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@transaction.atomic
def give_role(
    *,
    by: User | None,
    role: Role,
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
) -> list[Grant]:
    """The role's permissions as they are while nobody changes it; gives the new grants."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    place = {"division_key": division, "areas": sorted(areas), "valid_from": valid_from, "valid_until": valid_until}
    subject = {"department": department, "person": person, "is_open": to_all, "role": role.key}
    wanted = [
        Grant(**subject, **place, scope_kind=scope, scope_key=key, permission=permission, reason=reason)
        for key, permission in product(keys, role.permissions)
    ]
    return [one for one in write(by=by, giver=Giver.of(by), wanted=wanted) if one is not None]


@transaction.atomic
def take_role(
    *,
    by: User | None,
    role: Role,
    department: Department | None = None,
    person: User | None = None,
    to_all: bool = False,
    scope: Scope = Scope.ANY,
    keys: Collection[str] = ("",),
    division: str = "",
    reason: str = "",
) -> int:
    """Ends what the role wrote there; rights given beside it stay. Gives the number of grants that are gone."""
    found = Grant.objects.filter(
        role=role.key, department=department, person=person, is_open=to_all, scope_kind=scope, scope_key__in=keys,
        division_key=division,
    ).select_related("department", "person")  # fmt: skip
    grants = list(found)
    for one in grants:
        revoke(by=by, grant=one, reason=reason)
    return len(grants)
