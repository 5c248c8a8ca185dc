"""Batches as the list and the page of one show them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from imports.messages.faults import fault_said
from imports.models import Batch
from imports.presenters.calendar import overdue_context
from imports.presenters.contents import difference_shown, preview, proposal, recognised
from imports.presenters.events import events, moment
from imports.presenters.findings import notices, problem_shown
from imports.presenters.four_eyes import four_eyes
from imports.rights import readable_batches, visible_batches
from indicators.models import Delivery
from indicators.reach import Reach
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, allowed

SHOWN_PROBLEMS = 200


def deliveries_context(page: str, user: User) -> dict[str, Any]:
    batches = readable_batches(user).select_related("profile", "delivery__source", "created_by").order_by("-id")
    shown = Paginator(batches, 50).get_page(page)
    return {
        "may_import": bool(allowed(user, Permission.IMPORT)),
        "batches": [_listed(batch) for batch in shown],
        "pages": _pages(shown),
        "overdue": overdue_context(),
    }


def _pages(shown: Page[Batch]) -> dict[str, str] | None:
    if shown.paginator.num_pages == 1:
        return None
    return {
        "label": f"{shown.number} / {shown.paginator.num_pages}",
        "previous": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "next": f"?page={shown.next_page_number()}" if shown.has_next() else "",
    }


def _listed(batch: Batch) -> dict[str, Any]:
    state, label = state_of(batch)
    return {
        "id": batch.pk,
        "file": batch.file_name,
        "profile": batch.profile.label if batch.profile else "",
        "state": state,
        "state_label": label,
        "source": batch.delivery.source.label if batch.delivery and batch.delivery.source else "",
        "by": batch.created_by.username if batch.created_by else "",
        "at": moment(batch.created_at),
        "rows": batch.total,
        "url": reverse("delivery", args=[batch.pk]),
    }


def state_of(batch: Batch) -> tuple[str, str]:
    if batch.delivery and batch.delivery.state == Delivery.State.WITHDRAWN:
        return "withdrawn", batch.delivery.get_state_display()
    return batch.state, batch.get_state_display()


def delivery_context(batch: Batch, user: User) -> dict[str, Any]:
    ready = batch.state == Batch.State.READY and batch.delivery
    rejected = batch.problem_counts.get("error") and not batch.about_persons  # nobody's rows are given back
    return {
        **progress_context(batch, user),
        "problems": [problem_shown(problem) for problem in batch.problems.all()[:SHOWN_PROBLEMS]],
        "problem_counts": batch.problem_counts,
        "problems_csv_url": reverse("delivery-problems", args=[batch.pk]),
        "rejected_csv_url": reverse("delivery-rejected", args=[batch.pk]) if rejected else "",
        "recognised": recognised(batch),
        "preview": preview(batch),
        "difference": difference_shown(batch.delivery) if ready else None,
        "notices": notices(batch) if ready else [],
        "proposal": proposal(batch),
    }


def progress_context(batch: Batch, user: User) -> dict[str, Any]:
    state, label = state_of(batch)
    told, hint = message(batch)
    in_bytes = batch.phase == Batch.Phase.READING  # of the file: good for the bar, but no number for people
    shown = {
        "id": batch.pk,
        "file": batch.file_name,
        "size": batch.file.size,
        "sha256": batch.file.sha256,
        "removed": moment(batch.file.removed_at) if batch.file.removed_at else "",
        "profile": f"{batch.profile.label} ({_('version')} {batch.profile.version})" if batch.profile else "",
        "state": state,
        "state_label": label,
        "phase_label": batch.get_phase_display() or label,
        "percent": min(100, 100 * batch.done // batch.total) if batch.total else None,
        "done": 0 if in_bytes else batch.done,
        "total": 0 if in_bytes else batch.total,
        "message": told,
        "hint": hint,
        "running": batch.state in Batch.RUNNING,
        "url": reverse("delivery", args=[batch.pk]),
        "protocol_url": reverse("delivery-protocol", args=[batch.pk]),
        "progress_url": reverse("delivery-progress", args=[batch.pk]),
        "events": events(batch),
    }
    return {"batch": {**shown, **_may(batch, user)}}


def _may(batch: Batch, user: User) -> dict[str, Any]:
    importer, publisher = (_covers(batch, user, permission) for permission in (Permission.IMPORT, Permission.PUBLISH))
    state = batch.delivery.state if batch.delivery else ""
    handles = visible_batches(user).filter(pk=batch.pk).exists()
    blocked = four_eyes(batch, user)
    return {
        "four_eyes": blocked,
        "has_a_say": handles,
        "may_cancel": handles and batch.state in Batch.RUNNING and not batch.cancel_requested,
        "may_publish": batch.state == Batch.State.READY and publisher and not blocked,
        "may_discard": batch.state == Batch.State.READY and importer,
        "may_withdraw": state == Delivery.State.PUBLISHED and publisher,
        "may_bring_back": state == Delivery.State.WITHDRAWN and publisher,
        "may_check_again": handles
        and batch.state in (Batch.State.REFUSED, Batch.State.FAILED, Batch.State.CANCELLED)
        and not batch.about_persons,
    }


def _covers(batch: Batch, user: User, permission: Permission) -> bool:
    """Whether the person may do this with every measure of the batch's delivery."""
    if batch.delivery is None:
        return False
    return not Reach(user, permission).closed(batch.delivery)


def message(batch: Batch) -> tuple[str, str]:
    """What became of the batch and what to do, in sentences; nothing where its state says it all."""
    if batch.about_persons:
        return _about_persons(batch)
    match batch.state:
        case Batch.State.QUEUED | Batch.State.WORKING:
            return _delay(batch), ""
        case Batch.State.REFUSED:
            return _("The file has errors; nothing of it was stored."), _("The list below says where and what to do.")
        case Batch.State.UNCHANGED:
            told = _("This file is already imported: every figure in it stands as it is.")
            return told, _("There is nothing to publish.")
        case Batch.State.FAILED:
            return fault_said(batch.fault)
        case Batch.State.CANCELLED:
            return _("The check was cancelled; nothing was stored."), ""
    if batch.delivery and batch.delivery.state == Delivery.State.WITHDRAWN:
        return _("This delivery was withdrawn: %(reason)s") % {"reason": batch.delivery.reason}, ""
    return "", ""


def _about_persons(batch: Batch) -> tuple[str, str]:
    message = _("The file is about single persons. It was refused, and nothing of it was stored.")
    if batch.facts.get("removed"):
        return message, _("Its bytes were removed from the server. Please send counts per area instead.")
    return message, _("Its bytes were kept, because an earlier delivery of the same file was accepted.")


def _delay(batch: Batch) -> str:
    """Why it takes longer than usual, from what the sweeper and the workers wrote on the row."""
    if batch.attempt == 0:
        if batch.heartbeat is None:  # the sweeper's first word
            return ""
        return _(
            "No worker has taken the file up so far. Nothing is lost: it is kept, and handed over again every minute. "
            "If this stays so, please tell the administration that no worker answers."
        )
    if batch.state == Batch.State.QUEUED:
        return _("The work on this file broke off. Nothing is lost and nothing was stored; it begins anew by itself.")
    if batch.attempt > 1:
        told = _("The work on this file broke off and has begun anew (attempt %(attempt)s). Nothing is stored twice.")
        return told % {"attempt": batch.attempt}
    return ""
