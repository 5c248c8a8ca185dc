from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from sozialmonitor.access.history import working_for
from sozialmonitor.access.permissions import Permission, allowed, may_manage_divisions, may_read_the_trail
from sozialmonitor.access.views import Audience, declared


class HistoryMiddleware:
    """Whatever a request changes is written to the account it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with working_for(request.user.get_username(), path=request.path):
            return self.get_response(request)


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
            if request.path.startswith("/api/"):
                raise PermissionDenied  # answered in JSON: a program cannot follow a redirect to a login page
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if audience == Audience.IMPORTERS and not allowed(request.user, Permission.IMPORT):
            raise PermissionDenied
        if audience == Audience.GEOGRAPHERS and not may_manage_divisions(request.user):
            raise PermissionDenied
        if audience == Audience.OFFICERS and not may_read_the_trail(request.user):
            raise PermissionDenied
        if audience == Audience.ADMINISTRATORS and not request.user.is_superuser:
            raise PermissionDenied
        return None

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
