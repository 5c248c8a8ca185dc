"""Who has had a delivery in hand, and who else could publish it. The rule itself is in `indicators`."""

from django.db.models import Q

from imports.models import Batch
from indicators.reach import Reach
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission

MOST_NAMED = 50


def hands(batch: Batch) -> frozenset[str]:
    """Accounts that uploaded the file, chose how it is read, had it checked again or marked it as checked."""
    trail = AuditEvent.objects.filter(what=f"batch:{batch.pk}").exclude(by="system")
    uploader = {batch.created_by.username} if batch.created_by else set()
    return frozenset(trail.values_list("by", flat=True)) | uploader


def others_who_may_publish(batch: Batch) -> list[User]:
    """Accounts that may publish the batch's delivery and have not had it in hand."""
    granted = Q(is_superuser=True) | Q(departments__grants__permission=Permission.PUBLISH)
    granted |= Q(grants__permission=Permission.PUBLISH)
    people = User.objects.filter(granted, is_active=True).exclude(username__in=hands(batch)).distinct()
    found = []
    for person in people.order_by("last_name", "username")[:MOST_NAMED]:
        if batch.delivery and not Reach(person, Permission.PUBLISH).closed(batch.delivery):
            found.append(person)
    return found
