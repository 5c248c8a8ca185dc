from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Role
from sozialmonitor.access.words import PERMISSION_WORDS


class RoleForm(forms.Form):
    """A role; its key is chosen once, because grants carry it."""

    def __init__(self, data: Any = None, *, role: Role | None = None) -> None:
        start = {}
        if role:
            start = {"label_de": role.label_de, "label_en": role.label_en, "permissions": role.permissions}
        super().__init__(data, initial=start, prefix=role.key if role else "new")
        self.role = role
        text = {"class": "search-input"}
        if role is None:
            self.fields["key"] = forms.SlugField(label=_("key"), max_length=60, widget=forms.TextInput(attrs=text))
        for name, label in (("label_de", _("label (German)")), ("label_en", _("label (English)"))):
            self.fields[name] = forms.CharField(
                label=label, max_length=200, required=name == "label_de", widget=forms.TextInput(attrs=text)
            )
        self.fields["permissions"] = forms.MultipleChoiceField(
            label=_("May"), choices=PERMISSION_WORDS, widget=forms.CheckboxSelectMultiple()
        )

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if Role.objects.filter(key=key).exists():
            raise forms.ValidationError(_("There is a role with this key."))
        return key
