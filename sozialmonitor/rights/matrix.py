"""The rights as a matrix of things and subjects, read with as many queries for much as for little."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from sozialmonitor.access.actions import subject_of
from sozialmonitor.access.consequences import EVERYBODY
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Department, Grant, Membership
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.scopes import Opener
from sozialmonitor.rights.wording import Names

ROWS: Final = 25
WIDE: Final = (Scope.ANY, Scope.SET, Scope.TOPIC)
SOON: Final = timedelta(days=60)


@dataclass(frozen=True)
class Asked:
    """What of the matrix is to be seen; empty words leave everything."""

    kind: Scope = Scope.INDICATOR
    bundle: str = ""  # `set:key` or `topic:key`: what is in it
    subject: str = ""
    permission: str = ""
    division: str = ""
    text: str = ""
    soon: bool = False


@dataclass(frozen=True)
class Line:
    """Rights of one cell that come the same way and hold at the same place and time."""

    permissions: frozenset[str]
    via: tuple[str, str] | None  # the bundle, or everything, they come through; None is direct
    division: str
    areas: tuple[str, ...]
    begin: date | None
    end: date | None
    role: str


Key = tuple[str, str]


@dataclass
class Matrix:
    things: list[Key]  # key and name, those of the page
    subjects: list[str]
    total: int
    cells: dict[Key, list[Line]] = field(default_factory=dict)  # by key of the thing and subject
    example: dict[str, str] = field(default_factory=dict)  # a person of each department


def things_of(asked: Asked, giver: Giver, names: Names, opened: Opener) -> list[Key]:
    """What stands in the rows; of owners what they manage, somewhere."""
    found = [("", names.thing(Scope.ANY, ""))] if asked.kind == Scope.ANY else list(names.things(asked.kind).items())
    if asked.bundle:
        inside = set(opened(*_pair(asked.bundle)))
        found = [(key, name) for key, name in found if (asked.kind, key) in inside]
    if not giver.is_administrator:
        found = [(key, name) for key, name in found if giver.managed.somewhere(asked.kind, key)]
    words = asked.text.casefold().split()
    return [(key, name) for key, name in found if all(word in name.casefold() for word in words)]


def matrix(asked: Asked, giver: Giver, names: Names, *, page: int, today: date) -> Matrix:
    opened = Opener()
    things = things_of(asked, giver, names, opened)
    if asked.soon:
        filled = {key for key, _subject in _filled(asked, things, today, opened)}
        things = [thing for thing in things if thing[0] in filled]
    total = len(things)
    things = things[(page - 1) * ROWS : page * ROWS]
    cells = _filled(asked, things, today, opened)
    members = _members()
    departments = [f"department:{one.key}" for one in Department.objects.all()]
    persons = sorted({subject for _key, subject in cells if subject.startswith("person:")})
    subjects = [*departments, EVERYBODY, *persons]
    if asked.subject:
        subjects = [asked.subject]
    return Matrix(things, subjects, total, cells, members)


def _filled(asked: Asked, things: list[Key], today: date, opened: Opener) -> dict[Key, list[Line]]:
    keys = {key for key, _name in things}
    return _cells(_grants(asked, keys, today), keys, asked.kind, opened)


def _grants(asked: Asked, keys: set[str], today: date) -> list[Grant]:
    """Those that hold or will and may reach the things; what has ended stands in the history."""
    reaching = Q(scope_kind=asked.kind, scope_key__in=keys) | Q(scope_kind__in=WIDE)
    found = Grant.objects.filter(reaching, Q(valid_until=None) | Q(valid_until__gte=today))
    if asked.permission:
        found = found.filter(permission=asked.permission)
    if asked.division:
        found = found.filter(division_key__in=["", asked.division])
    if asked.soon:
        found = found.filter(valid_until__lte=today + SOON)
    return list(found.select_related("department", "person").order_by("id"))


def _cells(grants: Iterable[Grant], keys: set[str], kind: Scope, opened: Opener) -> dict[Key, list[Line]]:
    permissions: defaultdict[tuple[Key, Line], set[str]] = defaultdict(set)
    for one in grants:
        subject = subject_of(one)
        via = None if one.scope_kind == kind else (one.scope_kind, one.scope_key)
        line = Line(
            frozenset(), via, one.division_key, tuple(one.areas), one.valid_from, one.valid_until, one.role
        )  # fmt: skip
        if one.scope_kind == Scope.ANY:
            covered = keys
        else:
            covered = {key for scope, key in opened(one.scope_kind, one.scope_key) if scope == kind} & keys
            if one.scope_kind == kind and one.scope_key in keys:  # a bundle in a row of its own
                covered = {one.scope_key}
        for key in covered:
            permissions[(key, subject), line].add(one.permission)
    cells: defaultdict[Key, list[Line]] = defaultdict(list)
    for (cell, line), words in permissions.items():
        cells[cell].append(
            Line(frozenset(words), line.via, line.division, line.areas, line.begin, line.end, line.role)
        )  # fmt: skip
    return {cell: sorted(lines, key=_order) for cell, lines in cells.items()}


def _order(line: Line) -> tuple[bool, str, int]:
    return line.via is not None, line.division, -max(list(Permission).index(Permission(p)) for p in line.permissions)


def _members() -> dict[str, str]:
    """Of each department one person, the first by name: to ask why."""
    found: dict[str, str] = {}
    people = Membership.objects.filter(user__is_active=True).order_by("user__username")
    for department, username in people.values_list("department__key", "user__username"):
        found.setdefault(f"department:{department}", username)
    return found


def _pair(word: str) -> Key:
    scope, _colon, key = word.partition(":")
    return scope, key
