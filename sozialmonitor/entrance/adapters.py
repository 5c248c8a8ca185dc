"""Where allauth asks the house: it brings the arithmetic of second factors, and nothing of what surrounds it."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sozialmonitor.access.clients import address
from sozialmonitor.access.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Accounts come from invitations, and from the city's provider if that is wanted."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address(request) or "127.0.0.1"  # over a socket of this machine

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Ours are said by our own views."""

    def respond_user_inactive(self, _request: HttpRequest, _user: User) -> HttpResponse:
        return redirect("login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has neither a password nor a factor, as after a first login through the provider, can show nothing."""
        user = self.request.user if self.request else AnonymousUser()
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required and bool(self.get_reauthentication_methods(user))


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """Whoever reads the table alone has no second factor of anybody."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return f"Sozialmonitor {settings.CITY}"

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return _("Passkey %(number)d") % {"number": user.authenticator_set.filter(type=type).count() + 1}


def _cipher() -> MultiFernet:
    """The first key writes, all read: a new secret key with the old one beside it locks nobody out."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"second factors" + key.encode()).digest())) for key in keys])
