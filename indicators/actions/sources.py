from django.db import transaction

from indicators.models import Source
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User


@transaction.atomic
def name_source(*, by: User | None, key: str) -> Source | None:
    """The source a profile names; one that nobody has described yet is called by its key. None without a key."""
    if not key.strip():
        return None
    source, created = Source.objects.get_or_create(key=key.strip(), defaults={"label_de": key.strip()})
    if created:
        record(by=by, verb="create source", what=f"source:{source.key}"[:200])
    return source
