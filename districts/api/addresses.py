from datetime import date
from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from districts.addressing.numbers import Reading, house_number, readings
from districts.models import Register
from districts.presenters.address_answers import found, looked_up
from districts.queries.addresses import register_on
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.errors import BadRequest
from sozialmonitor.web.limits import limited

MOST_MATCHES = 50
MOST_LINES = 1000


class AreaOfHomeSerializer(serializers.Serializer[Any]):
    division = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    edition = serializers.DateField()
    code = serializers.CharField()
    name = serializers.CharField()


class MatchSerializer(serializers.Serializer[Any]):
    quality = serializers.ChoiceField(["exact", "suffix", "within", "similar", "street", "none"])
    address = serializers.CharField(allow_null=True)
    street = serializers.CharField(allow_null=True)
    number = serializers.IntegerField(allow_null=True)
    suffix = serializers.CharField(allow_null=True)
    areas = AreaOfHomeSerializer(many=True)
    schools = serializers.ListField(child=serializers.DictField())


class AnswerSerializer(MatchSerializer):
    reason = serializers.CharField(allow_blank=True)
    hint = serializers.CharField(allow_blank=True)
    possible = serializers.ListField(child=serializers.CharField())


class RegisterInForceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    valid_from = serializers.DateField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class SearchSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    register = RegisterInForceSerializer(allow_null=True)
    matches = MatchSerializer(many=True)


class LookedUpSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    register = RegisterInForceSerializer(allow_null=True)
    matches = AnswerSerializer(many=True)


class LookUpSerializer(serializers.Serializer[Any]):
    date = serializers.DateField(required=False)
    addresses = serializers.ListField(child=serializers.JSONField(), max_length=MOST_LINES)


@extend_schema(
    methods=["GET"],
    parameters=[
        OpenApiParameter("q", OpenApiTypes.STR, required=True, description="an address as people write it"),
        OpenApiParameter("date", OpenApiTypes.DATE, description="areas on this day; without it today"),
        OpenApiParameter("limit", OpenApiTypes.INT, description=f"at most so many matches, up to {MOST_MATCHES}"),
    ],
    responses=SearchSerializer,
)
@extend_schema(methods=["POST"], request=LookUpSerializer, responses=LookedUpSerializer)
@limited("lookups", ("POST",))
@open_to(Audience.PEOPLE)
@api_view(["GET", "POST"])
def addresses(request: Request) -> Response:
    """GET: the best matches of a search first. POST: one answer to each address of a list, in its order.

    Each with its area in every division on the day and the schools in charge. An address of a list is a text, or
    `{"street": …, "number": …}`.
    """
    return _looked_up(request) if request.method == "POST" else _found(request)


def _found(request: Request) -> Response:
    day, limit = _day(request.query_params.get("date")), request.query_params.get("limit", "10")
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST_MATCHES:
        raise BadRequest(f"limit={limit}", f"limit: 1 – {MOST_MATCHES}")
    register = register_on(day)
    text = request.query_params.get("q", "")
    return _answer(day, register, found(text, day, int(limit), register) if register else [])


def _looked_up(request: Request) -> Response:
    lines = request.data.get("addresses") if isinstance(request.data, dict) else None
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise BadRequest("addresses", f'{{"addresses": ["Hauptstr. 12a", …]}}: 1 – {MOST_LINES}')
    day = _day(request.data.get("date"))
    register = register_on(day)
    given = looked_up([_readings(line) for line in lines], day, register) if register else []
    return _answer(day, register, given)


def _answer(day: date, register: Register | None, matches: list[dict[str, Any]]) -> Response:
    known = {"id": register.pk, "valid_from": register.valid_from, "label": register.label} if register else None
    return Response({"date": day, "register": known, "matches": matches})


def _readings(line: Any) -> list[Reading]:
    if isinstance(line, dict):
        street, number = str(line.get("street") or ""), f"{line.get('number') or ''} {line.get('suffix') or ''}"
        return [Reading(street, house_number(number))] if street.strip() else []
    return readings(str(line)[:200])


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text) if text else localdate()
    except (ValueError, TypeError):
        raise BadRequest(f"date={text}", "date: 2024-12-31") from None
