from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api.provenance import SOURCE_COLUMNS, ProvenanceSerializer, source_rows, used
from indicators.presenters.conversion import refusal_notes
from indicators.queries.asked import Asked
from indicators.queries.conversion import Conversions
from indicators.queries.panels import Span, end_of
from indicators.queries.shown import best_edition, edition_for, visible_indicator
from indicators.queries.values import COLUMNS
from indicators.rights import is_open
from indicators.seen import watch
from indicators.selection import SelectionError, read_selection
from sozialmonitor.access.permissions import Permission, allowed
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import DIALECTS, rows_to_csv
from sozialmonitor.web.errors import BadRequest
from sozialmonitor.web.limits import limited
from sozialmonitor.web.xlsx import TooManyRows, workbook

PARAMETERS = [
    OpenApiParameter("indicator", OpenApiTypes.STR, required=True, many=True, description="code; may be repeated"),
    OpenApiParameter("division", OpenApiTypes.STR, description="key; without it the one with the newest figures"),
    OpenApiParameter("date", OpenApiTypes.DATE, description="the edition in force on this day"),
    OpenApiParameter("from", OpenApiTypes.DATE, description="periods that end on this day or later"),
    OpenApiParameter("to", OpenApiTypes.DATE, description="periods that end on this day or earlier"),
    OpenApiParameter("period", OpenApiTypes.STR, description="one period, e.g. 2024-12-31, 2024, 2023/24"),
    OpenApiParameter("known_on", OpenApiTypes.DATE, description="the figures as known at the end of this day"),
    OpenApiParameter("convert", OpenApiTypes.STR, enum=["yes", "no"], description="no: nothing of other divisions"),
    OpenApiParameter("area", OpenApiTypes.STR, many=True, description="area codes; may be repeated"),
]
Answer = TypeVar("Answer", bound=HttpResponseBase)
INDICATOR: Final = COLUMNS.index("indicator")
NOT_CONVERTED: Final = "X-Not-Converted"
DIALECT = OpenApiParameter("dialect", OpenApiTypes.STR, enum=list(DIALECTS), description="default rfc4180")


class ValueSerializer(serializers.Serializer[Any]):
    division = serializers.CharField()
    edition = serializers.DateField()
    area_code = serializers.CharField()
    area_name = serializers.CharField()
    indicator = serializers.CharField()
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    status = serializers.CharField()
    flags = serializers.CharField(allow_blank=True)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    source = serializers.CharField(allow_blank=True)
    delivery = serializers.IntegerField(allow_null=True)
    # These four only where some figure of the answer is converted.
    converted_from = serializers.CharField(
        required=False, allow_blank=True, help_text="editions, e.g. stadtteile@2010-01-01"
    )
    conversion = serializers.CharField(required=False, allow_blank=True, help_text="direct or chained")
    basis = serializers.CharField(required=False, allow_blank=True)
    split_share = serializers.FloatField(
        required=False, allow_null=True, help_text="part that comes from really split areas, 0 to 1"
    )


def selected(request: Request, permission: Permission) -> Asked:
    """What is asked for; unknown and closed indicators are both 404, before anything is sent."""
    words = request.query_params
    codes, only = _several(request, "indicator"), _several(request, "area")
    if not codes:
        raise BadRequest("indicator=", "indicator=CODE")
    try:
        selection = read_selection({**words.dict(), "indicator": ",".join(codes), "area": ",".join(only)})
    except SelectionError as error:
        raise BadRequest(f"{error.name}={error.value}", f"{error.name}: {error.allowed}") from None
    granted = allowed(request.user, permission)
    found = [visible_indicator(granted, code) for code in codes]
    edition = edition_for(selection) if selection.division else best_edition(found[0], granted, selection.known_on)
    if edition is not None and not all(is_open(granted, one.code, edition) for one in found):
        raise Http404
    known_on = end_of(selection.known_on)
    span = Span.at(selection.period, known_on) if selection.period else Span(selection.first, selection.last, known_on)
    ways = Conversions(edition, known_on) if edition is not None and selection.convert else None
    return Asked(found, edition, span, only or None, ways, granted)


def _several(request: Request, name: str) -> list[str]:
    texts = request.query_params.getlist(name)
    return list(dict.fromkeys(code for text in texts for code in text.split(",") if code))


@extend_schema(
    parameters=[*PARAMETERS, OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]), DIALECT],
    responses={(200, "application/json"): ValueSerializer(many=True), (200, "text/csv"): OpenApiTypes.STR},
)
@limited("exports")
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def values(request: Request) -> HttpResponseBase:
    """One row a figure: area, period, value, status, flags, delivery. `format=csv` streams the same rows.

    Where the deliveries come from and their licences: `values/deliveries/` with the same words.
    """
    if request.query_params.get("format") == "csv":
        return _csv(request)
    chosen = selected(request, Permission.VIEW)
    names = chosen.header()
    rows = list(chosen.rows(names))
    watch(request, chosen, "json", Counter(row[INDICATOR] for row in rows))
    return _telling(chosen, Response([dict(zip(names, row, strict=True)) for row in rows]))


@extend_schema(parameters=PARAMETERS, responses=ProvenanceSerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def values_deliveries(request: Request) -> Response:
    """The deliveries behind the values of the same selection: source, as of, licence and footnotes of each."""
    behind = set[int]().union(*(one.used for one in selected(request, Permission.VIEW).values()))
    return Response(ProvenanceSerializer(used(behind), many=True).data)


@extend_schema(parameters=[*PARAMETERS, DIALECT], responses={(200, "text/csv"): OpenApiTypes.STR})
@limited("exports")
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def values_csv(request: Request) -> HttpResponseBase:
    """The same rows as CSV, streamed: `rfc4180` or `excel-de`."""
    return _csv(request)


def _csv(request: Request) -> HttpResponseBase:
    dialect = request.query_params.get("dialect", "rfc4180")
    if dialect not in DIALECTS:
        raise BadRequest(f"dialect={dialect}", f"dialect: {', '.join(DIALECTS)}")
    chosen = selected(request, Permission.DOWNLOAD)
    header = chosen.header()
    watch(request, chosen, "csv")
    blocks = rows_to_csv(header, chosen.rows(header), dialect)
    response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="values.csv"'
    return _telling(chosen, response)


def _telling(chosen: Asked, response: Answer) -> Answer:
    """With what was refused beside the rows, which have no place for it: no rows would look like no figures."""
    told = [f"{code};reason={one.reason};on={' '.join(map(str, one.editions))}" for code, one in chosen.refused]
    if told:
        response[NOT_CONVERTED] = ", ".join(told)
    return response


def _refusals(chosen: Asked) -> list[tuple[str, Sequence[str], Iterator[list[Any]]]]:
    rows = ([code, text] for code, one in chosen.refused for text in refusal_notes([one]))
    return [(_("Not converted"), ("indicator", "reason"), rows)] if chosen.refused else []


@extend_schema(
    parameters=PARAMETERS,
    responses={(200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY},
)
@limited("exports")
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def values_xlsx(request: Request) -> HttpResponse:
    """The same rows as a workbook; a second sheet names the source and licence of each delivery, a third what could
    not be converted.
    """
    chosen, behind, counted = selected(request, Permission.DOWNLOAD), set[int](), Counter[str]()
    header = chosen.header()
    try:
        more = [(_("Sources"), SOURCE_COLUMNS, _behind(behind)), *_refusals(chosen)]
        content = workbook(header, _noting(chosen, header, behind, counted), more)
    except TooManyRows as error:
        raise BadRequest(f"XLSX: {error}", "from=, to=, area=, values.csv") from None
    watch(request, chosen, "xlsx", counted)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = 'attachment; filename="values.xlsx"'
    return _telling(chosen, response)


def _noting(chosen: Asked, header: Sequence[str], behind: set[int], counted: Counter[str]) -> Iterator[tuple[Any, ...]]:
    for one in chosen.values():
        behind |= one.used
        counted[one.indicator.code] += one.panel.values.size
        yield from one.rows(conversion=len(header) > len(COLUMNS))


def _behind(behind: set[int]) -> Iterator[list[Any]]:
    """Begins only when the first sheet is written: then it is known which deliveries went in."""
    yield from source_rows(used(behind))
