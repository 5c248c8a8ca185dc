from django.db import transaction

from imports.models import Profile
from imports.parsers.profile_model import Profile as Spec
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@transaction.atomic
def put_profile(*, by: User | None, spec: Spec) -> Profile:
    """Stores a profile; a changed one becomes the next version, the version used stays with every batch."""
    text = spec.as_dict()
    newest = Profile.objects.filter(key=spec.profile).order_by("-version").first()
    if newest is not None and _without_version(newest.spec) == _without_version(text):
        return newest
    version = max(spec.version, newest.version + 1 if newest else 1)
    label = spec.label
    created = Profile.objects.create(
        key=spec.profile,
        version=version,
        spec={**text, "version": version},
        label_de=label.de if label else spec.profile,
        label_en=(label.en or "") if label else "",
    )
    record(by=by, verb="store profile", what=f"profile:{created.key}", version=version)
    return created


def _without_version(spec: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in spec.items() if name != "version"}
