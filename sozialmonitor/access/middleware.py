from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from sozialmonitor.access import tokens
from sozialmonitor.access.giving import may_give
from sozialmonitor.access.history import working_for
from sozialmonitor.access.permissions import (
    Permission,
    allowed,
    may_manage_divisions,
    may_read_the_trail,
    may_see_deliveries,
    something_is_open,
)
from sozialmonitor.access.sessions import note_use
from sozialmonitor.access.views import Audience, declared, is_polled


class SessionUseMiddleware:
    """A session lives on while somebody does something; what a page asks for by itself is nothing done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        if request.user.is_authenticated and request.user.token is None and not is_polled(view):
            note_use(request)


class TokenMiddleware:
    """`Authorization: Bearer …` or `Token …`, under /api/ alone: the request is its owner's, within the token.

    It wins over a session that comes along. The header is set by a program and never by a browser on its own: there
    is nothing for another site to forge.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() in ("bearer", "token") and request.path.startswith("/api/"):
            token = tokens.find(secret.strip())
            if token is None:
                request.user = AnonymousUser()
                raise PermissionDenied  # answered like a request without any
            request.user, request.user.token = token.owner, token
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
            tokens.note_use(token)
        return self.get_response(request)


class HistoryMiddleware:
    """Whatever a request changes is written to the account it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with working_for(request.user.get_username(), path=request.path):
            return self.get_response(request)


def _address(text: str) -> SplitResult:
    """The front page where a header holds no address."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("/")


class DeclaredPermissionMiddleware:
    """The outer door: a view without a declaration does not run, and its audience is checked before it starts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            # What a person may see stays in no cache, the browser's included: not after logging out.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        audience = self.audience_of(request, view)
        if audience is None:
            raise ImproperlyConfigured(f"{view} declares no audience: decorate it with open_to(…).")
        if audience == Audience.EVERYONE:
            return None
        if not request.user.is_authenticated:
            if audience == Audience.PUBLIC and something_is_open():
                return None
            if request.path.startswith("/api/"):
                raise PermissionDenied  # answered in JSON: a program cannot follow a redirect to a login page
            return self.to_login(request)
        if audience == Audience.IMPORTERS and not allowed(request.user, Permission.IMPORT):
            raise PermissionDenied
        if audience == Audience.READERS and not may_see_deliveries(request.user):
            raise PermissionDenied
        if audience == Audience.GEOGRAPHERS and not may_manage_divisions(request.user):
            raise PermissionDenied
        if audience == Audience.OFFICERS and not may_read_the_trail(request.user):
            raise PermissionDenied
        if audience == Audience.OWNERS and not may_give(request.user):
            raise PermissionDenied
        if audience == Audience.ADMINISTRATORS and not (request.user.is_superuser and request.user.token is None):
            raise PermissionDenied
        return None

    @staticmethod
    def to_login(request: HttpRequest) -> HttpResponse:
        """Of a part of a page that refreshes itself the whole page goes to the login, and back to where it was."""
        if "HX-Request" not in request.headers:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        page = _address(request.headers.get("HX-Current-URL", "/"))
        there = redirect_to_login(urlunsplit(("", "", page.path, page.query, "")), settings.LOGIN_URL)
        return HttpResponse(status=204, headers={"HX-Redirect": there.headers["Location"]})

    @staticmethod
    def audience_of(request: HttpRequest, view: Any) -> Audience | None:
        # Third-party views that cannot carry a decorator are declared by where they hang.
        if request.resolver_match is not None and request.resolver_match.app_name == "admin":
            return (
                Audience.EVERYONE
                if request.resolver_match.url_name in {"login", "logout", "jsi18n"}
                else Audience.ADMINISTRATORS
            )
        return declared(view)
