"""The table export of GENESIS databases: CSV here, XLSX and XLS in `workbook.py`; the content decides which.

The table as one reads it, with title, header of several lines and notes. Its body has no quotation marks, its notes
have: they are parted before anything is read as CSV.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, TextIO

from imports.parsers.genesis.figures import read_figures
from imports.parsers.genesis.footer import MOST_LINES, SEPARATOR, footer_facts, text_lines
from imports.parsers.genesis.frame import FIRST_LINE, Export, find_frame, fits, read_above
from imports.parsers.genesis.workbook import open_workbook
from imports.parsers.opening.grid import Rows
from imports.parsers.opening.sniff import Kind, Limits, Source, open_source
from imports.parsers.opening.text import open_text
from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import Read
from imports.parsers.progress import TICK_EVERY, Tick
from imports.parsers.records import Parsed, Place, Problems
from indicators.analysis.periods import Period

CODE: Final = re.compile(r"\d{5}-[0-9A-Za-z_-]+")


def parse(
    stream: BinaryIO,
    profile: Profile,
    *,
    file_name: str,
    period: Period | None = None,
    tick: Tick | None = None,
    limits: Limits | None = None,
) -> Parsed:
    """The figures the profile's columns name, as records. Never raises for what a file holds; `tick` as in `table`."""
    parsed = Parsed()
    with open_source(stream, parsed.problems, limits) as source:
        if source is None:
            return parsed
        parsed.facts = {"layout": "genesis-table", **source.facts}
        with open_export(source, profile.read, parsed.problems, tick) as export:
            if export is not None:
                parsed.facts |= export.facts
                _read(export, profile, parsed, file_name, period)
    return parsed


@contextmanager
def open_export(source: Source, read: Read, problems: Problems, tick: Tick | None) -> Iterator[Export | None]:
    """The rows of the export; None (and problems) where the file is none."""
    opener = _open_csv if source.kind is Kind.TEXT else open_workbook
    with opener(source, read, problems, tick) as export:
        yield export


@contextmanager
def _open_csv(source: Source, read: Read, problems: Problems, tick: Tick | None) -> Iterator[Export | None]:
    with open_text(source.stream, problems, read.encoding) as opened:
        if opened is None:
            yield None
            return
        text, encoding = opened
        first = text.readline()
        found = FIRST_LINE.fullmatch(first.strip().rstrip(read.delimiter).strip())
        if found is None:
            _report_other(first, problems)
            yield None
            return
        code = found["code"].strip()
        export = Export(iter(()), is_text=True, code=code, facts={"encoding": encoding, "delimiter": read.delimiter})
        export.rows = _body(text, export, read.delimiter, _Ticker(source.stream, tick))
        yield export


def _report_other(first: str, problems: Problems) -> None:
    """Names what the file is instead. A cube's first line names the person who made it: it is not repeated."""
    if first.startswith(("* Der Benutzer", "K;")):
        problems.add("layout_cube", Place(None, 1), found=[])
    elif first.startswith(("statistics_code", "Statistik_Code")):
        problems.add("layout_flat", Place(None, 1))
    else:
        problems.add("genesis_head", Place(None, 1), first.strip()[:80])


class _Ticker:
    def __init__(self, stream: BinaryIO, tick: Tick | None) -> None:
        self.stream, self.tick, self.count = stream, tick, 0
        here = stream.tell()
        self.size = stream.seek(0, io.SEEK_END)
        stream.seek(here)

    def line(self) -> None:
        if self.tick and self.count % TICK_EVERY == 0:
            self.tick(min(self.stream.tell(), self.size), self.size)
        self.count += 1

    def end(self) -> None:
        if self.tick:
            self.tick(self.size, self.size)


def _body(text: TextIO, export: Export, delimiter: str, ticker: _Ticker) -> Rows:
    """Rows up to the underscores. No quotation mark means anything in them."""
    for number, line in enumerate(text, start=2):
        ticker.line()
        plain = line.rstrip("\r\n")
        if SEPARATOR.fullmatch(plain.rstrip(delimiter)):
            export.ended = True
            break
        if plain.strip(delimiter + " "):
            yield number, list(plain.split(delimiter))
    export.footer += text_lines(
        [line.rstrip("\r\n") + "\n" for _, line in zip(range(MOST_LINES), text, strict=False)], delimiter
    )
    ticker.end()


def _read(export: Export, profile: Profile, parsed: Parsed, file_name: str, given: Period | None) -> None:
    part, problems = profile.genesis, parsed.problems
    if part is None:  # the profile's own check does not let this happen
        return
    frame = find_frame(export)
    code = export.code if export.code and CODE.fullmatch(export.code) else None
    if frame is None:
        if not problems.has_errors:
            problems.add("genesis_head", Place(export.sheet))
        return
    if code:
        parsed.facts["table_code"] = code
    if part.table and code != part.table:
        if code:
            problems.add("other_table", Place(export.sheet), code, wanted=part.table)
        else:
            problems.add("table_code_lost", Place(export.sheet), export.code, wanted=part.table)
    if problems.has_errors or not fits(frame, part, problems, is_text=export.is_text):
        return
    above = read_above(frame, part)
    parsed.facts |= {"title": above.title, "statistic": above.statistic, "filters": above.chosen}
    if part.statistic and above.statistic != part.statistic:
        problems.add("other_table", frame.place, above.statistic, wanted=part.statistic)
        return
    read_figures(frame, above, export, profile, parsed, file_name, given)
    parsed.facts |= footer_facts(export.footer)
    if not export.ended and not problems.has_errors:
        problems.add("footer_missing", Place(export.sheet))
