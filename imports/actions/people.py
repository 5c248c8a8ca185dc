"""Files about single persons: they are refused, and nothing of them stays."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from imports.checks.people import Persons, persons
from imports.models import Batch, Problem, SourceFile
from imports.parsers.records import Problems, Severity
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.audit import record

# A file that was found to be in order before keeps its bytes: its figures came from them.
ACCEPTED = (Batch.State.READY, Batch.State.PUBLISHED, Batch.State.UNCHANGED)
_RULE = "person_level_file"


def persons_of(batch: Batch) -> Persons | None:
    """What makes the batch's file one about persons. Of a file whose bytes are gone only that it was one is known."""
    if batch.file.removed_at is not None:
        return Persons((), (), 0)
    with place_of(batch.file).open("rb") as stream:
        return persons(stream)


def place_of(file: SourceFile) -> Path:
    return Path(settings.FILES_FOLDER) / file.path


@acting_for(None)  # all batches of the same bytes, whoever brought them
def refuse_persons(*, batch: Batch, found: Persons) -> None:
    """Inside the transaction of the caller, who holds the row. The bytes go when it is committed."""
    file = SourceFile.objects.select_for_update().get(pk=batch.file_id)
    batch.file = file
    others = file.batches.exclude(pk=batch.pk)
    kept = others.filter(state__in=ACCEPTED).exists()
    if not kept:
        file.removed_at = file.removed_at or now()
        file.save(update_fields=["removed_at"])
        # What an earlier look or an earlier refusal has written down of the same rows.
        others.update(recognised={}, facts={}, proposal=[])
        Problem.objects.filter(batch__in=others).update(row=None, value="")
        transaction.on_commit(partial(_remove, place_of(file)))
    batch.recognised, batch.proposal, batch.problem_counts = {}, [], {Severity.ERROR.value: 1}
    batch.facts = {"persons": True, "removed": not kept}
    batch.state, batch.phase, batch.finished_at = Batch.State.REFUSED, Batch.Phase.NONE, now()
    batch.done = batch.total = 0
    batch.save()
    batch.problems.all().delete()
    problems = Problems()
    told: dict[str, Any] = {
        "signs": list(found.signs),
        "columns": list(found.columns),
        "sheet_number": found.sheet or None,
    }
    problems.add("person_level_file", **told)
    Problem.objects.bulk_create(
        Problem(batch=batch, severity=problem.severity.value, rule=problem.rule, params=problem.params)
        for problem in problems
    )
    record(
        by=batch.created_by,
        verb="refuse file about persons",
        what=f"batch:{batch.pk}",
        sha256=file.sha256,
        removed=not kept,
    )


def _remove(place: Path) -> None:
    place.unlink(missing_ok=True)


def remove_left_over() -> int:
    """Bytes whose row says that they were removed: whoever should have done it was killed in between."""
    gone = [place_of(file) for file in SourceFile.objects.filter(removed_at__isnull=False)]
    left = [place for place in gone if place.exists()]
    for place in left:
        _remove(place)
    return len(left)
