"""The shapes a parser hands on: figures kept by column in blocks, findings, and facts about the file.

Ten million figures need the memory of a few hundred thousand: what is more lies in a temporary file, and whatever goes
over all figures goes over blocks.
"""

import tempfile
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from imports.parsers.problems import NOWHERE as NOWHERE
from imports.parsers.problems import Place as Place
from imports.parsers.problems import Problem as Problem
from imports.parsers.problems import Problems as Problems
from imports.parsers.rules import RULES as RULES
from imports.parsers.rules import Severity as Severity
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

Word = TypeVar("Word", bound=Hashable)

MOST_FIGURES: Final = 20_000_000  # of one file
MOST_ERRORS: Final = 100_000  # nobody reads on to the end of a file that does not fit its profile
MOST_WORDS: Final = 1_000_000  # different codes, names, measures, periods, … together
BLOCK: Final = 65_536  # figures that are looked at together
_IN_MEMORY: Final = 4  # blocks, about three megabytes each
NO_FLAGS: Final[frozenset[Status]] = frozenset()


class Record(NamedTuple):
    """One figure as read. The value is None unless the status is one a number may stand with."""

    measure: str
    area_code: str
    area_name: str
    period: Period
    value: float | None
    status: Status
    flags: frozenset[Status] = NO_FLAGS
    place: Place = NOWHERE


class Words(Generic[Word]):
    """Numbers the different words of one column from 0, so that a million figures need only their numbers."""

    def __init__(self) -> None:
        self.list: list[Word] = []
        self._numbers: dict[Word, int] = {}

    def number(self, word: Word) -> int:
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.list)
            self.list.append(word)
        return found


class Block(NamedTuple):
    """Some figures in the order of the file, by column: numbers of words (see `Records`), values, lines."""

    first: int  # position of its first figure
    measure: NDArray[np.int32]
    code: NDArray[np.int32]
    name: NDArray[np.int32]
    period: NDArray[np.int32]
    status: NDArray[np.int32]
    flags: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float64]  # NaN where there is none
    line: NDArray[np.int32]  # 0 for none


_ROW: Final = np.dtype([*((name, "i4") for name in Block._fields[1:8]), ("value", "f8"), ("line", "i4")])


class Records(Sequence[Record]):
    """Figures, kept by column (40 bytes each), seen from outside as blocks or as a sequence of `Record`."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.measures: Words[str] = Words()
        self.codes: Words[str] = Words()
        self.names: Words[str] = Words()
        self.periods: Words[Period] = Words()
        self.statuses: Words[Status] = Words()
        self.flags: Words[frozenset[Status]] = Words()
        self.columns: Words[tuple[str | None, str | None]] = Words()  # sheet and column
        self._words = (
            self.measures, self.codes, self.names, self.periods, self.statuses, self.flags, self.columns,
        )  # fmt: skip
        self._kept: list[NDArray[Any]] = []  # the first blocks
        self._firsts: list[int] = []  # position of the first figure of each block
        self._offsets: list[int] = []  # where each later block begins in the file
        self._file: Any = None
        self._stored = 0
        self._waiting: list[NDArray[Any]] = []
        self._numbers, self._value, self._line = self._fresh()
        for record in records:
            self.append(record)

    def _fresh(self) -> tuple[tuple["array[int]", ...], "array[float]", "array[int]"]:
        return tuple(array("i") for _ in self._words), array("d"), array("i")

    def append(self, record: Record) -> None:
        sheet, line, column = record.place
        self._value.append(float("nan") if record.value is None else record.value)
        self._line.append(0 if line is None else line)
        measures, codes, names, periods, statuses, flags, columns = self._numbers
        measures.append(self.measures.number(record.measure))
        codes.append(self.codes.number(record.area_code))
        names.append(self.names.number(record.area_name))
        periods.append(self.periods.number(record.period))
        statuses.append(self.statuses.number(record.status))
        flags.append(self.flags.number(record.flags))
        columns.append(self.columns.number((sheet, column)))
        if len(self._value) >= BLOCK:
            self._flush(BLOCK)

    def extend(self, block: Block) -> None:
        """Adds figures by column; their words are numbered already. `block.first` is set here."""
        self._put_aside()
        rows = np.empty(len(block.value), dtype=_ROW)
        for name in _ROW.names or ():
            rows[name] = getattr(block, name)
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) >= BLOCK:
            self._flush(BLOCK)

    def _put_aside(self) -> None:
        """What came figure by figure, as an array."""
        if self._value:
            rows = np.empty(len(self._value), dtype=_ROW)
            for name, numbers in zip(Block._fields[1:8], self._numbers, strict=True):
                rows[name] = numbers
            rows["value"], rows["line"] = self._value, self._line
            self._waiting.append(rows)
            self._numbers, self._value, self._line = self._fresh()

    def _flush(self, least: int = 1) -> None:
        """Stores what waits, in blocks; fewer figures than `least` go on waiting."""
        self._put_aside()
        rows = np.concatenate(self._waiting) if self._waiting else np.empty(0, dtype=_ROW)
        while len(rows) >= least:
            self._store(rows[:BLOCK])
            rows = rows[BLOCK:]
        self._waiting = [rows] if len(rows) else []

    def _store(self, rows: NDArray[Any]) -> None:
        self._firsts.append(self._stored)
        self._stored += len(rows)
        if len(self._kept) < _IN_MEMORY:
            self._kept.append(rows)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - has no name, and goes with this object
            weakref.finalize(self, self._file.close)
        self._offsets.append(self._file.seek(0, 2))
        self._file.write(rows.tobytes())

    def _stored_rows(self, number: int) -> NDArray[Any]:
        if number < len(self._kept):
            return self._kept[number]
        last = self._firsts[number + 1] if number + 1 < len(self._firsts) else self._stored
        self._file.seek(self._offsets[number - len(self._kept)])
        return np.frombuffer(self._file.read((last - self._firsts[number]) * _ROW.itemsize), dtype=_ROW)

    def blocks(self) -> Iterator[Block]:
        """All figures, a block of at most 65,536 at a time: what goes over a whole file goes over these."""
        self._flush()
        for number, first in enumerate(self._firsts):
            rows = self._stored_rows(number)
            yield Block(first, *(rows[name] for name in _ROW.names or ()))

    @property
    def block_count(self) -> int:
        self._flush()
        return len(self._firsts)

    def areas(self) -> dict[str, str]:
        """Every code with the first name beside it, in order of appearance: what a list of areas can be made of."""
        found: dict[int, int] = {}
        for block in self.blocks():
            codes, first = np.unique(block.code, return_index=True)
            for code, at in sorted(zip(codes.tolist(), first.tolist(), strict=True), key=lambda pair: pair[1]):
                found.setdefault(code, int(block.name[at]))
        return {self.codes.list[code]: self.names.list[name] for code, name in found.items()}

    def first_place(self, measure: str) -> Place:
        """Where the file names the measure first."""
        number = self.measures.number(measure)
        for block in self.blocks():
            at = np.flatnonzero(block.measure == number)
            if len(at):
                return self[block.first + int(at[0])].place
        return NOWHERE

    @property
    def full(self) -> bool:
        return len(self) > MOST_FIGURES or sum(len(words.list) for words in self._words) > MOST_WORDS

    def __len__(self) -> int:
        return self._stored + sum(map(len, self._waiting)) + len(self._value)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        position = range(len(self))[index]
        if position >= self._stored:
            self._flush()
        number = bisect_right(self._firsts, position) - 1
        *words, value, line = self._stored_rows(number)[position - self._firsts[number]].item()
        return self._record(words, value, line)

    def _record(self, numbers: Sequence[int], value: float, line: int) -> Record:
        measure, code, name, period, status, flags, column = numbers
        sheet, header = self.columns.list[column]
        return Record(
            self.measures.list[measure],
            self.codes.list[code],
            self.names.list[name],
            self.periods.list[period],
            None if value != value else value,
            self.statuses.list[status],
            self.flags.list[flags],
            Place(sheet, line or None, header),
        )


@dataclass
class Parsed:
    """What a file held: its figures, the findings, and facts about the file (encoding, header, rows read, …)."""

    records: Records = field(default_factory=Records)
    problems: Problems = field(default_factory=Problems)
    facts: dict[str, Any] = field(default_factory=dict)


def enough(parsed: Parsed, place: Place) -> bool:
    """Whether reading ends here, with the finding that says so: asked after each row."""
    if parsed.records.full:
        parsed.problems.add("too_many_figures", place, always=True, most=MOST_FIGURES, words=MOST_WORDS)
    elif parsed.problems.by_severity[Severity.ERROR] >= MOST_ERRORS:
        parsed.problems.add("too_many_errors", place, always=True, most=MOST_ERRORS)
    else:
        return False
    return True
