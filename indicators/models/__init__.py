"""Numbers over time. One file a theme; Django wants all tables named here."""

from indicators.models.catalogue import Indicator, IndicatorQuerySet, IndicatorSet, Measure, SetMember
from indicators.models.deliveries import (
    Delivery,
    DeliveryQuerySet,
    DeliveryScope,
    Figure,
    Observation,
    Series,
    StagedObservation,
)
from indicators.models.sources import Source
from indicators.models.typologies import Result, Run, Typology

__all__ = [
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryScope",
    "Figure",
    "Indicator",
    "IndicatorQuerySet",
    "IndicatorSet",
    "Measure",
    "Observation",
    "Result",
    "Run",
    "Series",
    "SetMember",
    "Source",
    "StagedObservation",
    "Typology",
]
