from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sozialmonitor.access import request_actions
from sozialmonitor.access.models import AccessRequest
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.mail import tell
from sozialmonitor.rights.presenters.requests import mail_words, requests_context, thing_words
from sozialmonitor.rights.request_forms import GIVE, AskForm, DecisionForm


@open_to(Audience.PEOPLE)
def new_page(request: HttpRequest) -> HttpResponse:
    """404 for what the person may not know of, as for what does not exist."""
    kind, _sep, key = request.GET.get("what", "").partition(":")
    if kind not in list(Scope) or not request_actions.knows(request.user, Scope(kind), key):
        raise Http404
    wanted = request.GET.get("permission", "")
    wanted = wanted if wanted in AccessRequest.MAY_BE_ASKED else Permission.VIEW.value
    start = {"permission": wanted, "division": request.GET.get("division", "")}
    form = AskForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid() and _asked(request, form, Scope(kind), key):
        return redirect("requests")
    context = {"form": form, **thing_words(kind, key, wanted)}
    return render(request, "rights/request_new.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: AskForm, scope: Scope, key: str) -> bool:
    asked = form.cleaned_data | {"scope": scope, "key": key, "permission": Permission(form.cleaned_data["permission"])}
    try:
        made = request_actions.ask_access(by=request.user, **asked)
    except request_actions.NotNeeded:
        form.add_error(None, _("You may do this already."))
    except request_actions.AskedAlready:
        form.add_error(None, _("You have asked for this already; the answer is still to come."))
    else:
        messages.success(request, _("Asked. You read the answer here."))
        text = _("%(who)s would like to “%(may)s”: %(what)s\n\n%(reason)s\n\n%(url)s")
        _tell(request, request_actions.deciders(made), made, _("Somebody asks for access"), text)
        return True
    return False


@open_to(Audience.PEOPLE)
def requests_page(request: HttpRequest) -> HttpResponse:
    return render(request, "rights/requests.html", requests_context(request.user))


@open_to(Audience.PEOPLE)
def decide_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Of others' requests nobody learns whether they exist."""
    if request.method != "POST":
        return requests_page(request)
    found = get_object_or_404(AccessRequest.objects.select_related("asked_by"), pk=pk)
    if request.POST.get("do") == "note" and found.asked_by == request.user:
        request_actions.note_answer(by=request.user, request=found)
        return redirect("requests")
    form = DecisionForm(request.POST)
    if form.is_valid():
        _decided(request, found, form.cleaned_data)
        return redirect("requests")
    return render(request, "rights/requests.html", requests_context(request.user, form, pk), status=422)


def _decided(request: HttpRequest, found: AccessRequest, data: dict[str, Any]) -> None:
    department = get_object_or_404(found.asked_by.departments, key=data["to"]) if data["to"] else None
    words = {"valid_until": data["valid_until"], "answer": data["answer"], "give": data["do"] == GIVE}
    try:
        done = request_actions.decide_access(by=request.user, request=found, department=department, **words)
    except PermissionDenied:
        raise Http404 from None
    except request_actions.DecidedAlready:
        messages.warning(request, _("This request has been decided meanwhile; nothing was changed."))
        return
    messages.success(request, _("Decided; the person reads it under Requests."))
    answer = _("Your request “%(may)s”: %(what)s\n%(decision)s\nAnswer: %(answer)s\n\n%(url)s")
    _tell(request, [done.asked_by], done, _("Your request of access"), answer)


def _tell(request: HttpRequest, people: Any, about: AccessRequest, subject: str, text: str) -> None:
    words = mail_words(about) | {"url": request.build_absolute_uri(reverse("requests"))}
    tell(people, f"Sozialmonitor: {subject}", text % words)
