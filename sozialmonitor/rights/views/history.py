from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sozialmonitor.access.past import past
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.history import columns, events
from sozialmonitor.rights.history_forms import DayForm, HistoryForm
from sozialmonitor.rights.presenters.history import day_context, history_context
from sozialmonitor.rights.tables import csv_answer

COLUMNS = (
    "at", "by", "verb", "what", "permission", "scope", "division", "areas", "from", "until", "role", "reason", "person",
)  # fmt: skip


@open_to(Audience.ADMINISTRATORS)
def history_page(request: HttpRequest) -> HttpResponse:
    return render(request, "rights/history.html", history_context(request.GET))


@open_to(Audience.ADMINISTRATORS)
def history_file(request: HttpRequest) -> HttpResponse:
    found = (columns(event) for event in events(HistoryForm(request.GET).asked()))
    return csv_answer(request, "rechte-verlauf", COLUMNS, ([row[name] for name in COLUMNS] for row in found))


@open_to(Audience.ADMINISTRATORS)
def day_page(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.GET or None)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        context |= day_context(past(asked["day"]), asked["permission"], asked["what"], asked["division"])
    return render(request, "rights/day.html", context, status=422 if form.errors else 200)
