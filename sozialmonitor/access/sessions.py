"""Sessions in a table that knows whose they are and when they end: `SESSION_ENGINE`.

The end is stored with the session and moves only when a person does something (`middleware.SessionUseMiddleware`):
half an hour after that, and ten hours after the login whatever happens. The table holds a hash of the key: whoever
reads it can become nobody.
"""

from datetime import UTC, datetime
from hashlib import sha256
from time import time
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.clients import browser

BEGUN: Final = "begun"
SEEN: Final = "seen"
BROWSER: Final = "browser"
SECONDS_BETWEEN_NOTES: Final = 60  # a session is not written anew for every click


class Session(AbstractBaseSession):
    user = models.ForeignKey(
        "access.User", models.CASCADE, null=True, related_name="sessions", verbose_name=_("account"), editable=False
    )

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = _("browser session")  # type: ignore[assignment] # lazy text is a str where it counts
        verbose_name_plural = _("browser sessions")  # type: ignore[assignment] # lazy text is a str where it counts

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        return SessionStore


def stored(key: str | None) -> str | None:
    return sha256(key.encode()).hexdigest()[:40] if key else None


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made: Any = super().create_model_instance(data)
        made.session_key = stored(made.session_key)
        made.user_id = data.get(SESSION_KEY)
        return made  # type: ignore[no-any-return]

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=stored(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        self.model.objects.filter(session_key=stored(session_key or self.session_key)).delete()

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(session_key=stored(self.session_key), expire_date__gt=now()).first()
        if found is None:
            self._session_key = None
        return found

    def get_expiry_date(self, **_how: Any) -> datetime:
        return datetime.fromtimestamp(self._end(), UTC)

    def get_expiry_age(self, **_how: Any) -> int:
        return max(0, int(self._end() - time()))

    def _end(self) -> float:
        idle = self.get(SEEN, time()) + settings.SESSION_IDLE_SECONDS
        return min(idle, self.get(BEGUN, time()) + settings.SESSION_COOKIE_AGE)  # type: ignore[no-any-return]


@receiver(user_logged_in)
def begin(request: HttpRequest, **_signal: Any) -> None:
    """At the login."""
    request.session.cycle_key()  # Django keeps it where the same person logs in again
    request.session[BEGUN] = request.session[SEEN] = int(time())
    request.session[BROWSER] = browser(request)


def note_use(request: HttpRequest) -> None:
    if time() - request.session.get(SEEN, 0) >= SECONDS_BETWEEN_NOTES:
        request.session[SEEN] = int(time())
