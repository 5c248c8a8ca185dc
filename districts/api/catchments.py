from datetime import date
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from districts.models import CatchmentPlan, School
from districts.presenters.catchments import LIST_COLUMNS, list_rows, seen_plans
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import DIALECTS, rows_to_csv
from sozialmonitor.web.errors import BadRequest

DIALECT = OpenApiParameter("dialect", OpenApiTypes.STR, enum=list(DIALECTS), description="default rfc4180")


class SchoolSerializer(serializers.ModelSerializer[School]):
    x = serializers.FloatField(source="place.x", allow_null=True, default=None)
    y = serializers.FloatField(source="place.y", allow_null=True, default=None)

    class Meta:
        model = School
        fields = ("number", "name", "kind", "address", "x", "y", "rooms_per_grade", "opens", "closes")


class PlanSerializer(serializers.ModelSerializer[CatchmentPlan]):
    division = serializers.SlugRelatedField("key", read_only=True)  # type: ignore[var-annotated]
    catchments = serializers.IntegerField(source="catchments.count", read_only=True)
    adopted_on = serializers.SerializerMethodField()

    class Meta:
        model = CatchmentPlan
        fields = ("id", "division", "label", "school_year", "state", "edition", "catchments", "adopted_on")

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_adopted_on(self, plan: CatchmentPlan) -> date | None:
        return localtime(plan.adopted_at).date() if plan.adopted_at else None


class ListRowSerializer(serializers.Serializer[Any]):
    street = serializers.CharField()
    numbers = serializers.CharField()
    catchment = serializers.CharField()
    catchment_name = serializers.CharField()
    school = serializers.CharField(allow_blank=True)


@extend_schema(responses=SchoolSerializer(many=True))
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def schools(_request: Request) -> Response:
    """Schools with their place in EPSG:25832."""
    return Response(SchoolSerializer(School.objects.all(), many=True).data)


@extend_schema(responses=PlanSerializer(many=True))
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def plans(request: Request) -> Response:
    """Plans of catchments, the newest first. Drafts are shown to whoever may manage divisions."""
    return Response(PlanSerializer(seen_plans(request.user), many=True).data)


@extend_schema(
    parameters=[OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]), DIALECT],
    responses={(200, "application/json"): ListRowSerializer(many=True), (200, "text/csv"): OpenApiTypes.STR},
)
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def plan_list(request: Request, pk: int) -> HttpResponseBase:
    """The street list of a plan: house numbers in German words, as it was imported and as it can be imported again."""
    rows = list_rows(get_object_or_404(seen_plans(request.user), pk=pk))
    if request.query_params.get("format") != "csv":
        names = list(ListRowSerializer().fields)
        return Response([dict(zip(names, row, strict=True)) for row in rows])
    dialect = request.query_params.get("dialect", "rfc4180")
    if dialect not in DIALECTS:
        raise BadRequest(f"dialect={dialect}", f"dialect: {', '.join(DIALECTS)}")
    response = StreamingHttpResponse(rows_to_csv(LIST_COLUMNS, rows, dialect), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="catchments-{pk}.csv"'
    return response
