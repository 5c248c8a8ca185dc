from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from imports.actions.expecting import put_expectation, remove_expectation
from imports.calendar_form import ExpectationForm
from imports.models import Expectation
from imports.presenters.calendar import calendar_context, calendar_days
from imports.rights import may_expect
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.ical import calendar


@open_to(Audience.IMPORTERS)
def calendar_page(request: HttpRequest) -> HttpResponse:
    return render(request, "imports/calendar.html", calendar_context(request.GET, request.user))


@open_to(Audience.IMPORTERS)
def calendar_file(_request: HttpRequest) -> HttpResponse:
    content = calendar(_("Expected deliveries"), calendar_days(localdate()), now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lieferungen.ics"'
    return response


@open_to(Audience.IMPORTERS)
def expectation_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One entry of the calendar, new or to be changed; who may not import its files does not find it."""
    found = get_object_or_404(Expectation, pk=pk) if pk is not None else None
    if found is not None and not may_expect(request.user, found.profile_key):
        raise Http404
    if found is not None and request.POST.get("action") == "remove":
        remove_expectation(by=request.user, expectation=found)
        messages.success(request, _("Removed from the calendar."))
        return redirect("calendar")
    form = ExpectationForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            put_expectation(by=request.user, expectation=form.save(commit=False))
        except PermissionDenied:
            raise Http404 from None
        messages.success(request, _("Stored in the calendar."))
        return redirect("calendar")
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/expectation.html", {"form": form, "expectation": found}, status=status)
