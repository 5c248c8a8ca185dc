"""What a plan of catchments is made of, from whatever file an office has: a street list, a table of blocks, a table
of addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from districts.addressing.compressing import compressed
from districts.addressing.directory import (
    CATCHMENT,
    MAX_CODE,
    MAX_STREET,
    NUMBERS,
    STREET,
    Entry,
    read_directory,
)
from districts.addressing.numbers import house_number
from districts.addressing.ranges import House, house
from districts.addressing.sheets import Columns, Note, TableRefused, find_columns, first_names, read_tables
from districts.addressing.streets import fold

BLOCK: Final = ("Baublock", "Block", "Blocknummer", "block_nr", "block", "Blocknr.")
NUMBER: Final = ("Hausnummer", "Hausnr.", "Nummer", "number", "HNR")
SUFFIX: Final = ("Zusatz", "Hausnummernzusatz", "suffix", "HNRZ")


@dataclass(frozen=True)
class Contents:
    """`catchments`: code → name; `blocks`: code of a block → code of its catchment; `form` says what was read."""

    catchments: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[Entry] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[Note] = ()
    form: str = ""
    source: str = ""

    @property
    def has_errors(self) -> bool:
        return any(note.severity == "error" for note in self.notes)


def read_contents(path: Path, *, sheet: str = "", columns: Mapping[str, str] | None = None, pad: int = 0) -> Contents:
    """Recognised by its columns: blocks and catchments, houses (street, number) and catchments, or a street list.

    Bad rows are notes and left out. TableRefused as read_tables, and columns-missing where it is none of them.
    """
    file = read_tables(path)
    blocks = find_columns(
        file, {"block": BLOCK, "catchment": CATCHMENT}, ("block", "catchment"), given=columns, sheet=sheet
    )
    streets = find_columns(file, {"street": STREET, "catchment": CATCHMENT}, ("street", "catchment"), sheet=sheet)
    if blocks is not None and streets is None:
        return _blocks(blocks, pad)
    wanted = {"street": STREET, "number": NUMBER, "suffix": SUFFIX, "catchment": CATCHMENT}
    houses = find_columns(file, wanted, ("street", "number", "catchment"), given=columns, sheet=sheet)
    if houses is not None and _are_single(houses):
        return _addresses(houses, pad)
    try:
        found = read_directory(path, sheet=sheet, columns=columns, pad=pad)
    except TableRefused as error:
        if error.rule != "columns-missing":
            raise
        raise TableRefused(
            "columns-missing", columns=first_names(file), sheets=[s.name for s in file.sheets]
        ) from error
    codes = sorted({one.catchment for one in found.entries})
    source = ", ".join(part for part in (found.sheet, found.encoding) if part)
    return Contents({code: code for code in codes}, found.entries, {}, found.notes, found.form, source)


def _are_single(columns: Columns) -> bool:
    """Houses one by one, not ranges: a column of that name may hold either."""
    if any(name in columns.place for name in NUMBERS):
        return False
    rows = [row for _, row in list(columns.body())[:200]]
    plain = sum(house_number(columns.of(row, "number")) is not None for row in rows)
    if "suffix" in columns.place:
        return plain >= 0.8 * len(rows)
    return plain >= 0.95 * len(rows) and len({columns.of(row, "street") for row in rows}) < len(rows)


def _code(columns: Columns, line: int, row: Sequence[str], pad: int, notes: list[Note], *needed: str) -> str | None:
    """The catchment of a row; None with a note where it, or another cell that is needed, is empty or too long."""
    if columns.has_more(row):
        notes.append(Note("row-longer", "error", columns.sheet.name, line, "", columns.of(row, "catchment")))
        return None
    rules = {"catchment": ("catchment-empty", MAX_CODE), "street": ("street-empty", MAX_STREET)}
    for name in ("catchment", *needed):
        text = columns.of(row, name)
        rule, most = rules.get(name, ("cell-empty", MAX_CODE))
        if not text or len(text) > most:
            rule = rule if not text else "too-long"
            notes.append(Note(rule, "error", columns.sheet.name, line, columns.names[name], text[:80]))
            return None
    code = columns.of(row, "catchment")
    return code.zfill(pad) if code.isdecimal() else code


def _blocks(columns: Columns, pad: int) -> Contents:
    notes: list[Note] = []
    blocks: dict[str, str] = {}
    for line, row in columns.body():
        code = _code(columns, line, row, pad, notes, "block")
        if code is None:
            continue
        block = columns.of(row, "block")
        if blocks.setdefault(block, code) != code:
            notes.append(Note("block-twice", "error", columns.sheet.name, line, columns.names["block"], block))
    return _made(blocks.values(), (), blocks, notes, "blocks", columns)


def _addresses(columns: Columns, pad: int) -> Contents:
    """Each street's houses become the fewest ranges between houses of other catchments."""
    notes: list[Note] = []
    streets: dict[str, dict[House, str]] = {}
    names: dict[str, str] = {}
    for line, row in columns.body():
        code = _code(columns, line, row, pad, notes, "street", "number")
        if code is None:
            continue
        street, number = columns.of(row, "street"), columns.of(row, "number")
        found = house_number(f"{number}{columns.of(row, 'suffix')}")
        if found is None:
            notes.append(Note("numbers-unreadable", "error", columns.sheet.name, line, columns.names["number"], number))
            continue
        one = house(found.number, found.suffix)
        names.setdefault(fold(street), street)
        if streets.setdefault(fold(street), {}).setdefault(one, code) != code:
            label = f"{street} {number}"
            notes.append(Note("address-twice", "error", columns.sheet.name, line, columns.names["street"], label))
    entries: list[Entry] = []
    for folded in sorted(streets):
        for code, parts in sorted(compressed(streets[folded], whole=False).items()):
            entries.append(Entry(len(entries) + 1, code, names[folded], tuple(parts)))
    return _made((one.catchment for one in entries), entries, {}, notes, "addresses", columns)


def _made(
    codes: object, entries: Sequence[Entry], blocks: Mapping[str, str], notes: list[Note], form: str, columns: Columns
) -> Contents:
    names = {code: code for code in sorted(set(codes))}  # type: ignore[call-overload]
    if not names:
        notes.append(Note("list-empty", "error", columns.sheet.name))
    return Contents(names, entries, blocks, notes, form, columns.sheet.name)
