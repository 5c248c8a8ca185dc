from collections.abc import Sequence
from typing import Final

from django.db import transaction

from districts.models import Likeness
from districts.queries.likeness import not_kept
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.jobs.models import Job

COMPARING: Final = "compare-divisions"


def ask_for_comparing(*, by: User | None) -> Job | None:
    """Queues the comparison of all divisions in force with each other; None where there is nothing new to compare."""
    return ask(by=by, kind=COMPARING) if not_kept() else None


@transaction.atomic
def keep_likeness(*, by: User | None, found: Sequence[Likeness]) -> int:
    """Stores how alike pairs of editions are; of a pair that somebody else stored meanwhile, theirs stays."""
    Likeness.objects.bulk_create(found, ignore_conflicts=True)
    record(by=by, verb="compare divisions", what="likeness", pairs=len(found))
    return len(found)
