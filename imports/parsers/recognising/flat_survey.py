"""What flat files and cubes of the statistical offices hold: values, dimensions with their attributes, signs.

From it come the keys a profile may pick figures by: `BEVSTD`, `BEVSTD[GES=GESM]`, `PREIS1|%`.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import BinaryIO, Final, TextIO

from imports.parsers.genesis.selection import Attribute
from imports.parsers.opening.sniff import Limits, open_source
from imports.parsers.opening.text import open_text
from imports.parsers.recognising.layouts import OLD_START, OLD_VARIABLE
from imports.parsers.recognising.recognised import Recognised
from imports.parsers.records import Problems

_MOST_ROWS: Final = 200_000
_MOST_KEYS: Final = 80
_MOST_ATTRIBUTES: Final = 60
REGIONS: Final = re.compile(r"DINSG|DG|DLAND[A-Z]?|REGBEZ|KREISE[A-Z]?|GEMEIN(DE)?|GEO(DL|BL|RB|LK|VB|GM)\d", re.ASCII)
_NUMBER: Final = re.compile(r"-?[0-9]+([.,][0-9]+)?")


@dataclass
class Value:
    """A value with its unit and what is said about it: dimension → attribute code → label; which stand together."""

    code: str
    unit: str
    label: str
    rows: int = 0
    dimensions: dict[str, dict[str, str]] = field(default_factory=dict)
    sets: dict[tuple[str, ...], None] = field(default_factory=dict)


@dataclass
class FlatSurvey:
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)  # with their labels
    signs: Counter[str] = field(default_factory=Counter)
    with_point: bool = False

    def regions(self) -> list[str]:
        return [name for name in self.variables if REGIONS.fullmatch(name)] or list(self.variables)

    def keys(self, region: str, free: str | None = None) -> list[tuple[str, str]]:
        """Keys with what they mean in words: first the total, then one attribute of one dimension at a time."""
        units = Counter(code for code, _ in self.values)
        found: list[tuple[str, str]] = []
        for value in self.values.values():
            key = f"{value.code}|{value.unit}" if units[value.code] > 1 and value.unit else value.code
            told = f"{value.label} ({value.unit})" if value.unit else value.label
            # Some files hold several hierarchies, of which each row has one: they are chosen from one by one.
            for names in dict.fromkeys(_without(names, region, free) for names in value.sets):
                dimensions = {name: value.dimensions[name] for name in names}
                for fixed in islice(_choices(dimensions), _MOST_KEYS):
                    pairs = ",".join(f"{name}={code}" for name, code in fixed.items())
                    words = [dimensions[name][code].strip() or code for name, code in fixed.items()]
                    found.append((f"{key}[{pairs}]" if pairs else key, ", ".join([told, *words])))
        return found[: 4 * _MOST_KEYS]


def _without(names: tuple[str, ...], region: str, free: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name not in (region, free) and not REGIONS.fullmatch(name))


def _choices(dimensions: dict[str, dict[str, str]]) -> Iterator[dict[str, str]]:
    """Which attributes to fix: none where each dimension has its total, else every one of those without."""
    bound = {name: codes for name, codes in dimensions.items() if not any(_is_total(*pair) for pair in codes.items())}
    for chosen in product(*bound.values()):
        yield dict(zip(bound, chosen, strict=True))
    for name, codes in dimensions.items():
        if name in bound:
            continue
        for code, label in codes.items():
            if not _is_total(code, label):
                for chosen in product(*bound.values()):
                    yield {**dict(zip(bound, chosen, strict=True)), name: code}


def _is_total(code: str, label: str) -> bool:
    return Attribute(code, label).is_total


def survey_flat(
    stream: BinaryIO, found: Recognised, encoding: str = "auto", limits: Limits | None = None
) -> tuple[FlatSurvey, Problems]:
    """Goes over the first 200,000 lines. Never raises for what a file holds."""
    seen, problems = FlatSurvey(), Problems()
    with open_source(stream, problems, limits) as source:
        if source is None:
            return seen, problems
        with open_text(source.stream, problems, encoding) as opened:
            if opened is not None:
                try:
                    _READERS[found.layout](opened[0], seen)
                except (csv.Error, KeyError, StopIteration):
                    return seen, problems  # the parser will say where
    return seen, problems


def _rows(text: TextIO) -> Iterator[list[str]]:
    return islice(csv.reader(text, delimiter=";"), _MOST_ROWS)


def _read_new(text: TextIO, seen: FlatSurvey) -> None:
    rows = _rows(text)
    names = [name.strip().removeprefix("\ufeff") for name in next(rows)]
    at = {name: index for index, name in enumerate(names)}
    starts = [index for index, name in enumerate(names) if re.fullmatch(r"\d+_variable_code", name)]
    for row in rows:
        if len(row) == len(names):
            code, unit = row[at["value_variable_code"]].strip(), row[at["value_unit"]].strip()
            label = row[at["value_variable_label"]].strip() if "value_variable_label" in at else code
            _note(seen, (code, unit, label), row, starts, row[at["value"]])


def _read_old(text: TextIO, seen: FlatSurvey) -> None:
    rows = _rows(text)
    names = [name.strip().removeprefix("\ufeff") for name in next(rows)]
    starts = [n for n in range(len(OLD_START), len(names), 4) if OLD_VARIABLE.fullmatch(names[n])]
    first = len(OLD_START) + 4 * len(starts)
    columns = [(n, _old_value(name)) for n, name in enumerate(names) if n >= first and not name.endswith("__q")]
    for row in rows:
        if len(row) == len(names) and row[0][:1].isdigit():
            for index, value in columns:
                _note(seen, value, row, starts, row[index])


def _old_value(name: str) -> tuple[str, str, str]:
    parts = re.split(r"_{2,}", name)
    label = parts[1] if len(parts) > 2 else parts[0]
    code = parts[0] if len(parts) > 2 else parts[-1]
    return code, "", label.replace("_", " ")


def _note(seen: FlatSurvey, named: tuple[str, str, str], row: list[str], starts: list[int], figure: str) -> None:
    code, unit, label = named
    value = seen.values.setdefault((code, unit), Value(code, unit, label))
    value.rows += 1
    value.sets.setdefault(tuple(row[start].strip() for start in starts if row[start].strip()))
    for start in starts:
        variable = row[start].strip()
        if variable:
            seen.variables.setdefault(variable, row[start + 1].strip())
            attributes = value.dimensions.setdefault(variable, {})
            if len(attributes) < _MOST_ATTRIBUTES:
                attributes.setdefault(row[start + 2].strip(), row[start + 3])
    _note_figure(seen, figure.strip())


def _note_figure(seen: FlatSurvey, figure: str) -> None:
    if not _NUMBER.fullmatch(figure):
        seen.signs[figure[:12]] += 1
    elif "." in figure:
        seen.with_point = True


def _read_cube(text: TextIO, seen: FlatSurvey) -> None:
    axes: list[str] = []
    block = ""
    for row in _rows(text):
        if row and row[0] == "K":
            block = row[1] if len(row) > 1 else ""
        elif not row or row[0] != "D" or len(row) < 2:
            continue
        elif block == "DQA":
            axes.append(row[1])
            seen.variables[row[1]] = row[1]
        elif block == "DQI":
            unit = row[2].strip() if len(row) > 2 else ""
            seen.values[row[1], unit] = Value(row[1], unit, row[1])
        elif block == "QEI":
            for value in seen.values.values():
                value.rows += 1
                value.sets.setdefault(tuple(axes))
                for axis, attribute in zip(axes, row[1:], strict=False):
                    attributes = value.dimensions.setdefault(axis, {})
                    if len(attributes) < _MOST_ATTRIBUTES:
                        attributes.setdefault(attribute.strip(), attribute)


_READERS: Final = {"genesis-flat-new": _read_new, "genesis-flat-old": _read_old, "datenquader": _read_cube}
