"""What a person may import, publish or look at of deliveries: by measure and division, or by the office they are of.

A right on an office's deliveries has to name the office: a right on everything to see figures opens no delivery, for
deliveries show figures before they are suppressed.
"""

from functools import cached_property
from typing import Final

from indicators.formulas import FormulaBook
from indicators.models import Delivery
from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import Permission, Scope, allowed

Codes = frozenset[str]
NONE: Final[Codes] = frozenset()


class Reach:
    """The rights of one person under one permission, looked up once and asked for many divisions."""

    def __init__(self, user: User | None, permission: Permission) -> None:
        self.user, self.permission = user, permission
        self.granted = allowed(user, permission)

    def measures(self, division: str | None = None) -> Codes | None:
        """Codes covered in the whole division given, without one in all there are; None means all of them."""
        named = self.granted.keys_in(Scope.MEASURE, division)
        if named is None:
            return None
        indicators = self.granted.keys_in(Scope.INDICATOR, division) or NONE
        return named.union(*(self._book.measures(code) for code in indicators if code in self._book.formulas))

    def measures_somewhere(self) -> Codes | None:
        """In one division at least."""
        found = self.measures()
        for division in {rule.division for rule in self.granted.rules if rule.division}:
            found = None if found is None else found | (self.measures(division) or NONE)
        return found

    def covers(self, measures: Codes, division: str, source: str) -> bool:
        covered = self.measures(division)
        return covered is None or measures <= covered or self.has_source(source, division)

    def has_source(self, source: str, division: str | None = None) -> bool:
        return bool(source) and any(key == source and place in ("", division) for key, place in self.sources)

    @cached_property
    def sources(self) -> frozenset[tuple[str, str]]:
        """Offices whose deliveries are covered, each with its division; without one it is all of them."""
        if self.user is None or not self.user.is_active:
            return frozenset()
        grants = Grant.objects.of(self.user).holding().filter(permission=self.permission, scope_kind=Scope.SOURCE)
        found = grants.filter(areas=[]).values_list("scope_key", "division_key")
        return frozenset((key, division) for key, division in found if self._let_through(key))

    def _let_through(self, source: str) -> bool:
        """By the token a program showed, if it is one."""
        token = self.user.token if self.user else None
        if token is None:
            return True
        return self.permission in token.permissions and token.scope in (None, (Scope.SOURCE, source))

    def closed(self, delivery: Delivery) -> list[str]:
        """Measures of the delivery that are not covered on one of the divisions it has them for."""
        source = delivery.source.key if delivery.source else ""
        found: dict[str, set[str]] = {}
        for measure, division in delivery.scopes.values_list("measure__code", "edition__division__key").distinct():
            found.setdefault(division, set()).add(measure)
        missing: set[str] = set()
        for division, measures in found.items():
            if not self.covers(frozenset(measures), division, source):
                missing |= measures - (self.measures(division) or NONE)
        return sorted(missing)

    @cached_property
    def _book(self) -> FormulaBook:
        return FormulaBook.load()
