"""What a grant may name. Access imports nothing of ours: each app tells it in its `grantable.py`."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise

from sozialmonitor.access.words import Scope

Things = Callable[[], Iterable[tuple[str, str]]]  # pairs of a key and its name in the reader's language
_told: dict[Scope, tuple[str | Promise, Things]] = {}


def tell(scope: Scope, heading: str | Promise, things: Things) -> None:
    _told[scope] = (heading, things)


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be named, by kind; the value of each choice is `kind:key`."""
    return [
        (str(heading), [(f"{scope}:{key}", f"{name} ({key})") for key, name in things()])
        for scope, (heading, things) in _told.items()
    ]
