"""Mending what has only one possible reading, and saying so.

Mended are:
* an invalid shape that can be made valid in one way only: both ways GEOS knows (by lines, by structure) agree, and
  the area does not change by more than a hundredth. A ring that crosses itself in the middle (a bow tie) loses ground
  either way and stays an error; so does a hole outside its shell, which may be a forgotten part.
* a hairline gap inside a single area: the ground can belong to nobody else.

Everything else stays as delivered: overlaps and gaps between two areas could go to either, tiny parts may be meant, a
repeated code may be a typing error on another area.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from districts.geometry.borders import NOISE_M2, polygon_parts
from districts.geometry.rules import Finding

MAX_CHANGE = 0.01


@dataclass(frozen=True)
class Repair:
    """One area changed: its code and row (0-based), the finding's rule, its area before and after in m²."""

    code: str
    row: int
    rule: str
    area_before_m2: float
    area_after_m2: float
    geometry: BaseGeometry | None = None  # where


def repair(areas: gpd.GeoDataFrame, findings: Iterable[Finding]) -> tuple[gpd.GeoDataFrame, list[Repair]]:
    """A copy of the areas with the unambiguous findings mended, and what was done; the input is left alone."""
    shapes = np.asarray(areas.geometry.array, dtype=object).copy()
    done = []
    for one in findings:
        if len(one.rows) != 1:
            continue
        row = one.rows[0]
        mended = _mended(shapes[row], one)
        if mended is not None:
            sizes = float(shapes[row].area), float(mended.area)
            done.append(Repair(str(areas["code"].iloc[row]), row, one.rule, *sizes, one.geometry))
            shapes[row] = mended
    return areas.set_geometry(gpd.GeoSeries(shapes, index=areas.index, crs=areas.crs)), done


def _mended(shape: BaseGeometry, one: Finding) -> MultiPolygon | None:
    if one.rule == "geometry-invalid":
        return _made_valid(shape)
    if one.rule == "gap-sliver" and one.geometry is not None and shape.is_valid:
        return _multipolygon(shapely.union(shape, one.geometry))
    return None


def _made_valid(shape: BaseGeometry) -> MultiPolygon | None:
    by_lines = _multipolygon(shapely.make_valid(shape))
    by_structure = _multipolygon(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if by_lines is None or by_structure is None:
        return None
    doubt = float(shapely.symmetric_difference(by_lines, by_structure).area)
    change = abs(float(by_lines.area) - float(shape.area))
    unambiguous = doubt <= NOISE_M2 and change <= MAX_CHANGE * float(by_lines.area)
    return by_lines if unambiguous else None


def _multipolygon(shape: Any) -> MultiPolygon | None:
    parts = polygon_parts(shape)
    return MultiPolygon(list(parts)) if len(parts) else None
