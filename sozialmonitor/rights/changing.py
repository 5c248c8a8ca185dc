"""What was ticked in the matrix, as grants to write and to end."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from sozialmonitor.access.change_actions import Change
from sozialmonitor.access.consequences import EVERYBODY
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Department, Grant, Role, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.rights.matrix_forms import GIVE
from sozialmonitor.rights.wording import Names

READING: Final = (Permission.LIST, Permission.VIEW, Permission.DOWNLOAD)


class Unknown(Exception):
    """A subject or thing that does not exist, or is not the giver's: the two are not told apart."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words or _("This is not yours to give, or is not there any more."))


def change_of(data: dict[str, Any], pairs: Iterable[tuple[str, str]], giver: Giver) -> Change:
    subjects, names = _Subjects(), Names()
    targets = []
    for subject, thing in pairs:
        scope, key = _known(thing, names)
        if not giver.is_administrator and not giver.managed.somewhere(scope, key):
            raise Unknown
        targets.append((subjects.fields(subject), scope, key))
    role = Role.objects.filter(key=data["role"]).first() if data["role"] else None
    permissions = role.permissions if role else data["permission"]
    if data["do"] == GIVE:
        gains = [_gain(data, subject, scope, key, p) for subject, scope, key in targets for p in permissions]
        if not all(giver.may(one) for one in gains):
            raise Unknown
        if any(one.is_open and one.permission not in READING for one in gains):
            raise Unknown(_("Everybody may read at most: find, see, download."))
        return Change(gains=gains)
    found = _standing(targets).filter(**({"role": role.key} if role else {"permission__in": permissions}))
    if data["division"]:
        found = found.filter(division_key=data["division"])
    return Change(losses=[one for one in found if giver.may(one)])


def _gain(data: dict[str, Any], subject: dict[str, Any], scope: Scope, key: str, permission: str) -> Grant:
    return Grant(
        **subject, scope_kind=scope, scope_key=key, permission=Permission(permission), division_key=data["division"],
        areas=[], valid_from=data["valid_from"], valid_until=data["valid_until"], role=data["role"],
    )  # fmt: skip


def _standing(targets: Iterable[tuple[dict[str, Any], Scope, str]]) -> Any:
    """Only what was given on the thing itself: what comes through a bundle ends where it was given."""
    meant = Q(pk__in=[])
    for subject, scope, key in targets:
        meant |= Q(**subject, scope_kind=scope, scope_key=key)
    return Grant.objects.filter(meant).select_related("department", "person")


def _known(thing: str, names: Names) -> tuple[Scope, str]:
    kind, _sep, key = thing.partition(":")
    if kind not in list(Scope):
        raise Unknown
    scope = Scope(kind)
    if (scope == Scope.ANY and key) or (scope != Scope.ANY and key not in names.things(scope)):
        raise Unknown
    return scope, key


class _Subjects:
    def __init__(self) -> None:
        self._departments = {one.key: one for one in Department.objects.all()}
        self._people: dict[str, User] | None = None

    def fields(self, subject: str) -> dict[str, Any]:
        kind, _sep, key = subject.partition(":")
        if subject == EVERYBODY:
            return {"department": None, "person": None, "is_open": True}
        if kind == "department" and key in self._departments:
            return {"department": self._departments[key], "person": None, "is_open": False}
        if self._people is None:
            self._people = {one.username: one for one in User.objects.all()}
        if kind == "person" and key in self._people:
            return {"department": None, "person": self._people[key], "is_open": False}
        raise Unknown
