"""New plans and lists of schools from files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from districts.actions.plans import PlanRefused, draft_plan
from districts.actions.schools import put_schools
from districts.addressing.contents import Contents, read_contents
from districts.addressing.sheets import TableRefused
from districts.forms.catchments import PlanForm, SchoolsForm
from districts.importing_schools import school_values
from districts.jobs.catchments import KEY
from districts.messages.plans import refusal
from districts.presenters.plans import notes_shown, schools_context
from districts.rights import may_manage
from districts.tables.schools import read_schools
from districts.uploads import on_disk
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.web.errors import answer

AT_ONCE_BYTES = 2_000_000  # read while the page waits; larger files are read in the background


@open_to(Audience.GEOGRAPHERS)
def new_plan(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, request.FILES or None, user=request.user, initial=request.GET.dict())
    notes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["source"] == "file" and data["file"].size > AT_ONCE_BYTES:
            return redirect("job", _asked(request, data).pk)
        try:
            contents = _read(data) if data["source"] == "file" else None
            notes = notes_shown(contents.notes) if contents else []
            if contents is None or not contents.has_errors or (data["skip_bad_rows"] and contents.catchments):
                return redirect("catchment-plan", _drafted(request, data, contents).pk)
        except (PlanRefused, TableRefused) as error:
            form.add_error(None, " ".join(refusal(error)))
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/catchment_plan_new.html", {"form": form, "notes": notes}, status=status)


def _read(data: dict[str, Any]) -> Contents:
    with on_disk(data["file"]) as path:
        return read_contents(path, pad=data["pad"] or 0)


def _drafted(request: HttpRequest, data: dict[str, Any], contents: Contents | None) -> Any:
    source = data["source"]
    plan = draft_plan(
        by=request.user,
        division=data["division"],
        school_year=data["school_year"],
        label=data["label"],
        contents=contents,
        like=data["like"] if source == "copy" else None,
        polygons=data["areas"] if source == "areas" else None,
        blocks=data["blocks"],
    )
    messages.success(request, _("A draft. Please look at the checks; nothing holds before it is adopted."))
    return plan


def _asked(request: HttpRequest, data: dict[str, Any]) -> Any:
    params = {
        "division": data["division"].pk,
        "school_year": data["school_year"],
        "label": data["label"],
        "blocks": data["blocks"].pk if data["blocks"] else None,
        "pad": data["pad"] or 0,
        "skip_bad_rows": data["skip_bad_rows"],
    }
    return ask(by=request.user, kind=KEY, params=params, file_name=data["file"].name, chunks=data["file"].chunks())


@open_to(Audience.PEOPLE)
def schools_page(request: HttpRequest) -> HttpResponse:
    form = SchoolsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not may_manage(request.user):
        return answer(request, 403)
    notes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            notes = _store_schools(request, form.cleaned_data)
        except TableRefused as error:
            form.add_error("file", " ".join(refusal(error)))
        else:
            if not any(note["severity"] == "error" for note in notes):
                return redirect("schools")
    context = schools_context(request.user) | {"form": form, "notes": notes}
    return render(request, "districts/schools.html", context, status=422 if request.method == "POST" else 200)


def _store_schools(request: HttpRequest, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Stores all schools of the file; with errors in it none, and says which."""
    with on_disk(data["file"]) as path:
        found = read_schools(path, pad=data["pad"] or 0)
    if not any(note.severity == "error" for note in found.notes):
        count = len(put_schools(by=request.user, rows=school_values(found)))
        text = ngettext("%(count)s school stored.", "%(count)s schools stored.", count)
        messages.success(request, text % {"count": count})
    return notes_shown(found.notes)
