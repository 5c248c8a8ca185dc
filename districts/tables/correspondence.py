"""An office's own correspondence table: from which area to which, and what part. Read whole, refused whole.

Text in UTF-8 or cp1252, columns by `;`, `,` or tab, decimal comma or point; parts as shares (0.25), per cent (25) or
masses (1,203 persons): each source area's rows are one whole.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from districts.geometry.fields import folded
from districts.geometry.weights import Weights, from_masses

SOURCE_NAMES: Final = frozenset({
    "alt", "altercode", "alterschluessel", "altesgebiet", "von", "quelle", "source", "sourcecode", "vorher", "codealt",
    "schluesselalt", "gebietalt", "ags1", "from",
})  # fmt: skip
TARGET_NAMES: Final = frozenset({
    "neu", "neuercode", "neuerschluessel", "neuesgebiet", "nach", "ziel", "target", "targetcode", "nachher", "codeneu",
    "schluesselneu", "gebietneu", "ags2", "to",
})  # fmt: skip
PART_NAMES: Final = frozenset({
    "anteil", "anteile", "gewicht", "weight", "share", "prozent", "umsteigeschluessel", "umsteiger", "faktor", "part",
    "einwohner", "bevoelkerung", "anteilprozent", "anteilin%", "anteil%",
})  # fmt: skip
PER_CENT: Final = re.compile(r"prozent|%", re.IGNORECASE)
THOUSANDS: Final = re.compile(r"^[1-9]\d{0,2}(?:\.\d{3})+$")
TOLERANCE: Final = 0.0051  # shares rounded to two decimals may miss 1 by half a digit for each part


@dataclass(frozen=True)
class TableProblem:
    """A rule with the line it was seen in (1 is the header) and what was read there."""

    rule: str
    line: int
    value: str = ""
    params: tuple[tuple[str, object], ...] = ()


class TableRefused(Exception):
    """Nothing of the table is used; `problems` has all that is wrong with it."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        self.problems = list(problems)
        super().__init__(f"{len(self.problems)} problems, first {self.problems[0]}")


@dataclass(frozen=True)
class OfficeTable:
    weights: Weights
    scaled: tuple[str, ...]  # source areas whose rounded shares did not quite sum to the whole


def read_office_table(content: bytes, sources: Collection[str], targets: Collection[str]) -> OfficeTable:
    """The weights between the areas with these codes. TableRefused with every problem and its line."""
    problems: list[TableProblem] = []
    rows = list(_rows(content, problems))
    known_sources, known_targets = sorted(sources), sorted(targets)
    rows = [row for row in rows if _known(row, set(sources), set(targets), problems)]
    _doubles(rows, problems)
    if not rows and not problems:
        problems.append(TableProblem("table-empty", 1))
    whole = _whole(rows)
    rows = _counts(rows) if whole is None else rows
    sums = _sums(rows)
    if whole is not None:
        problems += _not_whole(rows, sums, whole)
    if rows and not problems:
        problems += [TableProblem("source-absent", 1, code) for code in known_sources if code not in sums]
    if problems:
        raise TableRefused(sorted(problems, key=lambda one: one.line))
    places = [{code: row for row, code in enumerate(codes)} for codes in (known_sources, known_targets)]
    weights = from_masses(
        known_sources,
        known_targets,
        np.array([places[0][row.source] for row in rows], dtype=np.intp),
        np.array([places[1][row.target] for row in rows], dtype=np.intp),
        # Where nobody lives nothing moves either: in equal parts to what is named.
        np.array([row.part if sums[row.source] else 1.0 for row in rows], dtype=np.float64),
    )
    uneven = [source for source, total in sums.items() if whole is not None and abs(total / whole - 1) > 1e-9]
    return OfficeTable(weights, tuple(sorted(uneven)))


def _sums(rows: Sequence["_Row"]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        sums[row.source] += row.part
    return sums


def _not_whole(rows: Sequence["_Row"], sums: dict[str, float], whole: float) -> Iterator[TableProblem]:
    first = {row.source: row.line for row in reversed(rows)}
    many = Counter(row.source for row in rows)
    for source, total in sums.items():
        if abs(total / whole - 1) > TOLERANCE * many[source]:
            told = (("source", source), ("sum", round(total, 6)), ("whole", whole))
            yield TableProblem("weights-not-whole", first[source], source, told)


def _whole(rows: Sequence["_Row"]) -> float | None:
    """1 for shares, 100 for per cent, None for masses: what most source areas sum to says which, else what is written.

    Nothing but numbers up to 1 are shares, whatever they sum to; what has a % sign, in its cell or above it, is per
    cent.
    """
    sums = _sums(rows)
    for whole in (1.0, 100.0):
        near = sum(abs(total / whole - 1) < 0.05 for total in sums.values())
        if sums and near >= len(sums) / 2:
            return whole
    if sums and all(row.part <= 1 for row in rows):
        return 1.0
    return 100.0 if any(row.is_per_cent for row in rows) else None


def _counts(rows: Sequence["_Row"]) -> list["_Row"]:
    """Masses as they are meant: where every point stands before three digits, it groups thousands."""
    pointed = [row for row in rows if "." in row.text and "," not in row.text]
    if not pointed or not all(map(THOUSANDS.match, (row.text for row in pointed))):
        return list(rows)
    grouped = {row.line for row in pointed}
    return [replace(row, part=float(row.text.replace(".", ""))) if row.line in grouped else row for row in rows]


@dataclass(frozen=True)
class _Row:
    line: int
    source: str
    target: str
    part: float
    text: str = ""
    is_per_cent: bool = False


def _rows(content: bytes, problems: list[TableProblem]) -> Iterator[_Row]:
    text = _text(content)
    head = text.partition("\n")[0]
    delimiter = max(";\t,", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next(lines, [])
    columns, width = _columns(header), len(header)
    of_cent = columns is not None and PER_CENT.search(header[columns[2]]) is not None
    if columns is None:
        problems.append(TableProblem("table-columns", 1, head.strip()))
        return
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= max(columns) or any(cell.strip() for cell in cells[width:]):
            rule = "row-short" if len(cells) <= max(columns) else "row-long"
            problems.append(TableProblem(rule, number, delimiter.join(cells)))
            continue
        source, target, part = (cells[column].strip() for column in columns)
        value = _number(part)
        if value is None or value < 0:
            problems.append(TableProblem("weight-unreadable", number, part))
        else:
            yield _Row(number, source, target, value, part, of_cent or part.endswith("%"))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(header: Sequence[str]) -> tuple[int, int, int] | None:
    """Places of source, target and part by their names; None unless each stands there once."""
    names = [folded(name.strip()) for name in header]
    found = []
    for known in (SOURCE_NAMES, TARGET_NAMES, PART_NAMES):
        places = [at for at, name in enumerate(names) if name in known]
        if len(places) != 1:
            return None
        found.append(places[0])
    return found[0], found[1], found[2]


def _number(text: str) -> float | None:
    plain = text.removesuffix("%").strip().replace("\u00a0", "").replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _known(row: _Row, sources: set[str], targets: set[str], problems: list[TableProblem]) -> bool:
    unknown = [(side, code) for side, code, known in _sides(row, sources, targets) if code not in known]
    for side, code in unknown:
        problems.append(TableProblem(f"{side}-unknown", row.line, code))
    return not unknown


def _sides(row: _Row, sources: set[str], targets: set[str]) -> tuple[tuple[str, str, set[str]], ...]:
    return ("source", row.source, sources), ("target", row.target, targets)


def _doubles(rows: Sequence[_Row], problems: list[TableProblem]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        before = seen.setdefault((row.source, row.target), row.line)
        if before != row.line:
            problems.append(TableProblem("pair-twice", row.line, f"{row.source} → {row.target}", (("before", before),)))
