"""What a file is, told by its content. Names lie: uploads lose theirs, and error pages arrive as `.geojson`."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districts.geometry.rules import Refusal

GEOJSON_TYPES = {"FeatureCollection", "Feature"}
HEAD_BYTES = 4096

# Formats people send in good faith, so that the refusal can name them.
KNOWN_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\x00", "TIFF"),
    (b"fgb\x03", "FlatGeobuf"),
)


@dataclass(frozen=True)
class Text:
    """A text file decoded: its text and the encoding that fitted."""

    text: str
    encoding: str


def kind_of(path: Path) -> str:
    """`zip`, `gpkg`, `shapefile`, `geojson` or `kml`; anything else is a Refusal that names what it is."""
    if not path.is_file():
        raise Refusal("file-missing", "check-path", file=path.name)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise Refusal("file-empty", "send-again", file=path.name)
    return _binary_kind(path, head) or _text_kind(path, head)


def _binary_kind(path: Path, head: bytes) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"\x00\x00\x27\x0a"):
        # The index file (.shx) starts alike; its first record says where the shapes begin (word 50), the main file's
        # says "record 1".
        if head[100:104] == b"\x00\x00\x00\x32":
            raise _not_geometry(path, "Shapefile index (.shx)")
        return "shapefile"
    for magic, name in KNOWN_MAGIC:
        if head.startswith(magic):
            raise _not_geometry(path, name)
    return None


def _text_kind(path: Path, head: bytes) -> str:
    start = _readable(head).lstrip()
    low = start.lower()
    if start.startswith("version https://git-lfs.github.com/spec/"):
        size = re.search(r"^size (\d+)", start, re.MULTILINE)
        raise Refusal("lfs-pointer", "fetch-lfs", file=path.name, size=int(size[1]) if size else None)
    if low.startswith(("<!doctype html", "<html")):
        title = re.search(r"<title[^>]*>(.*?)</title>", start, re.IGNORECASE | re.DOTALL)
        raise Refusal(
            "html-instead-of-file", "download-again", file=path.name, title=title[1].strip()[:200] if title else ""
        )
    if start.startswith(("{", "[")):
        return "geojson"
    if start.startswith("<"):
        return _xml_kind(path, start)
    raise _not_geometry(path, "text" if start.isprintable() or "\n" in start else "binary", start[:60])


def _xml_kind(path: Path, start: str) -> str:
    root = re.search(r"<(?:\w+:)?([A-Za-z_]\w*)", start)
    name = root[1] if root else ""
    if name == "kml":
        return "kml"
    if "Exception" in name:
        said = re.search(r"<(?:\w+:)?(?:ExceptionText|ServiceException)[^>]*>\s*([^<]*)", start)
        raise Refusal("service-error", "download-again", file=path.name, said=said[1].strip()[:300] if said else name)
    raise Refusal("format-unsupported", "use-known-format", file=path.name, found=f"XML ({name})")


def _not_geometry(path: Path, found: str, start: str = "") -> Refusal:
    return Refusal("not-geometry", "use-known-format", file=path.name, found=found, start=start)


def _readable(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def decode(content: bytes) -> Text:
    """Text from bytes: UTF-16 by its mark, strict UTF-8, else the encoding German Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Text(content.decode("utf-16"), "utf-16")
    try:
        return Text(content.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Text(content.decode("cp1252", errors="replace"), "cp1252")


def parse_geojson(path: Path, text: str) -> dict[str, Any]:
    """The file's top-level object. Refusal for broken JSON (with line and column), error answers and JSON of other
    kinds.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refusal(
            "json-broken", "send-again", file=path.name, line=error.lineno, column=error.colno, said=error.msg
        ) from error
    except RecursionError as error:
        raise Refusal(
            "json-broken", "send-again", file=path.name, line=1, column=1, said="nested too deeply"
        ) from error
    if isinstance(content, dict):
        if content.get("type") in GEOJSON_TYPES:
            return content
        said = _error_in(content)
        if said:
            raise Refusal("service-error", "download-again", file=path.name, said=said)
    raise _not_geometry(path, _json_flavour(content), text.lstrip()[:60])


def _error_in(content: dict[str, Any]) -> str:
    for key in ("error", "exceptions", "Status", "status", "message", "Message", "detail", "Code"):
        if content.get(key):
            return f"{key}: {json.dumps(content[key], ensure_ascii=False)}"[:300]
    return ""


def _json_flavour(content: Any) -> str:
    if isinstance(content, dict):
        if content.get("type") == "Topology":
            return "TopoJSON"
        if "geometryType" in content or "spatialReference" in content:
            return "Esri JSON"
        if "coordinates" in content or "geometries" in content:
            return "bare GeoJSON geometry"
    return "JSON"
