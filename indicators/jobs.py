"""The kinds of background work of this app; found as the administration finds admin.py.

A correspondence asked for on a page is built in the background, because a city's blocks take their time.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.correspondences import import_correspondence, store_correspondence
from districts.messages.correspondences import not_weighable, table_problem
from districts.models import Correspondence, Edition, Register
from districts.queries.weighing import Ground, NotWeighable, Weighed, weigh
from districts.tables.correspondence import OfficeTable, TableRefused, read_office_table
from indicators.analysis.periods import Period
from indicators.queries.blocks import ground_of_blocks
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress, tell
from sozialmonitor.jobs.models import Job

KEY: Final = "build-correspondence"
Basis = Correspondence.Basis
SHOWN: Final = 12  # so many problems of a table are told on the page


@dataclass(frozen=True)
class _Brought:
    table: OfficeTable
    sha256: str


def work(job: Job, progress: Progress) -> Weighed | _Brought:
    progress.phase("weighing")
    source, target = (Edition.objects.get(pk=job.params[name]) for name in ("source", "target"))
    if job.params["basis"] == Basis.OFFICE:
        return _brought(place(job.file).read_bytes(), source, target)
    try:
        return weigh(source, target, job.params["basis"], _ground(job.params))
    except NotWeighable as error:
        raise JobRefused(error.reason, **error.params) from error


def _brought(content: bytes, source: Edition, target: Edition) -> _Brought:
    codes = (list(edition.areas.values_list("code", flat=True)) for edition in (source, target))
    try:
        table = read_office_table(content, *codes)
    except TableRefused as error:
        told = [f"{one.line}: {' '.join(table_problem(one))}" for one in error.problems[:SHOWN]]
        raise JobRefused("table", problems=told, count=len(error.problems)) from error
    return _Brought(table, hashlib.sha256(content).hexdigest())


def _ground(params: dict[str, Any]) -> Ground:
    match params["basis"]:
        case Basis.ADDRESSES:
            return Ground(register=Register.objects.valid_on(localdate()).first())
        case Basis.BLOCKS:
            blocks = Edition.objects.get(pk=params["blocks"])
            return ground_of_blocks(blocks, params["measure"], Period.parse(params["period"]))
        case Basis.RESIDENTIAL:
            return Ground(blocks=Edition.objects.get(pk=params["blocks"]))
    return Ground()


def store(job: Job, found: Weighed | _Brought) -> dict[str, Any]:
    by = get_user_model().objects.filter(pk=job.created_by_id).first()
    source, target = (
        Edition.objects.select_related("division").get(pk=job.params[name]) for name in ("source", "target")
    )
    if isinstance(found, Weighed):
        made = store_correspondence(by=by, source=source, target=target, weighed=found)
    else:
        words = {"file_name": job.file_name, "sha256": found.sha256}
        made = import_correspondence(by=by, source=source, target=target, table=found.table, **words)
    return {"correspondence": made.pk}


def say(rule: str, params: dict[str, Any]) -> tuple[str, str]:
    if rule == "table":
        lines = " · ".join(_("line %(line)s") % {"line": text} for text in params["problems"])
        head = _("The table has %(count)s problems. Nothing of it was stored.") % {"count": params["count"]}
        return f"{head} {lines}", _("Correct them and upload the table again.")
    text, hint = not_weighable(NotWeighable(rule, **params))
    return text, hint


BUILD: Final = JobKind(
    key=KEY,
    title=gettext_lazy("Build a correspondence"),
    work=work,
    store=store,
    phases={"weighing": gettext_lazy("Weights are computed")},
    link=lambda job: (reverse("correspondence", args=[job.result["correspondence"]]), _("To the correspondence")),
    say=say,
    again=lambda _job: (reverse("correspondence-new"), _("Build it again")),
)

tell(BUILD)
