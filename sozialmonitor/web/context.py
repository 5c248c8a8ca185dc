from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sozialmonitor.access.giving import may_give
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import may_read_the_trail, may_see_deliveries, something_is_open
from sozialmonitor.access.request_actions import notices

# The pages below an entry of the navigation, by the names of their addresses.
BELOW = {
    "indicators": {"indicator"},
    "addresses": {"addresses-list", "registers", "register"},
    "catchments": {"schools", "catchment-plan", "catchment-plan-new", "catchment-list"},
    "rights": {"rights-change", "rights-history", "rights-day", "requests", "request-new", "roles", "view-as", "why"},
    "deliveries": {"delivery", "delivery-upload", "profiles", "profile", "profile-new", "profile-text"}
    | {"calendar", "expectation", "expectation-new"},
    "trail": {"access-log", "chain", "history"},
    "divisions": {"edition", "edition-upload", "compare-divisions"}
    | {"correspondences", "correspondence", "correspondence-new"},
}


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the city, the language, and the way to the other pages."""
    return {
        "site": {
            "city": settings.CITY,
            "demo": settings.DEMO,
            "languages": settings.LANGUAGES,
            "language": get_language() or settings.LANGUAGE_CODE,
        },
        "nav": navigation(request),
        "notices": notices(user) if (user := getattr(request, "user", None)) else 0,
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not (user.is_authenticated or _something_is_open(request)):
        return []
    entries = [("map", _("Map")), ("table", _("Table")), ("indicators", _("Indicators"))]
    if user.is_authenticated:
        entries += _for_people(user)
    found = request.resolver_match
    here = found.view_name if found else ""
    return [{"url": reverse(name), "label": label, "current": _current(name, here)} for name, label in entries]


def _something_is_open(request: HttpRequest) -> bool:
    """Not asked of a database that does not answer: see errors.broken."""
    return not getattr(request, "is_cut_off", False) and something_is_open()


def _for_people(user: User) -> list[tuple[str, str]]:
    entries = [("divisions", _("Areas")), ("addresses", _("Addresses")), ("catchments", _("School catchments"))]
    if may_see_deliveries(user):
        entries.append(("deliveries", _("Deliveries")))
    if may_give(user):
        entries.append(("rights", _("Rights")))
    if may_read_the_trail(user):
        entries.append(("trail", _("Trail")))
    if user.is_superuser:
        entries.append(("admin:index", _("Administration")))
    return entries


def _current(name: str, here: str) -> str:
    """The value of aria-current: `page` for the page itself, `true` for one below it."""
    if here == name:
        return "page"
    return "true" if here in BELOW.get(name, ()) else ""
