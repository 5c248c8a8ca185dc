"""Lists of schools: number, name, address, place, type, rooms per grade."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from districts.addressing.sheets import (
    Columns,
    Note,
    TableRefused,
    find_columns,
    first_names,
    plain,
    read_tables,
)

WANTED: Final = {
    "number": ("Schulnummer", "Schule_Nr", "Nummer", "number", "official_id", "school", "Schul-Nr."),
    "name": ("Name", "Schulname", "Schule", "Bezeichnung der Schule"),
    "address": ("Adresse", "Anschrift", "address"),
    "x": ("Rechtswert", "x", "Ost", "Ostwert", "easting"),
    "y": ("Hochwert", "y", "Nord", "Nordwert", "northing"),
    "lon": ("lon", "Länge", "longitude", "lng"),
    "lat": ("lat", "Breite", "latitude"),
    "kind": ("Schulart", "Art", "Typ", "Bezeichnung", "type", "schoolType"),
    "rooms": ("Räume je Jahrgang", "Zügigkeit", "Züge", "rooms per grade", "rooms_per_grade"),
    "places": ("Plätze", "Kapazität", "places", "capacity"),
}
KINDS: Final = (("gemeinschaft", "community"), ("frei", "private"), ("privat", "private"), ("ersatzschule", "private"))
CLASS_SIZE, GRADES = 28, 4


@dataclass(frozen=True)
class SchoolRow:
    """`place` is (x, y) in metres, or with `degrees` (longitude, latitude)."""

    line: int
    number: str
    values: Mapping[str, Any]
    place: tuple[float, float] | None = None
    degrees: bool = False


@dataclass(frozen=True)
class SchoolList:
    rows: Sequence[SchoolRow]
    notes: Sequence[Note]
    columns: Mapping[str, str]


def read_schools(path: Path, *, columns: Mapping[str, str] | None = None, pad: int = 0) -> SchoolList:
    """The first sheet with number and name. A row without either, or with a number that came before, is a note.

    Only what the file has a column for is told. Places for all grades become rooms per grade: 28 to a class, 4 grades.
    TableRefused as read_tables, and columns-missing.
    """
    file = read_tables(path)
    found = find_columns(file, WANTED, ("number", "name"), given=columns)
    if found is None:
        names = [one.name for one in file.sheets]
        raise TableRefused("school-columns-missing", columns=first_names(file), sheets=names)
    rows: list[SchoolRow] = []
    notes: list[Note] = []
    seen: set[str] = set()
    for line, row in found.body():
        number = found.of(row, "number")
        number = number.zfill(pad) if number.isdecimal() else number
        trouble = _trouble(number, found.of(row, "name"), seen)
        if found.has_more(row):
            trouble = "row-longer", "number", number
        if trouble:
            rule, column, value = trouble
            notes.append(Note(rule, "error", found.sheet.name, line, found.names[column], value[:80]))
            continue
        seen.add(number)
        rows.append(_row(found, line, row, number, notes))
    if not rows:
        notes.append(Note("list-empty", "error", found.sheet.name))
    return SchoolList(rows, notes, found.names)


def _trouble(number: str, name: str, seen: set[str]) -> tuple[str, str, str] | None:
    if not number:
        return "school-without-number", "number", name
    if not name:
        return "school-without-name", "name", number
    if len(number) > 20 or len(name) > 200:
        return "too-long", "number" if len(number) > 20 else "name", number if len(number) > 20 else name
    return ("school-twice", "number", number) if number in seen else None


def _row(columns: Columns, line: int, row: Sequence[str], number: str, notes: list[Note]) -> SchoolRow:
    values: dict[str, Any] = {"name": columns.of(row, "name")}
    if "address" in columns.place:
        values["address"] = columns.of(row, "address")[:200]
    if "kind" in columns.place:
        values["kind"] = _kind(columns.of(row, "kind") + " " + values["name"])
    rooms = _rooms(columns, line, row, notes)
    if rooms is not None:
        values["rooms_per_grade"] = rooms
    for first, second in (("x", "y"), ("lon", "lat")):
        texts = columns.of(row, first), columns.of(row, second)
        if not any(texts):
            continue
        numbers = _decimal(texts[0]), _decimal(texts[1])
        if numbers[0] is None or numbers[1] is None:
            notes.append(_bad(columns, line, first, " ".join(texts)))
            continue
        return SchoolRow(line, number, values, (numbers[0], numbers[1]), degrees=first == "lon")
    return SchoolRow(line, number, values)


def _bad(columns: Columns, line: int, column: str, value: str) -> Note:
    name = columns.names.get(column, column)
    return Note("number-unreadable", "warning", columns.sheet.name, line, name, value[:80])


def _kind(text: str) -> str:
    folded = plain(text)
    return next((kind for word, kind in KINDS if word in folded), "primary")


def _rooms(columns: Columns, line: int, row: Sequence[str], notes: list[Note]) -> int | None:
    for column, share in (("rooms", 1), ("places", CLASS_SIZE * GRADES)):
        text = columns.of(row, column)
        if not text:
            continue
        number = _decimal(text)
        if number is None or number < 0 or number > 10_000:
            notes.append(_bad(columns, line, column, text))
            continue
        return round(number) if share == 1 else math.ceil(number / share)
    return None


def _decimal(text: str) -> float | None:
    try:
        number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
