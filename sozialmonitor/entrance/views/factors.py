"""Second factors. The steps are allauth's; ours is how they look, what they leave in the trail and what they end."""

import json
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateWithCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.actions import note_factor
from sozialmonitor.entrance.factors import SHOWN, has_any, is_demanded_of, is_lacking, on_the_way, shown
from sozialmonitor.entrance.presenters import factors_context


@on_the_way
@open_to(Audience.PEOPLE)
def factors(request: HttpRequest) -> HttpResponse:
    context = factors_context(request.user) | {
        "is_demanded": is_demanded_of(request.user),
        "is_lacking": is_lacking(request),
        "has_any": has_any(request.user),
    }
    return render(request, "entrance/factors.html", context)


class Ours:
    """Of allauth's context the word `site` means a host; on our pages it means the city."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.pop("site", None)
        if "js_data" in context:
            (options,) = context["js_data"].values()
            context["options"] = json.dumps(options, cls=DjangoJSONEncoder)
        return context


class Adding(Ours):
    """A session that has just set up a factor has shown it; those without end, on whatever machine."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        request: HttpRequest = self.request
        shown(request)
        note_factor(by=request.user, verb="add second factor", keep=request.session.session_key)
        messages.success(request, _("The second factor is set up. Keep the recovery codes where the device is not."))
        return response


class Removing(Ours):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        request: HttpRequest = self.request
        note_factor(by=request.user, verb="remove second factor", keep=request.session.session_key)
        if not has_any(request.user):
            request.session.pop(SHOWN, None)
        messages.success(request, _("The second factor is removed."))
        return response


class LogIn(Ours, AuthenticateView):
    template_name = "entrance/second_factor.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting_for(None):  # the person is known only after this step, and a recovery code is used up by it
            return super().post(*args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        shown(self.request)
        return self.stage.exit()


class ConfirmWithPassword(Ours, ReauthenticateView):
    template_name = "entrance/confirm.html"


class ConfirmWithCode(Ours, ReauthenticateWithCodeView):
    template_name = "entrance/confirm.html"


class ConfirmWithPasskey(Ours, ReauthenticateWebAuthnView):
    template_name = "entrance/confirm_passkey.html"


class AddApp(Adding, ActivateTOTPView):
    template_name = "entrance/app_add.html"


class RemoveApp(Removing, DeactivateTOTPView):
    template_name = "entrance/factor_remove.html"
    extra_context = {"is_app": True}


class AddPasskey(Adding, AddWebAuthnView):
    template_name = "entrance/passkey_add.html"


class RemovePasskey(Removing, RemoveWebAuthnView):
    template_name = "entrance/factor_remove.html"


class NewCodes(Ours, GenerateRecoveryCodesView):
    template_name = "entrance/codes_new.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note_factor(by=self.request.user, verb="new recovery codes", keep=None, ends_others=False)
        return response


class Codes(Ours, ViewRecoveryCodesView):
    template_name = "entrance/codes.html"
