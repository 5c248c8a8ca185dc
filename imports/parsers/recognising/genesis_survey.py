"""What a profile for a table export of GENESIS databases could say, for a person to look over and correct.

A proposal only: no figure is read by it before somebody has confirmed it as a profile.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, Final

from imports.parsers.genesis.axes import FigureColumn, Meaning, figure_columns, meaning
from imports.parsers.genesis.footer import LAENDER, goes_on, joined
from imports.parsers.genesis.frame import Frame, find_frame, read_above, split_unit
from imports.parsers.genesis.table import CODE, open_export
from imports.parsers.genesis.workbook import is_band
from imports.parsers.numbers import Cell, tidy
from imports.parsers.opening.sniff import Limits, open_source
from imports.parsers.profiles.genesis import GenesisPart
from imports.parsers.profiles.parts import Read
from imports.parsers.records import Problems
from imports.parsers.tables.layout import text_of

_MOST_ROWS: Final = 50_000
_LOOKED_AT: Final = 200  # rows that tell what a leading column is
_MOST_PATHS: Final = 1_000
_MOST_NAMES: Final = 1_000
_DAY: Final = r"\d{1,2}\.\d{1,2}\.\d{4}"
_PERIOD: Final = re.compile(
    rf"{_DAY}|\d{{4}}(/\d{{2,4}})?|(WS|SS|WiSe|SoSe) \d{{4}}(/\d{{2}})?|\d\. (Quartal|Vierteljahr)( \d{{4}})?|"
    r"(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)( \d{4})?( \(.*\))?"
)
_ONE_PERIOD: Final = re.compile(rf"(.*: )?({_DAY}|\d{{4}})")
_CODE_OF_AREA: Final = re.compile(r"DG|\d{2,12}")
_UNIT: Final = re.compile(
    r"Anzahl|Prozent|%|v\.?\s?H\.?|ha|qkm|km2|km²|qm|m2|m²|cbm|m3|t|dt|dt/ha|kg|l|hl|Jahre|Tage|Stunden|Personen|kWh|MWh|GJ|TJ|"
    r"\d{4}=100|(je |1000|1 000|Tsd\.?|Mill\.?|Mio\.?|Mrd\.?).*|EUR.*|DM.*"
)
_LAENDER: Final = frozenset(LAENDER)
_LONGEST_SIGN: Final = 12
_NUMBER: Final = re.compile(r"[-+]?\s*\d+(,\d+)?")


@dataclass
class GenesisSurvey:
    """`part` as under `genesis` in a profile; `paths` as keys of `columns`; `names` need codes; `signs` a meaning."""

    part: GenesisPart
    title: str
    paths: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    periods: list[str] = field(default_factory=list)
    signs: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    @property
    def period_type(self) -> str:
        """How the words for periods look; years of schools look like any others: a person knows."""
        days = [bool(re.search(_DAY, word)) for word in self.periods]
        if days and all(days):
            return "reference_date"
        years = [re.fullmatch(r"\d{4}", word) for word in self.periods]
        return "year" if years and all(years) else "auto"


def survey(
    stream: BinaryIO, read: Read | None = None, limits: Limits | None = None
) -> tuple[GenesisSurvey | None, Problems]:
    """None (and a finding) where the file is no such export. Never raises for what a file holds."""
    problems = Problems()
    with open_source(stream, problems, limits) as source:
        if source is None:
            return None, problems
        with open_export(source, read or Read(), problems, None) as export:
            frame = find_frame(export) if export else None
            if export is None or frame is None:
                if not problems.has_errors:
                    problems.add("genesis_head")
                return None, problems
            rows = [cells for _, cells in islice(frame.body, _MOST_ROWS)]
            code = export.code if export.code and CODE.fullmatch(export.code) else None
            return _survey(frame, rows, code, is_text=export.is_text), problems


def _survey(frame: Frame, rows: list[list[Cell]], code: str | None, *, is_text: bool) -> GenesisSurvey:
    bands = 0 if is_text else next((n for n, cells in enumerate(rows) if not is_band(cells)), 0)
    kinds: dict[str, Any] = {
        "head": _head(frame),
        "rows": [*_bands(rows[:bands]), *_leading([cells for cells in rows if not is_band(cells)], frame.leading)],
    }
    above, title = _above(frame, kinds["head"], is_text=is_text)
    if not {"code", "name"} & {*kinds["head"], *kinds["rows"]} and "dimension" in above:
        above[above.index("dimension")] = "name"  # the one area of the table
    if above[-1] == "statistic":
        kinds["statistic"] = tidy(frame.above[-1])
    part = GenesisPart.model_construct(table=code, above=above, **kinds)
    found = GenesisSurvey(part, title)
    _go_over(found, frame, rows, bands)
    return found


def _head(frame: Frame) -> list[str]:
    lines = [[word for word in line[frame.leading :] if word] for line in frame.head]
    has_unit = len(lines) > 1 and all(_UNIT.fullmatch(word) for word in lines[-1])
    kinds = []
    for position, words in enumerate(lines):
        width = frame.width - frame.leading
        if has_unit and position == len(lines) - 1:
            kinds.append("unit")
        elif has_unit and position == 0:
            kinds.append("measure")
        elif _mostly(words, _PERIOD):
            kinds.append("period")
        elif 2 * len(_LAENDER & set(words)) > len(set(words)):
            kinds.append("name")
        elif (
            len(set(words)) == 1 and not (len(words) < width and words[0] == "Insgesamt") and position < len(lines) - 1
        ):
            kinds.append("label")
        else:
            kinds.append("dimension")
    return kinds


def _mostly(words: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return bool(words) and 2 * sum(bool(pattern.fullmatch(word)) for word in words) > len(words)


def _bands(rows: list[list[Cell]]) -> list[str]:
    return ["period" if _PERIOD.fullmatch(text_of(cells[0])) else "dimension" for cells in rows]


def _leading(rows: list[list[Cell]], count: int) -> list[str]:
    columns = [[text_of(cells[n]) for cells in rows[:_LOOKED_AT] if n < len(cells)] for n in range(count)]
    kinds = [
        "period" if _mostly(words, _PERIOD) else "code" if _mostly(words, _CODE_OF_AREA) else "" for words in columns
    ]
    if "code" in kinds and (after := kinds.index("code") + 1) < count and not kinds[after]:
        kinds[after] = "name"
    elif "code" not in kinds:
        some = [n for n, kind in enumerate(kinds) if not kind and _LAENDER & set(columns[n])]
        free = [n for n, kind in enumerate(kinds) if not kind]
        if some or len(free) == 1:
            kinds[(some or free)[0]] = "name"
    return [kind or "dimension" for kind in kinds]


def _above(frame: Frame, head: list[str], *, is_text: bool) -> tuple[list[str], str]:
    """Title, statistic, then the measure with its unit in brackets, unless it stands in the header, and choices."""
    lines = [tidy(text) for text in frame.above]
    measures = [] if "measure" in head else [n for n in range(2, len(lines)) if split_unit(lines[n])[1]]
    if measures:
        title = measures[-1] - 1
    else:
        title = 1
        while is_text and title < len(lines) - 1 and _continues(lines[title - 1], lines[title]):
            title += 1
    kinds = ["title", "statistic"]
    for position, word in enumerate(lines[title + 1 :], start=title + 1):
        if position in measures[-1:]:
            kinds.append("measure")
        else:
            kinds.append("period" if _ONE_PERIOD.fullmatch(word) else "dimension")
    return kinds, joined(line for text in frame.above[:title] for line in text.splitlines())


def _continues(line: str, following: str) -> bool:
    return goes_on(line, following) or line.endswith(("-", ":", ",")) or following.startswith("-")


def _go_over(found: GenesisSurvey, frame: Frame, rows: list[list[Cell]], bands: int) -> None:
    part = found.part
    above = read_above(frame, part)
    columns = list(figure_columns(frame, part, above))
    seen = _Seen()
    seen.names = dict.fromkeys(name for name in (above.area.get("name"), *(c.says.name for c in columns)) if name)
    seen.periods = dict.fromkeys(word for column in columns for word in column.says.period)
    held: list[str] = []
    new: list[str] = []
    for cells in rows:
        if bands and is_band(cells):
            new.append(text_of(cells[0]))
            continue
        held, new = [*held[: max(bands - len(new), 0)], *new][:bands], []
        leading = [*held, *map(text_of, cells[: frame.leading])]
        if len(leading) == len(part.rows):
            found.rows += 1
            seen.row(meaning(part.rows, leading), part, columns)
            found.signs.update(filter(None, map(_sign, cells[frame.leading :])))
    found.paths, found.names, found.periods = list(seen.paths), list(seen.names), list(seen.periods)


@dataclass
class _Seen:
    """Different words in the order of the file."""

    paths: dict[str, None] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    periods: dict[str, None] = field(default_factory=dict)
    rows: set[tuple[str, ...]] = field(default_factory=set)

    def row(self, says: Meaning, part: GenesisPart, columns: Sequence[FigureColumn]) -> None:
        self.periods |= dict.fromkeys(says.period)
        if says.name and not says.code and len(self.names) < _MOST_NAMES:
            self.names[says.name] = None
        if says.words in self.rows or len(self.paths) >= _MOST_PATHS:
            return
        self.rows.add(says.words)
        for column in columns:
            path, unit = part.path((*column.says.words, *says.words)), column.says.unit
            self.paths[f"{path}|{unit}" if unit else path] = None


def _sign(cell: Cell) -> str | None:
    """What stands for a figure and is no number."""
    text = tidy(cell) if isinstance(cell, str) else ""
    return text if text and len(text) <= _LONGEST_SIGN and not _NUMBER.fullmatch(text) else None
