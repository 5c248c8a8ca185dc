from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from requests import RequestException

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.oidc import PROVIDER, CityOAuth2Adapter, refused


@open_to(Audience.EVERYONE)
@require_POST
def to_provider(request: HttpRequest) -> HttpResponse:
    """To log in, or, for who is logged in already, to connect the account with the one at the provider."""
    if not settings.OIDC_ISSUER:
        return redirect("login")
    process = "connect" if request.user.is_authenticated else "login"
    if process == "connect":
        raise_if_reauthentication_required(request, app="allauth.socialaccount")
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    try:
        provider = get_adapter(request).get_provider(request, PROVIDER)
        return provider.redirect(request, process, wanted if safe else None)
    except (RequestException, OAuth2Error):
        return refused(request, status=503, is_away=True)


@open_to(Audience.EVERYONE)
def from_provider(request: HttpRequest) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        return redirect("login")
    return OAuth2CallbackView.adapter_view(CityOAuth2Adapter(request, PROVIDER))(request)
