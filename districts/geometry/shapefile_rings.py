"""Holes that lie outside every outline of their shape in a Shapefile.

The reader takes them for further parts, without saying where: ground would be added that was cut out. In a Shapefile
the direction of a ring says what it is: clockwise is an outline, the other way round is a hole.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

HEADER, RECORD_HEADER = 100, 8
POLYGON_TYPES = (5, 15, 25)  # flat, with heights, with measures
COUNTS_AT, PARTS_AT = 36, 44  # behind the type and the frame


def holes_outside(path: Path) -> dict[int, tuple[float, float]]:
    """Per shape (its number, from 0) that has such a hole the first corner of one, in the file's own coordinates."""
    return {row: place for row, rings in enumerate(_shapes(path)) if (place := _hole_outside(rings)) is not None}


def _shapes(path: Path) -> Iterator[list[NDArray[np.float64]]]:
    content = path.read_bytes()
    at = HEADER
    while at + RECORD_HEADER <= len(content):
        (words,) = struct.unpack_from(">i", content, at + 4)
        yield _rings(content[at + RECORD_HEADER : at + RECORD_HEADER + 2 * words])
        at += RECORD_HEADER + 2 * max(words, 0)


def _rings(record: bytes) -> list[NDArray[np.float64]]:
    if len(record) < PARTS_AT or struct.unpack_from("<i", record)[0] not in POLYGON_TYPES:
        return []
    parts, points = struct.unpack_from("<2i", record, COUNTS_AT)
    if min(parts, points) < 0 or PARTS_AT + 4 * parts + 16 * points > len(record):
        return []  # cut off: the reader has seen it too
    starts = np.frombuffer(record, "<i4", parts, PARTS_AT)
    corners = np.frombuffer(record, "<f8", 2 * points, PARTS_AT + 4 * parts).reshape(-1, 2)
    return [ring for ring in np.split(corners, starts[1:]) if len(ring) >= 4]


def _hole_outside(rings: list[NDArray[np.float64]]) -> tuple[float, float] | None:
    made: list[Any] = [shapely.linearrings(ring) for ring in rings if (ring[0] == ring[-1]).all()]
    outlines = [shapely.polygons(ring) for ring in made if not shapely.is_ccw(ring)]
    # Written the wrong way round throughout, nothing can be told from the direction.
    if not outlines:
        return None
    ground = shapely.union_all(shapely.make_valid(np.array(outlines, dtype=object)))
    for ring in made:
        if shapely.is_ccw(ring) and shapely.disjoint(shapely.polygons(ring).representative_point(), ground):
            return float(ring.coords[0][0]), float(ring.coords[0][1])
    return None
