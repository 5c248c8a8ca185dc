from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from districts.addressing.columns import ROLES
from districts.messages.registers import ROLES as ROLE_WORDS
from sozialmonitor.web.csv_dialects import DIALECTS

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ListForm(forms.Form):
    """A list of addresses to be looked up."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file to upload.")})
    date = forms.DateField(label=_("Areas on this day"), widget=DAY, required=False)
    dialect = forms.ChoiceField(
        label=_("Result as"),
        choices=[("excel-de", _("CSV for German Excel")), ("rfc4180", _("CSV with comma and point"))],
    )

    def clean_dialect(self) -> str:
        return str(self.cleaned_data["dialect"]) if self.cleaned_data["dialect"] in DIALECTS else "excel-de"


class RegisterForm(forms.Form):
    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file to upload.")})
    valid_from = forms.DateField(label=_("As of"), widget=DAY, help_text=_("The day the register tells of."))
    label = forms.CharField(label=_("Label"), required=False, max_length=200)
    crs = forms.CharField(
        label=_("Coordinate system"),
        required=False,
        max_length=20,
        help_text=_("Only where it is not recognised, e.g. EPSG:25832."),
    )
    columns = forms.CharField(
        label=_("Columns"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only where their names do not tell: one in each line, e.g. street=Lage."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = localdate

    def clean_columns(self) -> dict[str, str]:
        found = {}
        for line in self.cleaned_data["columns"].splitlines():
            role, _sign, name = (part.strip() for part in line.partition("="))
            if role or name:
                if role not in ROLES or not name:
                    known = ", ".join(f"{one} ({ROLE_WORDS[one]})" for one in ROLES)
                    raise forms.ValidationError(
                        _("“%(line)s” cannot be read. Before the sign = stands one of: %(known)s."),
                        params={"line": line[:60], "known": known},
                    )
                found[role] = name
        return found


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
