"""Reading areas from the files offices send: GeoJSON, GeoPackage, KML, Shapefile; plain or in a ZIP.

`read_areas` either returns areas in EPSG:25832 together with everything that was decided on the way, or raises a
Refusal that says what was read and what to do. It changes nothing silently: closed rings, dropped heights and
encodings are notes.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from districts.geometry import crs as systems
from districts.geometry.encodings import refuse_mojibake
from districts.geometry.features import Features, load_features
from districts.geometry.fields import Fields, as_text, choose_fields, codes_of, samples
from districts.geometry.rules import Finding, Refusal, finding
from districts.geometry.staging import Limits, staged

DEFAULT_LIMITS = Limits()
# Longer than this is a sentence in the wrong field; the tables hold as much.
MAX_CODE, MAX_NAME = 40, 200
# In no system does anything on earth lie farther from its origin; squares of more overflow.
FARTHEST = 1e9
TOO_FEW = "Too few points in geometry component"


@dataclass(frozen=True)
class AreaFile:
    """What a file holds: areas (code, name, parent, geometry; MultiPolygon or None in EPSG:25832) and how it was
    read.
    """

    areas: gpd.GeoDataFrame
    kind: str
    layer: str
    source_crs: str
    crs_origin: str
    landing: systems.Candidate
    encoding: str
    code_field: str
    name_field: str | None
    parent_field: str | None
    fields: tuple[str, ...]
    notes: tuple[Finding, ...]


def read_areas(
    path: Path,
    *,
    code_field: str | None = None,
    name_field: str | None = None,
    parent_field: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    swap_axes: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> AreaFile:
    """Areas from a geometry file recognised by its content.

    Fields and coordinate system are those given, else those the file states or names unmistakably. `swap_axes` is a
    person's word that north comes before east. Raises Refusal (see rules.REFUSALS).
    """
    with staged(Path(path), layer=layer, limits=limits) as source:
        features = load_features(source, layer=layer, limits=limits)
    shapes, short = _without_short_rings(features.geometries)
    polygons, others = polygons_only(shapes)
    table = features.table
    chosen = choose_fields(table, code_field, name_field, parent_field)
    _demand_letters(chosen, features)
    codes, code_notes = _codes(chosen, features)
    placed, decision, placing_notes = _placed(polygons, codes, features, crs, swap_axes=swap_axes)
    shape_notes = [*_shape_notes(features, others, short, codes), *_hole_notes(features, codes)]
    return AreaFile(
        areas=_frame(table, chosen, codes, placed),
        kind=features.kind,
        layer=features.layer,
        source_crs=decision.name,
        crs_origin=decision.origin,
        landing=decision.landing,
        encoding=features.encoding,
        code_field=chosen.code,
        name_field=chosen.name,
        parent_field=chosen.parent,
        fields=tuple(str(field) for field in table),
        notes=(*features.notes, *decision.notes, *chosen.notes, *code_notes, *shape_notes, *placing_notes),
    )


def _demand_letters(chosen: Fields, features: Features) -> None:
    for field in filter(None, (chosen.code, chosen.name, chosen.parent)):
        refuse_mojibake(field, features.table[field], features.encoding, shapefile=features.kind == "shapefile")


def _texts(table: pd.DataFrame, field: str | None) -> list[str]:
    return [text.strip() for text in as_text(table[field])] if field else [""] * len(table)


def _codes(chosen: Fields, features: Features) -> tuple[list[str], list[Finding]]:
    table = features.table
    if chosen.inside is not None:
        codes, notes = chosen.inside.codes, list[Finding]()
    else:
        codes, notes = codes_of(table, chosen.code, features.types[chosen.code])
    _demand_short(codes, MAX_CODE, chosen.code, table)
    if chosen.name:
        _demand_short(_texts(table, chosen.name), MAX_NAME, chosen.name, table)
    return codes, notes


def _demand_short(texts: list[str], most: int, field: str, table: pd.DataFrame) -> None:
    for row, text in enumerate(texts):
        if len(text) > most:
            raise Refusal(
                "text-too-long",
                "choose-field",
                field=field,
                row=row + 1,
                value=text[:60],
                length=len(text),
                most=most,
                fields=samples(table),
            )


def _frame(table: pd.DataFrame, chosen: Fields, codes: list[str], placed: NDArray[Any]) -> gpd.GeoDataFrame:
    inside = chosen.inside if chosen.inside is not None and chosen.name == chosen.code else None
    columns = {
        "code": codes,
        "name": inside.names if inside else _texts(table, chosen.name),
        # Not pandas' own text type, which would turn None into NaN.
        "parent": pd.Series([text or None for text in _texts(table, chosen.parent)], dtype=object),
        "geometry": placed,
    }
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=systems.TARGET)


def polygons_only(geometries: NDArray[Any]) -> tuple[NDArray[Any], dict[int, str]]:
    """The areal part of every geometry as a flat MultiPolygon, None where there is none; and rows of other types with
    their type.

    Refusal `not-areas` with the types counted if nothing is areal (points, lines, nothing at all).
    """
    result = np.full(len(geometries), None, dtype=object)
    others: dict[int, str] = {}
    for row, shape in enumerate(shapely.force_2d(geometries)):
        if shape is None or shape.is_empty:
            continue
        parts = [part for part in shapely.get_parts(shapely.get_parts(shape)) if part.geom_type == "Polygon"]
        if parts:
            result[row] = MultiPolygon(parts)
        if shape.geom_type not in ("Polygon", "MultiPolygon"):
            others[row] = shape.geom_type
    if all(shape is None for shape in result):
        raise Refusal("not-areas", "send-polygons", types=dict(Counter(others.values())), count=len(geometries))
    return result, others


def _shape_notes(features: Features, others: dict[int, str], short: list[int], codes: list[str]) -> list[Finding]:
    high = int(shapely.has_z(features.geometries).sum())
    notes = [finding("height-dropped", count=high)] if high else []
    for row, name in others.items():
        notes.append(finding("geometry-not-area", [codes[row]], rows=[row], type=name, entry=row + 1))
    return notes + [finding("geometry-invalid", [codes[row]], rows=[row], reason=TOO_FEW) for row in short]


def _without_short_rings(geometries: NDArray[Any]) -> tuple[NDArray[Any], list[int]]:
    # A ring of fewer than three different corners holds no ground, and no database stores it.
    cleaned = geometries.copy()
    rows = [row for row, shape in enumerate(geometries) if shape is not None and _has_short_ring(shape)]
    cleaned[rows] = None
    return cleaned, rows


def _has_short_ring(shape: BaseGeometry) -> bool:
    parts = shapely.get_parts(shapely.get_parts(shape))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return bool((shapely.get_num_coordinates(rings) < 4).any())


def _hole_notes(features: Features, codes: list[str]) -> list[Finding]:
    return [
        finding("geometry-hole-outside", [codes[row]], rows=[row], at=[round(x, 2), round(y, 2)], reason="")
        for row, (x, y) in features.holes_outside.items()
    ]


def _placed(
    polygons: NDArray[Any], codes: list[str], features: Features, given: str | None, *, swap_axes: bool
) -> tuple[NDArray[Any], systems.Decision, list[Finding]]:
    if swap_axes:
        polygons = systems.swapped(polygons)
    polygons, broken = _without_impossible(polygons, codes)
    points = systems.corner_points(polygons)
    if not len(points):
        raise Refusal("not-areas", "send-polygons", types={}, count=len(polygons))
    decision = systems.resolve(points, stated=features.crs, given=given, degrees_by_default=features.kind == "geojson")
    if swap_axes:
        broken.append(finding("axes-swapped", crs=decision.name, city=decision.landing.city))
    placed, unplaced = _without_impossible(systems.to_target(polygons, decision.crs), codes)
    return placed, decision, [*broken, *unplaced]


def _without_impossible(polygons: NDArray[Any], codes: list[str]) -> tuple[NDArray[Any], list[Finding]]:
    # A NaN, infinite or absurd coordinate makes every later computation raise or lie.
    coordinates, owners = shapely.get_coordinates(polygons, return_index=True)
    rows = np.unique(owners[~(np.abs(coordinates) < FARTHEST).all(axis=1)])
    cleaned = polygons.copy()
    cleaned[rows] = None
    return cleaned, [finding("coordinates-impossible", [codes[row]], rows=[row]) for row in rows]
