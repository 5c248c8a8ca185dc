"""The batch an address means, for those who may see it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from imports.models import Batch
from imports.rights import visible_batches


def seen_batch(request: HttpRequest, pk: int) -> Batch:
    """What a person may not see is not there for them: both are 404."""
    seen = visible_batches(request.user).select_related("file", "profile", "delivery__source", "created_by")
    return get_object_or_404(seen, pk=pk)
