"""Writes the divisions as geometry files the way offices do: three formats, field names of each office's own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio

from .places import LABELS, Places
from .writers import german, zip_one

BEFORE = date(2005, 1, 1)
VALID_FROM = date(2015, 1, 1)
WINDOWS_ANSI = b"\x57"
CLOCK = "2025-01-15T08:00:00.000Z"


@dataclass(frozen=True)
class AreaFile:
    """One geometry file and how to import it. `label` is the edition's."""

    path: Path
    division: str
    valid_from: date
    label: str
    code_field: str
    name_field: str
    parent_field: str | None
    parent_division: str | None


@dataclass(frozen=True)
class _Form:
    division: str
    file: str
    code: str
    name: str
    parent: str | None = None
    above: str | None = None


FORMS = (
    _Form("stadtbezirke", "stadtbezirke.gpkg", "bezirk_nr", "bezirk_name"),
    _Form("stadtteile", "stadtteile.gpkg", "stadtteil_nr", "stadtteil_name", "bezirk_nr", "stadtbezirke"),
    _Form("statistische-bezirke", "statistische_bezirke.zip", "SB_NR", "SB_NAME", "ST_NR", "stadtteile"),
    _Form("baubloecke", "baubloecke.gpkg", "block_nr", "block_name", "sb_nr", "statistische-bezirke"),
    _Form("grundschulbezirke", "grundschulbezirke.geojson", "gsb_nr", "gsb_name"),
    _Form("kommunalwahlbezirke", "kommunalwahlbezirke.zip", "KWB_NR", "KWB_NAME"),
)


def write_areas(places: Places, before: Places, folder: Path) -> list[AreaFile]:
    """In the order of import: what is above comes before what is below, what held earlier before what holds now."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for form, (table, valid_from) in _editions(places, before):
        names = {"code": form.code, "name": form.name} | ({"parent": form.parent} if form.parent else {})
        frame = table.rename(columns=names)[[*names.values(), "geometry"]]
        path = folder / form.file
        path.unlink(missing_ok=True)
        with _stopped_clock():
            _write(path, frame, form)
        label = f"{LABELS[form.division]} (Stand {german(valid_from)})"
        written.append(AreaFile(path, form.division, valid_from, label, form.code, form.name, form.parent, form.above))
    return written


def _editions(places: Places, before: Places) -> Iterator[tuple[_Form, tuple[gpd.GeoDataFrame, date]]]:
    for form in FORMS:
        if form.division == "stadtteile":
            earlier = replace(form, file="stadtteile_alt.gpkg", parent=None, above=None)
            yield earlier, (before.areas["stadtteile"], BEFORE)
        yield form, (places.areas[form.division], VALID_FROM)


def _write(path: Path, frame: gpd.GeoDataFrame, form: _Form) -> None:
    if path.suffix == ".zip":
        zip_one(path, _shapefile(frame, path.stem))
    elif path.suffix == ".gpkg":
        pyogrio.write_dataframe(frame, path, driver="GPKG", layer=form.division)
    else:
        # GDAL writes the crs member of the 2008 form for anything but degrees: municipal offices send that.
        pyogrio.write_dataframe(frame, path, driver="GeoJSON", layer=form.division, COORDINATE_PRECISION=2)


def _shapefile(frame: gpd.GeoDataFrame, stem: str) -> dict[str, bytes]:
    """The members of a Shapefile; text in cp1252, said in the .dbf alone: city files come without a .cpg."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / f"{stem}.shp"
        pyogrio.write_dataframe(
            frame, target, driver="ESRI Shapefile", encoding="cp1252", DBF_DATE_LAST_UPDATE=CLOCK[:10]
        )
        members = {file.name: file.read_bytes() for file in sorted(Path(place).iterdir()) if file.suffix != ".cpg"}
    table = members[f"{stem}.dbf"]
    # GDAL says the encoding in the .cpg only; other programs set the language driver in the table's header instead.
    return members | {f"{stem}.dbf": table[:29] + WINDOWS_ANSI + table[30:]}


@contextmanager
def _stopped_clock() -> Iterator[None]:
    """GeoPackages hold the time of their writing; a fixed one keeps the files the same every time."""
    before = os.environ.get("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": CLOCK})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
