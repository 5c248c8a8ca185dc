"""How a file is to be read: the profile, the period where the file has none, and what a person overrules."""

from typing import Any, Final, get_args

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.forms import check_period
from imports.matching import newest_profiles
from imports.messages.words import DELIMITERS
from imports.models import Batch, Profile
from imports.parsers.profiles.parts import Read

ENCODINGS: Final = [name for name in get_args(Read.model_fields["encoding"].annotation) if name != "auto"]
AS_BEFORE: Final = ("", _("as the profile says"))


class ReadingForm(forms.Form):
    """What of the reading is overruled; open to say nothing of it."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[AS_BEFORE, *((name, name) for name in ENCODINGS)]
    )
    delimiter = forms.ChoiceField(label=_("Separator"), required=False, choices=[AS_BEFORE, *DELIMITERS.items()])
    sheet = forms.ChoiceField(label=_("Sheet"), required=False, choices=[AS_BEFORE])

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, initial={**batch.reading, **kwargs.pop("initial", {})}, **kwargs)
        sheets = batch.recognised.get("sheets") or batch.facts.get("sheets") or []
        if sheets:
            del self.fields["encoding"], self.fields["delimiter"]
            self.fields["sheet"].choices = [AS_BEFORE, *((name, name) for name in sheets)]  # type: ignore[attr-defined]
        else:
            del self.fields["sheet"]

    @property
    def reading(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("encoding", "delimiter", "sheet") if name in self.fields}


class ChoosingForm(ReadingForm):
    field_order = ("profile", "period", "encoding", "delimiter", "sheet")

    profile = forms.ModelChoiceField(
        Profile.objects.none(),
        label=_("Profile"),
        empty_label=_("please choose"),
        error_messages={"required": _("Choose a profile: it says how the file is read.")},
    )
    period = forms.CharField(
        label=_("Period"),
        required=False,
        max_length=40,
        help_text=_("Only where the file does not say it itself, e.g. 31.12.2024, 2024, 2024/25, 2024-Q1."),
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, batch=batch, initial={"period": batch.period, **kwargs.pop("initial", {})}, **kwargs)
        self.file_name = batch.file_name
        self.fields["profile"].queryset = newest_profiles()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "profile" in data and data["profile"] is None:
            raise ValidationError(_("Choose a profile: it says how the file is read."))
        check_period(self, data, self.file_name)
        return data
