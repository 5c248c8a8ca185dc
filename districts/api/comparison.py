from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from districts.models import Edition, Relation
from districts.presenters.compared import names_of, told
from districts.queries.alike import compare
from districts.queries.became import what_became
from districts.queries.editions import UnknownDivision, edition_of, split_reference
from districts.queries.likeness import Pair, discover
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.errors import BadRequest
from sozialmonitor.web.limits import limited

BASES = "inhabitants or area"
Fields = serializers.Serializer[Any]


class ComparedEditionSerializer(Fields):
    division = serializers.CharField()
    edition = serializers.CharField(help_text="e.g. stadtteile@2010-01-01")
    valid_from = serializers.DateField()
    areas = serializers.IntegerField()


class AgreementSerializer(Fields):
    basis = serializers.CharField(help_text=BASES)
    agreement = serializers.FloatField(help_text="share in the same unit, 0 to 1")
    moved_inhabitants = serializers.IntegerField(allow_null=True, help_text="to tens; null by area, and for a few")
    moved_fewer_than = serializers.IntegerField(allow_null=True, help_text="they are fewer than this")
    moved_m2 = serializers.IntegerField(allow_null=True)
    homogeneity = serializers.FloatField()
    completeness = serializers.FloatField()
    v = serializers.FloatField()


class PairSerializer(Fields):
    a_code = serializers.CharField()
    a_name = serializers.CharField()
    b_code = serializers.CharField()
    b_name = serializers.CharField()


class PartnersSerializer(PairSerializer):
    overlap = serializers.FloatField(help_text="what both have in common, by all that one of them has; 0 to 1")
    overlap_inhabitants = serializers.FloatField(allow_null=True, help_text="null where nobody lives, or is known to")
    overlap_area = serializers.FloatField()
    same = serializers.BooleanField(help_text="the same unit: an overlap of at least 0.99")


class PieceSerializer(PairSerializer):
    id = serializers.IntegerField()
    area_m2 = serializers.IntegerField()
    inhabitants = serializers.IntegerField(allow_null=True, help_text="to tens; null where unknown, and for a few")
    fewer_than = serializers.IntegerField(allow_null=True, help_text="they are fewer than this")
    geometry = serializers.JSONField(required=False, help_text="GeoJSON in EPSG:4326, with geometry=yes")


class RelationSerializer(Fields):
    kind = serializers.ChoiceField(Relation.Kind.values)
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    moved_m2 = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)


class ChangesSerializer(Fields):
    before = serializers.CharField()
    after = serializers.CharField()
    state = serializers.ChoiceField(["computed", "proposed", "confirmed"])
    confirmed_on = serializers.DateField(allow_null=True)
    relations = RelationSerializer(many=True)


class ComparisonSerializer(Fields):
    a = ComparedEditionSerializer()
    b = ComparedEditionSerializer()
    sentence = serializers.CharField()
    basis = serializers.CharField(help_text=f"what partners and the sentence rest on: {BASES}")
    same = serializers.IntegerField(help_text="areas of a that are the same unit in b")
    figures = AgreementSerializer(many=True)
    matches = PartnersSerializer(many=True)
    pieces = PieceSerializer(many=True)
    changes = ChangesSerializer(allow_null=True, help_text="of two editions of one division; else null")


class AlikeSerializer(Fields):
    a = serializers.CharField(source="first", help_text="edition, e.g. stadtteile@2010-01-01")
    b = serializers.CharField(source="second")
    agreement = serializers.FloatField(help_text="share of the area in the same unit, 0 to 1")
    same = serializers.IntegerField(help_text="areas with a partner on the same ground")
    areas = serializers.IntegerField(help_text="areas of a")


def _reference(name: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, required=True, description="KEY or KEY@DATE")


@extend_schema(
    parameters=[
        _reference("a"),
        _reference("b"),
        OpenApiParameter("geometry", OpenApiTypes.STR, enum=["yes", "no"], description="pieces with their shapes"),
    ],
    responses=ComparisonSerializer,
)
@limited("comparisons")
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def comparison(request: Request) -> Response:
    """How alike two divisions are and where they differ, as the page says it. 404 where they share no ground."""
    geometry = request.query_params.get("geometry", "no")
    if geometry not in {"yes", "no"}:
        raise BadRequest(f"geometry={geometry}", "geometry: yes, no")
    found = compare(_edition(request, "a"), _edition(request, "b"))
    if found is None:
        raise Http404
    body = told(found, names_of(found), what_became(found), geometry=geometry == "yes")
    return Response(ComparisonSerializer(body).data)


def _edition(request: Request, name: str) -> Edition:
    text = request.query_params.get(name, "").replace("\x00", "")
    if not text:
        raise BadRequest(f"{name}=", f"{name}: KEY, KEY@2020-01-31")
    try:
        return edition_of(*split_reference(text))
    except ValueError:
        raise BadRequest(f"{name}={text}", f"{name}: KEY, KEY@2020-01-31") from None
    except UnknownDivision as error:
        raise Http404 from error


@extend_schema(responses=AlikeSerializer(many=True))
@limited("comparisons")
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def alike(_request: Request) -> Response:
    """Pairs of divisions in force that could be the same, the most alike first."""
    pairs: list[Pair] = discover()
    return Response(AlikeSerializer(pairs, many=True).data)
