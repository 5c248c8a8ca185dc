from django.core.exceptions import PermissionDenied
from django.db import transaction

from imports.models import Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.model import Profile as Spec
from indicators.rights import demand_measures, measures_covered
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, allowed


@transaction.atomic
def put_profile(*, by: User | None, spec: Spec) -> Profile:
    """Stores a profile; a changed one becomes the next version, the version used stays with every batch.

    Whoever changes one changes how all read it: that takes the right to import every measure it names or named.
    """
    text = spec.as_dict()
    newest = Profile.objects.filter(key=spec.profile).order_by("-version").first()
    _demand(by, spec, load_profile(newest.spec) if newest else None)
    if newest is not None and _without_version(newest.spec) == _without_version(text):
        return newest
    version = max(spec.version, newest.version + 1 if newest else 1)
    label = spec.label
    created = Profile.objects.create(
        key=spec.profile,
        version=version,
        spec={**text, "version": version},
        measures=sorted(spec.measures),
        label_de=label.de if label else spec.profile,
        label_en=(label.en or "") if label else "",
    )
    record(by=by, verb="store profile", what=f"profile:{created.key}", version=version)
    return created


def _demand(by: User | None, spec: Spec, before: Spec | None) -> None:
    if not allowed(by, Permission.IMPORT):
        raise PermissionDenied("import")
    for one in filter(None, (spec, before)):
        demand_measures(by, Permission.IMPORT, one.measures, one.area.division_key)
    # One that takes its measures from the file reads whatever its office sends: nobody's part of it is known.
    if before and not before.measures and measures_covered(by, Permission.IMPORT) is not None:
        raise PermissionDenied(f"profile {spec.profile}")


def _without_version(spec: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in spec.items() if name != "version"}
