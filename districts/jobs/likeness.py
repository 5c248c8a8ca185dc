"""All divisions in force compared with each other in the background, so that the page of pairs only reads."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.likeness import COMPARING, keep_likeness
from districts.models import Likeness
from districts.queries.likeness import measured, not_kept
from sozialmonitor.jobs.kinds import JobKind, Progress
from sozialmonitor.jobs.models import Job


def work(_job: Job, progress: Progress) -> list[Likeness]:
    couples = not_kept()
    progress.phase("comparing", len(couples))
    return measured(couples, progress.tick)


def store(job: Job, found: list[Likeness]) -> dict[str, Any]:
    return {"pairs": keep_likeness(by=job.created_by, found=found)}


COMPARE_DIVISIONS: Final = JobKind(
    key=COMPARING,
    title=gettext_lazy("Compare the divisions in force with each other"),
    work=work,
    store=store,
    phases={"comparing": gettext_lazy("Divisions are compared, pair by pair")},
    link=lambda _job: (reverse("compare-divisions"), _("Compare divisions")),
    say=lambda rule, _params: (rule, ""),
)
