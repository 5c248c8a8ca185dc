"""Who may do what: one enum (`words.py`), one function, three uses (view, QuerySet, action).

Deny by default. A grant names one permission on one scope for one department; a person has the grants of the
departments they belong to. Administrators (`is_superuser`) may everything.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.words import Permission, Scope

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Allowed",
    "Permission",
    "Scope",
    "allowed",
    "demand",
    "may_manage_divisions",
]


@dataclass(frozen=True)
class Allowed:
    """What one person may do under one permission: everything, or the named keys of each scope."""

    everything: bool
    named: dict[str, frozenset[str]]

    def covers(self, scope: Scope, key: str) -> bool:
        return self.everything or key in self.named.get(scope, ())

    def keys(self, scope: Scope) -> frozenset[str] | None:
        """The keys a QuerySet may show; None means no limit."""
        return None if self.everything else self.named.get(scope, frozenset())

    def __bool__(self) -> bool:
        return self.everything or any(self.named.values())


NOTHING = Allowed(everything=False, named={})
EVERYTHING = Allowed(everything=True, named={})


def allowed(user: User | AnonymousUser | None, permission: Permission) -> Allowed:
    """None stands for the operator at the machine's own command line, who may everything."""
    if user is None:
        return EVERYTHING
    if not user.is_authenticated or not user.is_active:
        return NOTHING
    if user.is_superuser:
        return EVERYTHING
    grants = Grant.objects.of(user).filter(permission=permission).values_list("scope_kind", "scope_key")
    named: defaultdict[str, set[str]] = defaultdict(set)
    for kind, key in grants:
        named[kind].add(key)
    if Scope.ANY in named:
        return EVERYTHING
    return Allowed(everything=False, named={kind: frozenset(keys) for kind, keys in named.items()})


def may_manage_divisions(user: User | AnonymousUser | None) -> bool:
    """Any of them: what belongs to no division, addresses and schools, is changed by whoever may manage one."""
    granted = allowed(user, Permission.MANAGE)
    return granted.everything or bool(granted.keys(Scope.DIVISION))


def demand(user: User | AnonymousUser | None, permission: Permission, scope: Scope, key: str) -> None:
    """For actions: the same question, refused with an exception."""
    if not allowed(user, permission).covers(scope, key):
        raise PermissionDenied(f"{permission} {scope}:{key}")
