"""Source, "as of", licence and footnotes of deliveries, as they stand beside every figure."""

from collections.abc import Iterable
from typing import Any

from indicators.models import Delivery
from sozialmonitor.web import formats
from sozialmonitor.web.licences import licence_of


def provenance(delivery: Delivery) -> dict[str, Any]:
    """What a reader must be told about the figures of one delivery; what is not known is empty."""
    source = delivery.source
    terms = licence_of(delivery.licence)
    return {
        "source": source.label if source else "",
        "attribution": source.attribution if source and source.attribution != source.label else "",
        "link": source.link if source else "",
        "stand": formats.stand(delivery.stand),
        "licence": terms.name,
        "licence_url": terms.url,
        "is_adapted": terms.attribution,  # such licences ask for it: rates and classes are computed from the figures
        "footnotes": delivery.footnotes,
    }


def terms(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """Each source with its licence once, for the line under a map or a table."""
    said = (provenance(delivery) for delivery in deliveries)
    once = {(one["source"], one["licence"]): one for one in said if one["licence"]}
    return [once[key] for key in sorted(once)]


def sources(told: str, deliveries: Iterable[Delivery]) -> str:
    """What the catalogue says of an indicator's source; where it is silent, who delivered the figures."""
    return told or "; ".join(dict.fromkeys(delivery.source.label for delivery in deliveries if delivery.source))
