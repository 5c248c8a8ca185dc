from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Grant
from sozialmonitor.access.scopes import groups, named
from sozialmonitor.access.words import Scope

SAME: Final = ("department", "person", "is_open", "permission", "division_key", "areas", "valid_from", "valid_until")


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """One list of all there is, not a kind and a code typed by hand: a wrong code would be a right to nothing."""

    what = forms.ChoiceField(label=_("What"), choices=())

    class Meta:
        model = Grant
        fields = (
            "department",
            "person",
            "is_open",
            "permission",
            "division_key",
            "areas",
            "valid_from",
            "valid_until",
            "reason",
        )

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
        self.fields["division_key"] = forms.ChoiceField(
            label=self.fields["division_key"].label,
            help_text=self.fields["division_key"].help_text,
            choices=[("", _("all divisions")), *named(Scope.DIVISION)],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, key = data.get("what", f"{Scope.ANY}:").split(":", 1)
        self.instance.scope_kind, self.instance.scope_key = kind, key
        same = {name: data[name] for name in SAME if name in data}
        if "what" in data and len(same) == len(SAME):
            others = Grant.objects.filter(scope_kind=kind, scope_key=key, **same).exclude(pk=self.instance.pk)
            if others.exists():
                self.add_error("what", _("This right is given already."))
        return data
