"""Ranges of house numbers: odd, even or both, with suffixes, open ends, and the whole street.

House numbers are ordered 12 < 12a < 12b < 13, and both ends of a range belong to it: 1–35 does not hold 35a. Number 0
stands for a home without a number. The numbers of a street lie on three sides, `odd`, `even` and `none` (number 0); a
set of houses is a list of spans on each of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal, NamedTuple

Parity = Literal["odd", "even", "all"]
Side = Literal["odd", "even", "none"]

SIDES: Final[tuple[Side, ...]] = ("odd", "even", "none")


class House(NamedTuple):
    """A house number in the order of the street; the suffix in small letters."""

    number: int
    suffix: str = ""


START: Final = House(-1)
END: Final = House(1_000_000_000)
LAST_LETTER: Final = "z"


def house(number: int, suffix: str = "") -> House:
    return House(number, suffix.strip().casefold() if number else "")


def side_of(number: int) -> Side:
    return "none" if number == 0 else "odd" if number % 2 else "even"


class Span(NamedTuple):
    """Houses of one side from `low` to `high`, both included."""

    low: House
    high: House

    def holds(self, one: House) -> bool:
        return self.low <= one <= self.high


WHOLE_SIDE: Final = Span(START, END)
NO_NUMBER: Final = Span(House(0), House(0))


@dataclass(frozen=True)
class Range:
    """House numbers of one parity between two ends; an end that is None is open, with both open it is the whole side.

    Suffixes are kept as they were written, and compared without case. ValueError where the end lies before the start.
    """

    parity: Parity = "all"
    first: int | None = None
    first_suffix: str = ""
    last: int | None = None
    last_suffix: str = ""

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.first}{self.first_suffix} comes after {self.last}{self.last_suffix}")

    @property
    def low(self) -> House:
        return START if self.first is None else house(self.first, self.first_suffix)

    @property
    def high(self) -> House:
        return END if self.last is None else house(self.last, self.last_suffix)

    @property
    def is_whole(self) -> bool:
        return self.parity == "all" and self.first is None and self.last is None

    @property
    def is_without_number(self) -> bool:
        return self.first == 0 and self.last == 0

    def contains(self, number: int, suffix: str = "") -> bool:
        """Whether the house belongs to it; number 0 only where the range is the whole street or begins with 0."""
        one = house(number, suffix)
        return any(side == side_of(number) and span.holds(one) for side, span in self.spans())

    def spans(self) -> list[tuple[Side, Span]]:
        found: list[tuple[Side, Span]] = []
        if self.is_whole or self.first == 0:
            found.append(("none", NO_NUMBER))
        if not self.is_without_number:
            sides: tuple[Side, ...] = ("odd", "even") if self.parity == "all" else (self.parity,)
            found += [(side, Span(self.low, self.high)) for side in sides]
        return found


WHOLE: Final = Range()
WITHOUT_NUMBER: Final = Range("all", 0, "", 0, "")


def single(number: int, suffix: str = "") -> Range:
    """One house."""
    if number == 0:
        return WITHOUT_NUMBER
    return Range("odd" if number % 2 else "even", number, suffix, number, suffix)


@dataclass
class Houses:
    """A set of houses of one street: per side its spans, in order, none touching another."""

    spans: dict[Side, list[Span]] = field(default_factory=lambda: {side: [] for side in SIDES})

    @classmethod
    def of(cls, ranges: Iterable[Range]) -> "Houses":
        made = cls()
        for one in ranges:
            for side, span in one.spans():
                made.spans[side].append(span)
        made.spans = {side: _joined(spans) for side, spans in made.spans.items()}
        return made

    def __bool__(self) -> bool:
        return any(self.spans.values())

    def contains(self, number: int, suffix: str = "") -> bool:
        one = house(number, suffix)
        return any(span.holds(one) for span in self.spans[side_of(number)])

    def both(self, other: "Houses") -> "Houses":
        """The houses in both sets."""
        made = Houses()
        for side in SIDES:
            pairs = ((a, b) for a in self.spans[side] for b in other.spans[side])
            cut = (Span(max(a.low, b.low), min(a.high, b.high)) for a, b in pairs)
            made.spans[side] = _joined(span for span in cut if span.low <= span.high and _any_house(side, span))
        return made

    def without(self, other: "Houses") -> "Houses":
        """The houses of this set that are not in the other. A cut before 7 leaves what ends with 5z on its side."""
        made = Houses()
        for side in SIDES:
            left = list(self.spans[side])
            for taken in other.spans[side]:
                left = [piece for span in left for piece in _cut(side, span, taken)]
            made.spans[side] = left
        return made

    def ranges(self) -> list[Range]:
        """The fewest ranges that hold exactly these houses: the same on both sides becomes one of `all`."""
        odd, even, none = self.spans["odd"], self.spans["even"], self.spans["none"]
        # Both sides whole is not the whole street: homes without a number are missing.
        shared = [span for span in odd if span in even and (none or span != WHOLE_SIDE)]
        made = [range_between("all", span) for span in shared]
        if none and WHOLE_SIDE not in shared:
            made.insert(0, WITHOUT_NUMBER)
        for side, spans in (("odd", odd), ("even", even)):
            made += [range_between("odd" if side == "odd" else "even", span) for span in spans if span not in shared]
        return made


def _joined(spans: Iterable[Span]) -> list[Span]:
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.low <= made[-1].high:
            made[-1] = Span(made[-1].low, max(made[-1].high, span.high))
        else:
            made.append(span)
    return made


def _any_house(side: Side, span: Span) -> bool:
    """Whether a number of this side lies in the span: 2–2 holds no odd one."""
    low, high = span
    if side == "none" or high.number - low.number > 1:
        return True
    return any(side_of(number) == side for number in {low.number, high.number} if number > 0)


def _cut(side: Side, span: Span, taken: Span) -> list[Span]:
    if taken.high < span.low or taken.low > span.high:
        return [span]
    before = Span(span.low, _before(side, taken.low))
    after = Span(_after(taken.high), span.high)
    return [piece for piece in (before, after) if piece.low <= piece.high and _any_house(side, piece)]


def _before(side: Side, one: House) -> House:
    if one.suffix:
        head, last = one.suffix[:-1], one.suffix[-1]
        return House(one.number, head + chr(ord(last) - 1) if last > "a" else head)
    step = 2 if side_of(one.number) == side else 1
    return House(one.number - step, LAST_LETTER)


def _after(one: House) -> House:
    if one.suffix == LAST_LETTER:
        return House(one.number + 1)
    if one.suffix and one.suffix[-1] < LAST_LETTER:
        return House(one.number, one.suffix[:-1] + chr(ord(one.suffix[-1]) + 1))
    return House(one.number, one.suffix + "a")


def range_between(parity: Parity, span: Span) -> Range:
    first = None if span.low == START else span.low.number
    last = None if span.high == END else span.high.number
    return Range(parity, first, span.low.suffix, last, span.high.suffix)


@dataclass(frozen=True)
class Shared:
    """Houses of one street that two catchments claim."""

    street: str
    first: str
    second: str
    houses: tuple[Range, ...]

    @property
    def only_without_number(self) -> bool:
        return all(one.is_without_number for one in self.houses)


def overlaps(sets: Mapping[str, Mapping[str, Houses]]) -> list[Shared]:
    """What is claimed twice; `sets`: street → catchment → its houses there."""
    found = []
    for street, owners in sets.items():
        codes = sorted(owners)
        for place, first in enumerate(codes):
            for second in codes[place + 1 :]:
                both = owners[first].both(owners[second])
                if both:
                    found.append(Shared(street, first, second, tuple(both.ranges())))
    return found


def gaps(owners: Iterable[Houses]) -> Houses:
    """The numbers of a street that nobody claims, between the lowest and the highest claimed on each side.

    Letters behind a claimed number are no gap: between 5 and 7 nothing is missing.
    """
    made = Houses()
    every = list(owners)
    sides: tuple[Side, ...] = ("odd", "even")
    for side in sides:
        spans = _joined(span for one in every for span in one.spans[side])
        for before, after in pairwise(spans):
            low, high = before.high.number + 1, after.low.number - 1
            low += side_of(low) != side
            high -= side_of(high) != side
            if low <= high:
                made.spans[side].append(Span(House(low), House(high)))
    return made
