from datetime import date

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from districts.models import Division, Edition
from districts.queries.editions import UnknownDivision, edition_of, geojson
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.errors import BadRequest


class DivisionSerializer(serializers.ModelSerializer[Division]):
    label = serializers.CharField(read_only=True)

    class Meta:
        model = Division
        fields = ("key", "label", "label_de", "label_en", "kind")


class EditionSerializer(serializers.ModelSerializer[Edition]):
    areas = serializers.IntegerField(source="areas.count", read_only=True)

    class Meta:
        model = Edition
        fields = ("id", "valid_from", "valid_to", "label", "areas")


@extend_schema(responses=DivisionSerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def divisions(_request: Request) -> Response:
    return Response(DivisionSerializer(Division.objects.all(), many=True).data)


@extend_schema(responses=EditionSerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def editions(_request: Request, key: str) -> Response:
    """Editions in force at some time, the newest first. Drafts are not shown."""
    found = Division.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return Response(EditionSerializer(found.editions.active().order_by("-valid_from"), many=True).data)


@extend_schema(
    parameters=[
        OpenApiParameter(
            "date", OpenApiTypes.DATE, description="the edition in force on this day; without it the present one"
        ),
        OpenApiParameter("edition", OpenApiTypes.INT, description="this edition; the answer may be kept for ever"),
        OpenApiParameter("detail", OpenApiTypes.STR, description="0 coarse, 1 middle, 2 fine, full"),
    ],
    responses={(200, "application/geo+json"): OpenApiTypes.OBJECT},
)
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def areas(request: Request, key: str) -> HttpResponse:
    """Geometry, codes and names; no values. EPSG:4326."""
    edition, fixed = _edition(request, key)
    detail = request.query_params.get("detail", "1")
    if detail not in {"0", "1", "2", "full"}:
        raise BadRequest(f"detail={detail}", "detail: 0, 1, 2, full")
    # An edition in force never changes its shapes, so its number and the detail are all a cache needs to know.
    tag = f'"{edition.pk}-{detail}"'
    keep = "private, max-age=31536000, immutable" if fixed else "private, no-cache"
    headers = {"ETag": tag, "Cache-Control": keep}
    answer = get_conditional_response(request, etag=tag, response=HttpResponse(headers=headers))
    if answer.status_code != 304:
        text = geojson(edition, None if detail == "full" else int(detail))
        answer = HttpResponse(text, content_type="application/geo+json", headers=headers)
    return answer


def _edition(request: Request, key: str) -> tuple[Edition, bool]:
    number, day = request.query_params.get("edition"), request.query_params.get("date")
    if number is not None:
        if not number.isdecimal():
            raise BadRequest(f"edition={number}", "edition: a number from divisions/…/editions/")
        found = Edition.objects.active().filter(pk=number, division__key=key).first()
        if found is None:
            raise Http404
        return found, True
    try:
        return edition_of(key, date.fromisoformat(day) if day else None), False
    except ValueError:
        raise BadRequest(f"date={day}", "date: 2024-12-31") from None
    except UnknownDivision as error:
        raise Http404 from error
