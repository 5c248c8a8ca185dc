"""A file from outside laid out so that the reader sees nothing but what was recognised, under names of our own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districts.geometry.archive import SHAPEFILE_PARTS, unpack
from districts.geometry.kml import has_definitions, readable_data
from districts.geometry.recognise import decode, kind_of, parse_geojson
from districts.geometry.rules import Refusal

MIB = 1 << 20
NEEDED_PARTS = (".shp", ".shx", ".dbf")


@dataclass(frozen=True)
class Limits:
    """Absolute bounds on what is read: bytes of the file, bytes once unpacked, number of features."""

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 400 * MIB
    features: int = 200_000


@dataclass(frozen=True)
class Staged:
    """A recognised file, ready to be opened: kind, path, the layer's own name, text encoding, GeoJSON top-level
    members.
    """

    kind: str
    path: Path
    layer: str
    encoding: str
    members: dict[str, Any]


@contextmanager
def staged(path: Path, *, layer: str | None, limits: Limits) -> Iterator[Staged]:
    """Copies or unpacks `path` into a private folder that is gone afterwards. Raises Refusal if it is no geometry
    file.
    """
    kind = kind_of(path)
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Refusal("file-too-large", "smaller-file", file=path.name, size=size, limit=limits.file_bytes)
    with tempfile.TemporaryDirectory(prefix="areas-") as name:
        folder = Path(name)
        own_name = path.stem
        if kind == "zip":
            path, own_name = unpack(path, folder, layer=layer, max_bytes=limits.unpacked_bytes)
            kind = kind_of(path)
            if kind == "zip":
                raise Refusal("not-geometry", "use-known-format", file=own_name, found="ZIP inside a ZIP", start="")
        elif kind == "shapefile":
            path = _gather_parts(path, folder)
        yield _prepared(kind, path, folder, own_name)


def _prepared(kind: str, path: Path, folder: Path, own_name: str) -> Staged:
    if kind == "shapefile":
        missing = [part for part in NEEDED_PARTS if not path.with_suffix(part).is_file()]
        if missing:
            raise Refusal("shapefile-incomplete", "zip-all-parts", file=own_name, missing=missing)
        return Staged(kind, path, own_name, "", {})
    target = folder / f"read.{kind}"
    if kind == "gpkg":
        shutil.copyfile(path, target)
        return Staged(kind, target, own_name, "utf-8", {})
    content = path.read_bytes()
    if kind == "kml":
        if has_definitions(content):
            raise Refusal("xml-entities", "export-utf8", file=own_name)
        target.write_bytes(readable_data(content))
        return Staged(kind, target, own_name, "utf-8", {})
    text = decode(content)
    if "\x00" in text.text or "\\u0000" in text.text:
        # The reader ends a text at its first NUL: half a code would pass for a whole one.
        raise Refusal("file-broken", "send-again", file=path.name, said="NUL character")
    members = parse_geojson(path, text.text)
    target.write_text(text.text, encoding="utf-8")
    return Staged(kind, target, own_name, text.encoding, _counted(members))


def _counted(members: dict[str, Any]) -> dict[str, Any]:
    # The features themselves are the reader's business; here only what stands beside them matters.
    rest = {key: value for key, value in members.items() if key != "features"}
    features = members.get("features")
    return {**rest, "feature_count": len(features) if isinstance(features, list) else 1}


def _gather_parts(path: Path, folder: Path) -> Path:
    for sibling in path.parent.iterdir():
        suffix = sibling.suffix.lower()
        if sibling.stem.casefold() == path.stem.casefold() and suffix in SHAPEFILE_PARTS and sibling != path:
            shutil.copyfile(sibling, folder / f"areas{suffix}")
    target = folder / "areas.shp"
    shutil.copyfile(path, target)
    return target
