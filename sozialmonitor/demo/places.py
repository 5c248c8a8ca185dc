"""The divisions of the city, all unions of the same blocks, with codes and names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .groups import Floats, Ints, compact_groups, hang_together, merge_down, neighbours, share_out
from .landscape import MIDDLE, Landscape, make_landscape
from .mesh import Mesh, make_mesh
from .names import HARBOUR, compass, quarter_names
from .scale import MOST_CHILDREN, Scale

CRS = "EPSG:25832"
CITY = "Neuhafen am Strom"
LABELS = {
    "stadtbezirke": "Stadtbezirke",
    "stadtteile": "Stadtteile",
    "statistische-bezirke": "Statistische Bezirke",
    "baubloecke": "Baublöcke",
    "grundschulbezirke": "Grundschulbezirke",
    "kommunalwahlbezirke": "Kommunalwahlbezirke",
}


@dataclass(frozen=True)
class Places:
    """Per division a table code, name, parent, geometry by code; and per block the row of the area it lies in."""

    areas: dict[str, gpd.GeoDataFrame]
    of_block: dict[str, Ints]
    dwellings: Floats  # per block, relative: where people live
    harbour: NDArray[np.bool_]  # per block: in the harbour Stadtteil
    radius: float


def make_places(rng: np.random.Generator, scale: Scale) -> Places:
    land = make_landscape(rng, scale.stadtteile)
    mesh = make_mesh(rng, land, scale.stadtteile, scale.blocks)
    harbour = _harbour(mesh, land)
    dwellings = _dwellings(rng, mesh, land, mesh.quarter == harbour)
    areas: dict[str, gpd.GeoDataFrame] = {}
    of_block: dict[str, Ints] = {}
    quarter_code, names, district = _quarters(mesh, dwellings, harbour, scale)
    code = np.array(quarter_code)[mesh.quarter]
    _add(areas, of_block, "stadtteile", mesh, code, dict(zip(quarter_code, names, strict=True)), own_digits=1)
    _add(areas, of_block, "stadtbezirke", mesh, np.array(district)[mesh.quarter], _district_names(areas, district))
    bezirk = _bezirke(rng, mesh, dwellings, code, scale.statistische)
    _add(
        areas,
        of_block,
        "statistische-bezirke",
        mesh,
        bezirk,
        _bezirk_names(mesh, bezirk, areas["stadtteile"]),
        own_digits=1,
    )
    block = _block_codes(mesh, bezirk)
    _add(areas, of_block, "baubloecke", mesh, block, {c: f"Baublock {c}" for c in block}, own_digits=3)
    school = _catchments(rng, mesh, dwellings, scale.catchments)
    _add(areas, of_block, "grundschulbezirke", mesh, school, {c: f"Grundschulbezirk {c}" for c in school})
    ward = _wards(rng, mesh, scale.stadtteile)
    _add(areas, of_block, "kommunalwahlbezirke", mesh, ward, {c: f"Kommunalwahlbezirk {c}" for c in ward})
    return Places(areas, of_block, dwellings, mesh.quarter == harbour, land.radius)


def _add(
    areas: dict[str, gpd.GeoDataFrame],
    of_block: dict[str, Ints],
    key: str,
    mesh: Mesh,
    code: NDArray[np.str_],
    names: dict[str, str],
    *,
    own_digits: int = 0,
) -> None:
    """`own_digits`: how many last characters of a code are its own; those before are the code above, if any."""
    codes, row = np.unique(code, return_inverse=True)
    order = np.argsort(row, kind="stable")
    pieces = np.split(mesh.shapes[order], np.flatnonzero(np.diff(row[order])) + 1)
    shapes = [shapely.coverage_union_all(piece) for piece in pieces]
    above = [c[:-own_digits] if own_digits else "" for c in codes]
    frame = {"code": [str(c) for c in codes], "name": [names[str(c)] for c in codes], "parent": above}
    areas[key] = gpd.GeoDataFrame(frame, geometry=shapely.normalize(np.array(shapes, dtype=object)), crs=CRS)
    of_block[key] = row.astype(np.int64)


def _harbour(mesh: Mesh, land: Landscape) -> int:
    distance = np.hypot(mesh.centres[:, 0] - land.harbour[0], mesh.centres[:, 1] - land.harbour[1])
    return int(mesh.quarter[int(np.argmin(distance))])


def _dwellings(rng: np.random.Generator, mesh: Mesh, land: Landscape, harbour: NDArray[np.bool_]) -> Floats:
    """Many in dense cores, few in fields, almost none at the harbour; some blocks are works or parks without any."""
    area = shapely.area(mesh.shapes)
    dense = land.settled(*mesh.centres.T)
    homes = np.minimum(area, 120_000) * (0.25 + dense) * rng.lognormal(0, 0.35, len(area))
    homes = np.where(mesh.core, homes, 0.05 * homes)
    homes = np.where(rng.random(len(area)) < 0.06, 0.0, homes)
    return np.asarray(np.where(harbour, 0.011 * homes, homes), dtype=np.float64)


def _quarters(mesh: Mesh, dwellings: Floats, harbour: int, scale: Scale) -> tuple[list[str], list[str], list[str]]:
    """Code, name and Stadtbezirk code of each Stadtteil-to-be: numbered around the old town, from inside outwards."""
    count = scale.stadtteile
    shapes = np.array([shapely.coverage_union_all(mesh.shapes[mesh.quarter == q]) for q in range(count)], dtype=object)
    weight = np.bincount(mesh.quarter, weights=dwellings, minlength=count) + dwellings.sum() / count / 2
    group = merge_down(neighbours(shapes), weight, scale.stadtbezirke, MOST_CHILDREN, lambda _a, _b: 1.0)
    centre = shapely.centroid(shapes)
    east, north = shapely.get_x(centre) - MIDDLE[0], shapely.get_y(centre) - MIDDLE[1]
    away = np.hypot(east, north)
    rank = _numbers_around(group, east, north, away)
    width = max(2, len(str(scale.stadtbezirke)))
    district = [f"{rank[g] + 1:0{width}d}" for g in group]
    codes = [""] * count
    for number in range(scale.stadtbezirke):
        members = sorted(np.flatnonzero(group == number), key=lambda q: away[q])
        for place, q in enumerate(members):
            codes[q] = district[q] + str(place + 1 if len(members) > 1 else 0)
    return codes, _quarter_names(codes, away, harbour), district


def _numbers_around(group: Ints, east: Floats, north: Floats, away: Floats) -> dict[int, int]:
    """Stadtbezirke inside half of the median distance first, then the others clockwise from the north."""
    keys = {}
    for number in np.unique(group):
        member = group == number
        x, y = float(east[member].mean()), float(north[member].mean())
        outer = float(np.hypot(x, y)) > 0.6 * float(np.median(away))
        keys[int(number)] = (outer, float(np.arctan2(x, y)) % (2 * np.pi))
    return {number: rank for rank, number in enumerate(sorted(keys, key=lambda number: keys[number]))}


def _quarter_names(codes: list[str], away: Floats, harbour: int) -> list[str]:
    inner = max(1, len(codes) // 4)
    near, far = quarter_names(inner, len(codes))
    nearest = [int(q) for q in np.argsort(away, kind="stable") if q != harbour][:inner]
    names = dict(zip(nearest, near, strict=True)) | {harbour: HARBOUR}
    rest = iter(far)
    return [names[q] if q in names else next(rest) for q in range(len(codes))]


def _district_names(areas: dict[str, gpd.GeoDataFrame], district: list[str]) -> dict[str, str]:
    """A Stadtbezirk is called after its first Stadtteil, or the first two."""
    frame = areas["stadtteile"]
    found = {}
    for code in sorted(set(district)):
        below = list(frame.loc[frame["parent"] == code, "name"])
        found[code] = "/".join(below[:2])
    return found


def _bezirke(
    rng: np.random.Generator, mesh: Mesh, dwellings: Floats, quarter: NDArray[np.str_], count: int
) -> NDArray[np.str_]:
    codes, row = np.unique(quarter, return_inverse=True)
    blocks = np.bincount(row)
    weight = np.bincount(row, weights=dwellings) + 0.3 * blocks * dwellings.mean()
    seats = share_out(weight, count, MOST_CHILDREN)
    labels = np.zeros(len(row), dtype=np.int64)
    for number, seat in enumerate(seats):
        member = np.flatnonzero(row == number)
        own = compact_groups(
            rng, mesh.centres[member], dwellings[member] + dwellings.mean(), int(min(seat, len(member)))
        )
        pairs = neighbours(mesh.shapes[member])
        labels[member] = hang_together(mesh.shapes[member], own, pairs)
    return np.array([f"{codes[q]}{label + 1}" for q, label in zip(row, labels, strict=True)])


def _bezirk_names(mesh: Mesh, bezirk: NDArray[np.str_], quarters: gpd.GeoDataFrame) -> dict[str, str]:
    """The Stadtteil's name with a direction; the second of one direction gets a number."""
    name_of = dict(zip(quarters["code"], quarters["name"], strict=True))
    middle = dict(zip(quarters["code"], quarters.geometry.centroid, strict=True))
    alone = Counter(code[:-1] for code in set(bezirk))
    names: dict[str, str] = {}
    for code in sorted(set(bezirk)):
        above = code[:-1]
        place = mesh.centres[bezirk == code].mean(axis=0)
        spread = float(np.sqrt(shapely.area(mesh.shapes[np.char.startswith(bezirk, above)]).sum())) / 2
        name = name_of[above]
        if alone[above] > 1:
            name += "-" + compass(place[0] - middle[above].x, place[1] - middle[above].y, spread)
        taken = sum(other == name or other.startswith(name + " ") for other in names.values())
        names[str(code)] = name if not taken else f"{name} {taken + 1}"
    return names


def _block_codes(mesh: Mesh, bezirk: NDArray[np.str_]) -> NDArray[np.str_]:
    """Blocks are numbered within their Bezirk from north-west to south-east."""
    codes = np.empty(len(bezirk), dtype="U16")
    for code in np.unique(bezirk):
        member = np.flatnonzero(bezirk == code)
        x, y = mesh.centres[member].T
        for number, block in enumerate(member[np.argsort(x - y, kind="stable")]):
            codes[block] = f"{code}{number + 1:03d}"
    return codes


def _catchments(rng: np.random.Generator, mesh: Mesh, dwellings: Floats, count: int) -> NDArray[np.str_]:
    """Compact, of about equal numbers of children, never across the river; they know nothing of Stadtteile."""
    banks = shapely.get_parts(shapely.coverage_union_all(mesh.shapes))
    bank = shapely.STRtree(banks).nearest(shapely.point_on_surface(mesh.shapes))
    weight = dwellings + 0.02 * dwellings.mean()
    seats = share_out(np.bincount(bank, weights=weight).astype(np.float64), max(count, len(banks)))
    labels = np.zeros(len(bank), dtype=np.int64)
    for number, seat in enumerate(seats):
        member = np.flatnonzero(bank == number)
        labels[member] = compact_groups(rng, mesh.centres[member], weight[member], int(seat)) + seats[:number].sum()
    labels = hang_together(mesh.shapes, labels, mesh.pairs)
    return _numbered(mesh, labels)


def _wards(rng: np.random.Generator, mesh: Mesh, quarters: int) -> NDArray[np.str_]:
    """The Stadtteile over again but for a few blocks; numbered from north to south, so the codes tell nothing."""
    labels = mesh.quarter.copy()
    at_border = mesh.quarter[mesh.pairs.first] != mesh.quarter[mesh.pairs.second]
    candidates = rng.permutation(np.flatnonzero(at_border))
    wanted = max(3, quarters // 4)
    for pair in candidates:
        if wanted == 0:
            break
        trial = labels.copy()
        trial[mesh.pairs.first[pair]] = labels[mesh.pairs.second[pair]]
        whole = np.array_equal(hang_together(mesh.shapes, trial, mesh.pairs), trial)
        if whole and len(np.unique(trial)) == quarters and not np.array_equal(trial, labels):
            labels, wanted = trial, wanted - 1
    return _numbered(mesh, labels)


def _numbered(mesh: Mesh, labels: Ints) -> NDArray[np.str_]:
    groups = np.unique(labels)
    north = [mesh.centres[labels == group, 1].mean() for group in groups]
    width = max(2, len(str(len(groups))))
    rank = {int(groups[place]): number + 1 for number, place in enumerate(np.argsort(north)[::-1])}
    return np.array([f"{rank[int(label)]:0{width}d}" for label in labels])
