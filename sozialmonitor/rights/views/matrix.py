from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sozialmonitor.access.change_actions import Outdated, change_many, preview
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.changing import Unknown, change_of
from sozialmonitor.rights.export import COLUMNS, rows
from sozialmonitor.rights.matrix_forms import BulkForm
from sozialmonitor.rights.presenters.matrix import matrix_context
from sozialmonitor.rights.presenters.preview import preview_context
from sozialmonitor.rights.tables import csv_answer


@open_to(Audience.OWNERS)
def matrix_page(request: HttpRequest) -> HttpResponse:
    return render(request, "rights/matrix.html", matrix_context(request.GET, request.user))


@open_to(Audience.OWNERS)
def change_page(request: HttpRequest) -> HttpResponse:
    """Shows what the change would do; sent a second time with the seal of what was shown, writes it."""
    if request.method != "POST":
        return matrix_page(request)
    bulk = BulkForm(request.POST)
    try:
        change = change_of(bulk.cleaned_data, bulk.pairs(), Giver.of(request.user)) if bulk.is_valid() else None
    except Unknown as unknown:
        bulk.add_error(None, str(unknown))
        change = None
    if change is None:
        return _again(request, bulk)
    seal, reason = request.POST.get("seal", ""), bulk.cleaned_data["reason"]
    if not seal:
        return _shown(request, bulk, preview(by=request.user, change=change))
    try:
        done = change_many(by=request.user, change=change, reason=reason, seal=seal)
    except Outdated as outdated:
        return _shown(request, bulk, outdated.preview, outdated=True)
    return _written(request, done)


def _again(request: HttpRequest, bulk: BulkForm) -> HttpResponse:
    query = QueryDict(request.POST.get("back", ""))
    return render(request, "rights/matrix.html", matrix_context(query, request.user, bulk), status=422)


def _shown(request: HttpRequest, bulk: BulkForm, found: Any, *, outdated: bool = False) -> HttpResponse:
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [pair for pair in kept if pair[0] not in ("csrfmiddlewaretoken", "seal")]
    context = {"fields": fields, "outdated": outdated, "reason": bulk.cleaned_data["reason"], **preview_context(found)}
    context["back"] = QueryDict(request.POST.get("back", "")).urlencode()
    return render(request, "rights/change.html", context, status=409 if outdated else 200)


def _written(request: HttpRequest, done: Any) -> HttpResponse:
    words = {"given": len(done.gains), "ended": len(done.losses)}
    messages.success(request, _("Stored: %(given)s rights given, %(ended)s ended.") % words)
    return redirect(f"{reverse('rights')}?{QueryDict(request.POST.get('back', '')).urlencode()}")


@open_to(Audience.ADMINISTRATORS)
def export(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    return csv_answer(request, "rechte", COLUMNS, rows())
