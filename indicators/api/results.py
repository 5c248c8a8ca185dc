from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.api.provenance import ProvenanceSerializer
from indicators.models import Run, Typology
from indicators.queries.panels import end_of
from indicators.queries.results import result_columns, result_rows
from indicators.queries.shown import visible_runs
from indicators.rights import may_see_typology
from indicators.seen import watch
from indicators.selection import SelectionError, read_selection
from sozialmonitor.access.permissions import Allowed, Permission, allowed
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.csv_dialects import DIALECTS, rows_to_csv
from sozialmonitor.web.errors import BadRequest
from sozialmonitor.web.limits import limited


class TypologySerializer(serializers.ModelSerializer[Typology]):
    label = serializers.CharField(read_only=True)

    class Meta:
        model = Typology
        fields = ("key", "version", "label", "label_de", "label_en", "definition")


class RunSerializer(serializers.ModelSerializer[Run]):
    division = serializers.CharField(source="edition.division.key")
    edition = serializers.DateField(source="edition.valid_from")
    version = serializers.IntegerField(source="typology.version")
    deliveries = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)
    sources = ProvenanceSerializer(source="deliveries", many=True, read_only=True)

    class Meta:
        model = Run
        fields = (
            "id",
            "version",
            "division",
            "edition",
            "period_start",
            "period_end",
            "deliveries",
            "sources",
            "program_version",
            "results_hash",
            "published_at",
        )


class ResultSerializer(serializers.Serializer[Any]):
    area_code = serializers.CharField()
    area_name = serializers.CharField()
    included = serializers.BooleanField()
    reason = serializers.DictField()
    combined = serializers.CharField(allow_blank=True)
    axes = serializers.DictField()


@extend_schema(responses=TypologySerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def typologies(request: Request) -> Response:
    """Typologies with a published run the person may see, in the newest version published."""
    found = {run.typology.key: run.typology for run in reversed(visible_runs(allowed(request.user, Permission.VIEW)))}
    return Response(TypologySerializer(list(found.values()), many=True).data)


KNOWN_ON = OpenApiParameter("known_on", OpenApiTypes.DATE, description="As published by the end of this day.")


@extend_schema(parameters=[KNOWN_ON], responses=RunSerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def runs(request: Request, key: str) -> Response:
    """Published runs, the newest period first."""
    granted = allowed(request.user, Permission.VIEW)
    found = [run for run in visible_runs(granted, _known_on(request)) if run.typology.key == key]
    if not found:
        raise Http404
    prefetch_related_objects(found, "deliveries__source")
    return Response(RunSerializer(found, many=True).data)


@extend_schema(
    parameters=[
        KNOWN_ON,
        OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
        OpenApiParameter("dialect", OpenApiTypes.STR, enum=list(DIALECTS)),
    ],
    responses={(200, "application/json"): ResultSerializer(many=True), (200, "text/csv"): OpenApiTypes.STR},
)
@limited("exports")
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def results(request: Request, key: str, pk: int) -> HttpResponseBase:
    """Class per axis, index, z and contribution per indicator, inclusion with reason; `format=csv` streams the same."""
    as_csv = request.query_params.get("format") == "csv"
    run = _run(allowed(request.user, Permission.DOWNLOAD if as_csv else Permission.VIEW), key, pk, _known_on(request))
    if not as_csv:
        return _json(request, run)
    dialect = request.query_params.get("dialect", "rfc4180")
    if dialect not in DIALECTS:
        raise BadRequest(f"dialect={dialect}", f"dialect: {', '.join(DIALECTS)}")
    watch(request, run, "csv")
    response = StreamingHttpResponse(
        rows_to_csv(result_columns(run), result_rows(run), dialect), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


def _json(request: Request, run: Run) -> Response:
    rows = list(_as_json(run))
    watch(request, run, "json", {run.typology.key: len(rows)})
    return Response(rows)


def _known_on(request: Request) -> date | None:
    try:
        return read_selection({"known_on": request.query_params.get("known_on", "")}).known_on
    except SelectionError as error:
        raise BadRequest(f"{error.name}={error.value}", f"{error.name}: {error.allowed}") from None


def _run(granted: Allowed, key: str, pk: int, known_on: date | None) -> Run:
    standing = Run.objects.standing(end_of(known_on)).select_related("typology", "edition__division")
    run = standing.filter(pk=pk, typology__key=key).first()
    if run is None or not may_see_typology(granted, run):
        raise Http404
    return run


def _as_json(run: Run) -> Iterator[dict[str, Any]]:
    for result in run.results.select_related("area").order_by("area__code"):
        yield {
            "area_code": result.area.code,
            "area_name": result.area.name,
            "included": result.included,
            "reason": result.reason,
            "combined": result.combined,
            "axes": {key: _without_inputs(axis) for key, axis in result.axes.items()},
        }


def _without_inputs(axis: dict[str, Any]) -> dict[str, Any]:
    """z and contribution belong to the typology; the figure itself to its indicator, which may be closed."""
    parts = {
        code: {name: number for name, number in part.items() if name != "value"}
        for code, part in axis["indicators"].items()
    }
    return {**axis, "indicators": parts}
