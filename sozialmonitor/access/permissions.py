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
    "may_see_deliveries",
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

    def keys_in(self, scope: Scope, division: str | None) -> Keys | None:
        """Keys covered in the whole division; None means no limit. Without a division as `keys`."""
        places = ("", division)
        return self._keys(scope, [rule for rule in self.rules if rule.division in places and not rule.areas])

    def keys_somewhere(self, scope: Scope) -> Keys | None:
        """Keys covered in one division at least; None means no limit."""
        return self._keys(scope, self.rules)

    def _keys(self, scope: Scope, rules: Iterable[Rule]) -> Keys | None:
        rules = list(rules)
        if self.everything or any(rule.scope == Scope.ANY for rule in rules):
            return None
        return frozenset(rule.key for rule in rules if rule.scope == scope)

    def only(self, things: Iterable[tuple[str, str]]) -> "Allowed":
        """The part of it that is about these: pairs of scope and key."""
        rules = [Rule(Scope.ANY, "")] if self.everything else self.rules
        named = [(rule, scope, key) for rule in rules for scope, key in things if rule.names(scope, key)]
        return Allowed(
            everything=False,
            rules=frozenset(Rule(scope, key, rule.division, rule.areas) for rule, scope, key in named),
        )

    def __bool__(self) -> bool:
        return self.everything or bool(self.rules)


NOTHING: Final = Allowed(everything=False)
EVERYTHING: Final = Allowed(everything=True)


def allowed(user: User | AnonymousUser | None, permission: Permission, day: date | None = None) -> Allowed:
    """None stands for the operator at the machine's own command line, who may everything. `day` is today.

    For a program it is what its token and its owner both may.
    """
    if user is None:
        return EVERYTHING
    token = user.token if isinstance(user, User) else None
    if token is None:
        return _of_person(user, permission, day)
    if permission not in token.permissions:
        return NOTHING
    granted = _of_person(user, permission, day)
    return granted.only(opened(token.scope[0], [token.scope[1]])) if token.scope else granted


def _of_person(user: User | AnonymousUser, permission: Permission, day: date | None) -> Allowed:
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


def something_is_open() -> bool:
    """Whether the city publishes anything to people without an account."""
    return Grant.objects.filter(is_open=True).holding().exists()


def may_manage_divisions(user: User | AnonymousUser | None) -> bool:
    """Any of them: what belongs to no division, addresses and schools, is changed by whoever may manage one."""
    granted = allowed(user, Permission.MANAGE)
    return granted.everything or any(rule.scope in (Scope.DIVISION, Scope.ANY) for rule in granted.rules)


def may_see_deliveries(user: User | AnonymousUser | None) -> bool:
    """Of some office or measure: whoever imports or publishes, and whoever may see an office's deliveries."""
    if allowed(user, Permission.IMPORT) or allowed(user, Permission.PUBLISH):
        return True
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    named = Grant.objects.of(user).holding().filter(permission=Permission.VIEW, scope_kind=Scope.SOURCE)
    return named.exists()


def may_read_the_trail(user: User | AnonymousUser) -> bool:
    """Who did what and who read what, of everybody: the data-protection officer, and administrators."""
    return user.is_active and (user.is_superuser or getattr(user, "is_privacy_officer", False))


def demand(user: User | AnonymousUser | None, permission: Permission, scope: Scope, key: str) -> None:
    """For actions: the same question, refused with an exception."""
    if not allowed(user, permission).covers(scope, key):
        raise PermissionDenied(f"{permission} {scope}:{key}")
