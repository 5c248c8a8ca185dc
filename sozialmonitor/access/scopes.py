"""What a grant may name. Access imports nothing of ours: each app tells it in its `grantable.py`."""

from collections.abc import Callable, Container, Iterable, Mapping

from django.utils.functional import Promise

from sozialmonitor.access.words import Scope

Things = Callable[[], Iterable[tuple[str, str]]]  # pairs of a key and its name in the reader's language
Members = Callable[[], Mapping[str, Iterable[str]]]  # of a bundle: its key → the keys of what is in it
_told: dict[Scope, tuple[str | Promise, Things]] = {}
_bundles: dict[Scope, tuple[Scope, Members]] = {}


def tell(scope: Scope, heading: str | Promise, things: Things) -> None:
    _told[scope] = (heading, things)


def groups(without: Container[Scope] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be named, by kind; the value of each choice is `kind:key`."""
    return [
        (str(heading), [(f"{scope}:{key}", f"{name} ({key})") for key, name in things()])
        for scope, (heading, things) in _told.items()
        if scope not in without
    ]


def heading(scope: Scope) -> str:
    return str(_told[scope][0]) if scope in _told else ""


def named(scope: Scope) -> list[tuple[str, str]]:
    """The things of one kind: key and name with the key."""
    return [(key, f"{name} ({key})") for key, name in _told[scope][1]()] if scope in _told else []


def bundle(scope: Scope, of: Scope, members: Members) -> None:
    """A grant on `scope` is one on each of its members of the kind `of`, whatever they are on the day it is asked."""
    _bundles[scope] = (of, members)


def opened(scope: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """What these keys stand for, as pairs of scope and key: of a bundle its members, of all else itself."""
    if scope not in _bundles:
        return [(scope, key) for key in keys]
    of, members = _bundles[Scope(scope)]
    known = members()
    return [(of, member) for key in keys for member in known.get(key, ())]


class Opener:
    """`opened` for many grants: what is in a bundle is looked up once."""

    def __init__(self) -> None:
        self._members: dict[str, Mapping[str, Iterable[str]]] = {}

    def __call__(self, scope: str, key: str) -> list[tuple[str, str]]:
        if scope not in _bundles:
            return [(scope, key)]
        of, members = _bundles[Scope(scope)]
        if scope not in self._members:
            self._members[scope] = members()
        return [(of, member) for member in self._members[scope].get(key, ())]
