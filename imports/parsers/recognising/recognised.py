"""What a look at a file has found out, before any profile is chosen: plain values, fit to be kept as JSON."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from imports.parsers.opening.workbook_bytes import Range
from imports.parsers.profiles.parts import Read

# Layout → the parser whose profiles read it.
PARSER_OF: Final = {
    "genesis-flat-new": "genesis-flat",
    "genesis-flat-old": "genesis-flat",
    "genesis-table": "genesis-table",
    "datenquader": "datenquader",
    "ba-kommunal": "ba-kommunal",
    "records": "records",
    "table": "table",
}


@dataclass
class Head:
    """The first rows of a sheet, cells as one reads them, with the merged ones of the sheet."""

    name: str | None = None
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)


@dataclass
class Recognised:
    """`decided` says how the encoding was found: mark, utf-8, cp1252 (the last resort) or given (by a person)."""

    kind: str = ""
    bytes: int = 0
    member: str | None = None
    layout: str = ""  # a key of PARSER_OF; empty where nobody can read the file
    encoding: str | None = None
    decided: str | None = None
    doubtful: list[tuple[int, str]] = field(default_factory=list)  # line and how it would read
    delimiter: str | None = None
    table_code: str | None = None
    title: str | None = None
    stand: str | None = None
    sheets: list[str] = field(default_factory=list)
    sheet: str | None = None
    skip_rows: int = 0
    header_rows: int = 1
    header: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # of values, in flat files and cubes
    variables: list[str] = field(default_factory=list)  # of flat files and cubes
    lines: list[str] = field(default_factory=list)  # of a text, as they stand there
    heads: list[Head] = field(default_factory=list)  # of a workbook

    @property
    def parser(self) -> str:
        return PARSER_OF.get(self.layout, "")

    def head(self, read: Read) -> Head | None:
        """The first rows as this way of reading would see them; None where it names a sheet that was not looked at."""
        if self.lines:
            return Head(None, split(self.lines, read.delimiter))
        wanted = read.sheet
        if isinstance(wanted, int):
            wanted = self.sheets[wanted] if wanted < len(self.sheets) else ""
        return next((head for head in self.heads if head.name == wanted), None)

    def rows(self) -> list[list[str]]:
        """The first rows of the file, or of the sheet that most likely holds the figures."""
        return getattr(self.head(Read(delimiter=self.delimiter or ";", sheet=self.sheet or 0)), "rows", [])

    def as_dict(self) -> dict[str, Any]:
        """What differs from the defaults, JSON types only."""
        empty = asdict(Recognised())
        return {name: value for name, value in asdict(self).items() if value != empty[name]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Recognised":
        """The same again, after it was JSON: lists back to what they were."""
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        heads = [
            Head(head["name"], head["rows"], [_range(corners) for corners in head["merged"]])
            for head in data.get("heads", [])
        ]
        doubtful = [(int(line), str(text)) for line, text in data.get("doubtful", [])]
        return cls(**{**known, "heads": heads, "doubtful": doubtful})


def _range(corners: Sequence[Sequence[int]]) -> Range:
    (top, left), (bottom, right) = corners
    return (top, left), (bottom, right)


def split(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Rows of a CSV of which only the beginning is there: what is wrong with it the parser will say."""
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.rstrip("\r\n").split(delimiter) for line in lines]
