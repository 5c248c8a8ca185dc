"""Asking for access, and deciding on it."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import AccessRequest
from sozialmonitor.access.permissions import Scope
from sozialmonitor.access.scopes import named
from sozialmonitor.access.words import PERMISSION_WORDS

GIVE, REFUSE = "give", "refuse"


class AskForm(forms.Form):
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        select = {"class": "choice-select"}
        askable = [choice for choice in PERMISSION_WORDS if choice[0] in AccessRequest.MAY_BE_ASKED]
        self.fields["permission"] = forms.ChoiceField(
            label=_("I would like to"), choices=askable, widget=forms.Select(attrs=select)
        )
        self.fields["division"] = forms.ChoiceField(
            label=_("On"), choices=[("", _("all divisions")), *named(Scope.DIVISION)], required=False,
            widget=forms.Select(attrs=select),
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("What I need it for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
        )


class DecisionForm(forms.Form):
    """`to` is empty for the person, else the key of one of their departments."""

    do = forms.ChoiceField(choices=[(GIVE, GIVE), (REFUSE, REFUSE)])
    to = forms.CharField(required=False, max_length=60)
    valid_until = forms.DateField(label=_("until (inclusive)"), required=False)
    answer = forms.CharField(label=_("answer"), required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == REFUSE and not data.get("answer"):
            self.add_error("answer", _("Say why: the person reads it."))
        if data.get("valid_until") and data["valid_until"] < localdate():
            self.add_error("valid_until", _("This day is over."))
        return data
