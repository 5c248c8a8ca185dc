from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from districts.forms.editions import EditionChoice
from districts.models import CatchmentPlan, Division, Edition
from districts.queries.catchments import current_year
from districts.rights import may_manage

FIRST_YEAR, LAST_YEAR = 1950, 2150


class PlanForm(forms.Form):
    """A new draft: of what, for when."""

    SOURCES = (
        ("file", _("a file: street list, blocks or addresses")),
        ("copy", _("a copy of another plan")),
        ("areas", _("areas that were imported")),
        ("empty", _("nothing yet")),
    )
    division = forms.ModelChoiceField(Division.objects.none(), label=_("Division"), empty_label=None)
    school_year = forms.IntegerField(
        label=_("Holds for first-graders from"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("The year the school year begins: 2026 for 2026/27."),
    )
    label = forms.CharField(label=_("Name of the plan"), max_length=200)
    source = forms.ChoiceField(label=_("Made from"), choices=SOURCES)
    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("XLSX or CSV with catchment, street and house numbers; or block and catchment."),
    )
    pad = forms.IntegerField(
        label=_("Digits of a code"),
        required=False,
        min_value=0,
        max_value=12,
        help_text=_("Only if zeros in front were lost: 2 makes “7” to “07”."),
    )
    skip_bad_rows = forms.BooleanField(label=_("leave out rows that cannot be read"), required=False)
    blocks = EditionChoice(
        Edition.objects.none(),
        label=_("Whose blocks"),
        required=False,
        empty_label=_("no blocks"),
        help_text=_("Only where the list names blocks, or for sharper borders."),
    )
    like = forms.ModelChoiceField(
        CatchmentPlan.objects.none(),
        label=_("Plan to copy"),
        required=False,
        empty_label=_("no plan"),
        help_text=_("Only for a copy."),
    )
    areas = EditionChoice(
        Edition.objects.none(),
        label=_("Imported areas"),
        required=False,
        empty_label=_("no areas"),
        help_text=_("Only for areas that were imported."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = [one.pk for one in Division.objects.filter(kind="areas") if may_manage(user, one)]
        divisions = Division.objects.filter(pk__in=own)
        choices: dict[str, Any] = {
            "division": divisions,
            "blocks": Edition.objects.active().filter(division__kind="areas").select_related("division"),
            "like": CatchmentPlan.objects.exclude(state="discarded"),
            "areas": Edition.objects.filter(division__in=own, plan__isnull=True).select_related("division"),
        }
        for name, found in choices.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
        if not own:
            self.fields["division"].empty_label = _("There is no division yet: upload areas first.")  # type: ignore[attr-defined]
        self.initial.setdefault("school_year", current_year() + 1)
        last = CatchmentPlan.objects.order_by("-id").first()
        likely = last.division if last else divisions.filter(key__contains="schulbezirk").first()
        self.initial.setdefault("division", likely.pk if likely else None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = {"file": "file", "copy": "like", "areas": "areas"}.get(data.get("source", ""))
        if wanted and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Please choose one."))
        return data


class SchoolsForm(forms.Form):
    file = forms.FileField(
        label=_("List of schools"),
        allow_empty_file=True,
        help_text=_("XLSX or CSV with number, name and, if known, address, coordinates and rooms per grade."),
    )
    pad = forms.IntegerField(label=_("Digits of a number"), required=False, min_value=0, max_value=12)
