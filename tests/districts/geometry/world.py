"""A made-up place for tests: squares near the middle of Germany, and ways to write them as offices do."""

import json
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
from shapely import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

# Inside Mannheim, so that the coordinates are plausible; the squares themselves are nobody's.
EAST, NORTH = 460_000.0, 5_480_000.0


def square(column: float, row: float, size: float = 100.0, width: float | None = None) -> Polygon:
    """A square (or box) whose lower left corner is `column`, `row` metres from the origin of the made-up place."""
    return box(EAST + column, NORTH + row, EAST + column + (width or size), NORTH + row + size)


def corners(*points: tuple[float, float]) -> Polygon:
    return Polygon([(EAST + x, NORTH + y) for x, y in points])


def grid(columns: int, rows: int, size: float = 100.0) -> list[Polygon]:
    return [square(column * size, row * size, size) for row in range(rows) for column in range(columns)]


def frame(
    shapes: Sequence[BaseGeometry | None], codes: Sequence[str] | None = None, **columns: Any
) -> gpd.GeoDataFrame:
    codes = [f"{number:03d}" for number in range(1, len(shapes) + 1)] if codes is None else codes
    given = {"code": list(codes), "name": [f"Viertel {code}" for code in codes], **columns}
    return gpd.GeoDataFrame(given, geometry=gpd.GeoSeries(list(shapes), crs="EPSG:25832"))


def areas(shapes: Sequence[BaseGeometry | None], codes: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """Areas as `read_areas` returns them."""
    whole = [MultiPolygon([shape]) if isinstance(shape, Polygon) else shape for shape in shapes]
    made = frame(whole, codes)
    made["parent"] = None
    return made


def write(table: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    pyogrio.write_dataframe(table, path, **options)
    return path


def shapefile(folder: Path, table: gpd.GeoDataFrame | None = None, name: str = "viertel", **options: Any) -> Path:
    folder.mkdir(exist_ok=True)
    return write(frame(grid(2, 2)) if table is None else table, folder / f"{name}.shp", **options)


def zipped(target: Path, *folders: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for part in sorted(folder.iterdir()):
                archive.write(part, f"{inside}{part.name}")
    return target


def feature(shape: BaseGeometry | dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    geometry = shape if shape is None or isinstance(shape, dict) else shape.__geo_interface__
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(path: Path, features: Sequence[dict[str, Any]], **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(features)}), encoding="utf-8")
    return path


def named_crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


UTM32 = named_crs("urn:ogc:def:crs:EPSG::25832")


def moved(shapes: Sequence[BaseGeometry], crs: str) -> list[BaseGeometry]:
    """The same squares with their coordinates in another system."""
    return list(gpd.GeoSeries(list(shapes), crs="EPSG:25832").to_crs(crs))


def rules(found: Sequence[Any]) -> list[str]:
    return [one.rule for one in found]


def jagged_coverage(columns: int, rows: int, seed: int, size: float = 100.0, extra: int = 6) -> list[Polygon]:
    """Areas that share wavy borders corner by corner: a grid whose corners and edge points are moved, each edge moved
    once.
    """
    random = np.random.default_rng(seed)
    nodes = {
        (column, row): (EAST + column * size + random.uniform(-10, 10), NORTH + row * size + random.uniform(-10, 10))
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    edges: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[float, float]]] = {}

    def edge(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[float, float]]:
        low, high = sorted((start, end))
        if (low, high) not in edges:
            steps = np.linspace(0, 1, extra + 2)
            line = np.outer(1 - steps, nodes[low]) + np.outer(steps, nodes[high])
            line[1:-1] += random.uniform(-3, 3, size=(extra, 2))
            edges[low, high] = [(float(x), float(y)) for x, y in line]
        points = edges[low, high]
        return points if start == low else points[::-1]

    shapes = []
    for row in range(rows):
        for column in range(columns):
            ring = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1), (column, row)]
            path = [point for start, end in pairwise(ring) for point in edge(start, end)[:-1]]
            shapes.append(Polygon(path))
    return shapes
