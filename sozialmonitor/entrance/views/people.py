"""Accounts, for administrators: invite, invite again, close, help somebody who lost their device."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sozialmonitor.access.models import User
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.actions import close_account, invite, invite_again, remove_factors
from sozialmonitor.entrance.forms import InviteForm
from sozialmonitor.entrance.mail import with_key
from sozialmonitor.entrance.presenters import people_context
from sozialmonitor.entrance.tasks import send_invitation


@open_to(Audience.ADMINISTRATORS)
def people(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if not form.is_valid():
        context = people_context(request.user) | {"form": form}
        return render(request, "entrance/people.html", context, status=422 if form.is_bound else 200)
    user, key = invite(by=request.user, **form.cleaned_data)
    return _invited(request, user, key)


@open_to(Audience.ADMINISTRATORS)
def one_person(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    action = request.POST.get("action", "")
    if action == "invite":
        return _invited(request, user, invite_again(by=request.user, user=user))
    if action == "close":
        close_account(by=request.user, user=user)
        messages.success(request, _("%(person)s is closed out.") % {"person": user.username})
    elif action == "factors":
        remove_factors(by=request.user, user=user)
        messages.success(request, _("%(person)s logs in with the password alone.") % {"person": user.username})
    return redirect("people")


def _invited(request: HttpRequest, user: User, key: str) -> HttpResponse:
    """The link stands in this answer and, where mail is set up, in a letter."""
    link = with_key(request.build_absolute_uri(reverse("invitation")), key)
    mailed = bool(settings.MAIL_URL and user.email)
    if mailed:
        transaction.on_commit(lambda: send_invitation.delay(user.email, link))
    context = {"username": user.username, "link": link, "mailed_to": user.email if mailed else ""}
    return render(request, "entrance/invited.html", context)
