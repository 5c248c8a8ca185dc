from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.matching import newest_profiles
from imports.messages.words import TYPES
from imports.models import Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.model import Profile as Spec
from imports.periods import given_period, needs_period, wants_period

MOST_CHARACTERS = 2000  # of a note or a reason


class UploadForm(forms.Form):
    profile = forms.ModelChoiceField(
        Profile.objects.none(),
        label=_("Profile"),
        required=False,
        help_text=_("How the file is read. Left open, the file is looked at and the profiles that fit are shown."),
        empty_label=_("recognise it"),
    )
    file = forms.FileField(
        label=_("File"), allow_empty_file=True, error_messages={"required": _("Choose a file to upload.")}
    )
    period = forms.CharField(
        label=_("Period"),
        required=False,
        max_length=40,
        help_text=_("Only where the file does not say it itself, e.g. 31.12.2024, 2024, 2024/25, 2024-Q1."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = newest_profiles()  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB. Split it, or ask the administration for a higher limit."),
                params={"limit": settings.MAX_UPLOAD_BYTES // 1024 // 1024},
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        check_period(self, data, file.name if file else "")
        return data


def check_period(form: forms.Form, data: dict[str, Any], file_name: str) -> None:
    """The period as the chosen profile reads it. Without a profile it is kept as it was typed."""
    text, profile = data.get("period", "").strip(), data.get("profile")
    if profile is None:
        return
    spec = load_profile(profile.spec)
    if not wants_period(spec):
        if text:
            form.add_error("period", _("With this profile the period is read from the file. Leave this field empty."))
    elif not text:
        if not needs_period(spec, file_name):
            return
        form.add_error("period", _("This profile takes the period from here: the file does not hold it."))
    elif period := given_period(spec, text):
        data["period"] = period.label
    else:
        form.add_error("period", _("This is no period. This profile expects %(type)s.") % {"type": _type(spec)})


def _type(spec: Spec) -> str:
    return str(TYPES[spec.period.type if spec.period else "auto"])
