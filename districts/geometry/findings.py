"""What is wrong with areas as a division of a city: codes, names, shapes and how they fit together.

`examine` changes nothing. Every finding names its codes, its rows and its area in m², and where it can, the place as
a geometry.
"""

from collections import defaultdict
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.geometry import borders
from districts.geometry.rules import Finding, finding
from districts.geometry.threads import shared_out

# Digitised borders disagree by decimetres; a strip narrower than this is drawing, not policy.
TOLERANCE_M = 1.0
TINY_PART_M2 = 10.0
FAR_M = 5_000.0
HOLE_OUTSIDE = "Hole lies outside shell"


def examine(
    areas: gpd.GeoDataFrame, *, boundary: BaseGeometry | None = None, tolerance_m: float = TOLERANCE_M
) -> list[Finding]:
    """All findings on areas (columns code, name, geometry; EPSG:25832), worst first.

    `boundary` is the city's outline, if known; `tolerance_m` separates slivers from real overlaps and gaps. Invalid
    shapes are compared as the valid shapes they most likely mean, and reported. Rows count from 0 in `areas`; the
    entries named in a finding's params are those of the file, by the index of `areas`, from 1.
    """
    codes = [str(code) for code in areas["code"]]
    entries = [int(label) + 1 for label in areas.index]
    shapes = np.asarray(areas.geometry.array, dtype=object)
    names = [str(name) for name in areas["name"]]
    found = [*_codes(codes, names, shapes, entries), *_shapes(codes, shapes, entries)]
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    usable = comparable(shapes[rows])
    kept = shapely.area(usable) > 0
    found += _together([codes[row] for row in rows[kept]], rows[kept], usable[kept], entries, boundary, tolerance_m)
    order = {"error": 0, "warning": 1, "notice": 2}
    return sorted(found, key=lambda one: order[one.severity])


def comparable(shapes: NDArray[Any]) -> NDArray[Any]:
    """Valid polygonal shapes to compare areas by; valid ones are returned unchanged."""
    result = shapes.copy()
    for row in np.flatnonzero(~shared_out(shapely.is_valid, shapes)):
        mended = shapely.make_valid(shapes[row], method="structure", keep_collapsed=False)
        result[row] = shapely.multipolygons(borders.polygon_parts(mended))
    return result


def _codes(codes: list[str], names: list[str], shapes: NDArray[Any], entries: list[int]) -> list[Finding]:
    found = []
    by_code: dict[str, list[int]] = defaultdict(list)
    for row, code in enumerate(codes):
        by_code[code].append(row)
    nameless = [row for row, name in enumerate(names) if not name.strip()]
    for code, rows in by_code.items():
        if not code.strip():
            found += [finding("code-missing", rows=[row], name=names[row], row=entries[row]) for row in rows]
        elif len(rows) > 1:
            found.append(_duplicate(code, rows, names, shapes, entries))
    if nameless:
        found.append(finding("name-empty", [codes[row] for row in nameless], rows=nameless, count=len(nameless)))
    return found


def _duplicate(code: str, rows: list[int], names: list[str], shapes: NDArray[Any], entries: list[int]) -> Finding:
    # Apart or touching, same name or not: tells a mistyped code from one area delivered in pieces. Neither is mended
    # unasked.
    distance = shapely.distance(shapes[rows[0]], shapes[rows[1]])
    return finding(
        "code-duplicate",
        [code],
        rows=rows,
        names=[names[row] for row in rows],
        row_numbers=[entries[row] for row in rows],
        distance_m=None if np.isnan(distance) else round(float(distance), 1),
    )


def _shapes(codes: list[str], shapes: NDArray[Any], entries: list[int]) -> list[Finding]:
    found = []
    for row, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            found.append(finding("geometry-missing", [codes[row]], rows=[row], row=entries[row], entry=entries[row]))
        elif not shape.is_valid:
            found.append(_invalid(codes[row], row, shape))
        if shape is not None:
            found += _tiny_parts(codes[row], row, shape)
    return found


def _invalid(code: str, row: int, shape: BaseGeometry) -> Finding:
    said = str(shapely.is_valid_reason(shape))  # "Self-intersection[461803.1 5481226.2]"
    reason, _, place = said.partition("[")
    numbers = place.rstrip("]").split()
    where = shapely.Point(float(numbers[0]), float(numbers[1])) if len(numbers) >= 2 else None
    rule = "geometry-hole-outside" if reason == HOLE_OUTSIDE else "geometry-invalid"
    at = [round(where.x, 2), round(where.y, 2)] if where else None
    return finding(rule, [code], rows=[row], area_m2=float(shape.area), geometry=where, reason=reason, at=at)


def _tiny_parts(code: str, row: int, shape: BaseGeometry) -> list[Finding]:
    parts = shapely.get_parts(shape)
    sizes = shapely.area(parts)
    if len(parts) < 2:
        return []
    tiny = np.flatnonzero((sizes < TINY_PART_M2) & (sizes < sizes.max()))
    return [
        finding("part-tiny", [code], rows=[row], area_m2=float(sizes[part]), geometry=parts[part], parts=len(parts))
        for part in tiny
    ]


def _together(
    codes: list[str],
    rows: NDArray[np.intp],
    shapes: NDArray[Any],
    entries: list[int],
    boundary: BaseGeometry | None,
    tolerance_m: float,
) -> list[Finding]:
    if not len(shapes):
        return []
    found = []
    total = borders.total_row(shapes)
    if total is not None:
        found.append(
            finding(
                "area-covers-others",
                [codes[total]],
                rows=[rows[total]],
                entry=entries[int(rows[total])],
                area_m2=float(shapes[total].area),
                others=len(shapes) - 1,
            )
        )
        # Compared with a total, every area would overlap; without it the others can be judged.
        codes, rows, shapes = codes[:total] + codes[total + 1 :], np.delete(rows, total), np.delete(shapes, total)
    union = borders.union_of(shapes)
    found += _overlaps(codes, rows, shapes, entries, tolerance_m)
    found += _gaps(codes, rows, shapes, union, tolerance_m)
    found += _mismatches(codes, rows, shapes, tolerance_m)
    for row, distance in borders.far_rows(shapes, FAR_M).items():
        area = float(shapes[row].area)
        found.append(finding("area-far", [codes[row]], rows=[rows[row]], area_m2=area, distance_m=round(distance)))
    return found + (_against(boundary, union, tolerance_m) if boundary is not None else [])


def _overlaps(
    codes: list[str], rows: NDArray[np.intp], shapes: NDArray[Any], entries: list[int], tolerance_m: float
) -> list[Finding]:
    pairs = borders.overlaps(shapes, tolerance_m)
    sums = borders.sum_rows(shapes, pairs)
    found = [
        finding(
            "area-covers-some",
            [codes[row]],
            rows=[rows[row]],
            entry=entries[int(rows[row])],
            area_m2=float(shapes[row].area),
            others=len(parts),
            parts=[codes[part] for part in parts],
        )
        for row, parts in sums.items()
    ]
    for pair in pairs:
        # What a sum shares with its own parts is said once.
        if pair.second in sums.get(pair.first, ()) or pair.first in sums.get(pair.second, ()):
            continue
        smaller = min(float(shapes[pair.first].area), float(shapes[pair.second].area))
        for rule, shape in (("overlap", pair.wide), ("overlap-sliver", pair.thin)):
            if shape is not None:
                found.append(
                    finding(
                        rule,
                        [codes[pair.first], codes[pair.second]],
                        rows=[rows[pair.first], rows[pair.second]],
                        area_m2=float(shape.area),
                        geometry=shape,
                        share_of_smaller=round(float(shape.area) / smaller, 6),
                    )
                )
    return found


def _gaps(
    codes: list[str], rows: NDArray[np.intp], shapes: NDArray[Any], union: BaseGeometry, tolerance_m: float
) -> list[Finding]:
    return [
        finding(
            "gap-sliver" if gap.thin else "gap",
            [codes[row] for row in gap.around],
            rows=[rows[row] for row in gap.around],
            area_m2=float(gap.shape.area),
            geometry=gap.shape,
        )
        for gap in borders.gaps(shapes, union, tolerance_m)
    ]


def _mismatches(codes: list[str], rows: NDArray[np.intp], shapes: NDArray[Any], tolerance_m: float) -> list[Finding]:
    edges = borders.mismatched_edges(shapes, tolerance_m)
    concerned = np.flatnonzero(~shapely.is_empty(edges))
    if not len(concerned):
        return []
    length = float(shapely.length(edges).sum())
    return [
        finding(
            "border-mismatch",
            [codes[row] for row in concerned],
            rows=[rows[row] for row in concerned],
            geometry=shapely.union_all(edges[concerned]),
            length_m=round(length, 1),
            count=len(concerned),
        )
    ]


def _against(boundary: BaseGeometry, union: BaseGeometry, tolerance_m: float) -> list[Finding]:
    found = []
    for rule, difference in (
        ("boundary-uncovered", shapely.difference(boundary, union)),
        ("boundary-exceeded", shapely.difference(union, boundary)),
    ):
        parts = borders.polygon_parts(difference)
        wide = parts[~borders.is_thin(parts, tolerance_m)] if len(parts) else parts
        for part in wide:
            found.append(finding(rule, area_m2=float(part.area), geometry=part))
    return found
