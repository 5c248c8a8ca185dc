from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from imports.actions.deciding import (
    cancel_batch,
    check_again,
    confirm_regions,
    discard_batch,
    publish_batch,
    withdraw_batch,
)
from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.forms import MOST_CHARACTERS, UploadForm
from imports.messages import refusal
from imports.models import Batch
from imports.presenters.batches import deliveries_context, delivery_context, progress_context
from imports.presenters.findings import PROBLEM_COLUMNS, Rows, notices, problem_rows, rejected_rows
from imports.rights import visible_batches
from indicators.errors import NotPossible
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import rows_to_csv
from sozialmonitor.web.errors import answer


def _batch(request: HttpRequest, pk: int) -> Batch:
    """What a person may not see is not there for them: both are 404."""
    seen = visible_batches(request.user).select_related("file", "profile", "delivery", "created_by")
    return get_object_or_404(seen, pk=pk)


@open_to(Audience.IMPORTERS)
def deliveries_page(request: HttpRequest) -> HttpResponse:
    return render(request, "imports/deliveries.html", deliveries_context(request.GET.get("page", "1"), request.user))


@open_to(Audience.IMPORTERS)
def upload_page(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if getattr(request, "upload_too_large", False):
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        return answer(request, 413, _("The file is larger than %(limit)s MB.") % {"limit": limit})
    if fault := getattr(request, "upload_fault", None):
        return answer(request, 507, *refusal(Refused("disk", detail=fault)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = receive_file(
                by=request.user,
                name=data["file"].name,
                chunks=data["file"].chunks(),
                profile=data["profile"],
                period=data["period"],
                note=data["note"],
            )
        except Refused as error:
            form.add_error("file", " ".join(refusal(error)))
        else:
            return redirect("delivery", batch.pk)
    status = 200 if request.method == "GET" else 422
    return render(request, "imports/upload.html", {"form": form, "max_bytes": settings.MAX_UPLOAD_BYTES}, status=status)


def _publish(request: HttpRequest, batch: Batch) -> None:
    seen = set(request.POST.getlist("notice"))
    publish_batch(by=request.user, batch=batch, notices_seen={notice["id"] for notice in notices(batch)} <= seen)
    messages.success(request, _("Published. The figures now stand on map, table and in the files."))


def _withdraw(request: HttpRequest, batch: Batch) -> None:
    # Past any form: a NUL would stop the database, and the reason stands in the audit trail for ever.
    reason = request.POST.get("reason", "").replace("\x00", "")[:MOST_CHARACTERS]
    withdraw_batch(by=request.user, batch=batch, reason=reason)
    messages.success(request, _("Withdrawn. What was published before holds again."))


def _discard(request: HttpRequest, batch: Batch) -> None:
    discard_batch(by=request.user, batch=batch)
    messages.success(request, _("Discarded. Nothing of this file was published."))


DECISIONS: dict[str, Callable[[HttpRequest, Batch], object]] = {
    "publish": _publish,
    "withdraw": _withdraw,
    "discard": _discard,
    "cancel": lambda request, batch: cancel_batch(by=request.user, batch=batch),
    "check-again": lambda request, batch: check_again(by=request.user, batch=batch),
    "confirm-areas": lambda request, batch: confirm_regions(by=request.user, batch=batch),
}


@open_to(Audience.IMPORTERS)
def delivery_page(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if request.method == "POST":
        decide = DECISIONS.get(request.POST.get("action", ""))
        if decide is None:
            return answer(request, 400)
        try:
            decide(request, batch)
        except (Refused, NotPossible, PermissionDenied) as error:
            messages.error(request, " ".join(refusal(error)))
        return redirect("delivery", pk)
    return render(request, "imports/delivery.html", delivery_context(batch, request.user))


@open_to(Audience.IMPORTERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes itself; when the work is over it asks no more, and the page loads anew."""
    context = progress_context(_batch(request, pk), request.user)
    return render(request, "imports/_delivery_progress.html", context | {"over": not context["batch"]["running"]})


@open_to(Audience.IMPORTERS)
def problems_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    batch = _batch(request, pk)
    return _download(PROBLEM_COLUMNS, problem_rows(batch), f"befunde-{pk}.csv")


@open_to(Audience.IMPORTERS)
def rejected_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    batch = _batch(request, pk)
    header, rows = rejected_rows(batch)
    return _download(header, rows, f"zurueckgewiesen-{pk}.csv")


def _download(header: list[str], rows: Rows, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(rows_to_csv(header, rows, "excel-de"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
