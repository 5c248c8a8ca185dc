from django.core.exceptions import PermissionDenied
from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from imports.models import Batch
from imports.presenters.batches import message
from imports.rights import readable_batches
from indicators.api.provenance import ProvenanceSerializer
from indicators.models import Delivery
from sozialmonitor.access.permissions import Permission, allowed, may_see_deliveries
from sozialmonitor.access.views import Audience, open_to


class DeliverySerializer(ProvenanceSerializer):
    class Meta(ProvenanceSerializer.Meta):
        fields = (
            *ProvenanceSerializer.Meta.fields,
            "state",
            "complete",
            "created_at",
            "withdrawn_at",
            "reason",
            "again_of",
        )


class BatchSerializer(serializers.ModelSerializer[Batch]):
    profile = serializers.SlugRelatedField[Batch](slug_field="key", read_only=True, allow_null=True)
    sha256 = serializers.CharField(source="file.sha256", read_only=True)
    message = serializers.SerializerMethodField(help_text="What became of it, in the reader's language.")
    hint = serializers.SerializerMethodField(help_text="What to do, in the reader's language.")

    class Meta:
        model = Batch
        fields = (
            "id",
            "file_name",
            "sha256",
            "profile",
            "state",
            "phase",
            "done",
            "total",
            "attempt",
            "message",
            "hint",
            "problem_counts",
            "delivery",
            "created_at",
            "finished_at",
        )

    def get_message(self, batch: Batch) -> str:
        return message(batch)[0]

    def get_hint(self, batch: Batch) -> str:
        return message(batch)[1]


def _demand(request: Request) -> None:
    if not may_see_deliveries(request.user):
        raise PermissionDenied


@extend_schema(responses=DeliverySerializer(many=True))
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def deliveries(request: Request) -> Response:
    """The newest 500 deliveries, for those who import."""
    _demand(request)
    shown = Delivery.objects.select_related("source").order_by("-id")
    if not allowed(request.user, Permission.IMPORT).everything:
        seen = readable_batches(
            request.user
        )  # a batch names the newest of its deliveries, here are the earlier ones too
        shown = shown.filter(
            Q(batch__in=seen)
            | Q(repeats__batch__in=seen)
            | Q(again_of__repeats__batch__in=seen)
            | Q(again_of__batch__in=seen)
        ).distinct()
    return Response(DeliverySerializer(shown[:500], many=True).data)


@extend_schema(responses=BatchSerializer(many=True))
@open_to(Audience.PEOPLE)
@api_view(["GET"])
def batches(request: Request) -> Response:
    """The newest 500 files taken in, with their state and progress, for those who import."""
    _demand(request)
    shown = readable_batches(request.user).select_related("file", "profile", "delivery").order_by("-id")
    return Response(BatchSerializer(shown[:500], many=True).data)
