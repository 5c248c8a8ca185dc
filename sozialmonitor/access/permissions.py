"""Who may do what: one enum (`words.py`), one function, three uses (view, QuerySet, action).

Deny by default. A grant names one permission on one scope, perhaps only in one division or in some of its areas, for a
department, a person or everybody, from a day until a day. Administrators (`is_superuser`) may everything.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.scopes import opened
from sozialmonitor.access.words import Permission, Scope

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Allowed",
    "Permission",
    "Rule",
    "Scope",
    "allowed",
    "demand",
    "may_manage_divisions",
    "may_read_the_trail",
]

Keys = frozenset[str]


@dataclass(frozen=True)
class Rule:
    """What one grant covers: the key of a scope (none of `any`), in all divisions or one, in all areas or some."""

    scope: str
    key: str
    division: str = ""
    areas: Keys = frozenset()

    def names(self, scope: str, key: str) -> bool:
        return self.scope == Scope.ANY or (self.scope == scope and self.key == key)


@dataclass(frozen=True)
class Allowed:
    """What one person may do under one permission: everything, or what the rules cover."""

    everything: bool
    rules: frozenset[Rule] = frozenset()

    def covers(self, scope: Scope, key: str, *, division: str | None = None) -> bool:
        """In the division given, be it in some of its areas; without one, in all there are.

        Who forgets to say where is told less, never more.
        """
        return self.areas(scope, key, division=division) != frozenset()

    def areas(self, scope: Scope, key: str, *, division: str | None = None) -> Keys | None:
        """Codes of the areas covered in the division; None means all of them, an empty set none."""
        if self.everything:
            return None
        found: set[str] = set()
        for rule in self.rules:
            if rule.names(scope, key) and rule.division in ("", division):
                if not rule.areas:
                    return None
                found |= rule.areas
        return frozenset(found)

    def somewhere(self, scope: Scope, key: str) -> bool:
        """In one division at least: enough to know that there is such a thing, not to read it."""
        return self.everything or any(rule.names(scope, key) for rule in self.rules)

    def keys(self, scope: Scope) -> Keys | None:
        """Keys covered in all divisions; None means no limit."""
        return self._keys(scope, [rule for rule in self.rules if not rule.division])

    def keys_somewhere(self, scope: Scope) -> Keys | None:
        """Keys covered in one division at least; None means no limit."""
        return self._keys(scope, self.rules)

    def _keys(self, scope: Scope, rules: Iterable[Rule]) -> Keys | None:
        rules = list(rules)
        if self.everything or any(rule.scope == Scope.ANY for rule in rules):
            return None
        return frozenset(rule.key for rule in rules if rule.scope == scope)

    def __bool__(self) -> bool:
        return self.everything or bool(self.rules)


NOTHING: Final = Allowed(everything=False)
EVERYTHING: Final = Allowed(everything=True)


def allowed(user: User | AnonymousUser | None, permission: Permission, day: date | None = None) -> Allowed:
    """None stands for the operator at the machine's own command line, who may everything. `day` is today."""
    if user is None:
        return EVERYTHING
    if user.is_authenticated and not user.is_active:
        return NOTHING
    if user.is_authenticated and user.is_superuser:
        return EVERYTHING
    return _of(Grant.objects.of(user).holding(day).filter(permission=permission))


def _of(grants: Iterable[Grant]) -> Allowed:
    named: defaultdict[tuple[str, str, Keys], set[str]] = defaultdict(set)
    for one in grants:
        named[one.scope_kind, one.division_key, frozenset(one.areas)].add(one.scope_key)
    if (Scope.ANY, "", frozenset()) in named:
        return EVERYTHING
    return Allowed(
        everything=False,
        rules=frozenset(
            Rule(scope, key, division, areas)
            for (kind, division, areas), keys in named.items()
            for scope, key in opened(kind, keys)
        ),
    )


def may_manage_divisions(user: User | AnonymousUser | None) -> bool:
    """Any of them: what belongs to no division, addresses and schools, is changed by whoever may manage one."""
    granted = allowed(user, Permission.MANAGE)
    return granted.everything or any(rule.scope in (Scope.DIVISION, Scope.ANY) for rule in granted.rules)


def may_read_the_trail(user: User | AnonymousUser) -> bool:
    """Who did what and who read what, of everybody: the data-protection officer, and administrators."""
    return user.is_active and (user.is_superuser or getattr(user, "is_privacy_officer", False))


def demand(user: User | AnonymousUser | None, permission: Permission, scope: Scope, key: str) -> None:
    """For actions: the same question, refused with an exception."""
    if not allowed(user, permission).covers(scope, key):
        raise PermissionDenied(f"{permission} {scope}:{key}")
