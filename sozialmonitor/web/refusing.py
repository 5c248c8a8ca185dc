"""What is refused whatever the address: methods nobody needs, and programs that speak without encryption."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from sozialmonitor.web.errors import answer

# A page would answer any other as if it had been read.
OF_PAGES: Final = ("GET", "HEAD", "OPTIONS", "POST")
OF_THE_INTERFACE: Final = (*OF_PAGES, "PUT", "PATCH", "DELETE")


class RefusingMiddleware:
    """A page is led to HTTPS. A program is not: its token would travel openly each time, and nobody would notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        methods = OF_THE_INTERFACE if request.path.startswith("/api/") else OF_PAGES
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return answer(request, 403, _("The interface answers over HTTPS alone."), _("Ask again with https://."))
        return self.get_response(request)
