"""Where the numbers of a register lie: their coordinate system is recognised as for areas, never believed unseen."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from districts.geometry.crs import Candidate, candidates, crs_name, inexact_note, readable_crs, resolve, to_target
from districts.geometry.rules import Finding

SAMPLE: Final = 2000  # so many points tell the system; all are brought to it
# Germany in metres of EPSG:25832, with a margin.
_WEST, _SOUTH, _EAST, _NORTH = 240_000.0, 5_200_000.0, 960_000.0, 6_150_000.0


@dataclass(frozen=True)
class Located:
    """place (n, 2) in EPSG:25832, NaN where the file's numbers are none or lead out of Germany."""

    place: NDArray[np.float64]
    crs: str
    notes: tuple[Finding, ...]


def located(
    points: NDArray[np.float64], *, given: str | None, stated: str | None, city: BaseGeometry | None
) -> Located:
    """Points (n, 2) as read, NaN where unreadable; brought to EPSG:25832.

    The system is the one `given`, else the one the file has `stated`, else the only one that puts the points into the
    `city`, else the only one that puts them onto a large city. Raises Refusal where that is not one.
    """
    readable = np.isfinite(points).all(axis=1)
    there = points[readable]
    placed = np.full(points.shape, np.nan)
    if not len(there):
        return Located(placed, "", ())
    sample = there[:: max(1, len(there) // SAMPLE)]
    crs, notes = _system(sample, given, stated, city)
    placed[readable] = shapely.get_coordinates(to_target(shapely.points(there), crs))
    x, y = placed[:, 0], placed[:, 1]
    with np.errstate(invalid="ignore"):
        placed[~((x > _WEST) & (x < _EAST) & (y > _SOUTH) & (y < _NORTH))] = np.nan
    return Located(placed, crs_name(crs), notes)


def _system(
    sample: NDArray[np.float64], given: str | None, stated: str | None, city: BaseGeometry | None
) -> tuple[CRS, tuple[Finding, ...]]:
    if given is None and stated is None:
        recognised = _recognised(sample, city)
        if recognised is not None:
            crs = CRS.from_user_input(recognised.crs)
            inexact = inexact_note(crs)
            return crs, (inexact,) if inexact else ()
    decision = resolve(sample, stated=readable_crs(stated) if stated else None, given=given, degrees_by_default=False)
    return decision.crs, decision.notes


def _recognised(sample: NDArray[np.float64], city: BaseGeometry | None) -> Candidate | None:
    """The one system that fits. UTM zones 32 and 33 both lead into Germany: only the city tells them apart."""
    possible = candidates(sample)
    if city is not None:
        inside = [one for one in possible if _share_inside(sample, one.crs, city) > 0.5]
        if inside:
            return inside[0]
    on_a_city = [one for one in possible if one.within]
    if len(possible) == 1:
        return possible[0]
    return on_a_city[0] if len(on_a_city) == 1 else None


def _share_inside(sample: NDArray[np.float64], name: str, city: BaseGeometry) -> float:
    at = shapely.get_coordinates(to_target(shapely.points(sample), CRS.from_user_input(name)))
    west, south, east, north = city.bounds
    return float(((at >= [west, south]) & (at <= [east, north])).all(axis=1).mean())
