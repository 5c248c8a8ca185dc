"""What a person decides about a checked batch."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from districts.actions.editions import REGIONS_SINCE, add_regions
from districts.models import Division
from imports.actions.four_eyes import hands
from imports.errors import Refused
from imports.models import Batch, Problem
from imports.queue import enqueue_check
from imports.reading import profile_of
from imports.rights import visible_batches
from indicators.actions.deliveries import discard_delivery, publish_delivery, withdraw_delivery
from indicators.models import Delivery
from indicators.queries.difference import Difference
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


def locked(batch: Batch, *states: str) -> Batch:
    """The row, held until the end of the transaction; refused if somebody else decided meanwhile."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in states:
        raise Refused("batch_state", state=batch.state)
    return batch


def demand_sight(by: User | None, batch: Batch) -> None:
    if not visible_batches(by).filter(pk=batch.pk).exists():
        raise PermissionDenied(f"batch:{batch.pk}")


def demand_bytes(batch: Batch) -> None:
    if batch.about_persons:
        raise Refused("about_persons")


def delivery_of(batch: Batch) -> Delivery:
    if batch.delivery is None:  # the database refuses it for ready and published ones
        raise Refused("batch_state", state=batch.state)
    return batch.delivery


@transaction.atomic
def publish_batch(
    *, by: User | None, batch: Batch, notices_seen: bool = False, shown: Difference | None = None
) -> Batch:
    """`shown` is the difference that was looked at before: the protocol keeps its counts."""
    batch = locked(batch, Batch.State.READY)
    if batch.problems.exclude(severity=Problem.Severity.ERROR).exists() and not notices_seen:
        raise Refused("notices_not_seen")
    batch.delivery = publish_delivery(by=by, delivery=delivery_of(batch), hands=hands(batch))
    batch.state = Batch.State.PUBLISHED
    if shown is not None:
        per_measure = {code: asdict(counts) for code, counts in shown.per_measure.items()}
        batch.facts = batch.facts | {"difference": {"total": asdict(shown.total), "per_measure": per_measure}}
    batch.save(update_fields=["state", "facts"])
    return batch


@transaction.atomic
def discard_batch(*, by: User | None, batch: Batch) -> Batch:
    demand_sight(by, batch)
    batch = locked(batch, Batch.State.READY, Batch.State.RECEIVED)
    if batch.state == Batch.State.READY:
        batch.delivery = discard_delivery(by=by, delivery=delivery_of(batch))
    else:
        record(by=by, verb="discard file", what=f"batch:{batch.pk}")
    batch.state = Batch.State.DISCARDED
    if batch.delivery and batch.delivery.again_of:  # what was published and withdrawn stays what it is
        batch.delivery, batch.state = _withdrawn_before(batch.delivery), Batch.State.PUBLISHED
    batch.save(update_fields=["delivery", "state"])
    return batch


def _withdrawn_before(draft: Delivery) -> Delivery:
    same = Delivery.objects.filter(Q(pk=draft.again_of_id) | Q(again_of=draft.again_of_id))
    return same.filter(state=Delivery.State.WITHDRAWN).latest("withdrawn_at")


@transaction.atomic
def withdraw_batch(*, by: User | None, batch: Batch, reason: str) -> Batch:
    """The batch stays *published* as what happened to it; its delivery says that it was withdrawn."""
    batch = locked(batch, Batch.State.PUBLISHED)
    batch.delivery = withdraw_delivery(by=by, delivery=delivery_of(batch), reason=reason)
    return batch


@transaction.atomic
def cancel_batch(*, by: User | None, batch: Batch) -> Batch:
    """A queued batch ends at once; one being worked on stops at its next sign of life."""
    demand_sight(by, batch)
    batch = locked(batch, *Batch.RUNNING)
    batch.cancel_requested = True
    if batch.state == Batch.State.QUEUED:
        batch.state = Batch.State.CANCELLED
    batch.save(update_fields=["cancel_requested", "state"])
    record(by=by, verb="cancel batch", what=f"batch:{batch.pk}")
    return batch


@transaction.atomic
def check_again(*, by: User | None, batch: Batch, start: bool = True) -> Batch:
    """Queues a batch once more: after areas or measures were mended, or after a fault of ours."""
    demand_sight(by, batch)
    batch = locked(batch, Batch.State.REFUSED, Batch.State.FAILED, Batch.State.CANCELLED)
    demand_bytes(batch)
    batch.state, batch.attempt, batch.cancel_requested, batch.heartbeat = Batch.State.QUEUED, 0, False, None
    batch.finished_at, batch.proposal = None, []
    batch.save()
    record(by=by, verb="check batch again", what=f"batch:{batch.pk}")
    if start:
        transaction.on_commit(lambda: enqueue_check(batch.pk))
    return batch


@transaction.atomic
def confirm_regions(*, by: User | None, batch: Batch, start: bool = True) -> Batch:
    """Adds the comparison regions the file proposes to their division, then checks the file again."""
    demand_sight(by, batch)
    batch = locked(batch, Batch.State.REFUSED, Batch.State.READY)
    if not batch.proposal:
        raise Refused("no_proposal")
    division = Division.objects.get(key=profile_of(batch).area.division_key)
    areas = [(code, name) for code, name in batch.proposal]
    add_regions(by=by, division=division, areas=areas, valid_from=REGIONS_SINCE)
    if batch.state == Batch.State.READY:
        discard_delivery(by=by, delivery=delivery_of(batch))
        batch.delivery, batch.state = None, Batch.State.REFUSED
        batch.save(update_fields=["delivery", "state"])
    return check_again(by=by, batch=batch, start=start)
