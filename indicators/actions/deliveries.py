from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import connection, transaction
from django.utils.timezone import now

from indicators.actions.four_eyes import demand_four_eyes
from indicators.actions.sources import name_source
from indicators.actions.staging import stage
from indicators.analysis.figures import Figures
from indicators.errors import NotPossible
from indicators.models import Delivery
from indicators.rights import demand_delivery
from sozialmonitor.access.acting import reading
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission

SQL = Path(__file__).parent.parent / "sql"


@transaction.atomic
def prepare_delivery(
    *,
    by: User | None,
    label: str,
    figures: Iterable[Figures],
    canonical_hash: str,
    complete: bool,
    source: str = "",
    stand: str = "",
    licence: str = "",
    footnotes: Sequence[str] = (),
    note: str = "",
) -> Delivery:
    """Stores checked figures as a draft delivery. Nothing of it is visible until it is published.

    The terms are kept as they are now: a licence that the source gets later is none of these figures.
    """
    sender = name_source(by=by, key=source)
    delivery = Delivery.objects.create(
        label=label,
        source=sender,
        licence=licence or (sender.licence if sender else ""),
        footnotes=list(footnotes),
        complete=complete,
        canonical_hash=canonical_hash,
        stand=stand,
        note=note,
        created_by=by,
    )
    delivery.size = stage(delivery.pk, figures)
    delivery.save(update_fields=["size"])
    demand_delivery(by, Permission.IMPORT, delivery)
    record(by=by, verb="prepare delivery", what=f"delivery:{delivery.pk}", label=label)
    return delivery


@transaction.atomic
def publish_delivery(*, by: User | None, delivery: Delivery, hands: Iterable[str] = ()) -> Delivery:
    """Makes a draft the newest word on its measures, areas and periods: one transaction, all or nothing.

    `hands` are the accounts that had it before, for sources that want four eyes.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.DRAFT:
        raise NotPossible("delivery_not_draft", state=delivery.get_state_display())
    measures = _measures(delivery)
    if not measures:
        raise NotPossible("delivery_empty")
    granted = demand_delivery(by, Permission.PUBLISH, delivery)
    demand_four_eyes(by=by, delivery=delivery, hands=hands)
    with reading(granted), connection.cursor() as cursor:  # the database asks again
        cursor.execute((SQL / "publish.sql").read_text(), {"delivery": delivery.pk})
        if delivery.size not in (None, cursor.rowcount):  # what the policies hide would be left out without a word
            raise NotPossible("figures_hidden", seen=cursor.rowcount, size=delivery.size)
    delivery.state, delivery.published_by, delivery.published_at = Delivery.State.PUBLISHED, by, now()
    delivery.save(update_fields=["state", "published_by", "published_at"])
    record(by=by, verb="publish delivery", what=f"delivery:{delivery.pk}", measures=sorted(measures))
    return delivery


@transaction.atomic
def discard_delivery(*, by: User | None, delivery: Delivery) -> Delivery:
    """Throws a draft's staged figures away; the row stays as a trace."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.DRAFT:
        raise NotPossible("delivery_not_draft", state=delivery.get_state_display())
    with reading(demand_delivery(by, Permission.IMPORT, delivery)):
        delivery.staged.all().delete()
    delivery.state = Delivery.State.DISCARDED
    delivery.save(update_fields=["state"])
    record(by=by, verb="discard delivery", what=f"delivery:{delivery.pk}")
    return delivery


@transaction.atomic
def withdraw_delivery(*, by: User | None, delivery: Delivery, reason: str) -> Delivery:
    """Takes a published delivery back: what stood before stands again, its own figures stay readable as a vintage."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != Delivery.State.PUBLISHED:
        raise NotPossible("delivery_not_published", state=delivery.get_state_display())
    if not reason.strip():
        raise NotPossible("reason_missing")
    demand_delivery(by, Permission.PUBLISH, delivery)
    delivery.state, delivery.withdrawn_by, delivery.withdrawn_at = Delivery.State.WITHDRAWN, by, now()
    delivery.reason = reason.strip()
    delivery.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "reason"])
    record(by=by, verb="withdraw delivery", what=f"delivery:{delivery.pk}", reason=delivery.reason)
    return delivery


def _measures(delivery: Delivery) -> set[str]:
    return set(delivery.scopes.values_list("measure__code", flat=True).distinct())
