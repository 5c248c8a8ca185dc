"""The batch an address means, for those who may see it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from imports.models import Batch
from imports.rights import readable_batches, visible_batches
from sozialmonitor.access.permissions import Permission


def seen_batch(request: HttpRequest, pk: int, permission: Permission | None = None) -> Batch:
    """What a person may not see is not there for them: both are 404.

    With a permission also what is theirs to see (or download) alone; to change it they need a say in it.
    """
    reads = permission is not None and request.method in ("GET", "HEAD")
    seen = readable_batches(request.user, permission) if reads and permission else visible_batches(request.user)
    return get_object_or_404(seen.select_related("file", "profile", "delivery__source", "created_by"), pk=pk)
