from collections.abc import Sequence
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from indicators.models import Indicator
from indicators.presenters.choices import stand
from indicators.queries.standing import standing_deliveries
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.views import Audience, open_to


class IndicatorSerializer(serializers.ModelSerializer[Indicator]):
    label = serializers.CharField(read_only=True)
    owner = serializers.SlugRelatedField[Indicator](slug_field="key", read_only=True, allow_null=True)
    stand = serializers.SerializerMethodField()

    class Meta:
        model = Indicator
        fields = (
            "code",
            "label",
            "label_de",
            "label_en",
            "definition_de",
            "definition_en",
            "formula",
            "unit",
            "higher_is",
            "decimals",
            "minimum_cell",
            "source",
            "owner",
            "stand",
        )

    def get_stand(self, indicator: Indicator) -> str:
        return stand(self.context["deliveries"][indicator.code])


def _serialized(indicators: Sequence[Indicator]) -> list[dict[str, Any]]:
    context = {"deliveries": standing_deliveries(indicators)}
    return list(IndicatorSerializer(indicators, many=True, context=context).data)


@extend_schema(responses=IndicatorSerializer(many=True))
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def indicators(request: Request) -> Response:
    """Indicators a person may know of: those listed for their departments and those they may see."""
    known = Indicator.objects.within(allowed(request.user, Permission.LIST)) | Indicator.objects.within(
        allowed(request.user, Permission.VIEW)
    )
    return Response(_serialized(list(known.select_related("owner").distinct())))


@extend_schema(responses=IndicatorSerializer)
@open_to(Audience.PUBLIC)
@api_view(["GET"])
def indicator(request: Request, code: str) -> Response:
    found = Indicator.objects.select_related("owner").filter(code=code).first()
    knows = any(allowed(request.user, p).somewhere(Scope.INDICATOR, code) for p in (Permission.LIST, Permission.VIEW))
    if found is None or not knows:
        raise Http404
    return Response(_serialized([found])[0])
