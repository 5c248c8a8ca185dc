from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Grant
from sozialmonitor.access.scopes import groups
from sozialmonitor.access.words import Scope


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """One list of all there is, not a kind and a code typed by hand: a wrong code would be a right to nothing."""

    what = forms.ChoiceField(label=_("What"), choices=())

    class Meta:
        model = Grant
        fields = ("department", "permission")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = (f"{Scope.ANY}:", _("everything"))
        choices: list[Any] = [("", "---------"), everything, *groups()]
        if self.instance.pk:
            kept = f"{self.instance.scope_kind}:{self.instance.scope_key}"
            self.initial["what"] = kept
            if kept not in {everything[0], *(value for group in groups() for value, name in group[1])}:
                choices.append((kept, self.instance.scope_key))  # named before it was loaded, or after it is gone
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, key = data.get("what", f"{Scope.ANY}:").split(":", 1)
        self.instance.scope_kind, self.instance.scope_key = kind, key
        same = {name: data.get(name) for name in ("department", "permission")}
        if "what" in data and all(same.values()):
            others = Grant.objects.filter(scope_kind=kind, scope_key=key, **same).exclude(pk=self.instance.pk)
            if others.exists():
                self.add_error("what", _("The department already has this right."))
        return data
