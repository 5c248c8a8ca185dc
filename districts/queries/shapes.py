"""Geometry out of the database as arrays: one read, no object per area."""

from dataclasses import dataclass

import numpy as np
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from numpy.typing import NDArray

from districts.geometry.correspond import Division as Shapes
from districts.models import Address, Edition, Register


@dataclass(frozen=True, eq=False)
class EditionShapes:
    """Ids and names beside codes and shapes, ordered by code."""

    ids: NDArray[np.int64]
    names: tuple[str, ...]
    of: Shapes


def shapes_of(edition: Edition) -> EditionShapes:
    """Full geometry in EPSG:25832; areas without are left out."""
    rows = edition.areas.exclude(geometry=None).order_by("code").annotate(wkb=AsWKB("geometry"))
    found = list(rows.values_list("id", "code", "name", "wkb"))
    shapes = shapely.from_wkb(np.array([bytes(row[3]) for row in found], dtype=object))
    ids = np.array([row[0] for row in found], dtype=np.int64)
    return EditionShapes(ids, tuple(row[2] for row in found), Shapes([row[1] for row in found], shapes))


@dataclass(frozen=True, eq=False)
class RegisterPoints:
    """Points and inhabitants by ordinal; 1 for each address where the register does not say how many live there."""

    points: NDArray[np.object_]
    inhabitants: NDArray[np.float64]


def points_of(register: Register) -> RegisterPoints:
    addresses = Address.objects.filter(street__register=register).order_by("ordinal").annotate(wkb=AsWKB("place"))
    found = list(addresses.values_list("wkb", "inhabitants"))
    points = shapely.from_wkb(np.array([bytes(row[0]) for row in found], dtype=object))
    known = register.inhabitants_known
    people = np.array([(row[1] or 0.0) if known else 1.0 for row in found], dtype=np.float64)
    return RegisterPoints(points, people)
