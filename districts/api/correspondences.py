from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from districts.models import Correspondence
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import DIALECTS, rows_to_csv
from sozialmonitor.web.errors import BadRequest

COLUMNS = ("source", "source_code", "target", "target_code", "weight")


class CorrespondenceSerializer(serializers.ModelSerializer[Correspondence]):
    source = serializers.CharField(help_text="edition, e.g. stadtteile@2010-01-01")
    target = serializers.CharField()

    class Meta:
        model = Correspondence
        fields = (
            "id", "source", "target", "basis", "grounds", "split_share", "cut_share", "uncovered_share", "created_at",
            "withdrawn_at",
        )  # fmt: skip


class WeightSerializer(serializers.Serializer[Any]):
    source = serializers.CharField()
    source_code = serializers.CharField()
    target = serializers.CharField()
    target_code = serializers.CharField()
    weight = serializers.FloatField()


@extend_schema(responses=CorrespondenceSerializer(many=True))
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def correspondences(_request: Request) -> Response:
    """All there are, the newest first, withdrawn ones too."""
    every = Correspondence.objects.select_related("source__division", "target__division")
    return Response(CorrespondenceSerializer(every, many=True).data)


@extend_schema(
    operation_id="correspondence_weights",
    parameters=[
        OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        OpenApiParameter("dialect", OpenApiTypes.STR, enum=list(DIALECTS), description="default rfc4180"),
    ],
    responses={(200, "application/json"): WeightSerializer(many=True), (200, "text/csv"): OpenApiTypes.STR},
)
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def correspondence(request: Request, pk: int) -> HttpResponseBase:
    """The weights: which part of an area's counts goes where. Over each source area they sum to 1."""
    one = get_object_or_404(Correspondence.objects.select_related("source__division", "target__division"), pk=pk)
    found = one.weights.order_by("source__code", "target__code").values_list("source__code", "target__code", "weight")
    rows = [(str(one.source), source, str(one.target), target, weight) for source, target, weight in found]
    if request.query_params.get("format") != "csv":
        return Response([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    return _csv(request.query_params.get("dialect", "rfc4180"), rows, pk)


def _csv(dialect: str, rows: list[tuple[Any, ...]], pk: int) -> HttpResponse | StreamingHttpResponse:
    if dialect not in DIALECTS:
        raise BadRequest(f"dialect={dialect}", f"dialect: {', '.join(DIALECTS)}")
    response = StreamingHttpResponse(rows_to_csv(COLUMNS, rows, dialect), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="correspondence-{pk}.csv"'
    return response
