"""How often one account may ask for what costs much. Counted in Redis, which all processes share and which counts in
one step; with Redis away everybody may: the figures are protected by rights, this protects the machine.
"""

import logging
import time
from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from sozialmonitor.web.errors import answer

V = TypeVar("V", bound=Callable[..., Any])
WINDOW: Final = 60  # seconds
log = logging.getLogger(__name__)


def limited(kind: str, methods: Collection[str] = ("GET", "POST")) -> Callable[[V], V]:
    """Declares a view as one of a kind in settings.LIMITS; all of a kind are counted together."""

    def declare(view: V) -> V:
        view.limit_kind, view.limit_methods = kind, frozenset(methods)  # type: ignore[attr-defined]
        return view

    return declare


class LimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        kind = _kind(view, request.method or "")
        most = int(settings.LIMITS.get(kind, 0))
        if not most or not request.user.is_authenticated:
            return None
        window, passed = divmod(int(time.time()), WINDOW)
        if _count(f"limit:{kind}:{request.user.pk}:{window}") <= most:
            return None
        wait = WINDOW - passed
        detail = _("At most %(most)s of these in a minute.") % {"most": most}
        response = answer(request, 429, detail, _("Try again in %(seconds)s seconds.") % {"seconds": wait})
        response["Retry-After"] = str(wait)
        return response


def _kind(view: Any, method: str) -> str:
    while view is not None:
        if hasattr(view, "limit_kind"):
            return str(view.limit_kind) if method in view.limit_methods else ""
        view = getattr(view, "__wrapped__", None)
    return ""


def _count(key: str) -> int:
    try:
        caches["limits"].add(key, 0, timeout=2 * WINDOW)
        return int(caches["limits"].incr(key))
    except (RedisError, OSError) as error:
        log.warning("limits are not counted: %s", type(error).__name__)
        return 0
