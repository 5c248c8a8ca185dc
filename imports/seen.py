"""What of a file was shown or fetched, for the access log: figures nobody has published are open to nobody."""

from django.http import HttpRequest

from imports.models import Batch
from sozialmonitor.trail.access_log import Seen, record_access


def watch(request: HttpRequest, batch: Batch, form: str = "page", rows: int | None = None) -> None:
    record_access(request, form=form, seen=[Seen(f"batch:{batch.pk}", period=batch.period, rows=rows)])
