"""For the data-protection officer and administrators. Whoever looks is looked at: each look is a line in the trail."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render

from sozialmonitor.access.audit import record
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.trail.chain_page import chain_context
from sozialmonitor.trail.forms import AccessForm, HistoryForm, TrailForm
from sozialmonitor.trail.history import history_of
from sozialmonitor.trail.jobs import KEY
from sozialmonitor.trail.presenters import (
    ACCESS_COLUMNS,
    TRAIL_COLUMNS,
    access_cells,
    access_rows,
    history_rows,
    links,
    summed,
    trail_cells,
    trail_rows,
)
from sozialmonitor.trail.reading import accesses, page_of, sums, trail_lines
from sozialmonitor.web.csv_dialects import rows_to_csv
from sozialmonitor.web.errors import answer
from sozialmonitor.web.limits import limited


@open_to(Audience.OFFICERS)
def trail_page(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return render(request, "trail/trail.html", {"form": form}, status=422)
    found, following = page_of(trail_lines(form.cleaned_data), form.cleaned_data["before"])
    record(by=request.user, verb="read trail", what="trail", asked=form.asked())
    context = {"form": form, "rows": trail_rows(found), "links": links("trail", "trail-csv", form.asked(), following)}
    return render(request, "trail/trail.html", context)


@limited("exports")
@open_to(Audience.OFFICERS)
def trail_csv(request: HttpRequest) -> HttpResponseBase:
    form = TrailForm(request.GET)
    if not form.is_valid():
        return answer(request, 400)
    record(by=request.user, verb="download trail", what="trail", asked=form.asked())
    return _csv(TRAIL_COLUMNS, trail_lines(form.cleaned_data), trail_cells, "protokoll.csv")


@open_to(Audience.OFFICERS)
def access_page(request: HttpRequest) -> HttpResponse:
    form = AccessForm(request.GET)
    if not form.is_valid():
        return render(request, "trail/accesses.html", {"form": form}, status=422)
    lines = accesses(form.cleaned_data)
    found, following = page_of(lines, form.cleaned_data["before"])
    record(by=request.user, verb="read access log", what="access log", asked=form.asked())
    context = {
        "form": form,
        "first": form.cleaned_data["first"],
        "rows": access_rows(found),
        "by_what": summed(sums(lines, "what"), "what"),
        "by_account": summed(sums(lines, "account"), "account"),
        "links": links("access-log", "access-csv", form.asked(), following),
    }
    return render(request, "trail/accesses.html", context)


@limited("exports")
@open_to(Audience.OFFICERS)
def access_csv(request: HttpRequest) -> HttpResponseBase:
    form = AccessForm(request.GET)
    if not form.is_valid():
        return answer(request, 400)
    record(by=request.user, verb="download access log", what="access log", asked=form.asked())
    return _csv(ACCESS_COLUMNS, accesses(form.cleaned_data), access_cells, "zugriffe.csv")


def _csv(
    columns: Iterable[str], lines: Any, cells: Callable[[Iterable[Any]], Iterator[tuple[Any, ...]]], name: str
) -> HttpResponseBase:
    blocks = rows_to_csv(list(columns), cells(lines.iterator(chunk_size=2000)), "excel-de")
    response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@open_to(Audience.OFFICERS)
def chain_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect("job", ask(by=request.user, kind=KEY).pk)
    return render(request, "trail/chain.html", chain_context())


@open_to(Audience.OFFICERS)
def history_page(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        kind, key = form.cleaned_data["kind"], form.cleaned_data["key"]
        record(by=request.user, verb="read history", what=f"{kind}:{key}")
        context |= {"rows": history_rows(history_of(kind, key)), "asked": True}
    return render(request, "trail/history.html", context, status=422 if form.is_bound and form.errors else 200)
