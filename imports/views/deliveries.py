from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from imports.actions.again import bring_back
from imports.actions.deciding import (
    cancel_batch,
    check_again,
    confirm_regions,
    discard_batch,
    publish_batch,
    withdraw_batch,
)
from imports.actions.vouching import vouch
from imports.choosing_form import ChoosingForm
from imports.errors import Refused
from imports.forms import MOST_CHARACTERS
from imports.messages import refusal
from imports.models import Batch
from imports.presenters.batches import deliveries_context, delivery_context, progress_context
from imports.presenters.findings import notices
from imports.presenters.receiving import receiving_context
from imports.seen import watch
from imports.views.batches import seen_batch
from imports.views.choosing import choose, look
from indicators.errors import NotPossible
from indicators.models import Delivery
from indicators.queries.difference import difference
from sozialmonitor.access.permissions import Permission
from sozialmonitor.access.views import Audience, open_to, polled
from sozialmonitor.web.errors import answer


@open_to(Audience.READERS)
def deliveries_page(request: HttpRequest) -> HttpResponse:
    return render(request, "imports/deliveries.html", deliveries_context(request.GET.get("page", "1"), request.user))


def _publish(request: HttpRequest, batch: Batch) -> None:
    seen = set(request.POST.getlist("notice"))
    all_seen = {notice["id"] for notice in notices(batch)} <= seen
    is_draft = batch.delivery is not None and batch.delivery.state == Delivery.State.DRAFT
    shown = difference(batch.delivery, biggest=0) if batch.delivery and is_draft else None
    publish_batch(by=request.user, batch=batch, notices_seen=all_seen, shown=shown)
    messages.success(request, _("Published. The figures now stand on map, table and in the files."))


def _withdraw(request: HttpRequest, batch: Batch) -> None:
    # Past any form: a NUL would stop the database, and the reason stands in the audit trail for ever.
    reason = request.POST.get("reason", "").replace("\x00", "")[:MOST_CHARACTERS]
    withdraw_batch(by=request.user, batch=batch, reason=reason)
    messages.success(request, _("Withdrawn. What was published before holds again."))


def _discard(request: HttpRequest, batch: Batch) -> None:
    discard_batch(by=request.user, batch=batch)
    messages.success(request, _("Discarded. Nothing of this file was published."))


def _bring_back(request: HttpRequest, batch: Batch) -> None:
    bring_back(by=request.user, batch=batch)
    messages.success(request, _("A draft once more. Please look at the difference, then publish."))


def _vouch(request: HttpRequest, batch: Batch) -> None:
    vouch(by=request.user, batch=batch)
    messages.success(request, _("Marked as checked. Somebody else can publish it now."))


DECISIONS: dict[str, Callable[[HttpRequest, Batch], object]] = {
    "publish": _publish,
    "withdraw": _withdraw,
    "discard": _discard,
    "bring-back": _bring_back,
    "vouch": _vouch,
    "choose": choose,
    "look": look,
    "cancel": lambda request, batch: cancel_batch(by=request.user, batch=batch),
    "check-again": lambda request, batch: check_again(by=request.user, batch=batch),
    "confirm-areas": lambda request, batch: confirm_regions(by=request.user, batch=batch),
}


@open_to(Audience.READERS)
def delivery_page(request: HttpRequest, pk: int) -> HttpResponse:
    batch = seen_batch(request, pk, Permission.VIEW)
    if request.method == "POST":
        decide = DECISIONS.get(request.POST.get("action", ""))
        if decide is None:
            return answer(request, 400)
        try:
            form = decide(request, batch)
        except (Refused, NotPossible, PermissionDenied) as error:
            messages.error(request, " ".join(refusal(error)))
        else:
            if isinstance(form, ChoosingForm):  # with its errors
                return render(request, "imports/delivery.html", _context(request, batch, form), status=422)
        return redirect("delivery", pk)
    return render(request, "imports/delivery.html", _context(request, batch))


def _context(request: HttpRequest, batch: Batch, form: ChoosingForm | None = None) -> dict[str, Any]:
    watch(request, batch)
    return delivery_context(batch, request.user) | receiving_context(batch, form)


@polled
@open_to(Audience.READERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes itself; when the work is over it asks no more, and the page loads anew."""
    context = progress_context(seen_batch(request, pk, Permission.VIEW), request.user)
    return render(request, "imports/_delivery_progress.html", context | {"over": not context["batch"]["running"]})
