"""What a file is held against: the areas of all editions, the measures, and what counts as the same name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class EditionReference:
    """An edition in force from `valid_from` until the day before `valid_to` (None: still)."""

    id: int
    division: str
    valid_from: date
    valid_to: date | None
    areas: Mapping[str, tuple[int, str]]  # code → (id, name)
    drawn: bool = True  # False for comparison regions, whose list may well hold what no longer exists
    label: Mapping[str, str] = field(default_factory=dict)  # of the division, by language

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def named(self) -> dict[str, str]:
        """The division as findings keep it: its names in the languages of the readers, and its key."""
        return {"key": self.division, **self.label}

    @property
    def span(self) -> dict[str, str | None]:
        return {"from": self.valid_from.isoformat(), "to": self.valid_to.isoformat() if self.valid_to else None}


@dataclass(frozen=True)
class MeasureReference:
    id: int
    kind: str  # count, mean, share, index


@dataclass(frozen=True)
class Reference:
    """Active editions of all divisions, all measures by code, and today."""

    editions: Sequence[EditionReference]
    measures: Mapping[str, MeasureReference]
    today: date


def plain_name(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def same_name(one: str, other: str) -> bool:
    """Spelling aside, and without the kind of town that offices append after a comma."""
    short = {plain_name(one), plain_name(one.partition(",")[0])} & {
        plain_name(other),
        plain_name(other.partition(",")[0]),
    }
    return bool(short - {""}) or plain_name(one) == plain_name(other)
