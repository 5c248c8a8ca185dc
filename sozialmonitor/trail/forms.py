"""What is asked of the two logs and of the history. All in the address: a link shows the same to the next reader."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sozialmonitor.trail.history import kinds
from sozialmonitor.trail.models import AccessEvent
from sozialmonitor.trail.words import VERBS

LATELY = timedelta(days=30)


class DayInput(forms.DateInput):
    """What is no day is not put back into the field: the browser would refuse it; the error says what it was."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        return None if isinstance(value, str) and parse_date_or_none(value) is None else super().format_value(value)


def parse_date_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Asked(forms.Form):
    by = forms.CharField(label=_("Who"), max_length=150, required=False)
    what = forms.CharField(label=_("With what"), max_length=140, required=False)
    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        for field in self.fields.values():
            field.widget.attrs["class"] = "choice-select" if isinstance(field.widget, forms.Select) else "search-input"

    def asked(self) -> dict[str, str]:
        """What was filled in, as it stands in the trail and in the links to further pages."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "", False)}


class TrailForm(_Asked):
    verb = forms.CharField(label=_("Did what"), max_length=60, required=False)
    field_order = ("by", "verb", "what", "first", "until", "before")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        verbs = sorted(((key, str(words)) for key, words in VERBS.items()), key=lambda pair: pair[1].lower())
        attrs = {"class": "choice-select"}
        self.fields["verb"].widget = forms.Select(attrs, choices=[("", _("everything")), *verbs])


class AccessForm(_Asked):
    """Of the last thirty days unless the address says otherwise: the sums below the list are over all that is asked."""

    format = forms.ChoiceField(label=_("Format"), required=False)
    denied = forms.ChoiceField(label=_("Outcome"), required=False)
    field_order = ("by", "what", "format", "first", "until", "denied", "before")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["format"].choices = [("", _("all")), *AccessEvent.Format.choices]  # type: ignore[attr-defined]
        self.fields["denied"].choices = [("", _("all")), ("yes", _("only what was refused"))]  # type: ignore[attr-defined]

    def clean_first(self) -> date:
        return self.cleaned_data["first"] or localdate() - LATELY


class HistoryForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"))
    key = forms.CharField(label=_("Its name, code or number"), max_length=150)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["kind"].choices = [(key, model._meta.verbose_name) for key, model in kinds().items()]  # type: ignore[attr-defined]
        self.fields["kind"].widget.attrs["class"] = "choice-select"
        self.fields["key"].widget.attrs["class"] = "search-input"
