"""Which larger area each area belongs to: by where it lies, or by what its file says."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from districts.geometry.findings import comparable
from districts.geometry.rules import Finding, finding

# Borders of two divisions drawn apart differ by hairlines; what is inside to this share is inside.
WHOLE = 0.98
MAJORITY = 0.5


@dataclass(frozen=True)
class Nesting:
    """`parents`: child code → parent code where that is clear; `exceptions`: children that cross a border or lie
    nowhere.
    """

    parents: dict[str, str]
    exceptions: list[Finding]


def parents_of(children: gpd.GeoDataFrame, parents: gpd.GeoDataFrame) -> Nesting:
    """Assigns each child (columns code, geometry; EPSG:25832) to the parent that holds its inside point and most of
    its ground.

    Assigned with a warning `parent-shared` if other parents hold more than hairlines of it; not assigned (`parent-
    unclear`) if point and majority disagree or nobody holds half, nor (`parent-missing`) if it lies in none.
    """
    small, large = _shapes(children), _shapes(parents)
    names = [str(code) for code in parents["code"]]
    shares = _shares(small, large)
    found: dict[str, str] = {}
    exceptions: list[Finding] = []
    for row, code in enumerate(str(code) for code in children["code"]):
        ranked = sorted(shares[row].items(), key=lambda pair: -pair[1])
        by_name = {names[parent]: round(share, 4) for parent, share in ranked}
        rule = _rule(small[row], large, ranked)
        if rule:
            area = float(small[row].area)
            exceptions.append(finding(rule, [code], rows=[row], area_m2=area, shares=by_name))
        if rule in (None, "parent-shared"):
            found[code] = names[ranked[0][0]]
    return Nesting(found, exceptions)


def unknown_parents(parents: Mapping[str, str], known: Container[str]) -> list[Finding]:
    """One finding on all areas (code → code of the larger one) whose larger area is not known: they have none."""
    left = {code: parent for code, parent in parents.items() if parent not in known}
    return [finding("parent-unknown", left, parents=sorted(set(left.values())), count=len(left))] if left else []


def _shapes(areas: gpd.GeoDataFrame) -> NDArray[np.object_]:
    shapes = np.asarray(areas.geometry.array, dtype=object)
    return comparable(np.where(shapely.is_missing(shapes), shapely.MultiPolygon(), shapes))


def _shares(small: NDArray[np.object_], large: NDArray[np.object_]) -> dict[int, dict[int, float]]:
    """Per child row the share of its ground in each parent row, hairlines left out."""
    children, parents = STRtree(large).query(small, predicate="intersects")
    common = shapely.area(shapely.intersection(small[children], large[parents]))
    whole = shapely.area(small)
    result: dict[int, dict[int, float]] = defaultdict(dict)
    for child, parent, area in zip(children, parents, common, strict=True):
        if whole[child] > 0 and area / whole[child] > 1 - WHOLE:
            result[int(child)][int(parent)] = float(area / whole[child])
    return result


def _rule(shape: shapely.Geometry, large: NDArray[np.object_], ranked: list[tuple[int, float]]) -> str | None:
    if not ranked:
        return "parent-missing"
    parent, share = ranked[0]
    if share < MAJORITY or not large[parent].intersects(shapely.point_on_surface(shape)):
        return "parent-unclear"
    return None if share >= WHOLE else "parent-shared"
