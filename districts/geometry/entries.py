"""What a person says about single entries of a file, by their number from 1: another code, or none of the areas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import shapely
from shapely import MultiPolygon

from districts.geometry.reading import AreaFile
from districts.geometry.rules import finding


class NoSuchEntry(LookupError):
    """The file has no entry of the number that a person wants to recode or leave out."""

    def __init__(self, entry: int, entries: int) -> None:
        self.entry, self.entries = entry, entries
        super().__init__(f"The file has the entries 1 to {entries}, not {entry}.")


class NothingToJoin(LookupError):
    """The file does not have this code more than once."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"The code {code} does not occur more than once.")


def recoded(file: AreaFile, recode: Mapping[int, str]) -> AreaFile:
    _demand_entries(file, recode)
    areas = file.areas.copy()
    for entry, code in recode.items():
        areas.loc[entry - 1, "code"] = code
    return replace(file, areas=areas)


def without_entries(file: AreaFile, entries: Sequence[int]) -> AreaFile:
    """The file without these entries (from 1) and without what was noted about them alone; the others keep their
    numbers.
    """
    _demand_entries(file, entries)
    if not entries:
        return file
    rows = sorted({entry - 1 for entry in entries})
    codes = [str(file.areas["code"].loc[row]) for row in rows]
    told = finding("entries-left-out", codes, rows=rows, entries=[row + 1 for row in rows], count=len(rows))
    notes = [note for note in file.notes if not note.rows or set(note.rows) - set(rows)]
    return replace(file, areas=file.areas.drop(index=rows), notes=(*notes, told))


def joined(file: AreaFile, codes: Sequence[str]) -> AreaFile:
    """All entries with one of these codes as one area in several parts, under the number and name of the first; for
    files that hold each part as an entry of its own. NothingToJoin where a code does not stand twice.
    """
    areas, notes = file.areas.copy(), list(file.notes)
    for code in dict.fromkeys(codes):
        rows = [int(row) for row in areas.index[areas["code"] == code]]
        if len(rows) < 2:
            raise NothingToJoin(code)
        shapes = [shape for shape in areas.geometry.loc[rows] if shape is not None]
        # Parts that touch become one without the line between them; broken ones stay as they are, to be found.
        valid = all(shape.is_valid for shape in shapes)
        whole = shapely.union_all(shapes) if valid else shapely.geometrycollections(shapes)
        parts = [part for part in shapely.get_parts(shapely.get_parts(whole)) if part.geom_type == "Polygon"]
        areas = areas.drop(index=rows[1:])
        areas.loc[rows[0], "geometry"] = MultiPolygon(parts) if parts else None
        notes.append(
            finding("entries-joined", [code], rows=rows[:1], entries=[row + 1 for row in rows], count=len(rows))
        )
    return replace(file, areas=areas, notes=tuple(notes))


def _demand_entries(file: AreaFile, entries: Iterable[int]) -> None:
    for entry in entries:
        if entry - 1 not in file.areas.index:
            raise NoSuchEntry(entry, len(file.areas))
