"""Opening a ZIP from outside: only what is needed, under names of our own, and never more than the limit."""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from districts.geometry.rules import Refusal
from districts.opening.archive import DAMAGE, ENCRYPTED, TooLarge, copy_within, leaves_its_folder

MAX_MEMBERS = 2000
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
GEOMETRY_SUFFIXES = (".shp", ".geojson", ".json", ".gpkg", ".kml")


@dataclass(frozen=True)
class Member:
    """One geometry file in an archive: its name without folder and suffix, and the entries that belong to it by
    suffix.
    """

    layer: str
    suffix: str
    parts: dict[str, zipfile.ZipInfo]


def _noise(name: str) -> bool:
    # What macOS packs beside every file: resource forks with the same suffixes as the real ones.
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or parts[0] == "__MACOSX" or parts[-1].startswith("._")


def checked_entries(path: Path, archive: zipfile.ZipFile, max_bytes: int) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = [entry.filename for entry in entries]
    if not entries:
        raise Refusal("archive-empty", "zip-again", file=path.name)
    unsafe = [name for name in names if leaves_its_folder(name)]
    if unsafe:
        raise Refusal("archive-path", "zip-again", file=path.name, member=unsafe[0])
    doubled = {name for name in names if names.count(name) > 1} if len(names) <= MAX_MEMBERS else set()
    if doubled:
        raise Refusal("archive-doubled", "zip-again", file=path.name, member=min(doubled))
    encrypted = [entry.filename for entry in entries if entry.flag_bits & ENCRYPTED]
    if encrypted:
        raise Refusal("archive-encrypted", "zip-again", file=path.name, member=encrypted[0])
    total = sum(entry.file_size for entry in entries)
    if total > max_bytes or len(entries) > MAX_MEMBERS:
        raise Refusal(
            "archive-too-large", "smaller-file", file=path.name, size=total, members=len(entries), limit=max_bytes
        )
    return entries


def _members(entries: list[zipfile.ZipInfo]) -> list[Member]:
    by_stem: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        if not _noise(entry.filename):
            name = PurePosixPath(entry.filename.replace("\\", "/"))
            by_stem.setdefault(str(name.with_suffix("")).casefold(), {})[name.suffix.lower()] = entry
    found = []
    for parts in by_stem.values():
        for suffix in GEOMETRY_SUFFIXES:
            if suffix in parts:
                stem = PurePosixPath(parts[suffix].filename.replace("\\", "/")).stem
                found.append(Member(stem, suffix, parts))
    return sorted(found, key=lambda member: member.layer)


def _refuse_without_shapes(path: Path, names: list[str]) -> None:
    suffixes = {PurePosixPath(name).suffix.lower() for name in names}
    if {".dbf", ".shx"} & suffixes:
        raise Refusal("shapefile-incomplete", "zip-all-parts", file=path.stem, missing=[".shp"])


def _chosen(path: Path, members: list[Member], names: list[str], layer: str | None) -> Member:
    if not members:
        _refuse_without_shapes(path, names)
        found = "office document" if "[Content_Types].xml" in names else "ZIP without a geometry file"
        raise Refusal("not-geometry", "use-known-format", file=path.name, found=found, start=", ".join(names[:5]))
    if len(members) == 1 and (layer is None or members[0].suffix != ".shp"):
        return members[0]
    layers = [member.layer for member in members]
    if layer is None:
        raise Refusal("several-layers", "choose-layer", file=path.name, layers=layers)
    wanted = [member for member in members if member.layer.casefold() == layer.casefold()]
    if len(wanted) != 1:
        raise Refusal("layer-unknown", "choose-layer", file=path.name, layer=layer, layers=layers)
    return wanted[0]


def extract(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, budget: int) -> int:
    try:
        with archive.open(entry) as source, target.open("wb") as sink:
            return copy_within(source, sink, budget)
    except TooLarge as error:
        words = {"file": path.name, "size": error.size, "members": 1, "limit": budget}
        raise Refusal("archive-too-large", "smaller-file", **words) from error


def unpack(path: Path, folder: Path, *, layer: str | None, max_bytes: int) -> tuple[Path, str]:
    """Unpacks the one geometry file of a ZIP (or the one called `layer`) into `folder` and returns its path and own
    name.

    A Shapefile comes with its parts, all under one plain name. Raises Refusal for anything broken, hostile or
    ambiguous.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = checked_entries(path, archive, max_bytes)
            member = _chosen(path, _members(entries), [entry.filename for entry in entries], layer)
            wanted = SHAPEFILE_PARTS if member.suffix == ".shp" else (member.suffix,)
            budget = max_bytes
            for suffix in wanted:
                if suffix in member.parts:
                    budget -= extract(path, archive, member.parts[suffix], folder / f"areas{suffix}", budget)
    except DAMAGE as error:
        raise Refusal("archive-broken", "zip-again", file=path.name, said=str(error)) from error
    return folder / f"areas{member.suffix}", member.layer
