"""Reading a register of addresses: all its houses with their places, and every row that is none, with the reason."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.addressing import places
from districts.addressing.columns import Columns, columns_of
from districts.addressing.numbers import HouseNumber, house_number, readings, suffix_key
from districts.addressing.opening import MAX_BYTES, Table, opened
from districts.addressing.rules import RowFinding, Unreadable
from districts.addressing.streets import fold
from districts.geometry.rules import Finding

MAX_ROWS: Final = 2_000_000
STREET_LENGTH: Final = 120
KEY_LENGTH: Final = 20
TICK_ROWS: Final = 2000
_NO_STREET: Final = re.compile(r"\s*#|.*\bunbekannt\b|n\.?\s?n\.?$|ohne (stra(ß|ss)en)?namen?\b", re.IGNORECASE)


@dataclass(frozen=True)
class RegisterStreet:
    name: str
    key: str
    folded: str


@dataclass
class RegisterFile:
    """The houses (n) of a file in the order of streets and numbers, and what was noticed.

    street (n,) positions in `streets`; number (n,); suffix of n texts; place (n, 2) metres in EPSG:25832; inhabitants
    (n,) with NaN where unknown, None where the file does not say. `counts` has each rule's number of rows; `findings`
    every row, but for `place-shared`, which is only counted: further addresses at a point that is taken.
    """

    streets: list[RegisterStreet]
    street: NDArray[np.int64]
    number: NDArray[np.int64]
    suffix: list[str]
    place: NDArray[np.float64]
    inhabitants: NDArray[np.float64] | None
    findings: list[RowFinding]
    counts: Counter[str]
    notes: tuple[Finding, ...]
    rows: int
    kind: str
    encoding: str
    delimiter: str
    columns: dict[str, str]
    crs: str

    def __len__(self) -> int:
        return len(self.suffix)


@dataclass
class _Rows:
    """What was collected row by row, before the coordinates are looked at together."""

    line: "array[int]" = field(default_factory=lambda: array("q"))
    street: "array[int]" = field(default_factory=lambda: array("q"))  # -1: no address
    number: "array[int]" = field(default_factory=lambda: array("q"))
    suffix: list[str] = field(default_factory=list)
    x: "array[float]" = field(default_factory=lambda: array("d"))
    y: "array[float]" = field(default_factory=lambda: array("d"))
    inhabitants: "array[float]" = field(default_factory=lambda: array("d"))
    streets: dict[tuple[str, str], tuple[int, RegisterStreet]] = field(default_factory=dict)
    findings: list[RowFinding] = field(default_factory=list)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)  # street as written and key → position


def read_register(
    path: Path,
    *,
    given: Mapping[str, str] | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    city: BaseGeometry | None = None,
    tick: Callable[[int], None] = lambda _rows: None,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> RegisterFile:
    """Reads CSV or GeoJSON points, zipped or not. `given` names columns by role, `city` is its area in EPSG:25832.

    Rows that are no address are left out and listed: `findings`. Raises Unreadable, and geometry.rules.Refusal for a
    hostile ZIP or a coordinate system that nobody knows.
    """
    with opened(path, encoding=encoding, delimiter=delimiter, max_bytes=max_bytes) as table:
        columns = columns_of(table.header, points=table.points, given=given)
        rows = _collected(table, columns, tick, max_rows)
    if not rows.line:
        raise Unreadable("register-empty")
    located = places.located(np.column_stack([rows.x, rows.y]), given=crs, stated=table.crs, city=city)
    return _assembled(rows, located, table, columns, city)


def _collected(table: Table, columns: Columns, tick: Callable[[int], None], max_rows: int) -> _Rows:
    rows, width = _Rows(), len(table.header)
    for count, (line, cells) in enumerate(table.rows, start=1):
        if count > max_rows:
            raise Unreadable("register-too-many", limit=max_rows)
        _take(rows, columns, line, [*cells, *[""] * (width - len(cells))] if len(cells) < width else cells)
        if count % TICK_ROWS == 0:
            tick(count)
    return rows


def _take(rows: _Rows, columns: Columns, line: int, cells: Any) -> None:
    street, number = _written(columns, cells)
    key = cells[columns.key].strip() if columns.key is not None else ""
    where = _street(rows, street, key[:KEY_LENGTH])
    house = house_number(number) if number else None
    x, y = _coordinate(cells[columns.x]), _coordinate(cells[columns.y])
    wrong = []
    if where is None:
        wrong.append("street-too-long" if len(street) > STREET_LENGTH else "street-unknown")
    if house is None:
        wrong.append("number-unreadable" if number else "number-missing")
    if np.isnan(x) or np.isnan(y):
        there = cells[columns.x].strip() or cells[columns.y].strip()
        wrong.append("coordinates-unreadable" if there else "coordinates-missing")
    living = _inhabitants(cells[columns.inhabitants]) if columns.inhabitants is not None else np.nan
    if living is None:
        living = np.nan
        rows.findings.append(RowFinding("inhabitants-unreadable", line, _read(cells)))
    rows.findings += [RowFinding(rule, line, _read(cells)) for rule in wrong]
    rows.line.append(line)
    rows.street.append(-1 if wrong or where is None else where)
    rows.number.append(house.number if house else 0)
    rows.suffix.append(house.suffix if house else "")
    rows.x.append(x)
    rows.y.append(y)
    rows.inhabitants.append(living)


def _written(columns: Columns, cells: Any) -> tuple[str, str]:
    """Street and house number of a row as text; a suffix that is a figure is written behind a stroke."""
    if columns.address is not None:
        one = next(iter(readings(cells[columns.address])), None)
        return (one.street, str(one.house or "")) if one else (cells[columns.address].strip(), "")
    street, number = cells[columns.street].strip(), cells[columns.number].strip()
    suffix = cells[columns.suffix].strip() if columns.suffix is not None else ""
    if number and suffix:
        number = f"{number}/{suffix}" if suffix.isdigit() else f"{number} {suffix}"
    return street, number


def _street(rows: _Rows, written: str, key: str) -> int | None:
    """Its position among the streets, new or known in this or another spelling; None for what names no street."""
    if (written, key) not in rows.seen:
        folded = fold(written)
        unusable = not folded or max(len(written), len(folded)) > STREET_LENGTH or _NO_STREET.match(written)
        if unusable:
            rows.seen[written, key] = -1
        else:
            position, _ = rows.streets.setdefault(
                (folded, key), (len(rows.streets), RegisterStreet(" ".join(written.split()), key, folded))
            )
            rows.seen[written, key] = position
    known = rows.seen[written, key]
    return None if known < 0 else known


def _coordinate(text: str) -> float:
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "")
    if "," in cleaned:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    try:
        value = float(cleaned)
    except ValueError:
        return float("nan")
    return value if np.isfinite(value) else float("nan")


def _inhabitants(text: str) -> float | None:
    if not text.strip():
        return float("nan")
    value = _coordinate(text)
    return value if value >= 0 else None


def _read(cells: Any) -> str:
    return " | ".join(cell.strip() for cell in cells if cell.strip())[:200]


def _assembled(
    rows: _Rows, located: places.Located, table: Table, columns: Columns, city: BaseGeometry | None
) -> RegisterFile:
    street, number = np.array(rows.street, dtype=np.int64), np.array(rows.number, dtype=np.int64)
    streets = [one for _, one in rows.streets.values()]
    kept = _judged(rows, located.place, street, number, streets, city)
    if not len(kept):
        first = rows.findings[0]
        raise Unreadable("register-no-addresses", rows=len(rows.line), read=first.read, why=first.rule)
    kept = kept[_order(kept, street, number, rows, streets)]
    counts = Counter(one.rule for one in rows.findings)
    possible = located.place[np.isfinite(located.place).all(axis=1)]
    if shared := len(possible) - len(np.unique(possible.round(3), axis=0)):
        counts["place-shared"] = shared
    known = np.array(rows.inhabitants)[kept] if columns.inhabitants is not None else None
    return RegisterFile(
        streets=streets,
        street=street[kept],
        number=number[kept],
        suffix=[rows.suffix[row] for row in kept.tolist()],
        place=located.place[kept],
        inhabitants=known,
        findings=sorted(rows.findings, key=lambda one: one.line),
        counts=counts,
        notes=located.notes,
        rows=len(rows.line),
        kind=table.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns=columns.named(table.header),
        crs=located.crs,
    )


def _judged(
    rows: _Rows,
    place: NDArray[np.float64],
    street: NDArray[np.int64],
    number: NDArray[np.int64],
    streets: list[RegisterStreet],
    city: BaseGeometry | None,
) -> NDArray[np.intp]:
    """The rows that are addresses; adds what is seen only when all rows are known."""

    def found(rule: str, row: int, more: str = "") -> None:
        name = streets[street[row]].name if street[row] >= 0 else ""
        house = HouseNumber(int(number[row]), rows.suffix[row]) if number[row] else ""
        read = f"{name} {house}: {rows.x[row]}, {rows.y[row]}{more}".strip()
        rows.findings.append(RowFinding(rule, rows.line[row], read))

    possible = np.isfinite(place).all(axis=1)
    readable = np.isfinite(np.array(rows.x)) & np.isfinite(np.array(rows.y))
    for row in np.flatnonzero(readable & ~possible).tolist():
        found("coordinates-impossible", row)
    kept, doubled = _once(np.flatnonzero((street >= 0) & possible), street, number, rows.suffix)
    for row, earlier in doubled.items():
        found("address-duplicate", row, f" = {rows.line[earlier]}")
    if city is not None and len(kept):
        shapely.prepare(city)
        for row in kept[~shapely.intersects_xy(city, place[kept])].tolist():
            found("address-outside", row)
    return kept


def _once(
    kept: NDArray[np.intp], street: NDArray[np.int64], number: NDArray[np.int64], suffix: list[str]
) -> tuple[NDArray[np.intp], dict[int, int]]:
    """The rows without repeated addresses, and each repeated row with the first one that has its address."""
    first: dict[tuple[int, int, str], int] = {}
    doubled = {}
    for row, key in zip(kept.tolist(), zip(street[kept].tolist(), number[kept].tolist(), strict=True), strict=True):
        earlier = first.setdefault((*key, suffix[row]), row)
        if earlier != row:
            doubled[row] = earlier
    return np.array([row for row in kept.tolist() if row not in doubled], dtype=np.intp), doubled


def _order(
    kept: NDArray[np.intp],
    street: NDArray[np.int64],
    number: NDArray[np.int64],
    rows: _Rows,
    streets: list[RegisterStreet],
) -> NDArray[np.intp]:
    """Along the streets: by name, key, number and suffix."""
    by_name = sorted(range(len(streets)), key=lambda at: (streets[at].folded, streets[at].key))
    rank = np.empty(len(streets), dtype=np.int64)
    rank[by_name] = np.arange(len(streets))
    suffixes = {text: at for at, text in enumerate(sorted(set(rows.suffix), key=suffix_key))}
    behind = np.array([suffixes[rows.suffix[row]] for row in kept.tolist()], dtype=np.int64)
    return np.lexsort((behind, number[kept], rank[street[kept]]))
