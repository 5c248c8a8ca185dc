"""Short messages after a redirect, in a cookie as careful as that of the session: `MESSAGE_STORAGE`."""

from typing import ClassVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    cookie_name = settings.MESSAGE_COOKIE_NAME


class HostStorage(FallbackStorage):
    storage_classes: ClassVar = (HostCookieStorage, SessionStorage)
