"""Outlines for the map: fewer corners per zoom band, the same border for both neighbours."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from districts.geometry.borders import Shapes
from districts.geometry.findings import comparable

# Detail → tolerance in metres (the root of the area a corner may cost): city at a glance, districts, blocks.
TOLERANCES_M: dict[int, float] = {0: 40.0, 1: 10.0, 2: 2.0}


def is_coverage(geometries: Sequence[BaseGeometry]) -> bool:
    """Whether neighbours share their borders corner by corner. If not, outlines come from a cleaned copy and may
    differ by hairlines.
    """
    shapes = np.asarray(geometries, dtype=object)
    return bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes))


def outlines(geometries: Sequence[BaseGeometry]) -> dict[int, list[MultiPolygon]]:
    """Per detail (0 coarse to 2 fine) one MultiPolygon for each geometry, in order; EPSG:25832 in and out.

    Shared borders stay shared. An area that would vanish keeps its full shape; only an empty one stays empty.
    """
    shapes = np.asarray(geometries, dtype=object)
    whole = comparable(np.where(shapely.is_missing(shapes), MultiPolygon(), shapes))
    base = _as_coverage(whole)
    return {
        detail: [_solid(shape, original) for shape, original in zip(_simplified(base, tolerance), whole, strict=True)]
        for detail, tolerance in TOLERANCES_M.items()
    }


def inside_point(geometry: BaseGeometry) -> Point:
    """A point surely on the area, for labels and for asking which larger area it lies in."""
    point: Point = shapely.point_on_surface(geometry)
    return point


def area_m2(geometry: BaseGeometry) -> float:
    """The area in square metres of a geometry in EPSG:25832."""
    return float(geometry.area)


def _as_coverage(shapes: Shapes) -> Shapes:
    if not len(shapes) or shapely.coverage_is_valid(shapes):
        return shapes
    # For the picture only: the stored areas keep their faults, the map gets borders that both neighbours follow.
    cleaned: Shapes = np.asarray(shapely.coverage_clean(shapes), dtype=object)
    return cleaned if len(cleaned) == len(shapes) else shapes


def _simplified(shapes: Shapes, tolerance_m: float) -> Shapes:
    return np.asarray(shapely.coverage_simplify(shapes, tolerance_m), dtype=object)


def _solid(shape: BaseGeometry, original: BaseGeometry) -> MultiPolygon:
    usable = shape is not None and not shape.is_empty and shape.is_valid
    best = shape if usable else original
    return MultiPolygon([best]) if best.geom_type == "Polygon" else best
