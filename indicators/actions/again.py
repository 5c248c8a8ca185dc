from django.db import connection, transaction

from indicators.errors import NotPossible
from indicators.models import Delivery, DeliveryScope, Observation, StagedObservation
from indicators.queries.difference import unchanged
from indicators.rights import demand_delivery
from sozialmonitor.access.acting import reading
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Allowed, Permission

_COPIED = ("label", "source", "complete", "canonical_hash", "stand", "licence", "footnotes", "note")


@transaction.atomic
def draft_again(*, by: User | None, delivery: Delivery) -> Delivery:
    """A withdrawn delivery's figures as a new draft, to be looked at and published like any other.

    The withdrawn row keeps its times, so that what was known on an earlier day stays what it was.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.WITHDRAWN:
        raise NotPossible("delivery_not_withdrawn", state=delivery.get_state_display())
    granted = demand_delivery(by, Permission.PUBLISH, delivery)
    first = delivery.again_of or delivery
    draft = Delivery.objects.create(
        again_of=first, created_by=by, **{name: getattr(delivery, name) for name in _COPIED}
    )
    draft.size = _copy_figures(delivery, draft, granted)
    if delivery.size not in (None, draft.size):
        raise NotPossible("figures_hidden", seen=draft.size, size=delivery.size)
    draft.save(update_fields=["size"])
    if unchanged(draft):
        raise NotPossible("nothing_to_publish_again")
    record(by=by, verb="draft delivery again", what=f"delivery:{draft.pk}", earlier=delivery.pk)
    return draft


def _copy_figures(delivery: Delivery, draft: Delivery, granted: Allowed) -> int:
    """Set-based: the columns of both tables of figures are the same, and what is covered stays the same."""
    tables = ((DeliveryScope, DeliveryScope), (Observation, StagedObservation))
    with reading(granted), connection.cursor() as cursor:  # the database asks again
        for source, target in tables:
            fields = (field for field in target._meta.concrete_fields if field.name not in ("id", "delivery"))
            columns = ", ".join(field.column for field in fields if field.column)  # a key of several has none
            cursor.execute(
                f"INSERT INTO {target._meta.db_table} (delivery_id, {columns}) "  # noqa: S608 - our own names
                f"SELECT %s, {columns} FROM {source._meta.db_table} WHERE delivery_id = %s",
                [draft.pk, delivery.pk],
            )
        return int(cursor.rowcount)
