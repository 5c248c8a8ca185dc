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

    def _post_clean(self) -> None:
        kind, key = self.cleaned_data.get("what", ":").split(":", 1)
        self.instance.scope_kind, self.instance.scope_key = kind or Scope.ANY, key
        super()._post_clean()  # type: ignore[misc] # the stubs lack it
        if "what" in self.cleaned_data and not self.errors:
            self._demand_once()

    def _demand_once(self) -> None:
        same = {name: getattr(self.instance, name) for name in ("department", "permission", "scope_kind", "scope_key")}
        if Grant.objects.filter(**same).exclude(pk=self.instance.pk).exists():
            self.add_error("what", _("The department already has this right."))
