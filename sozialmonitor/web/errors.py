"""One error page and one JSON shape. 403 and 404 never tell whether something exists."""

import sys
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.messages import HostCookieStorage


class BadRequest(exceptions.APIException):
    """A request that cannot be answered as asked; detail says what was read, hint what may be asked."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.hint = hint


def _texts(code: int) -> tuple[str, str, str]:
    if code >= 500:
        return _fault(code)
    known = _refusals()
    return known[404 if code == 410 else code if code in known else 400]


def _refusals() -> dict[int, tuple[str, str, str]]:
    return {
        400: (
            _("This request cannot be read"),
            _("The address or form holds something unexpected."),
            _("Go back and choose again."),
        ),
        401: (_("Please log in"), _("This needs an account."), _("Log in and try again.")),
        403: (
            _("Not available"),
            _("There is nothing here for your account."),
            _("If you need these data, ask the department that owns them or the administration for access."),
        ),
        404: (
            _("Nothing found here"),
            _("The address leads nowhere, or not for your account."),
            _("Check the address, or start again from the map."),
        ),
        413: (
            _("The file is too large"),
            _("More data arrived than is allowed."),
            _("Split the file or ask the administration."),
        ),
        429: (
            _("Too many requests"),
            _("This was asked for very often in a short time."),
            _("Wait a minute, then try again."),
        ),
    }


def _fault(code: int) -> tuple[str, str, str]:
    if code == 503:
        return (
            _("The database does not answer"),
            _("Nothing was changed by this request, and nothing is lost."),
            _("Try again in a minute; if it stays, tell the administration."),
        )
    return (
        _("Something went wrong on our side"),
        _("Nothing was changed by this request."),
        _("Try again; if it stays, tell the administration what you did."),
    )


def answer(request: HttpRequest, code: int, detail: str = "", hint: str = "") -> HttpResponse:
    title, usual_detail, usual_hint = _texts(code)
    if request.path.startswith("/api/"):
        return JsonResponse({"error": title, "detail": detail or usual_detail, "hint": hint or usual_hint}, status=code)
    context = {"status": code, "title": title, "detail": detail or usual_detail, "hint": hint or usual_hint}
    return render(request, "error.html", context, status=code)


@open_to(Audience.EVERYONE)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return answer(request, 400)


@open_to(Audience.EVERYONE)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, 403 if request.user.is_authenticated else 401)


@open_to(Audience.EVERYONE)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, 404)


@open_to(Audience.EVERYONE)
def broken(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) and not connection.is_usable():
        request.user, request._messages = AnonymousUser(), HostCookieStorage(request)  # neither asks the database
        request.is_cut_off = True  # type: ignore[attr-defined]
        return answer(request, 503)
    return answer(request, 500)


@open_to(Audience.EVERYONE)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return answer(
        request,
        403,
        _("The form was open for too long or came from elsewhere."),
        _("Reload the page and send it again."),
    )


def api_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """The one JSON shape of the interface: {error, detail, hint}."""
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    response = exception_handler(error, context)
    if response is None:
        return None
    title, detail, hint = _texts(response.status_code)
    if isinstance(error, BadRequest):
        detail, hint = str(error.detail), error.hint or hint
    response.data = {"error": title, "detail": detail, "hint": hint}
    return response


def unreadable_selection(request: HttpRequest, name: str, value: str, known: str) -> HttpResponse:
    """For pages whose address holds a word that cannot be read: which, and what may stand there."""
    detail = _("The address says %(name)s=%(value)s, which cannot be read.") % {"name": name, "value": value}
    return answer(request, 400, detail, _("Possible is: %(known)s") % {"known": known})
