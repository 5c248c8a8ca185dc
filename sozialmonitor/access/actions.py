from collections.abc import Iterable

from django.db import transaction

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission, Scope


@transaction.atomic
def put_department(*, by: User | None, key: str, label_de: str, label_en: str = "") -> Department:
    department, created = Department.objects.update_or_create(
        key=key, defaults={"label_de": label_de, "label_en": label_en}
    )
    if created:
        record(by=by, verb="create department", what=f"department:{key}")
    return department


@transaction.atomic
def join(*, by: User | None, user: User, department: Department) -> None:
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
def revoke(*, by: User, grant: Grant) -> None:
    record(
        by=by,
        verb="revoke",
        what=f"department:{grant.department.key}",
        permission=grant.permission,
        scope=f"{grant.scope_kind}:{grant.scope_key}",
    )
    grant.delete()
