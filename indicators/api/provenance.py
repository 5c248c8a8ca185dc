from collections.abc import Iterable, Iterator
from typing import Any, Final

from rest_framework import serializers

from indicators.models import Delivery
from sozialmonitor.web.licences import licence_of

LONGEST_CELL: Final = 32_000  # Excel's own limit is a little above it
SOURCE_COLUMNS: Final = (
    "delivery",
    "label",
    "source",
    "attribution",
    "link",
    "stand",
    "licence",
    "licence_url",
    "published_at",
    "footnotes",
)


class ProvenanceSerializer(serializers.ModelSerializer[Delivery]):
    """Where figures come from and on which terms they may be used."""

    source = serializers.SerializerMethodField()
    source_label = serializers.SerializerMethodField()
    attribution = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()
    licence_url = serializers.SerializerMethodField()
    footnotes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = (
            "id",
            "label",
            "source",
            "source_label",
            "attribution",
            "link",
            "stand",
            "licence",
            "licence_url",
            "footnotes",
            "published_at",
        )

    def get_source(self, delivery: Delivery) -> str:
        return delivery.source_id or ""

    def get_source_label(self, delivery: Delivery) -> str:
        return delivery.source.label if delivery.source else ""

    def get_attribution(self, delivery: Delivery) -> str:
        return delivery.source.attribution if delivery.source else ""

    def get_link(self, delivery: Delivery) -> str:
        return delivery.source.link if delivery.source else ""

    def get_licence_url(self, delivery: Delivery) -> str:
        return licence_of(delivery.licence).url


def used(pks: Iterable[int]) -> list[Delivery]:
    return list(Delivery.objects.filter(pk__in=set(pks)).select_related("source").order_by("id"))


def source_rows(deliveries: Iterable[Delivery]) -> Iterator[list[Any]]:
    """One row a delivery in the order of SOURCE_COLUMNS, for the second sheet of a workbook."""
    for delivery in deliveries:
        told = {**ProvenanceSerializer(delivery).data, "delivery": delivery.pk}
        told["footnotes"] = "\n".join(delivery.footnotes)[:LONGEST_CELL]
        yield [told[name] for name in SOURCE_COLUMNS]
