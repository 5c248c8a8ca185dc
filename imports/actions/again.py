"""Brings a withdrawn delivery back: as a draft first, so that what it would change is seen before it holds again."""

from django.db import transaction
from django.db.models import Q

from imports.actions.deciding import delivery_of, locked
from imports.models import Batch
from indicators.actions.again import draft_again
from indicators.models import Delivery
from sozialmonitor.access.models import User


@transaction.atomic
def bring_back(*, by: User | None, batch: Batch) -> Batch:
    """The batch is ready to publish once more, with a new draft; the withdrawn delivery stays as it is."""
    batch = locked(batch, Batch.State.PUBLISHED)
    batch.delivery = draft_again(by=by, delivery=delivery_of(batch))
    batch.state, batch.proposal = Batch.State.READY, []
    batch.save(update_fields=["delivery", "state", "proposal"])
    return batch


def every_delivery(batch: Batch) -> list[int]:
    """All deliveries that came of a batch: the first one, and one more for each time it was brought back."""
    if batch.delivery is None:
        return []
    first = batch.delivery.again_of_id or batch.delivery.pk
    return list(Delivery.objects.filter(Q(pk=first) | Q(again_of=first)).order_by("pk").values_list("pk", flat=True))
