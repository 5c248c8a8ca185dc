"""How a view says who may call it: every URL has a declaration, else the middleware refuses it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


class Audience(StrEnum):
    EVERYONE = "everyone"  # also without login: the login page, the language switch, errors
    # Also without login, where the city publishes anything openly; what is seen inside is decided by the grants.
    PUBLIC = "public"
    PEOPLE = "people"  # whoever is logged in; what they see inside is decided by their grants
    IMPORTERS = "importers"  # whoever may import anything at all
    READERS = "readers"  # of deliveries: whoever may import, publish or see any
    GEOGRAPHERS = "geographers"  # whoever may manage any division
    OWNERS = "owners"  # whoever may give any right: administrators, and who manages anything
    OFFICERS = "officers"  # the data-protection officer, and administrators
    ADMINISTRATORS = "administrators"


def open_to(audience: Audience) -> Callable[[V], V]:
    def declare(view: V) -> V:
        view.audience = audience  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Any) -> Audience | None:
    audience = marked(view, "audience")
    return Audience(audience) if audience is not None else None


def polled(view: V) -> V:
    """Asked by a page that refreshes itself: it keeps no session alive, for nobody may sit before it."""
    view.polled = True  # type: ignore[attr-defined]
    return view


def is_polled(view: Any) -> bool:
    return bool(marked(view, "polled"))


def marked(view: Any, name: str) -> Any:
    """Looks through class-based views, REST views and decorators."""
    while view is not None:
        for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
            if holder is not None and hasattr(holder, name):
                return getattr(holder, name)
        view = getattr(view, "__wrapped__", None)
    return None
