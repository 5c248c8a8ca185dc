"""A correspondence asked for on a page: built in the background, because a city's blocks take their time."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.correspondences import import_correspondence, store_correspondence
from districts.forms import EditionChoice
from districts.geometry.office_table import OfficeTable, TableRefused, read_office_table
from districts.messages.correspondences import not_weighable, table_problem
from districts.models import Correspondence, Division, Edition, Register
from districts.queries.weighing import Ground, NotWeighable, Weighed, weigh
from indicators.analysis.periods import Period
from indicators.models import Measure
from indicators.queries.blocks import ground_of_blocks
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job

KEY: Final = "build-correspondence"
Basis = Correspondence.Basis
NEEDED: Final = {
    Basis.BLOCKS: ("blocks", "measure", "period"),
    Basis.RESIDENTIAL: ("blocks",),
    Basis.OFFICE: ("file",),
}
SHOWN: Final = 12  # so many problems of a table are told on the page


def _editions() -> Any:
    drawn = Edition.objects.active().filter(division__kind=Division.Kind.AREAS)
    return drawn.select_related("division").order_by("division__rank", "division__key", "-valid_from")


class BuildingForm(forms.Form):
    source = EditionChoice(_editions(), label=gettext_lazy("From"), empty_label=gettext_lazy("Please choose"))
    target = EditionChoice(_editions(), label=gettext_lazy("To"), empty_label=gettext_lazy("Please choose"))
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), choices=Basis.choices)
    blocks = EditionChoice(
        _editions(),
        empty_label=gettext_lazy("no blocks"),
        label=gettext_lazy("Blocks or residential land"),
        required=False,
        help_text=gettext_lazy("Only where the basis is one of the two."),
    )
    measure = forms.ModelChoiceField(
        Measure.objects.filter(kind=Measure.Kind.COUNT),
        label=gettext_lazy("What weighs the blocks"),
        empty_label=gettext_lazy("no figure"),
        help_text=gettext_lazy("Only where the basis is the inhabitants of blocks."),
        required=False,
        to_field_name="code",
    )
    period = forms.CharField(
        label=gettext_lazy("Period of these figures"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For example 31.12.2024"),
    )
    file = forms.FileField(
        label=gettext_lazy("Table of the office"),
        required=False,
        help_text=gettext_lazy("CSV with one column each for the old code, the new code and the share."),
    )

    def clean_period(self) -> str:
        text = self.cleaned_data["period"]
        try:
            return Period.parse(text).label if text else ""
        except ValueError:
            raise ValidationError(_("This is no period. Write for example 31.12.2024 or 2024.")) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") and data.get("source") == data.get("target"):
            self.add_error("target", _("Choose two different editions."))
        for name in NEEDED.get(data.get("basis", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This basis needs it."))
        return data

    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "source": data["source"].pk,
            "target": data["target"].pk,
            "basis": data["basis"],
            "blocks": data["blocks"].pk if data["blocks"] else None,
            "measure": data["measure"].code if data["measure"] else "",
            "period": data["period"],
        }


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
