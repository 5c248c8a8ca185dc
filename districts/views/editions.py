from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from districts.actions.editions import CannotActivate, CannotDiscard, activate_edition
from districts.actions.readings import ask_for_correction, discard_reading
from districts.messages import refusal
from districts.models import Edition
from districts.presenters.drafts import draft_context
from districts.presenters.editions import divisions_context, edition_context
from districts.queries.editions import findings_geojson, geojson, seen_edition
from districts.rights import demand_management
from sozialmonitor.access.views import Audience, open_to

GEOJSON = "application/geo+json"
DRAWN = 2  # the fine zoom band


@open_to(Audience.PEOPLE)
def divisions_page(request: HttpRequest) -> HttpResponse:
    return render(request, "districts/divisions.html", divisions_context(request.user))


@open_to(Audience.PEOPLE)
def edition_page(request: HttpRequest, division: str, pk: int) -> HttpResponse:
    edition = _seen(request, division, pk)
    if request.method == "POST":
        demand_management(request.user, edition.division)
        return _decide(request, edition)
    context = edition_context(edition, area=request.GET.get("area", ""), above=request.GET.get("above", ""))
    if edition.state == Edition.State.DRAFT:
        context |= draft_context(edition, area=request.GET.get("area", ""))
    return render(request, "districts/edition.html", context)


@open_to(Audience.PEOPLE)
def edition_outlines(request: HttpRequest, division: str, pk: int) -> HttpResponse:
    edition = _seen(request, division, pk)
    return HttpResponse(geojson(edition, DRAWN), content_type=GEOJSON, headers={"Cache-Control": "private, no-cache"})


@open_to(Audience.GEOGRAPHERS)
def edition_findings(request: HttpRequest, division: str, pk: int) -> HttpResponse:
    edition = _seen(request, division, pk)
    demand_management(request.user, edition.division)
    return HttpResponse(findings_geojson(edition), content_type=GEOJSON, headers={"Cache-Control": "private, no-cache"})


def _seen(request: HttpRequest, division: str, pk: int) -> Edition:
    """What a person may not see is not there for them: both are 404."""
    edition = seen_edition(request.user, division, pk)
    if edition is None:
        raise Http404
    return edition


def _decide(request: HttpRequest, edition: Edition) -> HttpResponse:
    here = redirect("edition", edition.division.key, edition.pk)
    try:
        match request.POST.get("action"):
            case "activate":
                return _activated(request, edition) or here
            case "discard":
                discard_reading(by=request.user, edition=edition)
                messages.success(request, _("The draft was discarded."))
                return redirect("divisions")
            case "correct":
                return _corrected(request, edition) or here
    except CannotActivate as error:
        messages.error(request, " ".join(refusal(error)))
    except CannotDiscard:
        messages.error(request, _("This edition is in force, or was: it stays."))
    return here


def _activated(request: HttpRequest, edition: Edition) -> None:
    if not request.POST.get("seen"):
        messages.error(request, _("Please say that you have looked at what was found."))
        return
    activate_edition(by=request.user, edition=edition)
    messages.success(request, _("The edition is in force."))


def _corrected(request: HttpRequest, edition: Edition) -> HttpResponse | None:
    numbers = [name.partition("-")[2] for name in request.POST if name.startswith(("recode-", "leave-"))]
    entries = {int(number) for number in numbers if number.isdecimal()}
    leave_out = [entry for entry in entries if request.POST.get(f"leave-{entry}")]
    given = {entry: request.POST.get(f"recode-{entry}", "").strip() for entry in entries}
    recode = {entry: code for entry, code in given.items() if code and entry not in leave_out}
    join = request.POST.getlist("join")
    if not (recode or leave_out or join):
        messages.error(request, _("Nothing was changed: give another code, or leave an entry out."))
        return None
    job = ask_for_correction(by=request.user, draft=edition, recode=recode, leave_out=leave_out, join=join)
    if job is None:
        messages.error(request, _("The file of this draft is not kept here any more: please upload it again."))
        return None
    return redirect("job", job.pk)
