"""Whose uploads a person may look at and decide on."""

from django.db.models import Q, QuerySet

from imports.models import Batch, Profile
from imports.parsers.profiles.loading import load_profile
from indicators.rights import measures_covered
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission


def visible_batches(user: User | None) -> QuerySet[Batch]:
    """A batch shows figures before they are suppressed: to who uploaded it, and to those with a right to all it reads.

    That is the right to import, or to publish, every measure its profile names. A profile that takes its measures from
    the file names none: such batches stay with their uploader. Whose right to one of the measures is gone sees their
    own draft no longer: beside it stands what is published.
    """
    covered = [measures_covered(user, permission) for permission in (Permission.IMPORT, Permission.PUBLISH)]
    if user is None or None in covered:
        return Batch.objects.all()
    if not any(covered):
        return Batch.objects.none()
    measures = {pk: load_profile(spec).measures for pk, spec in Profile.objects.values_list("pk", "spec")}
    readable = [pk for pk, codes in measures.items() if codes and any(codes <= (known or set()) for known in covered)]
    own = Q(delivery=None)
    for known in filter(None, covered):
        own |= Q(facts__measures__contained_by=sorted(known))
    return Batch.objects.filter((Q(created_by=user) & own) | Q(profile__in=readable))


def may_expect(user: User | None, profile_key: str) -> bool:
    """Who may say when a profile's files are due: whoever may import all it reads."""
    covered = measures_covered(user, Permission.IMPORT)
    if covered is None:
        return True
    newest = Profile.objects.filter(key=profile_key).order_by("-version").first()
    measures = load_profile(newest.spec).measures if newest else set()
    return bool(measures) and measures <= covered
