"""What is found wrong or worth a look in a file: which rule, where, what was read.

Nothing here speaks German or English: a finding is a rule with parameters, texts are made elsewhere.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from imports.parsers.rules import RULES, Severity

_WIDEST: Final = 1000  # cells of a row kept with a finding


class Place(NamedTuple):
    """Where something stands. Lines count from 1 as an editor or Excel shows them; the column is its header."""

    sheet: str | None = None
    line: int | None = None
    column: str | None = None


NOWHERE: Final = Place()


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

    def full(self, rule: str) -> bool:
        """Whether a further finding of the rule would only be counted: then nobody need put it together."""
        return self.by_severity[RULES[rule]] >= self.limit

    def count(self, rule: str, more: int) -> None:
        """Findings that are only counted."""
        if more:
            self.by_rule[rule] += more
            self.by_severity[RULES[rule]] += more

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
