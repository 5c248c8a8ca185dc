from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sozialmonitor.trail.access_log import Seen, record_access
from sozialmonitor.trail.models import AccessEvent


class RefusedAccessMiddleware:
    """What an account asked for and did not get. What is closed and what does not exist are written alike: else one
    could be told from the other by the time it takes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in (403, 404) and request.resolver_match is not None and request.user.is_authenticated:
            form = AccessEvent.Format.JSON if request.path.startswith("/api/") else AccessEvent.Format.PAGE
            record_access(request, form=form, seen=[Seen(_named(request))], denied=True)
        return response


def _named(request: HttpRequest) -> str:
    asked = (f"{kind}:{request.GET[kind]}" for kind in ("indicator", "typology") if request.GET.get(kind))
    return next(asked, request.path)
