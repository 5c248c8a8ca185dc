"""The city's own login service, spoken to in OpenID Connect. allauth brings the dance; ours is what must hold besides.

Besides: the provider is the one that was configured, its answer is signed, belongs to this very question (nonce), and
both of its halves are about the same person. Nobody is recognised by an e-mail address.
"""

import logging
from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any, Final

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.models import User
from sozialmonitor.entrance.actions import follow_groups, note_provider

PROVIDER: Final = "city"
# Signed with the provider's own key alone; with a shared one, whoever knows the client's secret could sign.
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
log = logging.getLogger(__name__)


def refused(request: HttpRequest, *, status: int = 401, **why: Any) -> HttpResponse:
    return render(request, "entrance/provider_refused.html", {"name": settings.OIDC_NAME, **why}, status=status)


class CityOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("the provider names another issuer")
        return found

    def get_callback_url(self, request: HttpRequest, _app: Any) -> str:
        return request.build_absolute_uri(reverse("provider-callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no ID token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Its signature too, though the standard would let a direct answer pass without."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            found: dict[str, Any] = jwt.decode(
                id_token,
                key=_signing_key(id_token, answer.json()),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the ID token does not hold: {error}") from error
        return found


def _signing_key(id_token: str, published: dict[str, Any]) -> jwt.PyJWK:
    """The one the token names; one that names none was signed with the only key there is."""
    name = jwt.get_unverified_header(id_token).get("kid")
    keys = [key for key in jwt.PyJWKSet.from_dict(published).keys if name is None or key.key_id == name]
    if len(keys) != 1:
        raise jwt.InvalidKeyError(f"no single key is called {name}")
    return keys[0]


class CityProvider(OpenIDConnectProvider):
    oauth2_adapter_class = CityOAuth2Adapter

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None) -> HttpResponse:
        nonce = token_urlsafe(32)
        return super().redirect(request, process, next_url, auth_params={"nonce": nonce}, nonce=nonce)


class ProviderAdapter(DefaultSocialAccountAdapter):
    def get_requests_session(self) -> Any:
        """To the addresses the provider names and no further: a redirect could lead anywhere."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(self, request: HttpRequest, *_words: Any, exception: Any = None, **_more: Any) -> None:
        log.warning("A login through the provider was refused: %s", exception or "cancelled, or not begun here")
        raise ImmediateHttpResponse(refused(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        account = sociallogin.account
        said, signed = account.extra_data.get("userinfo", {}), account.extra_data["id_token"]
        if signed.get("nonce") != sociallogin.state["nonce"] or said.get("sub") != signed.get("sub"):
            self.on_authentication_error(request, exception="not the answer to this question")
        sociallogin.groups = groups_in({**signed, **said})
        sociallogin.email_addresses = []  # an address recognises nobody
        if not (said.get("email_verified") or signed.get("email_verified")):
            sociallogin.user.email = sociallogin.user.email if sociallogin.is_existing else ""
        account.extra_data = {}  # what the provider knows of a person it may keep for itself
        if account.pk:
            account.save(update_fields=["extra_data"])
        if sociallogin.is_existing and sociallogin.state["process"] == "login" and sociallogin.user.is_active:
            follow_groups(user=sociallogin.user, groups=sociallogin.groups)

    def is_open_for_signup(self, request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        if not settings.OIDC_SIGNUP:
            raise ImmediateHttpResponse(refused(request, status=403, unknown=True))
        return True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        with acting_for(None):  # the provider's signed answer is who speaks
            user: User = super().save_user(request, sociallogin, form)
        note_provider(by=user, verb="create account at the provider's word")
        follow_groups(user=user, groups=sociallogin.groups)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, _account: Any) -> str:
        note_provider(by=request.user, verb="connect with the provider")
        return reverse("account")

    def add_message(self, *args: Any, **kwargs: Any) -> None: ...


def groups_in(claims: dict[str, Any]) -> Iterable[str]:
    """None said is none had: who is in no group any more loses what groups gave."""
    found = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    return [found] if isinstance(found, str) else [str(one) for one in found]
