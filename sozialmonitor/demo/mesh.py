"""The fine mesh of blocks from which every division of the city is built, so that borders coincide to the centimetre.

Each Stadtteil-to-be gets street grids of its own direction: narrow in its core, wide outside. The Voronoi cells of all
grid points, cut at the river banks, noded on a centimetre grid and put together again as faces, are the blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .groups import Floats, Ints, Neighbours, compact_groups, hang_together, neighbours, share_out
from .landscape import MIDDLE, Landscape

CENTIMETRE = 0.01
CORE_SPACING = 125.0  # m between block middles in the old town, before calibration to the number of blocks asked for
SMALLEST = 1_500.0  # m²: smaller faces are joined to a neighbour


@dataclass(frozen=True)
class Mesh:
    shapes: NDArray[np.object_]  # one Polygon per block
    quarter: Ints  # which Stadtteil-to-be a block belongs to
    core: NDArray[np.bool_]  # in the built-up core of it
    pairs: Neighbours
    centres: Floats  # (blocks, 2)


def make_mesh(rng: np.random.Generator, land: Landscape, quarters: int, blocks: int) -> Mesh:
    seeds, bank_of_seed = _quarter_seeds(rng, land, quarters)
    grids = _Grids(land, seeds, bank_of_seed, rng.uniform(0, np.pi / 2, quarters), rng.integers(0, 2**31, quarters))
    points, owner, core = _calibrated(grids, blocks)
    shapes, kept = _faces(land, points)
    shapes, kept = _joined(shapes, kept, points)
    pairs = neighbours(shapes)
    labels = hang_together(shapes, owner[kept], pairs)
    centre = shapely.centroid(shapes)
    return Mesh(shapes, labels, core[kept], pairs, np.column_stack([shapely.get_x(centre), shapely.get_y(centre)]))


def _quarter_seeds(rng: np.random.Generator, land: Landscape, quarters: int) -> tuple[Floats, Ints]:
    """Middles of the Stadtteile, closer to each other where the city is dense, shared out among the banks."""
    inside = [bank.intersection(land.outline) for bank in land.banks]
    clouds = [_cloud(rng, piece, 160 * quarters) for piece in inside]
    dense = [(0.12 + land.settled(cloud[:, 0], cloud[:, 1])) ** 1.3 for cloud in clouds]
    weight = np.array([piece.area * values.mean() for piece, values in zip(inside, dense, strict=True)])
    seats = share_out(weight, quarters)
    found, bank_of_seed = [], []
    for bank, (cloud, values) in enumerate(zip(clouds, dense, strict=True)):
        labels = compact_groups(rng, cloud, values, int(seats[bank]))
        for group in range(int(seats[bank])):
            found.append(np.average(cloud[labels == group], axis=0, weights=values[labels == group]))
            bank_of_seed.append(bank)
    return np.array(found), np.array(bank_of_seed, dtype=np.int64)


def _cloud(rng: np.random.Generator, piece: shapely.Geometry, about: int) -> Floats:
    x0, y0, x1, y1 = piece.bounds
    points = rng.uniform((x0, y0), (x1, y1), size=(about, 2))
    inside: NDArray[np.bool_] = shapely.contains_xy(piece, points)
    return points[inside]


@dataclass(frozen=True)
class _Grids:
    land: Landscape
    seeds: Floats
    bank_of_seed: Ints
    angle: Floats
    noise: Ints  # one seed per quarter: jitter stays the same while the spacing is calibrated

    def points(self, spacing: float) -> tuple[Floats, Ints, NDArray[np.bool_]]:
        found, owners, cores = [], [], []
        for quarter in range(len(self.seeds)):
            place, core = self._of_quarter(quarter, spacing)
            found.append(place)
            cores.append(core)
            owners.append(np.full(len(place), quarter, dtype=np.int64))
        return np.concatenate(found), np.concatenate(owners), np.concatenate(cores)

    def _of_quarter(self, quarter: int, spacing: float) -> tuple[Floats, NDArray[np.bool_]]:
        seed = self.seeds[quarter]
        dense = float(self.land.settled(seed[:1], seed[1:])[0])
        fine, wide = spacing / (0.3 + 0.7 * dense) ** 0.55, spacing * (1.3 + 1.7 * (1.0 - dense))
        reach = (0.075 + 0.50 * dense**1.5) * self.land.radius  # of the built-up core around the seed
        rng = np.random.default_rng(int(self.noise[quarter]))
        parts, flags = [], []
        for step, is_core in ((fine, True), (wide, False)):
            grid = _grid(rng, seed, step, float(self.angle[quarter]), 1.1 * self.land.radius)
            away = np.hypot(*(grid - seed).T) * rng.uniform(0.85, 1.15, len(grid))
            grid = grid[(away < reach) if is_core else (away >= reach)]
            grid = grid[self._owner(grid) == quarter]
            parts.append(grid)
            flags.append(np.full(len(grid), is_core))
        return np.concatenate(parts), np.concatenate(flags)

    def _owner(self, points: Floats) -> Ints:
        """The nearest seed on the same bank, seen through a bent mirror so that borders wind; -1 in the water."""
        x, y = (points - MIDDLE).T / self.land.radius
        bend = 0.045 * self.land.radius
        bent = points + bend * np.column_stack([np.sin(9 * y + 1) + np.sin(17 * x), np.cos(8 * x + 2) + np.sin(15 * y)])
        owner = np.full(len(points), -1, dtype=np.int64)
        for bank, shape in enumerate(self.land.banks):
            here = shapely.contains_xy(shape, points)
            seeds = np.flatnonzero(self.bank_of_seed == bank)
            distance = ((bent[here][:, None, :] - self.seeds[seeds][None, :, :]) ** 2).sum(axis=2)
            owner[here] = seeds[np.argmin(distance, axis=1)] if len(seeds) else -1
        return owner


def _grid(rng: np.random.Generator, middle: Floats, step: float, angle: float, reach: float) -> Floats:
    count = int(min(reach, 60 * step) / step) + 1
    along = np.arange(-count, count + 1, dtype=float)
    x, y = (axis.ravel() for axis in np.meshgrid(along * step * 1.25, along * step / 1.25))
    x = x + rng.normal(0, 0.075 * step, x.shape)
    y = y + rng.normal(0, 0.075 * step, y.shape)
    turned = np.column_stack([x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)])
    return turned + middle


def _calibrated(grids: _Grids, blocks: int) -> tuple[Floats, Ints, NDArray[np.bool_]]:
    """Searches the spacing that gives the number of blocks asked for inside the outline."""
    low, high = 0.1 * CORE_SPACING, 12.0 * CORE_SPACING
    for _ in range(14):
        spacing = float(np.sqrt(low * high))
        points, owner, core = grids.points(spacing)
        if shapely.contains_xy(grids.land.outline, points).sum() > blocks:
            low = spacing
        else:
            high = spacing
    return points, owner, core


def _faces(land: Landscape, points: Floats) -> tuple[NDArray[np.object_], Ints]:
    """Faces of Voronoi edges and banks, and the point each belongs to; only those of points in the outline."""
    edges = shapely.voronoi_polygons(shapely.MultiPoint(points), only_edges=True)
    shores = shapely.boundary(np.array(land.banks, dtype=object))
    lines = shapely.union_all([edges, *shores], grid_size=CENTIMETRE)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(faces)
    owner = shapely.STRtree(shapely.points(points)).nearest(inner)
    bank = [shapely.contains_properly(shape, inner) for shape in land.banks]
    keep = np.any(bank, axis=0) & shapely.contains_xy(land.outline, points)[owner]
    return faces[keep], owner[keep].astype(np.int64)


def _joined(shapes: NDArray[np.object_], owner: Ints, points: Floats) -> tuple[NDArray[np.object_], Ints]:
    """One face per point: fragments and tiny faces are joined to the neighbour with the longest common border."""
    home = shapely.contains_xy(shapes, points[owner][:, 0], points[owner][:, 1]) & (shapely.area(shapes) >= SMALLEST)
    label = np.where(home, np.arange(len(shapes)), -1)
    pairs = neighbours(shapes)
    for _ in range(4):
        for loose in np.flatnonzero(label < 0):
            member = np.arange(len(shapes)) == loose
            target = pairs.longest(label, member, label >= 0)
            if target is not None:
                label[loose] = target
    kept = np.flatnonzero(home)
    whole = [shapely.coverage_union_all(shapes[label == number]) for number in kept]
    return np.array(whole, dtype=object), owner[kept]
