"""What is refused whatever the address: methods nobody needs, and programs that speak without encryption."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from sozialmonitor.web.errors import answer

METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class RefusingMiddleware:
    """A page is led to HTTPS. A program is not: its token would travel openly each time, and nobody would notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return answer(request, 403, _("The interface answers over HTTPS alone."), _("Ask again with https://."))
        return self.get_response(request)
