from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from sozialmonitor.access.acting import acting_for


class Passwords(ModelBackend):
    """Nobody speaks yet while a password is looked at, and one that was hashed in an older way is hashed anew."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **kwargs: Any) -> Any:
        with acting_for(None):
            return super().authenticate(request, *args, **kwargs)
