"""Where areas lie on each other and where nothing lies between them: the arithmetic behind findings.

All geometries are in EPSG:25832, all areas in m², all widths in metres. Rows are positions in the array of geometries.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

# Below this, a difference comes from rounding coordinates, not from drawing: a postcard's size.
NOISE_M2 = 0.01

Shapes = NDArray[Any]


@dataclass(frozen=True)
class Overlap:
    """Two rows that share ground: the shared ground, split into wide parts and slivers (either may be None)."""

    first: int
    second: int
    wide: BaseGeometry | None
    thin: BaseGeometry | None


@dataclass(frozen=True)
class Gap:
    """Ground enclosed by areas but belonging to none: its shape, whether it is a sliver, the rows around it."""

    shape: BaseGeometry
    thin: bool
    around: tuple[int, ...]


def mean_width(shapes: Shapes) -> NDArray[np.float64]:
    """Mean width in metres of polygons: twice the area by the perimeter, exact for long strips, half the side for
    squares.
    """
    lengths = shapely.length(shapes)
    zero = np.zeros(len(lengths))
    widths: NDArray[np.float64] = np.divide(2 * shapely.area(shapes), lengths, out=zero, where=lengths > 0)
    return widths


def is_thin(shapes: Shapes, tolerance_m: float) -> NDArray[np.bool_]:
    """Which polygons are slivers: narrower on average than the tolerance, or smaller than its square."""
    thin: NDArray[np.bool_] = (mean_width(shapes) < tolerance_m) | (shapely.area(shapes) < tolerance_m**2)
    return thin


def polygon_parts(shape: BaseGeometry) -> Shapes:
    """The polygons in any geometry, single, larger than rounding noise."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    areal = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > NOISE_M2)]
    return np.asarray(areal, dtype=object)


def _joined(parts: Shapes) -> BaseGeometry | None:
    return shapely.multipolygons(parts) if len(parts) else None


def overlaps(shapes: Shapes, tolerance_m: float) -> list[Overlap]:
    """All pairs of valid polygons that share more ground than rounding explains, by row.

    In a clean coverage no pair is intersected: of two that overlap, at least one has an edge that does not match the
    other's.
    """
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if not len(suspects):
        return []
    asked, other = STRtree(shapes).query(shapes[suspects], predicate="intersects")
    asked = suspects[asked]
    # An area holding another one whole may be no suspect itself, so pairs are ordered before doubles are dropped.
    pairs = np.unique(np.sort(np.column_stack([asked, other])[asked != other], axis=1), axis=0)
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    found = []
    for index in np.flatnonzero(shapely.area(shared) > NOISE_M2):
        parts = polygon_parts(shared[index])
        thin = is_thin(parts, tolerance_m)
        if len(parts):
            first, second = (int(row) for row in pairs[index])
            found.append(Overlap(first, second, _joined(parts[~thin]), _joined(parts[thin])))
    return found


def sum_rows(shapes: Shapes, pairs: Sequence[Overlap], share: float = 0.95) -> dict[int, list[int]]:
    """Rows that several smaller ones lie in and nearly fill, as sums of a level do in a file of several levels; with
    the rows inside. `pairs` are those of `overlaps`.
    """
    areas = shapely.area(shapes)
    inside: dict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        small, large = sorted((pair.first, pair.second), key=lambda row: float(areas[row]))
        common = sum(float(shape.area) for shape in (pair.wide, pair.thin) if shape is not None)
        if common >= share * areas[small] and areas[small] < share * areas[large]:
            inside[large].append(small)
    return {
        row: parts
        for row, parts in inside.items()
        if len(parts) > 1 and float(union_of(shapes[parts]).area) >= share * areas[row]
    }


def union_of(shapes: Shapes) -> BaseGeometry:
    """The ground all valid polygons cover together; the fast way where they fit, the sure way where they do not."""
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def gaps(shapes: Shapes, union: BaseGeometry, tolerance_m: float) -> list[Gap]:
    """Ground the areas enclose without covering it, with the rows that border it."""
    # Not merely the union's holes: a gap whose both ends lie on the outline is closed at two points without being one.
    lines = shapely.union_all(shapely.get_parts(shapely.boundary(union)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[shapely.area(faces) > NOISE_M2]
    shapely.prepare(union)
    holes = faces[~shapely.intersects(union, shapely.point_on_surface(faces))]
    if not len(holes):
        return []
    tree = STRtree(shapes)
    # Computed corners lie a hair beside the borders they came from.
    which, rows = tree.query(holes, predicate="dwithin", distance=0.001)
    thin = is_thin(holes, tolerance_m)
    around = [tuple(sorted(int(row) for row in rows[which == index])) for index in range(len(holes))]
    return [Gap(holes[index], bool(thin[index]), around[index]) for index in range(len(holes))]


def total_row(shapes: Shapes, share: float = 0.95) -> int | None:
    """The row that covers all others together, as a total line among the areas does; None if there is none.

    Needs at least two others; `share` of either one's ground must be common.
    """
    areas = shapely.area(shapes)
    if len(shapes) < 3:
        return None
    largest = int(np.argmax(areas))
    others = np.delete(shapes, largest)
    if areas[largest] < share * areas.sum() / 2 or areas[largest] < share * np.max(np.delete(areas, largest)):
        return None
    rest = union_of(others)
    common = float(shapely.intersection(shapes[largest], rest).area)
    covered = common >= share * rest.area and common >= share * areas[largest]
    return largest if covered and _is_made_of_several(shapes[largest], others, share) else None


def _is_made_of_several(total: BaseGeometry, others: Shapes, share: float) -> bool:
    # Two copies of one area beside a splinter are a duplicate, not a total.
    return bool((shapely.area(shapely.intersection(total, others)) < share * total.area).all())


def mismatched_edges(shapes: Shapes, tolerance_m: float) -> Shapes:
    """Per row the edges that do not run exactly along the neighbour's, gaps up to the tolerance included; empty where
    all is well.
    """
    edges: Shapes = shapely.coverage_invalid_edges(shapes, gap_width=tolerance_m)
    return edges


def far_rows(shapes: Shapes, distance_m: float) -> dict[int, float]:
    """Rows with no other area within `distance_m`, each with the distance to the nearest one in metres."""
    if len(shapes) < 3:
        return {}
    nearest = STRtree(shapes).query_nearest(shapes, exclusive=True, return_distance=True, all_matches=False)
    (asked, _), distances = nearest
    lonely = {int(row): float(away) for row, away in zip(asked, distances, strict=True) if away > distance_m}
    # Where every area stands alone, distance is how this division is.
    return lonely if len(lonely) < len(shapes) else {}
