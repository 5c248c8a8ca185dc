from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import User
from sozialmonitor.rights.wording import person_name


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        departments = ", ".join(department.label for department in obj.departments.all())
        return f"{person_name(obj)}: {departments}" if departments else person_name(obj)


class ViewAsForm(forms.Form):
    person = PersonField(
        User.objects.filter(is_active=True, is_superuser=False).prefetch_related("departments").order_by("username"),
        label=_("Person"),
        to_field_name="username",
        empty_label="–",
        widget=forms.Select(attrs={"class": "choice-select"}),
    )
