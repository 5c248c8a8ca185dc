"""The land the invented city stands on: outline, river with tributary and harbour basins, density of building.

Metres in EPSG:25832. The place is open heathland, chosen so that the coordinates are valid in Germany and yet imply no
existing city; nothing of the landscape is taken from a real map.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

MIDDLE = (600_000.0, 5_860_000.0)
AREA_PER_STADTTEIL = 3.6e6  # m², with 40 Stadtteile about the size of a city of 300,000
RIVER_WIDTH = 260.0
TRIBUTARY_WIDTH = 95.0
MARGIN = 1800.0  # land made beyond the outline, so that the blocks at the border are cells like all others


@dataclass(frozen=True)
class Landscape:
    outline: Polygon
    water: BaseGeometry
    banks: tuple[Polygon, ...]  # the pieces of land the water leaves, with margin
    radius: float
    harbour: tuple[float, float]

    def settled(self, x: Floats, y: Floats) -> Floats:
        """Density of building, 1 in the old town, falling outwards; shape of x."""
        distance = np.hypot(x - MIDDLE[0], y - MIDDLE[1]) / self.radius
        return 1.0 / (1.0 + (distance / 0.38) ** 2.2)


def make_landscape(rng: np.random.Generator, stadtteile: int) -> Landscape:
    radius = float(np.sqrt(AREA_PER_STADTTEIL * stadtteile / np.pi))
    outline = _outline(rng, radius)
    river = _river(rng, radius)
    tributary = _tributary(rng, river, radius)
    basins, harbour = _basins(river, radius)
    width = RIVER_WIDTH * min(1.0, radius / 5000.0)
    narrow = TRIBUTARY_WIDTH * min(1.0, radius / 5000.0)
    water = shapely.union_all([river.buffer(width / 2), tributary.buffer(narrow / 2), basins])
    land = shapely.difference(outline.buffer(MARGIN), water)
    parts = shapely.get_parts(land)
    banks = tuple(part for part in parts if shapely.area(part.intersection(outline)) > 0.004 * outline.area)
    return Landscape(outline, water, banks, radius, harbour)


def _outline(rng: np.random.Generator, radius: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    reach = np.ones_like(angle)
    for wave in range(2, 12):
        reach += 0.20 / wave * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
    x, y = 1.12 * reach * np.cos(angle), 0.90 * reach * np.sin(angle)
    turn = np.deg2rad(28)
    points = np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])
    shape = Polygon(points)
    points *= radius * np.sqrt(np.pi / shape.area)
    return Polygon(points + MIDDLE)


def _river(rng: np.random.Generator, radius: float) -> LineString:
    """From the south-east to the north-west in two wide bends, passing the old town to its south-west."""
    along = np.linspace(-2.4, 2.4, 240)
    across = 0.34 * np.sin(1.9 * along + 0.4) + 0.09 * np.sin(4.3 * along + rng.uniform(-0.8, 0.8)) - 0.30
    turn = np.deg2rad(118)
    x = along * np.cos(turn) - across * np.sin(turn)
    y = along * np.sin(turn) + across * np.cos(turn)
    return LineString(np.column_stack([-x, y]) * radius * [-1.0, 1.0] + MIDDLE)


def _tributary(rng: np.random.Generator, river: LineString, radius: float) -> LineString:
    """Joins the river just north of the old town, coming from the east."""
    mouth = river.interpolate(river.project(shapely.Point(MIDDLE[0], MIDDLE[1] + 0.10 * radius)))
    along = np.linspace(0, 2.6, 120)
    across = 0.14 * np.sin(3.1 * along) + 0.04 * np.sin(7.0 * along + rng.uniform(0, 6)) * np.minimum(along, 1)
    turn = np.deg2rad(14)
    x = along * np.cos(turn) - across * np.sin(turn)
    y = along * np.sin(turn) + across * np.cos(turn)
    return LineString(np.column_stack([x, y]) * radius + [mouth.x, mouth.y])


def _basins(river: LineString, radius: float) -> tuple[MultiPolygon, tuple[float, float]]:
    """Three harbour basins dug from the river downstream of the old town; also the middle of the harbour."""
    start = river.project(shapely.Point(MIDDLE[0], MIDDLE[1] + 0.56 * radius))
    ahead = shapely.Point(MIDDLE[0] - radius, MIDDLE[1] + 0.7 * radius)
    basins, ends = [], []
    for step in range(3):
        foot = river.interpolate(start + step * 0.085 * radius)
        direction = np.array([foot.x - ahead.x, foot.y - ahead.y])
        direction = direction / np.hypot(*direction) @ np.array([[0.8, 0.6], [-0.6, 0.8]])
        end = np.array([foot.x, foot.y]) + direction * 0.21 * radius
        basins.append(LineString([(foot.x, foot.y), tuple(end)]).buffer(0.012 * radius, cap_style="flat"))
        ends.append(end)
    middle = np.mean(ends, axis=0)
    return shapely.union_all(basins), (float(middle[0]), float(middle[1]))
