"""The features of a staged file as a table and an array of geometries, before anybody asks what they mean."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyproj import CRS

from districts.geometry.crs import readable_crs
from districts.geometry.encodings import Encoding, decide_encoding, decode_cell
from districts.geometry.kml import described
from districts.geometry.rules import Finding, Refusal, finding
from districts.geometry.shapefile_rings import holes_outside
from districts.geometry.staging import Limits, Staged

READ_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, RuntimeError, ValueError, UnicodeDecodeError)
# One character per byte: lets the reader hand over a .dbf's bytes untouched, to be decoded here, strictly.
BYTES_AS_TEXT = "ISO-8859-1"
AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.GEOMETRYCOLLECTION)
# One layer as read: its name, what it says of itself, shapes (WKB) and columns.
Read = tuple[str | None, dict[str, Any], NDArray[Any], list[NDArray[Any]]]


@dataclass(frozen=True)
class Features:
    """Table (one row per feature), geometries (shape (n,), None where there is none), stated system (text if nobody
    knows it), column types as stored.
    """

    table: pd.DataFrame
    geometries: NDArray[Any]
    crs: CRS | str | None
    types: dict[str, str]
    encoding: str
    kind: str
    layer: str
    notes: tuple[Finding, ...]
    holes_outside: dict[int, tuple[float, float]]  # row → its place, where the reader made a part of such a hole


def load_features(source: Staged, *, layer: str | None, limits: Limits) -> Features:
    """All features of the layer, with text decoded and rings closed as notes say. Raises Refusal if the reader
    cannot.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        names = _layers_of(source, layer)
        read = _with_areas([(name, *_read(source, name, limits)) for name in names])
    names = [name for name, *_ in read]
    meta, shapes, table, types = _together(read)
    if not len(shapes):
        raise Refusal("no-features", "send-again", file=source.layer)
    decided = Encoding(source.encoding, "format")
    if source.kind == "shapefile":
        table, types, decided = _decoded(source.path, table, types)
    if source.kind == "kml":
        table, types = _with_described(table, types)
    geometries, closed = _shapes(shapes)
    notes = [*_encoding_notes(decided, source.kind), *_download_notes(source), *_reader_notes(caught, source), *closed]
    notes += [finding("folders-together", layers=names, count=len(names))] if len(names) > 1 else []
    own_name = names[0] if len(names) == 1 and names[0] else source.layer
    holes = holes_outside(source.path) if source.kind == "shapefile" else {}
    stated = _stated_crs(source, meta["crs"])
    return Features(table, geometries, stated, types, decided.name, source.kind, own_name, tuple(notes), holes)


def _with_areas(read: Sequence[Read]) -> Sequence[Read]:
    """Of several folders those with areas: others hold the labels of a map."""
    areal = [one for one in read if np.isin(shapely.get_type_id(_parsed(one[2])), AREAL).any()]
    return areal if len(read) > 1 and areal else read


def _parsed(shapes: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(invalid="ignore"):  # NaN coordinates are found and named later
        parsed: NDArray[Any] = shapely.from_wkb(shapes, on_invalid="ignore")
    return parsed


def _together(read: Sequence[Read]) -> tuple[dict[str, Any], NDArray[Any], pd.DataFrame, dict[str, str]]:
    """What the first layer says of itself, and the shapes, table and types of all of them, one after the other."""
    tables, types = [], dict[str, str]()
    for _, meta, shapes, columns in read:
        fields = [str(field) for field in meta["fields"]]
        tables.append(pd.DataFrame(dict(zip(fields, columns, strict=True)), index=range(len(shapes)), dtype=object))
        types.update(zip(fields, map(str, meta["dtypes"]), strict=True))
    together = pd.concat(tables, ignore_index=True).astype(object) if len(tables) > 1 else tables[0]
    shapes = np.concatenate([one[2] for one in read])
    return read[0][1], shapes, together.where(together.notna(), None), types


def _read(source: Staged, name: str | None, limits: Limits) -> tuple[dict[str, Any], NDArray[Any], list[NDArray[Any]]]:
    options: dict[str, Any] = {"layer": name}
    if source.kind == "shapefile":
        options["encoding"] = BYTES_AS_TEXT
    if source.kind == "geojson":
        options["DATE_AS_STRING"] = True  # a code like 2020-01-01 is still a code
    try:
        count = pyogrio.read_info(source.path, force_feature_count=True, **options)["features"]
        if count > limits.features:
            raise Refusal("too-many-features", "smaller-file", count=count, limit=limits.features)
        meta, _, shapes, columns = pyogrio.raw.read(source.path, **options)
    except READ_ERRORS as error:
        raise _broken(source, error) from error
    expected = source.members.get("feature_count", len(shapes))
    if expected != len(shapes):
        raise _broken(source, f"{len(shapes)} of {expected} features could be read")
    return meta, shapes, columns


def _broken(source: Staged, said: object) -> Refusal:
    # The reader names the private copy it was given, which means nothing to anybody.
    text = str(said).replace(str(source.path), source.layer)
    return Refusal("file-broken", "send-again", file=source.layer, said=text[:300])


def _layers_of(source: Staged, layer: str | None) -> Sequence[str | None]:
    """The one layer that is meant; of a drawn map (KML) all folders."""
    if source.kind in ("shapefile", "geojson"):
        if layer is not None and layer.casefold() != source.layer.casefold():
            raise Refusal("layer-unknown", "choose-layer", file=source.layer, layer=layer, layers=[source.layer])
        return [None]
    try:
        layers = [str(name) for name, geometry in pyogrio.list_layers(source.path) if geometry is not None]
    except READ_ERRORS as error:
        raise _broken(source, error) from error
    if not layers:
        raise Refusal(
            "not-geometry", "use-known-format", file=source.layer, found="database without a geometry table", start=""
        )
    if layer is None and source.kind == "kml":
        return layers
    if layer is None and len(layers) > 1:
        raise Refusal("several-layers", "choose-layer", file=source.layer, layers=layers)
    if layer is not None and layer not in layers:
        raise Refusal("layer-unknown", "choose-layer", file=source.layer, layer=layer, layers=layers)
    return [layer or layers[0]]


def _decoded(path: Path, table: pd.DataFrame, types: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str], Encoding]:
    as_bytes = {
        field: [value.encode("latin-1") if isinstance(value, str) else value for value in table[field]]
        for field in table
    }
    names = [str(field).encode("latin-1") for field in table]
    cells = [cell for values in as_bytes.values() for cell in values if isinstance(cell, bytes)]
    encoding = decide_encoding(path, [*names, *cells])
    fields = [decode_cell(name, encoding, "") for name in names]
    decoded = {
        field: [decode_cell(cell, encoding, field) if isinstance(cell, bytes) else cell for cell in values]
        for field, values in zip(fields, as_bytes.values(), strict=True)
    }
    return pd.DataFrame(decoded, dtype=object), dict(zip(fields, types.values(), strict=True)), encoding


def _shapes(shapes: NDArray[Any]) -> tuple[NDArray[Any], list[Finding]]:
    geometries = _parsed(shapes)
    with np.errstate(invalid="ignore"):
        unread = [row for row, shape in enumerate(shapes) if shape is not None and geometries[row] is None]
        if unread:
            # A ring whose last point is not its first has only one possible closing.
            geometries[unread] = shapely.from_wkb(shapes[unread], on_invalid="fix")
    closed = [row for row in unread if geometries[row] is not None]
    return geometries, [finding("ring-closed", rows=closed, count=len(closed))] if closed else []


def _stated_crs(source: Staged, read: str | None) -> CRS | str | None:
    if source.kind == "geojson":
        # The reader fills in WGS84 where a GeoJSON says nothing; only the file itself knows whether it said something.
        return _member_crs(source.members.get("crs"))
    if read is None:
        return None
    found = readable_crs(read)
    undefined = isinstance(found, CRS) and (found.is_engineering or found.name.startswith(("Undefined", "Unknown")))
    return None if undefined else found


def _member_crs(member: Any) -> CRS | str | None:
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = (properties.get("name") or properties.get("href")) if isinstance(properties, dict) else None
    return readable_crs(str(name) if name else str(member)[:200])


def _encoding_notes(encoding: Encoding, kind: str) -> list[Finding]:
    if encoding.name == "utf-8" and encoding.origin in ("format", "cpg"):
        return []
    return [
        finding("encoding-decided", encoding=encoding.name, origin=encoding.origin, stated=encoding.stated, kind=kind)
    ]


def _download_notes(source: Staged) -> list[Finding]:
    count = source.members.get("feature_count", 0)
    # Map servers cap their answers and say so in the margin: half a city looks like a whole one.
    total = source.members.get("numberMatched", source.members.get("totalFeatures"))
    capped = source.members.get("exceededTransferLimit") is True
    if capped or (isinstance(total, int) and total > count):
        return [finding("download-incomplete", count=count, total=total)]
    return []


def _reader_notes(caught: list[warnings.WarningMessage], source: Staged) -> list[Finding]:
    # The reader names the private copy it was given, which means nothing to anybody.
    texts = dict.fromkeys(str(warning.message).replace(str(source.path), source.layer) for warning in caught)
    return [finding("reader-warning", said=text[:300]) for text in texts if not text.startswith("Non closed ring")]


def _with_described(table: pd.DataFrame, types: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """With the fields that stand in tables of the descriptions, unless the file has fields called so."""
    taken = {str(field).casefold() for field in table}
    field = next((field for field in table if str(field).casefold() == "description"), None)
    found = described(list(table[field])) if field is not None else {}
    own = {name: values for name, values in found.items() if name.casefold() not in taken}
    added = pd.DataFrame(own, index=table.index, dtype=object)
    return pd.concat([table, added], axis=1), {**types, **dict.fromkeys(own, "object")}
