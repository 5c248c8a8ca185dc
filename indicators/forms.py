"""What a person says about a correspondence that is to be built."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.forms.editions import EditionChoice
from districts.models import Correspondence, Division, Edition
from indicators.analysis.periods import Period
from indicators.models import Measure

Basis = Correspondence.Basis
NEEDED: Final = {
    Basis.BLOCKS: ("blocks", "measure", "period"),
    Basis.RESIDENTIAL: ("blocks",),
    Basis.OFFICE: ("file",),
}


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
