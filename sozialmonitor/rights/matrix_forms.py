"""What is asked of the matrix, and what is to be changed in it."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.consequences import EVERYBODY
from sozialmonitor.access.models import Department, Role
from sozialmonitor.access.permissions import Scope
from sozialmonitor.access.scopes import groups, named
from sozialmonitor.access.words import PERMISSION_WORDS
from sozialmonitor.rights.matrix import Asked

KINDS: Final = [
    (Scope.INDICATOR.value, _("Indicators")),
    (Scope.SET.value, _("Sets of indicators")),
    (Scope.TOPIC.value, _("Topics")),
    (Scope.MEASURE.value, _("Measures")),
    (Scope.TYPOLOGY.value, _("Typologies")),
    (Scope.DIVISION.value, _("Divisions")),
    (Scope.SOURCE.value, _("Deliveries of an office")),
    (Scope.ANY.value, _("everything")),
]
BUNDLES: Final = (Scope.SET, Scope.TOPIC)
GIVE, TAKE = "give", "take"
ALL: Final = _("all")


def select_field(label: Any, choices: list[Any], empty: Any = ALL) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "choice-select"})
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False, widget=widget)


class MatrixForm(forms.Form):
    """The filter; an address that cannot be read shows everything and says so."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        departments = [(f"department:{one.key}", one.label) for one in Department.objects.all()]
        bundles = [
            (heading, choices)
            for heading, choices in groups()
            if choices and choices[0][0].partition(":")[0] in BUNDLES
        ]
        self.fields["kind"] = select_field(_("What"), KINDS[1:], KINDS[0][1])
        self.fields["bundle"] = select_field(_("Topic or set"), bundles)
        self.fields["subject"] = select_field(_("Department"), [*departments, (EVERYBODY, _("everybody"))])
        self.fields["permission"] = select_field(_("May"), PERMISSION_WORDS)
        self.fields["division"] = select_field(_("On"), named(Scope.DIVISION), _("all divisions"))
        text = forms.TextInput(attrs={"class": "search-input", "type": "search"})
        self.fields["text"] = forms.CharField(label=_("Name or code"), required=False, max_length=100, widget=text)
        self.fields["soon"] = forms.BooleanField(label=_("Only what ends within 60 days"), required=False)

    def asked(self) -> Asked:
        words = self.cleaned_data if self.is_valid() else {}
        kind = Scope(words.get("kind") or Scope.INDICATOR)
        bundle = words.get("bundle", "") if kind == Scope.INDICATOR else ""
        rest = {name: words.get(name, "") for name in ("subject", "permission", "division", "text")}
        return Asked(kind=kind, bundle=bundle, soon=bool(words.get("soon")), **rest)


class BulkForm(forms.Form):
    """Rows and columns that are ticked cross; single cells are added. One reason for all of it."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        roles = [(one.key, one.label) for one in Role.objects.all()]
        day = {"class": "search-input", "type": "date"}
        self.fields["do"] = forms.ChoiceField(
            label=_("Do"), choices=[(GIVE, _("give")), (TAKE, _("end"))],
            widget=forms.Select(attrs={"class": "choice-select"}),
        )  # fmt: skip
        self.fields["permission"] = forms.MultipleChoiceField(
            label=_("May"), choices=PERMISSION_WORDS, required=False, widget=forms.CheckboxSelectMultiple()
        )
        self.fields["role"] = select_field(_("or a role"), roles, _("none"))
        self.fields["division"] = select_field(_("On"), named(Scope.DIVISION), _("all divisions"))
        for name, label in (("valid_from", _("from")), ("valid_until", _("until (inclusive)"))):
            widget = forms.DateInput(attrs=day, format="%Y-%m-%d")
            self.fields[name] = forms.DateField(label=label, required=False, widget=widget)
        word = forms.TextInput(attrs={"class": "search-input"})
        self.fields["person"] = forms.CharField(
            label=_("also for the person (account)"), max_length=150, required=False, widget=word
        )
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=500, widget=word)
        for name in ("row", "column", "cell"):
            self.fields[name] = forms.MultipleChoiceField(
                required=False, choices=[], widget=forms.MultipleHiddenInput()
            )
            self.fields[name].valid_value = lambda _value: True  # type: ignore[attr-defined] # `changing` looks them up

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person"):
            data["column"] = [*data.get("column", []), f"person:{data['person']}"]
        if not data.get("cell") and not (data.get("row") and data.get("column")):
            raise forms.ValidationError(_("Tick cells, or rows and the columns they are meant for."))
        if not data.get("permission") and not data.get("role"):
            raise forms.ValidationError(_("Choose what may be done, or a role."))
        if (data.get("valid_from") or data.get("valid_until")) and data.get("do") == TAKE:
            raise forms.ValidationError(_("Rights end today; days are for giving."))
        begin, end = data.get("valid_from"), data.get("valid_until")
        if begin and end and end < begin:
            raise forms.ValidationError(_("A right cannot end before it begins."))
        return data

    def pairs(self) -> list[tuple[str, str]]:
        """Subjects and things that are meant, each pair once."""
        data = self.cleaned_data
        crossed = [(subject, thing) for thing in data["row"] for subject in data["column"]]
        single = [(subject, thing) for subject, _bar, thing in (cell.partition("|") for cell in data["cell"])]
        return list(dict.fromkeys([*crossed, *single]))
