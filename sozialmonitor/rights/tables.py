from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from sozialmonitor.web.csv_dialects import DIALECTS, Cell, rows_to_csv


def csv_answer(request: HttpRequest, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A file with the day in its name; German Excel's dialect unless the address says another."""
    dialect = request.GET.get("dialect", "")
    blocks = rows_to_csv(header, rows, dialect if dialect in DIALECTS else "excel-de")
    response = HttpResponse(b"".join(blocks), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{localdate().isoformat()}.csv"'
    return response
