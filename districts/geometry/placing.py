"""In which area points lie: the index is asked for all points in one call, never for one after the other."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

NOWHERE: Final = -1


def place(points: NDArray[Any], shapes: NDArray[Any], codes: Sequence[str]) -> NDArray[np.int64]:
    """For each point (n,) of shapely points the row of the shape (m,) it lies in, NOWHERE for none; same coordinates.

    A point on a border or in an overlap belongs to the area with the lowest code, whatever the order of the rows.
    Missing and empty shapes hold nothing; ValueError if there are not as many codes as shapes.
    """
    if len(codes) != len(shapes):
        raise ValueError(f"{len(codes)} codes for {len(shapes)} shapes")
    rank = np.empty(len(shapes), dtype=np.int64)
    rank[sorted(range(len(codes)), key=lambda row: (codes[row], row))] = np.arange(len(codes))
    which, rows = shapely.STRtree(shapes).query(points, predicate="intersects")
    found = np.full(len(points), NOWHERE, dtype=np.int64)
    # Written from the highest rank to the lowest: what is written last stays.
    order = np.argsort(-rank[rows], kind="stable")
    found[which[order]] = rows[order]
    return found
