"""Which coordinate system a file's numbers are in: stated, given or refused, but never believed unseen.

A stated system is checked against the coordinates, because exports lose it, state the wrong one or swap the axes.
Everything is then brought to EPSG:25832, the system all areas are kept in.
"""

import warnings
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer, network
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from districts.geometry.landmarks import GERMANY, Place, nearest_city
from districts.geometry.rules import Finding, Refusal, finding

TARGET = "EPSG:25832"
DEGREES = "EPSG:4326"

# What German offices use, most usual first: UTM 32 and 33, Gauß-Krüger 3, UTM with zone prefix, Web Mercator, then
# the rarer ones.
CANDIDATES = (
    "EPSG:25832",
    "EPSG:25833",
    "EPSG:31467",
    "EPSG:4647",
    "EPSG:3857",
    "EPSG:4326",
    "EPSG:31468",
    "EPSG:31466",
    "EPSG:31469",
    "EPSG:5650",
    "EPSG:3068",
    "EPSG:3035",
)
# A stray area must not make a whole file implausible; it becomes a finding of its own.
PLAUSIBLE_SHARE = 0.9
# Helmert from the German triangulation network is good to some 3 m, with the NTv2 grid to decimetres.
EXACT_M = 1.0

Points = NDArray[np.float64]  # shape (n, 2), x before y

# Nothing here may reach another host; without this a user's own PROJ settings could fetch grids.
network.set_network_enabled(active=False)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Candidate:
    """A coordinate system that puts the file inside Germany: where (degrees) and near which city."""

    crs: str
    lon: float
    lat: float
    city: str
    distance_km: float
    within: bool


@dataclass(frozen=True)
class Decision:
    """The coordinate system to read a file in, as what (file, given, rfc7946), where it lands, and what to tell about
    it.
    """

    crs: CRS
    name: str
    origin: str
    landing: Candidate
    notes: tuple[Finding, ...]


def crs_name(crs: CRS) -> str:
    """`EPSG:25832` where the registry knows it, otherwise the system's own name."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def readable_crs(text: str) -> CRS | str:
    """A coordinate system from what a user or a file wrote, or the text itself if nobody knows it."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return text


def corner_points(geometries: NDArray[Any]) -> Points:
    """The four corners of every geometry's frame, shape (4n, 2): enough to see where a file lies."""
    frames = shapely.bounds(geometries)
    frames = frames[np.isfinite(frames).all(axis=1)]
    corners = [frames[:, columns] for columns in ([0, 1], [2, 1], [2, 3], [0, 3])]
    return np.concatenate(corners) if len(frames) else np.empty((0, 2))


def in_degrees(points: Points) -> bool:
    """Whether all numbers are small enough for longitude and latitude."""
    return bool((np.abs(points) <= [180, 90]).all()) or bool((np.abs(points) <= [90, 180]).all())


def _degrees_of(points: Points, crs: CRS) -> Points:
    transformer = Transformer.from_crs(crs, DEGREES, always_xy=True)
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def landing(points: Points, crs: CRS) -> Candidate | None:
    """Where the points lie if they are in this system, or None if that is not Germany."""
    if in_degrees(points) != crs.is_geographic:
        # Systems with their origin in a city (Soldner Berlin) would take degrees for metres next to it.
        return None
    try:
        degrees = _degrees_of(points, crs)
    except ProjError:
        return None
    west, south, east, north = GERMANY
    lon, lat = degrees[:, 0], degrees[:, 1]
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    if inside.mean() < PLAUSIBLE_SHARE:
        return None
    low, high = np.percentile(degrees[inside], [1, 99], axis=0)
    place: Place = nearest_city((float(low[0]), float(low[1]), float(high[0]), float(high[1])))
    middle = (low + high) / 2
    return Candidate(
        crs_name(crs),
        round(float(middle[0]), 3),
        round(float(middle[1]), 3),
        place.city,
        round(place.distance_km, 1),
        place.within,
    )


def candidates(points: Points) -> list[Candidate]:
    """Known systems that put the points into Germany, the likeliest first: those whose frame holds a large city's
    centre.
    """
    found = [seen for seen in (landing(points, CRS.from_user_input(name)) for name in CANDIDATES) if seen]
    return sorted(found, key=lambda seen: (not seen.within, seen.distance_km if seen.within else 0.0))


def _looks_like(points: Points, crs: CRS | str | None) -> str:
    x = points[:, 0]
    if not candidates(points) and candidates(points[:, ::-1]):
        return "swapped"
    if not isinstance(crs, CRS):
        return "degrees" if in_degrees(points) else "metres"
    if in_degrees(points):
        return "outside" if crs.is_geographic else "degrees"
    if crs.is_geographic:
        return "metres"
    if bool(((x > 31e6) & (x < 34e6)).mean() > PLAUSIBLE_SHARE):
        return "zone-prefix"
    return "outside"


def _refuse(rule: str, points: Points, crs: CRS | str | None, origin: str) -> Refusal:
    pattern = _looks_like(points, crs)
    # Of swapped axes the systems are named that fit once they are put right.
    ranked = candidates(points[:, ::-1] if pattern == "swapped" else points)
    hint = "give-crs" if ranked else "export-with-crs"
    return Refusal(
        rule,
        "export-x-before-y" if pattern == "swapped" else hint,
        stated=crs_name(crs) if isinstance(crs, CRS) else crs,
        origin=origin,
        looks_like=pattern,
        first_point=[float(value) for value in points[0]],
        crs=ranked[0].crs if ranked and pattern != "swapped" else None,
        candidates=[asdict(candidate) for candidate in ranked],
    )


def swapped(geometries: NDArray[Any]) -> NDArray[Any]:
    """The same geometries (any shape, None allowed) with x and y in each other's place."""
    turned: NDArray[Any] = shapely.transform(geometries, lambda x, y: (y, x), interleaved=False)
    return turned


def inexact_note(crs: CRS) -> Finding | None:
    """A notice when the way to EPSG:25832 is only good to a metre or worse, as from Gauß-Krüger without the NTv2
    grid.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PROJ warns about the missing grid; the notice says it better
        group = TransformerGroup(crs, TARGET, always_xy=True)
    accuracies = [way.accuracy for way in group.transformers if way.accuracy is not None and way.accuracy >= 0]
    if group.best_available and accuracies and min(accuracies) <= EXACT_M:
        return None
    missing = [way.name for way in group.unavailable_operations]
    return finding("crs-inexact", crs=crs_name(crs), accuracy_m=max([EXACT_M, *accuracies]), missing_grids=len(missing))


def resolve(points: Points, *, stated: CRS | str | None, given: str | None, degrees_by_default: bool) -> Decision:
    """The coordinate system to use for these points (frame corners, shape (n, 2)).

    `given` (what the user said) wins over `stated` (what the file says); a GeoJSON without statement is in degrees by
    RFC 7946 (`degrees_by_default`), provided its numbers are degrees. Raises Refusal `crs-missing` or `crs-
    contradicted` with ranked candidates.
    """
    crs, origin = (readable_crs(given), "given") if given else (stated, "file")
    if isinstance(crs, str):
        raise _refuse("crs-unreadable", points, crs, origin)
    if crs is None:
        if not (degrees_by_default and in_degrees(points)):
            raise _refuse("crs-missing", points, None, "none")
        crs, origin = CRS.from_user_input(DEGREES), "rfc7946"
    lands = landing(points, crs)
    if lands is None:
        raise _refuse("crs-contradicted", points, crs, origin)
    return Decision(crs, crs_name(crs), origin, lands, tuple(_notes(points, crs, stated, origin, lands)))


def _notes(points: Points, crs: CRS, stated: CRS | str | None, origin: str, lands: Candidate) -> list[Finding]:
    notes = []
    if origin == "rfc7946":
        notes.append(finding("crs-assumed", crs=crs_name(crs), city=lands.city))
    agree = isinstance(stated, CRS) and stated.equals(crs, ignore_axis_order=True)
    if origin == "given" and stated is not None and not agree:
        said = crs_name(stated) if isinstance(stated, CRS) else stated
        notes.append(finding("crs-overridden", stated=said, crs=crs_name(crs)))
    best = candidates(points)[:1]
    if best and best[0].within and not lands.within:
        notes.append(
            finding("crs-doubtful", crs=crs_name(crs), city=lands.city, better=best[0].crs, better_city=best[0].city)
        )
    inexact = inexact_note(crs)
    return [*notes, inexact] if inexact else notes


def to_target(geometries: NDArray[Any], crs: CRS) -> NDArray[Any]:
    """The same geometries (any shape, None allowed) in EPSG:25832; points PROJ cannot place become infinite, for the
    caller to see.
    """
    if crs.equals(CRS.from_user_input(TARGET), ignore_axis_order=True):
        return geometries
    transformer = Transformer.from_crs(crs, TARGET, always_xy=True)
    moved: NDArray[Any] = shapely.transform(geometries, lambda x, y: transformer.transform(x, y), interleaved=False)
    return moved
