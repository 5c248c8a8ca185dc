"""Correspondences for an edition that has just come into force, so that figures show on it without anybody's work."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from districts.actions.correspondences import store_correspondence
from districts.models import Correspondence, Division, Edition, Register
from districts.queries.weighing import Weighed
from districts.rights import may_manage
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.models import Job

RENEWING: Final = "renew-correspondences"


def ask_for_ways(*, by: User | None, edition: Edition) -> Job | None:
    """Queues the work; None without addresses: plain area is nothing to be taken without a person's decision."""
    if edition.division.kind != Division.Kind.AREAS or not Register.objects.active().exists():
        return None
    return ask(by=by, kind=RENEWING, params={"edition": edition.pk})


@transaction.atomic
def store_ways(*, by: User | None, found: Sequence[tuple[Edition, Edition, Weighed]]) -> list[Correspondence]:
    """What was weighed, all or nothing; left out where one stands meanwhile, or where the person may not manage."""
    made = []
    for source, target, weighed in found:
        standing = Correspondence.objects.standing().filter(source=source, target=target)
        if not standing.exists() and (by is None or may_manage(by, target.division)):
            made.append(store_correspondence(by=by, source=source, target=target, weighed=weighed))
    return made
