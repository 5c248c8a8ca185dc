"""Pages behind links that are good once, and the one that asks for such a link."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sozialmonitor.access.clients import address
from sozialmonitor.access.models import User
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.actions import accept_invitation, reset_password
from sozialmonitor.entrance.forms import AcceptForm, ForgottenForm, NewPasswordForm
from sozialmonitor.entrance.limits import too_often
from sozialmonitor.entrance.links import INVITATION, RESET, user_of
from sozialmonitor.entrance.tasks import send_reset

HOUR = 60 * 60


def _take_along(request: HttpRequest, purpose: str) -> tuple[User | None, str, HttpResponse | None]:
    """The key goes from the address into the session, so that no history and no other page's referrer has it."""
    if key := request.GET.get("schluessel"):
        request.session[purpose] = key
        return None, key, redirect(request.path)
    key = request.session.get(purpose, "")
    user = user_of(key, purpose)
    return user, key, None if user or not key else render(request, "entrance/link_over.html", status=410)


def _refused(request: HttpRequest, form: Any, template: str, user: User) -> HttpResponse:
    return render(request, template, {"form": form, "username": user.username}, status=422 if form.is_bound else 200)


@open_to(Audience.EVERYONE)
def invitation(request: HttpRequest) -> HttpResponse:
    user, key, answer = _take_along(request, INVITATION)
    if user is None:
        return answer or redirect("login")
    form = AcceptForm(user, request.POST or None)
    if not form.is_valid():
        return _refused(request, form, "entrance/invitation.html", user)
    asked = form.cleaned_data
    names = {name: asked[name] for name in ("first_name", "last_name")}
    accept_invitation(key=key, password=asked["new_password1"], **names)
    messages.success(request, _("Your account is ready: log in."))
    return redirect("login")


@open_to(Audience.EVERYONE)
def new_password(request: HttpRequest) -> HttpResponse:
    user, key, answer = _take_along(request, RESET)
    if user is None:
        return answer or redirect("login")
    form = NewPasswordForm(user, request.POST or None)
    if not form.is_valid():
        return _refused(request, form, "entrance/new_password.html", user)
    reset_password(key=key, password=form.cleaned_data["new_password1"])
    messages.success(request, _("The password is set: log in."))
    return redirect("login")


@open_to(Audience.EVERYONE)
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer after the same work for every address: the letter is written elsewhere."""
    form = ForgottenForm(request.POST or None)
    context = {"form": form, "mails": bool(settings.MAIL_URL)}
    if not context["mails"] or not form.is_valid():
        return render(request, "entrance/forgotten.html", context, status=422 if form.is_bound else 200)
    if too_often("asks for a password", address(request) or "", most=10, seconds=HOUR):
        return render(request, "entrance/forgotten.html", context | {"too_often": True}, status=429)
    email = form.cleaned_data["email"]
    if not too_often("is sent a password", email, most=3, seconds=HOUR):
        page = request.build_absolute_uri(reverse("password-new"))
        transaction.on_commit(lambda: send_reset.delay(email, page))
    return render(request, "entrance/forgotten.html", context | {"sent": True})
