from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission, Scope


def _demand_administrator(by: User | None) -> None:
    """Departments and rights are for administrators, and for the operator at the machine (None)."""
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
    _demand_administrator(by)
    _, created = Membership.objects.get_or_create(user=user, department=department)
    if created:
        record(by=by, verb="join", what=f"department:{department.key}", user=user.username)


@transaction.atomic
def grant(
    *,
    by: User | None,
    department: Department,
    permissions: Iterable[Permission],
    scope: Scope = Scope.ANY,
    keys: Iterable[str] = ("",),
) -> None:
    """Gives each permission on each key; what is granted already stays as it is."""
    _demand_administrator(by)
    for key in keys:
        for permission in permissions:
            _, created = Grant.objects.get_or_create(
                department=department,
                scope_kind=scope,
                scope_key=key,
                permission=permission,
                defaults={"granted_by": by},
            )
            if created:
                record(
                    by=by,
                    verb="grant",
                    what=f"department:{department.key}",
                    permission=permission,
                    scope=f"{scope}:{key}",
                )


@transaction.atomic
def revoke(*, by: User | None, grant: Grant) -> None:
    _demand_administrator(by)
    record(
        by=by,
        verb="revoke",
        what=f"department:{grant.department.key}",
        permission=grant.permission,
        scope=f"{grant.scope_kind}:{grant.scope_key}",
    )
    grant.delete()
