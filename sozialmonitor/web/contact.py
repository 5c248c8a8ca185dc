"""Whom to tell of a hole in the fence: /.well-known/security.txt (RFC 9116)."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate

from sozialmonitor.access.views import Audience, open_to

HOLDS: Final = timedelta(days=180)  # from each day on it is asked for: what answers is looked after
SCHEMES: Final = ("mailto:", "https://", "tel:")

NOBODY = Warning(
    "SOZIALMONITOR_SECURITY_CONTACT is empty: nobody who finds a weakness learns whom to tell.",
    hint="Set it to mailto:… or https://…; /.well-known/security.txt then says it.",
    id="web.W001",
)
UNREADABLE = Error(
    "SOZIALMONITOR_SECURITY_CONTACT is no address that security.txt may name.",
    hint="mailto:…, https://… or tel:…, on one line.",
    id="web.E001",
)


@open_to(Audience.EVERYONE)
def security_txt(request: HttpRequest) -> HttpResponse:
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = settings.SECURITY_EXPIRES or (localdate() + HOLDS).isoformat()
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}T00:00:00Z",
        "Preferred-Languages: de, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def contact_is_known(**_options: Any) -> list[CheckMessage]:
    if not settings.SECURITY_CONTACT:
        return [NOBODY]
    readable = settings.SECURITY_CONTACT.startswith(SCHEMES) and settings.SECURITY_CONTACT.isprintable()
    return [] if readable else [UNREADABLE]
