"""Who may give and end rights: administrators all; who manages a thing what is below `manage` on it, to named subjects.

What the city opens to everybody is the administration's to decide, and so is who manages. A right on a set, a topic or
everything is given by others only if they manage everything: what joins a set tomorrow need not be theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import EVERYTHING, Allowed, Permission, Scope, allowed


@dataclass(frozen=True)
class Giver:
    is_administrator: bool
    managed: Allowed

    @classmethod
    def of(cls, user: User | AnonymousUser | None) -> "Giver":
        """None stands for the operator at the machine."""
        if user is None or (user.is_active and user.is_superuser):
            return cls(is_administrator=True, managed=EVERYTHING)
        return cls(is_administrator=False, managed=allowed(user, Permission.MANAGE))

    def __bool__(self) -> bool:
        """May give anything at all."""
        return self.is_administrator or bool(self.managed)

    def owns(self, scope: str, key: str, division: str = "", areas: Iterable[str] = ()) -> bool:
        covered = self.managed.areas(Scope(scope), key, division=division or None)
        wanted = set(areas)
        return covered is None or (bool(wanted) and wanted <= covered)

    def may(self, grant: Grant) -> bool:
        """Write this grant, or end it."""
        if self.is_administrator:
            return True
        if grant.permission == Permission.MANAGE or grant.is_open:
            return False
        return self.owns(grant.scope_kind, grant.scope_key, grant.division_key, grant.areas)

    def demand(self, grant: Grant) -> None:
        if not self.may(grant):
            raise PermissionDenied(f"not yours to give: {grant.permission} {grant.scope_kind}:{grant.scope_key}")


def may_give(user: User | AnonymousUser) -> bool:
    """Anything at all, without asking what: for doors and menus."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or Grant.objects.of(user).holding().filter(permission=Permission.MANAGE).exists()
