"""Who asks, as far as a request tells: the address it came from, and the browser in two words."""

from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

# The first that is found counts: others name Safari and Chrome besides themselves.
BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def address(request: HttpRequest) -> str | None:
    """Of the client, or of the proxy that stands before ours; None over a socket of this machine.

    X-Forwarded-For is what anybody writes: only the entries of our own proxies count, as many as the setting says.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        found = hops[-settings.TRUSTED_PROXIES] if len(hops) >= settings.TRUSTED_PROXIES else found
    try:
        return str(ip_address(found))
    except ValueError:
        return None


def unnamed(*_what: Any) -> str:
    """What a log says about a client that could not log in: neither its address nor the name it tried."""
    return "a client"


def browser(request: HttpRequest) -> str:
    """Enough to tell one's own sessions apart, and no more."""
    said = request.META.get("HTTP_USER_AGENT", "")
    words = [next((name for sign, name in signs if sign in said), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in words if word)
