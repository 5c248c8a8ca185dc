import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sozialmonitor.settings")

django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A request may name a character set that is none for text, and Django would fall over before any page of ours."""
    kind, named, charset = environ.get("CONTENT_TYPE", "").partition("charset=")
    if named and charset.strip(" \"';").lower() not in ("utf-8", "utf8"):
        environ["CONTENT_TYPE"] = kind.rstrip("; ")
    return django_application(environ, start_response)
