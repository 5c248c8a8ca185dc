"""How a view says who may call it: every URL has a declaration, else the middleware refuses it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


class Audience(StrEnum):
    EVERYONE = "everyone"  # also without login: the login page, the language switch, errors
    PEOPLE = "people"  # whoever is logged in; what they see inside is decided by their grants
    IMPORTERS = "importers"  # whoever may import anything at all
    GEOGRAPHERS = "geographers"  # whoever may manage any division
    OFFICERS = "officers"  # the data-protection officer, and administrators
    ADMINISTRATORS = "administrators"


def open_to(audience: Audience) -> Callable[[V], V]:
    def declare(view: V) -> V:
        view.audience = audience  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Any) -> Audience | None:
    """Looks through class-based views, REST views and decorators."""
    while view is not None:
        for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
            if holder is not None and hasattr(holder, "audience"):
                return Audience(holder.audience)
        view = getattr(view, "__wrapped__", None)
    return None
