"""The shapes a parser hands on: one figure, one finding, and all that a file held.

Nothing here speaks German or English: a finding is a rule with parameters, texts are made elsewhere.
"""

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from imports.parsers.rules import RULES as RULES
from imports.parsers.rules import Severity as Severity
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

Word = TypeVar("Word", bound=Hashable)

MOST_FIGURES: Final = 5_000_000  # of one file: what reading, checking and storing can hold in a few hundred megabytes
MOST_ERRORS: Final = 100_000  # nobody reads on to the end of a file that does not fit its profile
MOST_WORDS: Final = 1_000_000  # different codes, names, measures, periods, … together
BLOCK: Final = 65_536  # figures that are looked at together
_WIDEST: Final = 1000  # cells of a row kept with a finding
NO_FLAGS: Final[frozenset[Status]] = frozenset()


class Place(NamedTuple):
    """Where something stands. Lines count from 1 as an editor or Excel shows them; the column is its header."""

    sheet: str | None = None
    line: int | None = None
    column: str | None = None


NOWHERE: Final = Place()


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


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: which rule, how bad, where, what was read, what a message needs to know (JSON values only)."""

    rule: str
    severity: Severity
    place: Place = NOWHERE
    value: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    row: list[str] | None = None


class Problems:
    """Collects findings. After `limit` of one severity they are counted but no longer kept: nobody reads more."""

    def __init__(self, limit: int = 10_000) -> None:
        self.limit = limit
        self.kept: list[Problem] = []
        self.by_rule: Counter[str] = Counter()
        self.by_severity: Counter[Severity] = Counter()

    def add(
        self,
        rule: str,
        place: Place = NOWHERE,
        value: object = None,
        row: Sequence[object] | None = None,
        *,
        always: bool = False,
        **params: Any,
    ) -> None:
        severity = RULES[rule]
        self.by_rule[rule] += 1
        self.by_severity[severity] += 1
        if self.by_severity[severity] > self.limit and not always:
            return
        cells = None if row is None else _kept(row)
        text = None if value is None else _storable(value)[:200]
        self.kept.append(Problem(rule, severity, place, text, params, cells))

    @property
    def has_errors(self) -> bool:
        return self.by_severity[Severity.ERROR] > 0

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)


def _kept(row: Sequence[object]) -> list[str]:
    """A row as it is shown and given back, without the empty cells at its end: a sheet may state 16,384 of them."""
    last = next((n for n in range(len(row), 0, -1) if row[n - 1] is not None and row[n - 1] != ""), 0)
    return [_storable(cell) for cell in row[: min(last, _WIDEST)]]


def _storable(cell: object) -> str:
    """A cell as text. A NUL is shown as its picture: no database column takes one."""
    return "" if cell is None else str(cell).replace("\x00", "\u2400")


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
    """Some figures in the order of the file, by column: numbers of words (see `Records`), values, lines (0 for none)."""

    first: int  # position of its first figure
    measure: NDArray[np.int32]
    code: NDArray[np.int32]
    name: NDArray[np.int32]
    period: NDArray[np.int32]
    status: NDArray[np.int32]
    flags: NDArray[np.int32]
    column: NDArray[np.int32]
    value: NDArray[np.float64]  # NaN where there is none
    line: NDArray[np.int32]


class Records(Sequence[Record]):
    """Figures, kept by column (about 45 bytes each instead of 400), seen from outside as a sequence of `Record`."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.measures: Words[str] = Words()
        self.codes: Words[str] = Words()
        self.names: Words[str] = Words()
        self.periods: Words[Period] = Words()
        self.statuses: Words[Status] = Words()
        self.flags: Words[frozenset[Status]] = Words()
        self.columns: Words[tuple[str | None, str | None]] = Words()  # sheet and column
        self._value = array("d")
        self._line = array("i")
        self._words = (
            self.measures,
            self.codes,
            self.names,
            self.periods,
            self.statuses,
            self.flags,
            self.columns,
        )
        self._numbers = tuple(array("i") for _ in self._words)
        for record in records:
            self.append(record)

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

    def numbers(self, words: Words[Any]) -> NDArray[np.int32]:
        """For each figure the number of its word in `words.list`, e.g. `numbers(records.codes)`. A copy."""
        position = next(i for i, own in enumerate(self._words) if own is words)
        return np.array(self._numbers[position], dtype=np.int32)

    def values(self) -> NDArray[np.float64]:
        """The values, NaN where there is none. A copy."""
        return np.array(self._value, dtype=np.float64)

    def blocks(self) -> Iterator[Block]:
        """All figures, a block of at most 65,536 at a time: what goes over a whole file goes over these."""
        for first in range(0, len(self), BLOCK):
            some = slice(first, first + BLOCK)
            words = [np.array(numbers[some], dtype=np.int32) for numbers in self._numbers]
            measure, code, name, period, status, flags, column = words
            value, line = np.array(self._value[some]), np.array(self._line[some], dtype=np.int32)
            yield Block(first, measure, code, name, period, status, flags, column, value, line)

    def areas(self) -> dict[str, str]:
        """Every code with the first name beside it, in order of appearance: what a list of areas can be made of."""
        codes, names = self.numbers(self.codes), self.numbers(self.names)
        _, first = np.unique(codes, return_index=True)
        return {self.codes.list[codes[i]]: self.names.list[names[i]] for i in sorted(first)}

    @property
    def full(self) -> bool:
        return len(self._value) > MOST_FIGURES or sum(len(words.list) for words in self._words) > MOST_WORDS

    def __len__(self) -> int:
        return len(self._value)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        measure, code, name, period, status, flags, column = (numbers[index] for numbers in self._numbers)
        value = self._value[index]
        sheet, header = self.columns.list[column]
        return Record(
            self.measures.list[measure],
            self.codes.list[code],
            self.names.list[name],
            self.periods.list[period],
            None if value != value else value,
            self.statuses.list[status],
            self.flags.list[flags],
            Place(sheet, self._line[index] or None, header),
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
