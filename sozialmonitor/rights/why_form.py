"""What is asked about rights."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.scopes import groups, named

BUNDLES: Final = (Scope.SET, Scope.TOPIC)  # a bundle is asked about through what is in it


def _known_to(person: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the person may know of at all: of what is closed to them altogether not even the name is told."""
    granted = [allowed(person, permission) for permission in Permission]
    offered = []
    for heading, things in groups(without=BUNDLES):
        known = [
            (value, name)
            for value, name in things
            if any(one.somewhere(Scope(value.partition(":")[0]), value.partition(":")[2]) for one in granted)
        ]
        if known:
            offered.append((heading, known))
    return offered


class WhyForm(forms.Form):
    """Administrators ask about anybody, everybody else about themselves."""

    person = forms.ModelChoiceField(
        User.objects.order_by("username"), label=_("Person"), to_field_name="username", required=False
    )
    permission = forms.ChoiceField(label=_("May"), choices=Grant.PERMISSIONS)
    what = forms.ChoiceField(label=_("What"))
    division = forms.ChoiceField(label=_("On"), required=False)

    def __init__(self, data: Any, *, asking: User) -> None:
        super().__init__(data)
        self.asking = asking
        if not asking.is_superuser:
            del self.fields["person"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "choice-select"
        self.fields["what"].choices = _known_to(asking)  # type: ignore[attr-defined]
        self.fields["division"].choices = [("", _("all divisions")), *named(Scope.DIVISION)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["person"] = data.get("person") or self.asking
        kind, _colon, key = data.get("what", "").partition(":")
        return data | {"scope": kind, "key": key}
