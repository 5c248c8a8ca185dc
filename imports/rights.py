"""Whose uploads a person may look at and decide on."""

from django.db.models import Q, QuerySet

from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.profiles.model import Profile as Spec
from indicators.reach import Reach
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission

HANDLING = (Permission.IMPORT, Permission.PUBLISH)


def visible_batches(user: User | None) -> QuerySet[Batch]:
    """A batch shows figures before they are suppressed: to who uploaded it, and to those with a right to all it reads.

    That is the right to import, or to publish, every measure its profile names on the profile's division, or all
    deliveries of the office it names. A profile that takes its measures from the file names none: such batches stay
    with their uploader and the office's people. Whose right to one of the measures is gone sees their own draft no
    longer: beside it stands what is published.
    """
    return _batches(user, HANDLING)


def readable_batches(user: User | None, permission: Permission = Permission.VIEW) -> QuerySet[Batch]:
    """Those one decides on, and those of offices whose deliveries one may see (or download) without a say in them."""
    return _batches(user, HANDLING, also=permission)


def _batches(user: User | None, permissions: tuple[Permission, ...], also: Permission | None = None) -> QuerySet[Batch]:
    reaches = [Reach(user, permission) for permission in permissions]
    if user is None or any(reach.measures() is None for reach in reaches):
        return Batch.objects.all()
    specs = {pk: load_profile(spec) for pk, spec in Profile.objects.values_list("pk", "spec")}
    looking = [*reaches, *([Reach(user, also)] if also else [])]
    readable = [
        pk
        for pk, spec in specs.items()
        if any(may_read(reach, spec) for reach in reaches)
        or any(reach.has_source(spec.source or "", spec.area.division_key) for reach in looking)
    ]
    if not any(reach.granted for reach in reaches):
        return Batch.objects.filter(profile__in=readable)
    return Batch.objects.filter((Q(created_by=user) & _own(reaches, specs)) | Q(profile__in=readable))


def may_read(reach: Reach, spec: Spec) -> bool:
    measures = frozenset(spec.measures)
    return bool(measures) and reach.covers(measures, spec.area.division_key, spec.source or "")


def _own(reaches: list[Reach], specs: dict[int, Spec]) -> Q:
    """Drafts of one's own: those not checked yet, and those of measures one still has a right to."""
    own = Q(delivery=None)
    divisions: dict[str, list[int]] = {}
    for pk, spec in specs.items():
        divisions.setdefault(spec.area.division_key, []).append(pk)
    for reach in reaches:
        if known := reach.measures():
            own |= Q(facts__measures__contained_by=sorted(known))
        for division, profiles in divisions.items():
            there = reach.measures(division)
            if there and there != known:
                own |= Q(facts__measures__contained_by=sorted(there), profile__in=profiles)
    return own


def may_expect(user: User | None, profile_key: str) -> bool:
    """Who may say when a profile's files are due: whoever may import all it reads."""
    reach = Reach(user, Permission.IMPORT)
    if reach.measures() is None:
        return True
    newest = Profile.objects.filter(key=profile_key).order_by("-version").first()
    return newest is not None and may_read(reach, load_profile(newest.spec))
