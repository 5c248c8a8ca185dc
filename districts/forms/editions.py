"""What a person says about a geometry file. Where the file was looked at before, its own fields are there to choose."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from districts.actions.readings import AreasAsked
from districts.geometry.crs import CANDIDATES
from districts.models import Division, Edition
from districts.presenters.correspondences import edition_label
from districts.rights import may_manage
from sozialmonitor.access.models import User

SYSTEMS = {
    "EPSG:25832": _("UTM zone 32 (ETRS89)"),
    "EPSG:25833": _("UTM zone 33 (ETRS89)"),
    "EPSG:4647": _("UTM zone 32 with the zone in front"),
    "EPSG:5650": _("UTM zone 33 with the zone in front"),
    "EPSG:31466": _("Gauß-Krüger, 2nd strip"),
    "EPSG:31467": _("Gauß-Krüger, 3rd strip"),
    "EPSG:31468": _("Gauß-Krüger, 4th strip"),
    "EPSG:31469": _("Gauß-Krüger, 5th strip"),
    "EPSG:4326": _("degrees (WGS 84)"),
    "EPSG:3857": _("web maps (Mercator)"),
    "EPSG:3068": _("Soldner Berlin"),
    "EPSG:3035": _("Europe (LAEA)"),
}


def labelled_systems() -> list[tuple[str, Any]]:
    return [("", _("as the file says")), *((name, f"{SYSTEMS[name]} – {name}") for name in CANDIDATES)]


class EditionChoice(forms.ModelChoiceField):
    """An edition by its division and day, in words."""

    def label_from_instance(self, obj: Any) -> str:
        return edition_label(obj)


class AreasForm(forms.Form):
    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file to upload.")})
    division = forms.ModelChoiceField(Division.objects.none(), label=_("Division"), required=False)
    new_key = forms.CharField(
        label=_("Key of a new division"),
        required=False,
        max_length=60,
        help_text=_("Stands in addresses, e.g. stadtteile: small letters, digits and hyphens."),
    )
    new_label = forms.CharField(label=_("Name of the new division"), required=False, max_length=200)
    valid_from = forms.DateField(
        label=_("Valid from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The first day on which the city is cut up like this."),
    )
    label = forms.CharField(
        label=_("Name of the edition"), required=False, max_length=200, help_text=_("e.g. districts since 2020")
    )
    code_field = forms.CharField(label=_("Field with the codes"), required=False, max_length=100)
    name_field = forms.CharField(label=_("Field with the names"), required=False, max_length=100)
    parent_field = forms.CharField(label=_("Field with the code of the larger area"), required=False, max_length=100)
    layer = forms.CharField(label=_("Layer"), required=False, max_length=200)
    crs = forms.ChoiceField(label=_("Coordinate system"), required=False)
    axes = forms.ChoiceField(
        label=_("Order of the coordinates"),
        required=False,
        choices=[("", _("as the file says")), ("swapped", _("north before east"))],
    )
    parents = EditionChoice(
        Edition.objects.none(),
        label=_("Larger areas"),
        required=False,
        empty_label=_("none"),
        help_text=_("Where no field names them, each area is put where it lies."),
    )

    def __init__(self, *args: Any, user: User, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`known`: what a reading of the same file found out, as the params of its refusal; then no file is needed."""
        super().__init__(*args, **kwargs)
        self.user = user
        all_divisions = Division.objects.filter(kind=Division.Kind.AREAS)
        keys = [one.key for one in all_divisions if may_manage(user, one)]
        self.fields["division"].queryset = all_divisions.filter(key__in=keys)  # type: ignore[attr-defined]
        self.fields["division"].empty_label = _("a new division")  # type: ignore[attr-defined]
        self.fields["parents"].queryset = parent_editions()  # type: ignore[attr-defined]
        self.fields["crs"].choices = labelled_systems()  # type: ignore[attr-defined]
        if not may_manage(user, Division(key="")):
            del self.fields["new_key"], self.fields["new_label"]
            self.fields["division"].required = True
        if known is not None:
            self.fields["file"].required = False
            self._offer(known)

    def _offer(self, known: Mapping[str, Any]) -> None:
        fields = known.get("fields")
        if isinstance(fields, Mapping):
            for name in ("code_field", "name_field", "parent_field"):
                self._choose(name, [(one, f"{one} ({', '.join(seen)})"[:100]) for one, seen in fields.items()])
        if isinstance(known.get("layers"), list):
            self._choose("layer", [(one, one) for one in known["layers"]])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        plain = self.fields[name]
        empty = ("", _("as the file says"))
        self.fields[name] = forms.ChoiceField(label=plain.label, required=False, choices=[empty, *choices])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB."), params={"limit": settings.MAX_UPLOAD_BYTES // 1024 // 1024}
            )
        return file

    def clean_new_key(self) -> str:
        key = self.cleaned_data["new_key"].strip()
        if key:
            validate_slug(key)
            if Division.objects.filter(key=key).exists():
                raise ValidationError(_("There is a division with this key: choose it above."))
        return str(key)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        missing = not data.get("division") and not data.get("new_key")
        if missing and not {"division", "new_key"} & self.errors.keys():
            self.add_error("division", _("Choose a division, or give the key of a new one."))
        return data

    def asked(self, **more: Any) -> AreasAsked:
        data = self.cleaned_data
        texts = ("label", "code_field", "name_field", "parent_field", "crs", "layer")
        return AreasAsked(
            division=data["division"].key if data["division"] else data["new_key"],
            new_label=data.get("new_label", ""),
            valid_from=data["valid_from"].isoformat(),
            swap_axes=data["axes"] == "swapped",
            parents=data["parents"].pk if data["parents"] else None,
            **{name: data[name] for name in texts},
            **more,
        )


def parent_editions() -> Any:
    active = Edition.objects.active().filter(division__kind=Division.Kind.AREAS)
    return active.select_related("division").order_by("division__rank", "-valid_from")


def initial_of(asked: AreasAsked) -> dict[str, Any]:
    """The form as it was sent before."""
    found = Division.objects.filter(key=asked.division).first()
    return {
        "division": found,
        "new_key": "" if found else asked.division,
        "new_label": asked.new_label,
        "valid_from": asked.valid_from,
        "axes": "swapped" if asked.swap_axes else "",
        "parents": asked.parents,
        **{
            name: getattr(asked, name) for name in ("label", "code_field", "name_field", "parent_field", "crs", "layer")
        },
    }
