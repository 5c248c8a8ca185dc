"""What a change of rights does to people: rights before and after, compared person by person. Knows no database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sozialmonitor.access.words import Permission, Scope

Places = frozenset[str] | None  # codes of areas; None is all of them
Opened = Callable[[str, str], Iterable[tuple[str, str]]]  # a scope and its key → the things they stand for
EVERYBODY = "everybody"


@dataclass(frozen=True, order=True)
class Right:
    """A grant as a value. `subject` is `department:key`, `person:name` or everybody."""

    subject: str
    permission: str
    scope: str
    key: str
    division: str = ""
    areas: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    role: str = ""

    def holds(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass(frozen=True)
class Person:
    """Somebody with an open account who is no administrator; `departments` by their keys."""

    username: str
    name: str
    departments: frozenset[str] = frozenset()

    @property
    def subjects(self) -> frozenset[str]:
        return frozenset({EVERYBODY, f"person:{self.username}", *(f"department:{key}" for key in self.departments)})


@dataclass(frozen=True)
class Effect:
    """One thing somebody may do, or may no longer, that they could not before; `areas` empty for a whole division.

    `still` names the divisions in which the same thing stays open to them by other rights.
    """

    person: Person
    gains: bool
    permission: str
    scope: str
    key: str
    division: str = ""
    areas: tuple[str, ...] = ()
    still: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmoved:
    """Somebody for whom a right given or ended changes nothing, because another covers the same."""

    person: Person
    gains: bool
    permission: str


@dataclass(frozen=True)
class Consequences:
    day: date
    effects: tuple[Effect, ...] = ()
    unmoved: tuple[Unmoved, ...] = ()


@dataclass
class _Standing:
    """The rights that hold for one set of subjects, by permission and thing."""

    rules: dict[tuple[str, str, str], list[tuple[str, frozenset[str]]]] = field(default_factory=dict)

    def places(self, permission: str, scope: str, key: str, division: str) -> Places:
        found: set[str] = set()
        for place, areas in self._naming(permission, scope, key):
            if place in ("", division):
                if not areas:
                    return None
                found |= areas
        return frozenset(found)

    def divisions(self, permission: str, scope: str, key: str) -> tuple[str, ...]:
        return tuple(sorted({place for place, _areas in self._naming(permission, scope, key) if place}))

    def _naming(self, permission: str, scope: str, key: str) -> list[tuple[str, frozenset[str]]]:
        own = self.rules.get((permission, scope, key), [])
        if scope == Scope.ANY:
            return own
        return [*own, *self.rules.get((permission, Scope.ANY.value, ""), [])]


def consequences(
    before: Sequence[Right], after: Sequence[Right], people: Iterable[Person], opened: Opened, day: date
) -> Consequences:
    """For each person what of the changed rights they gain and lose on a day, and who notices nothing of it.

    Rights are compared thing by thing: a set counts as the indicators in it. Everything counts as one thing.
    """
    held, holds = [r for r in before if r.holds(day)], [r for r in after if r.holds(day)]
    gone, come = set(held) - set(holds), set(holds) - set(held)
    effects: list[Effect] = []
    unmoved: list[Unmoved] = []
    known: dict[frozenset[str], tuple[_Standing, _Standing]] = {}
    concerned = {right.subject for right in gone | come}
    everyone = {right.subject for right in (*held, *holds)}
    for person in sorted(people, key=lambda one: one.username):
        subjects = person.subjects & everyone
        if not subjects & concerned:
            continue
        if subjects not in known:
            known[subjects] = (_standing(held, subjects, opened), _standing(holds, subjects, opened))
        was, will = known[subjects]
        for gains, rights in ((True, come), (False, gone)):
            own = sorted(right for right in rights if right.subject in subjects)
            found = [e for right in own for e in _moved(person, right, was, will, opened, gains=gains)]
            effects += dict.fromkeys(found)
            moved = {effect.permission for effect in found}
            for permission in Permission:
                if permission not in moved and any(right.permission == permission for right in own):
                    unmoved.append(Unmoved(person, gains, permission))
    return Consequences(day, tuple(effects), tuple(unmoved))


def _standing(rights: Iterable[Right], subjects: frozenset[str], opened: Opened) -> _Standing:
    standing = _Standing()
    for right in rights:
        if right.subject in subjects:
            for scope, key in opened(right.scope, right.key):
                place = (right.division, frozenset(right.areas))
                standing.rules.setdefault((right.permission, scope, key), []).append(place)
    return standing


def _moved(
    person: Person, right: Right, was: _Standing, will: _Standing, opened: Opened, *, gains: bool
) -> Iterable[Effect]:
    less, more = (was, will) if gains else (will, was)
    for scope, key in opened(right.scope, right.key):
        wide = more.places(right.permission, scope, key, right.division)
        narrow = less.places(right.permission, scope, key, right.division)
        if narrow is None or (wide is not None and wide <= narrow):
            continue
        areas = () if wide is None else tuple(sorted(wide - narrow))
        still = () if gains else will.divisions(right.permission, scope, key)
        yield Effect(person, gains, right.permission, scope, key, right.division, areas, still)
