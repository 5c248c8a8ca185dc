"""Which reading of a file a draft came from."""

from typing import Final

from districts.models import Edition
from sozialmonitor.jobs.models import Job

KIND: Final = "read-areas"


def reading_of(edition: Edition) -> Job | None:
    """The work that made this draft, if the page did; its file is kept as long as the draft is looked at."""
    return Job.objects.filter(kind=KIND, result__edition=edition.pk, state=Job.State.DONE).first()


def is_looked_at(job: Job) -> bool:
    """Whether the draft that a reading made is still one: until then a person may correct what the file says."""
    return Edition.objects.filter(pk=job.result.get("edition"), state=Edition.State.DRAFT).exists()


def entries_of(edition: Edition) -> dict[int, int]:
    """Per area the number of its entry in the file: areas are stored in the order of the file."""
    before = reading_of(edition)
    areas = edition.areas.order_by("pk").values_list("pk", flat=True)
    return dict(zip(areas, before.result["entries"], strict=True)) if before else {}
