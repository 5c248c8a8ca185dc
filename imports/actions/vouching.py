from django.db import transaction

from imports.actions.deciding import demand_sight, locked
from imports.actions.four_eyes import hands
from imports.models import Batch
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@transaction.atomic
def vouch(*, by: User, batch: Batch) -> None:
    """A person says that they have checked a file nobody uploaded: the first pair of eyes on one from the inbox."""
    demand_sight(by, batch)
    batch = locked(batch, Batch.State.READY)
    if by.username not in hands(batch):
        record(by=by, verb="vouch for batch", what=f"batch:{batch.pk}")
