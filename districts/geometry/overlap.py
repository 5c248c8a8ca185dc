"""The pieces that two sets of areas have in common, with their size. Vectorised: a thousand areas take a second."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from districts.geometry.borders import polygon_parts
from districts.geometry.findings import comparable
from districts.geometry.threads import shared_out
from districts.geometry.weights import Floats, Indices

Shapes = NDArray[Any]
COLLECTION: Final = 7  # shapely's number of the type


@dataclass(frozen=True, eq=False)
class Pieces:
    """What source row and target row share: m² and the shape. Pairs that only touch are left out."""

    source: Indices
    target: Indices
    area_m2: Floats
    shapes: Shapes

    def turned(self) -> "Pieces":
        """The same pieces with source and target the other way round, in the same order."""
        return Pieces(self.target, self.source, self.area_m2, self.shapes)


def overlap(sources: Shapes, targets: Shapes) -> Pieces:
    """All pieces of both, sorted by source row, then target row. Shapes in one metric coordinate system.

    Invalid shapes count as the valid ones they most likely mean; missing ones share nothing. Where an area lies whole
    in another, it is the piece itself: no intersection is computed.
    """
    first, second = usable(sources), usable(targets)
    shapely.prepare(second)
    source, target = STRtree(second).query(first, predicate="intersects")
    whole = shapely.covers(second[target], first[source])
    shapes = first[source].copy()
    cut = np.flatnonzero(~whole)
    shapes[cut] = shared_out(shapely.intersection, first[source[cut]], second[target[cut]])
    for at in np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION):  # also the border that both share, as a line
        shapes[at] = shapely.multipolygons(polygon_parts(shapes[at]))
    size = shapely.area(shapes)
    order = np.lexsort((target, source))
    order = order[size[order] > 0]
    return Pieces(source[order], target[order], size[order], shapes[order])


def usable(shapes: Shapes) -> Shapes:
    """Valid shapes (n,) to compute with: of an invalid one what it most likely means, of a missing one no ground."""
    return comparable(np.where(shapely.is_missing(shapes), shapely.MultiPolygon(), shapes))
