"""The street list of an office: which house numbers of which streets belong to which catchment.

Two forms: numbers in columns (odd from, suffix, to, suffix, even the same; 0 for none: HUV … HGBZ), and words ("ung.
1-25 ; ger. 2-24"). A row becomes an entry with its ranges. A row of the first form without any number is a street, or
piece of one, where nobody lives at a number yet: it holds homes without a number only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from districts.addressing.ranges import SIDES, WITHOUT_NUMBER, Houses, Range, Span
from districts.addressing.sheets import Columns, Note, TableFile, TableRefused, find_columns, first_names, read_tables
from districts.addressing.streets import fold
from districts.addressing.wording import NotUnderstood, read_ranges, write_ranges

CATCHMENT: Final = (
    "Schuleinzugsbereich",
    "Einzugsbereich",
    "Grundschulbezirk",
    "Schulbezirk",
    "Schulsprengel",
    "Bezirk",
    "districtNumber",
    "Bezirksnummer",
    "catchment",
    "GSB",
    "GSB_NR",
)
STREET: Final = ("Straße", "Straßenname", "name", "street", "Strassenbezeichnung")
WORDS: Final = (
    "Adressbereich",
    "Hausnummern",
    "Hausnummernbereich",
    "Hausnummer",
    "houseNumbers",
    "numbers",
    "Bereich",
)
NUMBERS: Final = ("HUV", "HUVZ", "HUB", "HUBZ", "HGV", "HGVZ", "HGB", "HGBZ")
WANTED: Final = {"catchment": CATCHMENT, "street": STREET, "words": WORDS, **{name: (name,) for name in NUMBERS}}
TABLE_NEEDS: Final = ("catchment", "street", "HUV", "HUB", "HGV", "HGB")
WORDS_NEEDS: Final = ("catchment", "street", "words")
MAX_STREET, MAX_CODE = 120, 40


@dataclass(frozen=True)
class Entry:
    """One row of a list; `line` is where it stands in the file, or its place in the list from 1."""

    line: int
    catchment: str
    street: str
    ranges: tuple[Range, ...]

    @property
    def folded(self) -> str:
        return fold(self.street)


@dataclass(frozen=True)
class Directory:
    """`form` is `table` or `words`; `columns`: column → its name in the file."""

    entries: Sequence[Entry]
    notes: Sequence[Note]
    form: str
    sheet: str
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


def read_directory(path: Path, *, sheet: str = "", columns: Mapping[str, str] | None = None, pad: int = 0) -> Directory:
    """Reads the first sheet that is a street list, or the one named. Rows that cannot be read are notes of severity
    `error` with sheet, line and column. `pad` restores lost zeros: codes get at least so many digits.

    TableRefused as read_tables, and columns-missing where no sheet has the columns.
    """
    file = read_tables(path)
    for form, needs in (("table", TABLE_NEEDS), ("words", WORDS_NEEDS)):
        found = find_columns(file, WANTED, needs, given=columns, sheet=sheet)
        if found is not None:
            return _read(file, found, form, pad)
    raise TableRefused("columns-missing", columns=first_names(file), sheets=[one.name for one in file.sheets])


def _read(file: TableFile, columns: Columns, form: str, pad: int) -> Directory:
    entries: list[Entry] = []
    notes: list[Note] = []
    numeric = False
    for line, row in columns.body():
        code, street = columns.of(row, "catchment"), " ".join(columns.of(row, "street").split())
        numeric = numeric or (not pad and columns.is_number(line, "catchment"))
        trouble = ("row-longer", "street") if columns.has_more(row) else _trouble(code, street)
        if trouble:
            notes.append(_note(columns, trouble[0], line, trouble[1], code if trouble[1] == "catchment" else street))
            continue
        try:
            ranges = _table_ranges(columns, row) if form == "table" else tuple(read_ranges(columns.of(row, "words")))
        except _Unreadable as error:
            notes.append(_note(columns, "numbers-unreadable", line, error.column, error.value))
        except NotUnderstood as error:
            notes.append(_note(columns, "numbers-unreadable", line, "words", error.part or columns.of(row, "words")))
        else:
            entries.append(Entry(line, code.zfill(pad) if code.isdecimal() else code, street, ranges))
    if numeric:
        notes.append(Note("code-numeric", "warning", columns.sheet.name, 0, columns.names["catchment"]))
    if not entries:
        notes.append(Note("list-empty", "error", columns.sheet.name))
    return Directory(entries, notes, form, columns.sheet.name, columns.names, file.encoding)


def _trouble(code: str, street: str) -> tuple[str, str] | None:
    if not code:
        return "catchment-empty", "catchment"
    if not street:
        return "street-empty", "street"
    if len(code) > MAX_CODE:
        return "too-long", "catchment"
    return ("too-long", "street") if len(street) > MAX_STREET else None


def _note(columns: Columns, rule: str, line: int, column: str, value: str) -> Note:
    return Note(rule, "error", columns.sheet.name, line, columns.names.get(column, column), value[:80])


class _Unreadable(Exception):
    def __init__(self, column: str, value: str) -> None:
        self.column, self.value = column, value


def _table_ranges(columns: Columns, row: Sequence[str]) -> tuple[Range, ...]:
    made = []
    for first, last in (("HUV", "HUB"), ("HGV", "HGB")):
        low, high = _number(columns, row, first), _number(columns, row, last)
        if not low and not high:
            continue
        low_suffix, high_suffix = columns.of(row, f"{first}Z"), columns.of(row, f"{last}Z")
        if low % 2 != (first == "HUV") or not low:
            raise _Unreadable(first, columns.of(row, first))
        if not high or high % 2 != low % 2 or max(len(low_suffix), len(high_suffix)) > 8:
            raise _Unreadable(last, columns.of(row, last))
        try:
            made.append(Range("odd" if low % 2 else "even", low, low_suffix, high, high_suffix))
        except ValueError as error:
            raise _Unreadable(last, f"{low}{low_suffix}–{high}{high_suffix}") from error
    return tuple(made) or (WITHOUT_NUMBER,)


def _number(columns: Columns, row: Sequence[str], name: str) -> int:
    text = columns.of(row, name)
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise _Unreadable(name, text)
    return int(text)


Row = tuple[str | int, ...]
TABLE_HEAD: Final = ("Schuleinzugsbereich", "Straße", *NUMBERS)
WORDS_HEAD: Final = ("Straße", "Adressbereich", "Schuleinzugsbereich")


def words_rows(entries: Iterable[Entry]) -> list[Row]:
    """The list in words, below WORDS_HEAD."""
    return [(one.street, write_ranges(one.ranges), one.catchment) for one in entries]


def table_rows(entries: Iterable[Entry]) -> list[Row]:
    """The list in columns of numbers, below TABLE_HEAD. ValueError for an entry the form cannot say: open ends, a
    range of odd and even numbers, or several ranges of one side.
    """
    return [_table_row(one) for one in entries]


def _table_row(entry: Entry) -> Row:
    cells: dict[str, list[str | int]] = {"odd": [0, "", 0, ""], "even": [0, "", 0, ""]}
    for one in entry.ranges:
        if one.is_without_number and len(entry.ranges) == 1:
            break
        if one.parity == "all" or one.first is None or one.last is None or cells[one.parity][0]:
            raise ValueError(f"{entry.street}: {write_ranges(entry.ranges)}")
        cells[one.parity] = [one.first, one.first_suffix, one.last, one.last_suffix]
    return (entry.catchment, entry.street, *cells["odd"], *cells["even"])


def sets_of(entries: Iterable[Entry]) -> dict[str, dict[str, Houses]]:
    """Street (folded) → catchment → its houses there."""
    ranges: dict[str, dict[str, list[Range]]] = {}
    for one in entries:
        ranges.setdefault(one.folded, {}).setdefault(one.catchment, []).extend(one.ranges)
    return {street: {code: Houses.of(some) for code, some in owners.items()} for street, owners in ranges.items()}


def listed(
    sets: Mapping[str, Mapping[str, Houses]], names: Mapping[str, str], like: Iterable[Entry] = ()
) -> list[Entry]:
    """The list of a set: by catchment and street, one entry each.

    `names`: folded → as the street is written. `like` is an earlier list: where an entry of it still holds, it keeps
    its row, its place and its spelling, so that one sees in two lists what changed; what is new stands at the end.
    Which odd range shares a row with which even one is nothing a set knows.
    """
    left = {(code, street): _copy(houses) for street, owners in sets.items() for code, houses in owners.items()}
    made: list[Entry] = []
    for old in like:
        rest = left.get((old.catchment, old.folded))
        kept = tuple(one for one in old.ranges if rest is not None and _taken(rest, one))
        if kept:
            made.append(Entry(old.line, old.catchment, old.street, kept))
    line = max((one.line for one in made), default=0)
    for (code, street), rest in sorted(left.items()):
        if rest:
            line += 1
            made.append(Entry(line, code, names.get(street, street), tuple(rest.ranges())))
    return made


def _copy(houses: Houses) -> Houses:
    return Houses({side: list(spans) for side, spans in houses.spans.items()})


def _taken(rest: Houses, one: Range) -> bool:
    """Takes the range out of what is left, where it is a part of its own there."""
    wanted: list[tuple[str, Span]] = list(one.spans())
    if not all(span in rest.spans[side] for side in SIDES for name, span in wanted if name == side):
        return False
    for side in SIDES:
        for name, span in wanted:
            if name == side:
                rest.spans[side].remove(span)
    return True
