"""What a person says about how a file is to be read."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from imports.actions.deciding import demand_bytes, demand_sight, locked
from imports.errors import Refused
from imports.models import Batch, Profile
from imports.queue import enqueue_check
from imports.reading import OVERRULED, look_at
from indicators.actions.deliveries import discard_delivery
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

# Nothing of these is published, and nobody works on them.
OPEN = (
    Batch.State.RECEIVED,
    Batch.State.READY,
    Batch.State.REFUSED,
    Batch.State.UNCHANGED,
    Batch.State.FAILED,
    Batch.State.CANCELLED,
)


@transaction.atomic
def choose_profile(
    *,
    by: User | None,
    batch: Batch,
    profile: Profile,
    period: str = "",
    reading: Mapping[str, Any] | None = None,
    start: bool = True,
) -> Batch:
    """Queues the check of a batch by a profile and, where given, by what the person overrules of it."""
    demand_sight(by, batch)
    batch = locked(batch, *OPEN)
    demand_bytes(batch)
    if batch.delivery is not None and batch.delivery.again_of_id:  # figures that were published once are read no more
        raise Refused("batch_state", state=batch.state)
    if batch.state == Batch.State.READY and batch.delivery is not None:
        discard_delivery(by=by, delivery=batch.delivery)
        batch.delivery = None
    batch.profile, batch.period, batch.reading = profile, period, _overruled(reading)
    batch.state, batch.attempt, batch.cancel_requested, batch.heartbeat = Batch.State.QUEUED, 0, False, None
    batch.finished_at, batch.proposal = None, []
    batch.save()
    told = {"profile": profile.key, "version": profile.version, "period": period, "reading": batch.reading}
    record(by=by, verb="choose profile", what=f"batch:{batch.pk}", **told)
    if start:
        transaction.on_commit(lambda: enqueue_check(batch.pk))
    return batch


@transaction.atomic
def look_again(*, by: User | None, batch: Batch, reading: Mapping[str, Any]) -> Batch:
    """Looks at the file once more, as the person says it is to be read. A check comes only with a profile."""
    demand_sight(by, batch)
    batch = locked(batch, *OPEN)
    demand_bytes(batch)
    batch.reading = _overruled(reading)
    batch.recognised = look_at(batch)
    batch.save(update_fields=["reading", "recognised"])
    record(by=by, verb="look at file", what=f"batch:{batch.pk}", reading=batch.reading)
    return batch


def _overruled(reading: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: reading[name] for name in OVERRULED if reading.get(name) not in (None, "")} if reading else {}
