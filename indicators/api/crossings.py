"""Which areas of other divisions an area touches, and how many children live in each piece."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api.values import DIALECT
from indicators.queries.crossing import Crossing, area_of, crossings_of
from indicators.seen import watch
from indicators.selection import SelectionError, read_selection
from sozialmonitor.access.permissions import Permission, allowed
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import DIALECTS, rows_to_csv
from sozialmonitor.web.errors import BadRequest

COLUMNS: Final = (
    "division", "edition", "area_code", "area_name", "share", "share_of_other",
    "indicator", "period_start", "period_end", "value", "status", "counted_on", "basis",
)  # fmt: skip


class CrossingSerializer(serializers.Serializer[Any]):
    division = serializers.CharField(help_text="of the area touched")
    edition = serializers.DateField()
    area_code = serializers.CharField()
    area_name = serializers.CharField()
    share = serializers.FloatField(allow_null=True, help_text="part of the area asked about, 0 to 1")
    share_of_other = serializers.FloatField(allow_null=True, help_text="part of the area touched, 0 to 1")
    indicator = serializers.CharField(allow_blank=True)
    period_start = serializers.DateField(allow_null=True)
    period_end = serializers.DateField(allow_null=True)
    value = serializers.IntegerField(allow_null=True, help_text="children of primary-school age in the piece")
    status = serializers.CharField(allow_blank=True)
    counted_on = serializers.CharField(allow_blank=True, help_text="whose figures were split: division@date")
    basis = serializers.CharField()


@extend_schema(
    parameters=[
        OpenApiParameter("division", OpenApiTypes.STR, required=True),
        OpenApiParameter("area", OpenApiTypes.STR, required=True, description="code of one area"),
        OpenApiParameter("date", OpenApiTypes.DATE, description="the editions in force on this day"),
        OpenApiParameter("period", OpenApiTypes.STR, description="the last figures up to the end of this period"),
        OpenApiParameter("known_on", OpenApiTypes.DATE, description="as known at the end of this day"),
        OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        DIALECT,
    ],
    responses={(200, "application/json"): CrossingSerializer(many=True), (200, "text/csv"): OpenApiTypes.STR},
)
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def crossings(request: Request) -> HttpResponseBase:
    """One row a piece: the area touched, which part it is, and the children in it where they may be seen."""
    as_csv, dialect = request.query_params.get("format") == "csv", request.query_params.get("dialect", "rfc4180")
    if dialect not in DIALECTS:
        raise BadRequest(f"dialect={dialect}", f"dialect: {', '.join(DIALECTS)}")
    try:
        selection = read_selection(request.query_params.dict())
    except SelectionError as error:
        raise BadRequest(f"{error.name}={error.value}", f"{error.name}: {error.allowed}") from None
    if not selection.division or not selection.area:
        raise BadRequest("division=, area=", "division=KEY, area=CODE")
    granted = allowed(request.user, Permission.DOWNLOAD if as_csv else Permission.VIEW)
    found = crossings_of(area_of(selection), granted, selection)
    watch(request, found, "csv" if as_csv else "json")
    rows = list(_rows(found))
    if not as_csv:
        return Response([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    response = HttpResponse(b"".join(rows_to_csv(COLUMNS, iter(rows), dialect)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="crossings.csv"'
    return response


def _rows(found: list[Crossing]) -> Iterator[tuple[Any, ...]]:
    for crossing in found:
        edition, counted = crossing.edition, crossing.counted
        basis = crossing.way.basis if crossing.way else "area"
        head = (edition.division.key, edition.valid_from.isoformat())
        of = (counted.indicator.code, counted.period.start, counted.period.end) if counted else ("", None, None)
        on = str(counted.edition) if counted else ""
        for one in crossing.pieces:
            told = (one.children, one.status if counted else "", on, basis)
            yield (*head, one.code, one.name, one.share, one.share_of_other, *of, *told)
