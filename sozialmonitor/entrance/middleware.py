from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sozialmonitor.access.views import Audience, declared, marked
from sozialmonitor.entrance.factors import is_lacking


class SecondFactorMiddleware:
    """Whoever needs a second factor and has shown none reaches the page that sets one up, and the way out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.user.token is not None:
            return None
        if marked(view, "on_the_way") or declared(view) == Audience.EVERYONE or not is_lacking(request):
            return None
        if request.path.startswith("/api/"):
            raise PermissionDenied
        return redirect("mfa_index")
