"""The features of a staged file as a table and an array of geometries, before anybody asks what they mean."""

import warnings
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
from districts.geometry.rules import Finding, Refusal, finding
from districts.geometry.staging import Limits, Staged

READ_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, RuntimeError, ValueError, UnicodeDecodeError)
# One character per byte: lets the reader hand over a .dbf's bytes untouched, to be decoded here, strictly.
BYTES_AS_TEXT = "ISO-8859-1"


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


def load_features(source: Staged, *, layer: str | None, limits: Limits) -> Features:
    """All features of the layer, with text decoded and rings closed as notes say. Raises Refusal if the reader
    cannot.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        name = _layer_of(source, layer)
        meta, shapes, columns = _read(source, name, limits)
    if not len(shapes):
        raise Refusal("no-features", "send-again", file=source.layer)
    table = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)), index=range(len(shapes)), dtype=object)
    types = dict(zip(map(str, meta["fields"]), map(str, meta["dtypes"]), strict=True))
    decided = Encoding(source.encoding, "format")
    if source.kind == "shapefile":
        table, types, decided = _decoded(source.path, table, types)
    geometries, closed = _shapes(shapes)
    notes = [*_encoding_notes(decided, source.kind), *_download_notes(source), *_reader_notes(caught), *closed]
    own_name = name or source.layer
    return Features(
        table, geometries, _stated_crs(source, meta["crs"]), types, decided.name, source.kind, own_name, tuple(notes)
    )


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


def _layer_of(source: Staged, layer: str | None) -> str | None:
    if source.kind in ("shapefile", "geojson"):
        if layer is not None and layer.casefold() != source.layer.casefold():
            raise Refusal("layer-unknown", "choose-layer", file=source.layer, layer=layer, layers=[source.layer])
        return None
    try:
        layers = [str(name) for name, geometry in pyogrio.list_layers(source.path) if geometry is not None]
    except READ_ERRORS as error:
        raise _broken(source, error) from error
    if not layers:
        raise Refusal(
            "not-geometry", "use-known-format", file=source.layer, found="database without a geometry table", start=""
        )
    if layer is None and len(layers) > 1:
        raise Refusal("several-layers", "choose-layer", file=source.layer, layers=layers)
    if layer is not None and layer not in layers:
        raise Refusal("layer-unknown", "choose-layer", file=source.layer, layer=layer, layers=layers)
    return layer or layers[0]


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
    with np.errstate(invalid="ignore"):  # NaN coordinates are found and named later
        geometries = shapely.from_wkb(shapes, on_invalid="ignore")
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
    name = properties.get("name") if isinstance(properties, dict) else None
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


def _reader_notes(caught: list[warnings.WarningMessage]) -> list[Finding]:
    texts = dict.fromkeys(str(warning.message) for warning in caught)
    return [finding("reader-warning", said=text[:300]) for text in texts if not text.startswith("Non closed ring")]
