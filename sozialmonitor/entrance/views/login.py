from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialmonitor.entrance.forms import LoginForm


class LoginView(views.LoginView):
    template_name = "entrance/login.html"
    authentication_form = LoginForm

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """The password was right: what is still lacking, a second factor, is asked for next."""
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": user.get_username()}, login)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Django's `site`, a host name: on our pages the word means the city, its banner and its languages."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context | {"provider": settings.OIDC_NAME if settings.OIDC_ISSUER else ""}


def locked(request: HttpRequest, _response: HttpResponse, _credentials: Any) -> HttpResponse:
    """The same whether there is such an account, and whatever the password was."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "entrance/locked.html", {"minutes": minutes}, status=429)
