from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Department, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.scopes import groups, named
from sozialmonitor.access.words import PERMISSION_WORDS
from sozialmonitor.rights.history import HistoryAsked
from sozialmonitor.rights.matrix_forms import ALL, BUNDLES, select_field
from sozialmonitor.rights.wording import person_name


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "search-input", "type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class HistoryForm(forms.Form):
    def __init__(self, data: Any) -> None:
        super().__init__(data)
        departments = [(f"department:{one.key}", one.label) for one in Department.objects.all()]
        people = [(f"person:{one.username}", person_name(one)) for one in User.objects.order_by("username")]
        subjects = [(_("Departments"), departments), (_("People"), people)]
        self.fields["subject"] = select_field(_("Whose rights"), subjects, ALL)
        self.fields["thing"] = select_field(_("What"), groups(without=BUNDLES), ALL)
        by = [(name.partition(":")[2], label) for name, label in people]
        self.fields["by"] = select_field(_("Given or taken by"), by, ALL)
        self.fields["first"], self.fields["last"] = _day(_("from")), _day(_("until (inclusive)"))

    def asked(self) -> HistoryAsked:
        return HistoryAsked(**self.cleaned_data) if self.is_valid() else HistoryAsked()


class DayForm(forms.Form):
    """Who could do what on a day that is over."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["day"] = _day(_("Day"))
        self.fields["day"].required = True
        select = forms.Select(attrs={"class": "choice-select"})
        self.fields["what"] = forms.ChoiceField(label=_("What"), choices=groups(without=BUNDLES), widget=select)
        self.fields["permission"] = forms.ChoiceField(
            label=_("May"), choices=PERMISSION_WORDS, initial=Permission.VIEW.value,
            widget=forms.Select(attrs={"class": "choice-select"}),
        )  # fmt: skip
        self.fields["division"] = select_field(_("On"), named(Scope.DIVISION), _("any division"))

    def clean_day(self) -> Any:
        if self.cleaned_data["day"] > localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["day"]
