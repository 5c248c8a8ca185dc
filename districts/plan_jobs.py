"""Plans made from large tables: read in the background, drafted in the transaction that closes the job."""

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.plans import PlanRefused, draft_plan
from districts.addressing.contents import Contents, read_contents
from districts.addressing.tables import TableRefused
from districts.messages.plans import refusal
from districts.models import Division, Edition
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job

KEY: Final = "draft-plan"
PHASES: Final = {"reading": gettext_lazy("reading the list")}


def work(job: Job, progress: Progress) -> Contents:
    progress.phase("reading")
    try:
        contents = read_contents(place(job.file), pad=job.params["pad"])
    except TableRefused as error:
        raise JobRefused(error.rule, **error.params) from error
    errors = sum(note.severity == "error" for note in contents.notes)
    if errors and not (job.params["skip_bad_rows"] and contents.catchments):
        raise JobRefused("list-has-errors", count=errors)
    return contents


def store(job: Job, contents: Contents) -> dict[str, Any]:
    blocks = Edition.objects.filter(pk=job.params["blocks"]).first() if job.params["blocks"] else None
    plan = draft_plan(
        by=get_user_model().objects.filter(pk=job.created_by_id).first(),
        division=Division.objects.get(pk=job.params["division"]),
        school_year=job.params["school_year"],
        label=job.params["label"],
        contents=contents,
        blocks=blocks,
    )
    return {"plan": plan.pk}


def link(job: Job) -> tuple[str, str]:
    return reverse("catchment-plan", args=[job.result["plan"]]), _("To the plan")


def say(rule: str, params: dict[str, Any]) -> tuple[str, str]:
    error = PlanRefused(rule, **params) if rule == "list-has-errors" else TableRefused(rule, **params)
    text, hint = refusal(error)
    return text, hint


DRAFT_PLAN: Final = JobKind(
    key=KEY,
    title=gettext_lazy("Catchment plan from a table"),
    work=work,
    store=store,
    phases=PHASES,
    link=link,
    say=say,
    again=lambda _job: (reverse("catchment-plan-new"), _("Upload a list again")),
)
