from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sozialmonitor.access.models import Token
from sozialmonitor.access.permissions import Permission
from sozialmonitor.access.tokens import PREFIX
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.entrance.actions import end_sessions, end_token, make_token, set_own_password
from sozialmonitor.entrance.forms import TokenForm
from sozialmonitor.entrance.presenters import account_context, token_words


@open_to(Audience.PEOPLE)
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "entrance/account.html", account_context(request.user, request.session.session_key))


@open_to(Audience.PEOPLE)
@require_POST
def other_sessions(request: HttpRequest) -> HttpResponse:
    count = end_sessions(by=request.user, keep=request.session.session_key)
    told = ngettext("%(count)d other session was ended.", "%(count)d other sessions were ended.", count)
    messages.success(request, told % {"count": count})
    return redirect("account")


@open_to(Audience.PEOPLE)
def password(request: HttpRequest) -> HttpResponse:
    """Django's form, with the old password; accounts without one have nothing to change here."""
    form = PasswordChangeForm(request.user, request.POST or None) if request.user.has_usable_password() else None
    if form is None or not form.is_valid():
        refused = form is not None and form.is_bound
        return render(request, "entrance/password.html", {"form": form}, status=422 if refused else 200)
    set_own_password(by=request.user, password=form.cleaned_data["new_password1"], keep=request.session.session_key)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("The password is changed. Sessions elsewhere have been ended."))
    return redirect("account")


@open_to(Audience.PEOPLE)
def new_token(request: HttpRequest) -> HttpResponse:
    """The secret stands in the answer itself and nowhere else: no address leads to it a second time."""
    form = TokenForm(request.POST or None, owner=request.user)
    if not form.is_valid():
        return render(request, "entrance/token_new.html", {"form": form}, status=422 if form.is_bound else 200)
    asked = form.cleaned_data
    token, secret = make_token(
        by=request.user,
        label=asked["label"],
        permissions=[Permission(one) for one in asked["permissions"]],
        expires=asked["expires"],
        scope=asked["scope"],
    )
    context = {"token": token_words(token), "secret": secret, "header": f"Authorization: Bearer {PREFIX}…"}
    return render(request, "entrance/token_made.html", context)


@open_to(Audience.PEOPLE)
def token(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Token.objects.select_related("owner"), pk=pk)
    if found.owner_id != request.user.pk and not request.user.is_superuser:
        raise Http404
    if request.method == "POST":
        end_token(by=request.user, token=found)
        messages.success(request, _("The token is ended: programs that use it are refused from now on."))
        return redirect("account")
    return render(request, "entrance/token.html", {"token": token_words(found)})
