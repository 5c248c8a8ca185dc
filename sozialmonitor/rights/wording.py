"""Permissions, subjects and places in words, looked up once for a page."""

from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from sozialmonitor.access.consequences import EVERYBODY
from sozialmonitor.access.models import Department, Role, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.scopes import named
from sozialmonitor.access.words import PERMISSION_WORDS, SCOPE_WORDS
from sozialmonitor.web import formats

PERMISSIONS: Final = dict(PERMISSION_WORDS)
SCOPES: Final = dict(SCOPE_WORDS)
LETTERS: Final = {
    Permission.LIST: pgettext_lazy("letter of a permission", "F"),
    Permission.VIEW: pgettext_lazy("letter of a permission", "S"),
    Permission.DOWNLOAD: pgettext_lazy("letter of a permission", "D"),
    Permission.IMPORT: pgettext_lazy("letter of a permission", "U"),
    Permission.PUBLISH: pgettext_lazy("letter of a permission", "P"),
    Permission.MANAGE: pgettext_lazy("letter of a permission", "M"),
}


class Names:
    """Each kind of thing is asked for once, when first needed."""

    def __init__(self) -> None:
        self._things: dict[str, dict[str, str]] = {}
        self._subjects: dict[str, str] | None = None
        self._roles: dict[str, str] | None = None

    def things(self, scope: str) -> dict[str, str]:
        if scope not in self._things:
            self._things[scope] = dict(named(Scope(scope)))
        return self._things[scope]

    def thing(self, scope: str, key: str) -> str:
        if scope == Scope.ANY:
            return _("everything")
        return self.things(scope).get(key, key)

    def full(self, scope: str, key: str) -> str:
        """With the kind, where things of several kinds stand together."""
        return _("everything") if scope == Scope.ANY else f"{SCOPES[scope]}: {self.thing(scope, key)}"

    def division(self, key: str) -> str:
        return self.things(Scope.DIVISION).get(key, key)

    def place(self, division: str, areas: list[str] | tuple[str, ...] = ()) -> str:
        if not division:
            return _("all divisions")
        return f"{self.division(division)}: {', '.join(areas)}" if areas else self.division(division)

    def subject(self, subject: str) -> str:
        if self._subjects is None:
            self._subjects = {f"department:{one.key}": one.label for one in Department.objects.all()}
            self._subjects |= {f"person:{one.username}": person_name(one) for one in User.objects.all()}
        if subject == EVERYBODY:
            return _("everybody")
        return self._subjects.get(subject, subject.partition(":")[2])

    def role(self, key: str) -> str:
        if self._roles is None:
            self._roles = {one.key: one.label for one in Role.objects.all()}
        return self._roles.get(key, key)


def person_name(user: User) -> str:
    full = user.get_full_name()
    return f"{full} ({user.username})" if full else user.username


def span(begin: date | None, end: date | None) -> str:
    """From when until when; empty for always."""
    if begin and end:
        return f"{formats.day(begin)} – {formats.day(end)}"
    if begin:
        return _("from %(day)s") % {"day": formats.day(begin)}
    return _("until %(day)s") % {"day": formats.day(end)} if end else ""
