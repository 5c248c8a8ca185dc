"""Who may change what the city's map says: editions, correspondences, registers of addresses, schools and plans."""

from django.core.exceptions import PermissionDenied

from districts.models import Division
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope, allowed, may_manage_divisions


def may_manage(user: User | None, division: Division | None = None) -> bool:
    """The division, or without one: addresses and schools, which belong to none."""
    if division is None:
        return may_manage_divisions(user)
    return allowed(user, Permission.MANAGE).covers(Scope.DIVISION, division.key)


def demand_management(user: User | None, division: Division | None = None) -> None:
    if not may_manage(user, division):
        raise PermissionDenied(f"manage division:{division.key if division else ''}")
