from districts.models.addresses import Address, Placement, Register, Street
from districts.models.correspondences import Change, Correspondence, Likeness, Relation, Weight
from districts.models.divisions import SRID, Area, Division, Edition, Finding, Outline
from districts.models.schools import (
    Catchment,
    CatchmentBlock,
    CatchmentPlan,
    CatchmentRange,
    OverlapZone,
    School,
)

__all__ = [
    "SRID",
    "Address",
    "Area",
    "Catchment",
    "CatchmentBlock",
    "CatchmentPlan",
    "CatchmentRange",
    "Change",
    "Correspondence",
    "Division",
    "Edition",
    "Finding",
    "Likeness",
    "Outline",
    "OverlapZone",
    "Placement",
    "Register",
    "Relation",
    "School",
    "Street",
    "Weight",
]
