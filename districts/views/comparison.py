from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from districts.actions.changes import CannotChange, confirm_change, propose_change
from districts.models import Change, Edition
from districts.presenters.comparison import (
    choices,
    comparison_context,
    pairs_context,
    pieces_geojson,
)
from districts.queries.alike import Compared, compare
from districts.queries.editions import UnknownDivision, edition_of, split_reference
from districts.queries.likeness import discover
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.errors import unreadable_selection
from sozialmonitor.web.limits import limited


class _Unreadable(ValueError):
    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value
        super().__init__(f"{name}={value}")


def asked_edition(request: HttpRequest, name: str) -> Edition:
    """KEY or KEY@DATE. _Unreadable for a day that is none, 404 for a division that is none."""
    text = request.GET.get(name, "").replace("\x00", "")
    try:
        return edition_of(*split_reference(text))
    except ValueError as error:
        raise _Unreadable(name, text) from error
    except UnknownDivision as error:
        raise Http404 from error


def _asked(request: HttpRequest) -> Compared:
    found = compare(asked_edition(request, "a"), asked_edition(request, "b"))
    if found is None:
        raise Http404
    return found


@limited("comparisons")
@open_to(Audience.PEOPLE)
def comparison_page(request: HttpRequest) -> HttpResponse:
    if not (request.GET.get("a") and request.GET.get("b")):
        context = {"choices": choices(), "pairs": pairs_context(discover())}
        return render(request, "districts/comparison_choose.html", context)
    try:
        found = _asked(request)
    except _Unreadable as error:
        return unreadable_selection(request, error.name, error.value, "KEY, KEY@2020-01-31")
    if request.method == "POST":
        return _decide(request, found)
    context = comparison_context(found, request.user) | {"choices": choices()}
    return render(request, "districts/comparison.html", context)


def _decide(request: HttpRequest, found: Compared) -> HttpResponse:
    before, after = sorted((found.first, found.second), key=lambda edition: edition.valid_from)
    try:
        if request.POST.get("action") == "confirm":
            change = get_object_or_404(Change, before=before, after=after)
            ids = [int(name) for name in request.POST.getlist("relation") if name.isdecimal() and len(name) < 19]
            kinds = {pk: request.POST.get(f"kind-{pk}", "") for pk in ids}
            notes = {pk: request.POST.get(f"note-{pk}", "").replace("\x00", "")[:2000] for pk in ids}
            confirm_change(by=request.user, change=change, kinds=kinds, notes=notes)
            messages.success(request, _("Confirmed. It stays as it is now."))
        else:
            propose_change(by=request.user, before=before, after=after)
    except CannotChange as error:
        known = _("This change cannot be stored any more: somebody confirmed it, or it is none.")
        messages.error(request, _("Choose a kind from the list.") if error.reason == "unknown_kind" else known)
    return redirect(request.get_full_path())


@limited("comparisons")
@open_to(Audience.PEOPLE)
def comparison_pieces(request: HttpRequest) -> HttpResponse:
    try:
        found = _asked(request)
    except _Unreadable as error:
        raise Http404 from error
    return HttpResponse(pieces_geojson(found), content_type="application/geo+json")
