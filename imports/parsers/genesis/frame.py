"""What stands around the figures in a table export of GENESIS databases, whatever container it came in.

Above: title, statistic, often the one measure and what was chosen. Then the header: its first cells are empty (a
workbook writes the names of the row variables there). Then the figures, a line of underscores, and the notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from imports.parsers.genesis.footer import joined
from imports.parsers.numbers import Cell, tidy
from imports.parsers.opening.grid import Rows
from imports.parsers.profiles.genesis import GenesisPart
from imports.parsers.records import Place, Problems
from imports.parsers.tables.layout import text_of

FIRST_LINE: Final = re.compile(r"(GENESIS-)?Tabelle:\s*(?P<code>.*)")
MOST_ABOVE: Final = 40  # lines above the figures
MOST_COLUMNS: Final = 16_384
_HEADER: Final = 200  # letters


@dataclass
class Export:
    """The rows of an export up to the line of underscores; the lines below it are in `footer` once they are read."""

    rows: Rows
    is_text: bool
    sheet: str | None = None
    code: str | None = None  # of the table, where the file tells it
    facts: dict[str, Any] = field(default_factory=dict)
    footer: list[str] = field(default_factory=list)
    ended: bool = False  # whether the line of underscores was there


@dataclass
class Frame:
    above: list[str]
    head: list[list[str]]
    leading: int  # columns before the figures
    width: int
    place: Place  # of the last line of the header
    body: Rows

    def header(self, index: int) -> str:
        """A column of figures as it is called in findings: all that stands above it."""
        words = [line[index] for line in self.head if index < len(line) and line[index]]
        return " / ".join(words)[:_HEADER]


def find_frame(export: Export) -> Frame | None:
    """None where the lines above the figures are not those GENESIS writes."""
    above: list[str] = []
    head: list[list[str]] = []
    last, first = 0, None
    for line, cells in export.rows:
        texts = [text_of(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if not head and len(texts) == 1 and not above and (found := FIRST_LINE.fullmatch(texts[0])):
            export.code = found["code"].strip()  # of a CSV somebody opened and saved as a workbook
        elif not head and len(texts) == 1:
            above.append(str(cells[0]))
        elif (not head and not export.is_text) or not texts[0]:
            head.append(["", *texts[1:]])
            last = line
        else:
            first = (line, cells)
            break
        if len(above) + len(head) > MOST_ABOVE:
            return None
    if len(above) < 2 or not head:
        return None
    leading = min(next(index for index, text in enumerate(texts) if text) for texts in head)
    body: Iterator[tuple[int, list[Cell]]] = chain([first] if first else [], export.rows)
    return Frame(above, head, leading, max(map(len, head)), Place(export.sheet, last), body)


def fits(frame: Frame, part: GenesisPart, problems: Problems, *, is_text: bool) -> bool:
    """Whether the frame has as many lines and columns of each kind as the profile says; if not, a finding."""
    if frame.width > MOST_COLUMNS:
        problems.add("too_many_columns", frame.place, found=frame.width, most=MOST_COLUMNS)
        return False
    wanted = (len(part.above), len(part.head), len(part.rows))
    found = (len(frame.above), len(frame.head), frame.leading)
    bands = not is_text and frame.leading < len(part.rows)  # a workbook writes the first of them as rows of their own
    if found[0] >= wanted[0] and found[1] == wanted[1] and (found[2] == wanted[2] or bands):
        return True
    report_shape(frame, part, problems)
    return False


def report_shape(frame: Frame, part: GenesisPart, problems: Problems) -> None:
    problems.add(
        "genesis_shape",
        frame.place,
        frame.header(frame.leading),
        above_found=len(frame.above),
        above_wanted=len(part.above),
        head_found=len(frame.head),
        head_wanted=len(part.head),
        rows_found=frame.leading,
        rows_wanted=len(part.rows),
    )


def split_unit(text: str) -> tuple[str, str]:
    """A measure and its unit, which stands in brackets at the end: `Bevölkerungsstand (Anzahl)`."""
    words = tidy(text)
    depth = 0
    for position in range(len(words) - 1, 0, -1) if words.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(words[position], 0)
        if not depth:
            return words[:position].rstrip(), words[position + 1 : -1].strip()
    return words, ""


@dataclass
class Above:
    """The lines above the header by what they are."""

    title: str
    statistic: str = ""
    unit: str = ""
    words: list[str] = field(default_factory=list)  # measure and chosen attributes: they name the figures
    period: list[str] = field(default_factory=list)
    area: dict[str, str] = field(default_factory=dict)  # code and name
    chosen: list[str] = field(default_factory=list)


def read_above(frame: Frame, part: GenesisPart) -> Above:
    """The title has as many lines as are left over: it is the only one that is broken into several."""
    lines = len(frame.above) - len(part.above) + 1
    found = Above(joined(line for text in frame.above[:lines] for line in text.splitlines()))
    for kind, text in zip(part.above[1:], frame.above[lines:], strict=True):
        word = tidy(text)
        match kind:
            case "statistic":
                found.statistic = word
                continue
            case "measure":
                word, found.unit = split_unit(text)
                found.words.append(word)
                continue
            case "dimension":
                found.words.append(word)
            case "period":
                found.period.append(word.rpartition(": ")[2])  # Stichtag: 09.05.2011
            case _:
                found.area[kind] = word
        found.chosen.append(word)
    return found
