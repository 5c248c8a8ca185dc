from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from imports.presenters.findings import PROBLEM_COLUMNS, Rows, problem_rows, rejected_rows
from imports.seen import watch
from imports.views.batches import seen_batch
from sozialmonitor.access.permissions import Permission
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import rows_to_csv


@open_to(Audience.READERS)
def problems_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    batch = seen_batch(request, pk, Permission.DOWNLOAD)
    rows = problem_rows(batch)
    watch(request, batch, "csv", len(rows))
    return _download(PROBLEM_COLUMNS, rows, f"befunde-{pk}.csv")


@open_to(Audience.READERS)
def rejected_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    batch = seen_batch(request, pk, Permission.DOWNLOAD)
    header, rows = rejected_rows(batch)
    watch(request, batch, "csv", len(rows))
    return _download(header, rows, f"zurueckgewiesen-{pk}.csv")


def _download(header: list[str], rows: Rows, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(rows_to_csv(header, rows, "excel-de"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
