"""Areas made of sets: which ground belongs to which catchment, where the catchment is a set of houses and blocks.

A block whose houses all belong to one catchment goes to it whole. A block whose houses belong to several is cut along
the Voronoi cells of its houses: each point of it goes with the nearest house of the block. Where no blocks are known,
the whole outline is cut that way. What nobody claims goes with the nearest that is claimed, so that the areas cover
the city.

The pieces are the faces of one network of lines, noded to a millimetre: neighbours share every corner, and nothing
overlaps or stays free.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from districts.geometry.placing import NOWHERE, place

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = NOWHERE
GRID_M = 0.001


@dataclass(frozen=True)
class Partition:
    """`shapes[n]` is the area of catchment n, None where it has no ground. `cut` and `filled`: rows of the blocks that
    were cut, and of those nobody claimed.
    """

    shapes: list[MultiPolygon | None]
    cut: Ints
    filled: Ints


def partition(
    ground: Sequence[BaseGeometry] | Shapes, owners: int, claim: Ints, points: Floats, owner: Ints, block: Ints
) -> Partition:
    """Areas of `owners` catchments that together are the ground exactly.

    `ground`: the blocks (B polygons in metres that meet without gap), or the outline alone. `claim` (B): the catchment
    that has the block whole, or NOBODY: then its houses decide. `points` (N × 2), `owner` (N, NOBODY allowed), `block`
    (N): houses, whose they are, and the row of the block each lies in. ValueError if nobody claims anything.
    """
    shapes = np.asarray(ground, dtype=object)
    claim = np.asarray(claim, dtype=np.int64).copy()
    known = owner >= 0
    points, owner, block = points[known], owner[known], block[known]
    mixed = _settle(claim, owner, block)
    filled = np.flatnonzero((claim == NOBODY) & ~mixed)
    _fill(shapes, claim, filled, points, owner)
    if not mixed.any():
        return Partition(_dissolved(shapes, claim, owners), np.empty(0, dtype=np.int64), filled)
    faces, of_face = _faces(shapes, claim, mixed, points, owner, block)
    return Partition(_dissolved(faces, of_face, owners), np.flatnonzero(mixed), filled)


def _settle(claim: Ints, owner: Ints, block: Ints) -> NDArray[np.bool_]:
    """Gives blocks whose houses agree to their catchment; which blocks have houses of several."""
    mixed = np.zeros(len(claim), dtype=bool)
    pairs = np.unique(np.column_stack([block, owner]), axis=0) if len(block) else np.empty((0, 2), dtype=np.int64)
    pairs = pairs[pairs[:, 0] >= 0]
    pairs = pairs[claim[pairs[:, 0]] == NOBODY]
    rows, count = np.unique(pairs[:, 0], return_counts=True)
    mixed[rows[count > 1]] = True
    alone = pairs[~mixed[pairs[:, 0]]]
    claim[alone[:, 0]] = alone[:, 1]
    return mixed


def _fill(shapes: Shapes, claim: Ints, rows: Ints, points: Floats, owner: Ints) -> None:
    """To each of the rows the catchment of the nearest house or claimed block."""
    if not len(rows):
        return
    sure = np.flatnonzero(claim >= 0)
    places = np.concatenate([shapely.points(points), shapes[sure]])
    whose = np.concatenate([owner, claim[sure]])
    if not len(places):
        raise ValueError("no house and no block belongs to anybody")
    claim[rows] = whose[shapely.STRtree(places).nearest(shapely.point_on_surface(shapes[rows]))]


def _faces(
    shapes: Shapes, claim: Ints, mixed: NDArray[np.bool_], points: Floats, owner: Ints, block: Ints
) -> tuple[Shapes, Ints]:
    lines = [shapely.boundary(shapes)]
    for row in np.flatnonzero(mixed):
        here = block == row
        lines.append(np.array([_cuts(shapes[row], points[here], owner[here])], dtype=object))
    network = shapely.union_all(shapely.set_precision(np.concatenate(lines), GRID_M), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize([network]))
    inner = shapely.point_on_surface(faces)
    face, row = shapely.STRtree(shapes).query(inner, predicate="intersects")
    faces, inner, row = faces[face], inner[face], row  # a face outside every block is a hole of the city
    whose = claim[row].copy()
    for one in np.flatnonzero(mixed):
        here, houses = row == one, block == one
        near = shapely.STRtree(shapely.points(points[houses])).nearest(inner[here])
        whose[here] = owner[houses][near]
    return faces, whose


def _cuts(shape: BaseGeometry, points: Floats, owner: Ints) -> BaseGeometry:
    """The lines between Voronoi cells of different catchments, inside the shape."""
    places, first = np.unique(np.round(points, 3), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=shape))
    house, cell = shapely.STRtree(cells).query(shapely.points(places), predicate="intersects")
    whose = np.empty(len(cells), dtype=np.int64)
    whose[cell] = owner[first][house]
    areas = [shapely.union_all(cells[whose == one]) for one in np.unique(whose)]
    return shapely.intersection(shapely.union_all(shapely.boundary(areas)), shape)


def _dissolved(shapes: Shapes, whose: Ints, owners: int) -> list[MultiPolygon | None]:
    made: list[MultiPolygon | None] = []
    for one in range(owners):
        own = shapes[whose == one]
        made.append(_multi(shapely.coverage_union_all(own)) if len(own) else None)
    return made


def _multi(shape: BaseGeometry) -> MultiPolygon:
    parts = [part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"]
    if shape.geom_type == "GeometryCollection":
        parts = [piece for part in shapely.get_parts(shape) for piece in shapely.get_parts(part)]
    return MultiPolygon(parts)


def lying_in(shapes: Sequence[BaseGeometry] | Shapes, points: Floats) -> Ints:
    """For each point (N × 2) the row of the shape it lies in, NOBODY outside; on a border the lower row."""
    rows = [f"{row:09d}" for row in range(len(shapes))]
    return place(shapely.points(points), np.asarray(shapes, dtype=object), rows)


def fragments(shape: MultiPolygon, smallest_m2: float = 1.0) -> list[BaseGeometry]:
    """The pieces of an area beside its largest one; specks below `smallest_m2` are left out."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    return [part for part in parts[1:] if part.area >= smallest_m2]
