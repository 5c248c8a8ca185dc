"""Plans made from large tables, and the areas of large plans: worked out in the background, stored in the transaction
that closes the job.
"""

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.editions import NewArea
from districts.actions.plan_areas import DRAWING, drawn, put_areas, source_of
from districts.actions.plans import PlanRefused, draft_of, draft_plan
from districts.addressing.contents import Contents, read_contents
from districts.addressing.sheets import TableRefused
from districts.messages.plan_texts import PLANS
from districts.messages.plans import refusal
from districts.models import CatchmentPlan, Division, Edition
from districts.queries.plans import PlanContents
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


def draw(job: Job, progress: Progress) -> tuple[list[NewArea], str]:
    progress.phase("drawing")
    plan = CatchmentPlan.objects.select_related("division", "edition", "blocks").filter(pk=job.params["plan"]).first()
    if plan is None:
        raise JobRefused("plan-gone")
    contents = PlanContents(plan)
    return drawn(contents), source_of(contents)


def store_drawn(job: Job, found: tuple[list[NewArea], str]) -> dict[str, Any]:
    """What a later change has overtaken is not stored: its own drawing is under way."""
    try:
        plan = draft_of(CatchmentPlan(pk=job.params["plan"]))
    except PlanRefused as error:
        raise JobRefused(error.rule, **error.params) from error
    areas, source = found
    later = Job.objects.filter(kind=DRAWING, params__plan=plan.pk, pk__gt=job.pk)
    if not later.exists():
        put_areas(by=job.created_by, plan=plan, areas=areas, source=source)
    return {"plan": plan.pk}


def link(job: Job) -> tuple[str, str]:
    return reverse("catchment-plan", args=[job.result["plan"]]), _("To the plan")


def say(rule: str, params: dict[str, Any]) -> tuple[str, str]:
    error = PlanRefused(rule, **params) if rule in PLANS else TableRefused(rule, **params)
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
DRAW_PLAN: Final = JobKind(
    key=DRAWING,
    title=gettext_lazy("Areas of a catchment plan"),
    work=draw,
    store=store_drawn,
    phases={"drawing": gettext_lazy("The areas are drawn from addresses and blocks")},
    link=link,
    say=say,
    again=lambda job: (reverse("catchment-plan", args=[job.params["plan"]]), _("To the plan")),
)
