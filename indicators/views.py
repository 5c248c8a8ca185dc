from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from districts.rights import demand_management
from indicators.forms import BuildingForm
from indicators.jobs import KEY as BUILDING
from indicators.presenters.areas import area_context
from indicators.presenters.dictionary import indicator_context, indicators_context
from indicators.presenters.maps import map_context
from indicators.presenters.tables import table_context
from indicators.queries.areas import area_shown
from indicators.queries.shown import shown
from indicators.seen import watch
from indicators.selection import SelectionError, read_selection
from sozialmonitor.access.permissions import Permission, allowed
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.web.errors import unreadable_selection
from sozialmonitor.web.files import NotKept


@open_to(Audience.PUBLIC)
def map_page(request: HttpRequest) -> HttpResponse:
    try:
        selection = read_selection(request.GET.dict())
    except SelectionError as error:
        return unreadable_selection(request, error.name, error.value, error.allowed)
    found = shown(request.user, selection)
    watch(request, found)
    context = map_context(found, request.user)
    return render(request, "indicators/_map_result.html" if request.htmx else "indicators/map.html", context)


@open_to(Audience.PUBLIC)
def table_page(request: HttpRequest) -> HttpResponse:
    try:
        selection = read_selection(request.GET.dict())
    except SelectionError as error:
        return unreadable_selection(request, error.name, error.value, error.allowed)
    every_period = "period" in request.GET and not request.GET["period"]
    found = shown(request.user, selection)
    watch(request, found)
    context = table_context(found, request.user, every_period=every_period)
    return render(request, "indicators/table.html", context)


@open_to(Audience.PUBLIC)
def area_page(request: HttpRequest, division: str, code: str) -> HttpResponse:
    try:
        selection = read_selection({**request.GET.dict(), "division": division, "area": code})
    except SelectionError as error:
        return unreadable_selection(request, error.name, error.value, error.allowed)
    found = area_shown(request.user, selection)
    watch(request, found)
    context = area_context(found, brief=bool(request.htmx))
    return render(request, "indicators/_area_sheet.html" if request.htmx else "indicators/area.html", context)


@open_to(Audience.GEOGRAPHERS)
def correspondence_new_page(request: HttpRequest) -> HttpResponse:
    form = BuildingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        demand_management(request.user, form.cleaned_data["target"].division)
        try:
            job = ask(
                by=request.user,
                kind=BUILDING,
                params=form.params(),
                file_name=file.name if file else "",
                chunks=file.chunks() if file else None,
            )
            return redirect("job", job.pk)
        except NotKept:
            form.add_error("file", _("The file could not be stored. Try again later."))
    status = 200 if request.method == "GET" else 422
    return render(request, "indicators/correspondence_new.html", {"form": form}, status=status)


@open_to(Audience.PUBLIC)
def indicators_page(request: HttpRequest) -> HttpResponse:
    context = indicators_context(allowed(request.user, Permission.LIST), allowed(request.user, Permission.VIEW))
    return render(request, "indicators/indicators.html", context)


@open_to(Audience.PUBLIC)
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    context = indicator_context(code, allowed(request.user, Permission.LIST), allowed(request.user, Permission.VIEW))
    return render(request, "indicators/indicator.html", context)
