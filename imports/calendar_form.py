from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.matching import newest_profiles
from imports.models import Expectation
from imports.rights import may_expect
from sozialmonitor.access.models import User


class ExpectationForm(forms.ModelForm):  # type: ignore[type-arg] # the stubs' own
    """Offers the profiles whose files the person may import."""

    profile_key = forms.ChoiceField(label=_("Profile"))

    class Meta:
        model = Expectation
        fields = ("profile_key", "rhythm", "first_day", "due_days", "responsible")
        widgets = {"first_day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.key, one.label) for one in newest_profiles() if may_expect(user, one.key)]
        self.fields["profile_key"].choices = offered  # type: ignore[attr-defined]
        self.fields["due_days"].widget.attrs["max"] = 3650
        self.fields["due_days"].max_value = 3650  # type: ignore[attr-defined]

    def clean_due_days(self) -> int:
        days = int(self.cleaned_data["due_days"])
        if days > 3650:
            raise forms.ValidationError(_("At most ten years."))
        return days
