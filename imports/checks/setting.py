"""A file as the further checks look at it: what its words mean. Figures are gone over by block, never one by one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imports.parsers.profiles.checks import ChecksPart
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Block, Records
from imports.parsers.reference import EditionReference, Reference
from indicators.analysis.periods import Period
from indicators.analysis.status import Status

LISTED: Final = 50  # figures of one kind that are named one by one; the rest is counted
AGS: Final = (2, 3, 5, 8, 12)  # digits of Land, Regierungsbezirk, Kreis, Gemeinde, and of a Gemeinde in the long key


def nothing() -> None:
    """For who need not hear that the work goes on."""


@dataclass(frozen=True)
class Setting:
    records: Records
    profile: Profile
    reference: Reference
    alive: Callable[[], None] = field(default=nothing)

    @property
    def checks(self) -> ChecksPart:
        return self.profile.checks

    @cached_property
    def editions(self) -> list[EditionReference | None]:
        """By period word: the edition the profile pins, else the one in force when the period ends."""
        part = self.profile.area
        own = sorted(
            (e for e in self.reference.editions if e.division == part.division_key), key=lambda e: e.valid_from
        )
        days = (part.pinned or period.end for period in self.records.periods.list)
        return [next((edition for edition in own if edition.holds_on(day)), None) for day in days]

    @property
    def municipal(self) -> bool:
        """Whether the areas are parts of the city. A division nobody knows is an error of its own."""
        return any(e.drawn for e in self.reference.editions if e.division == self.profile.area.division_key)

    @cached_property
    def kinds(self) -> list[str]:
        """By measure word: count, mean, share, index; nothing for an unknown one."""
        known: Mapping[str, Any] = self.reference.measures
        return [known[code].kind if code in known else "" for code in self.records.measures.list]

    @cached_property
    def counts(self) -> NDArray[np.bool_]:
        return np.array([kind == "count" for kind in self.kinds], dtype=bool)

    @cached_property
    def not_existing(self) -> NDArray[np.bool_]:
        """By status word."""
        return np.array([status is Status.NOT_EXISTING for status in self.records.statuses.list], dtype=bool)

    def blocks(self) -> Iterator[Block]:
        for block in self.records.blocks():
            self.alive()
            yield block

    @cached_property
    def areas(self) -> dict[str, str]:
        """The codes that figures have, with their names; a reader may have met words it had no use for."""
        return self.records.areas()

    @cached_property
    def pairs(self) -> NDArray[np.int64]:
        """Every pair of measure and period that occurs, as one number, sorted."""
        found = np.zeros(0, dtype=np.int64)
        for block in self.blocks():
            found = np.union1d(found, self.pair(block))
        return found

    def pair(self, block: Block) -> NDArray[np.int64]:
        return block.measure.astype(np.int64) * len(self.records.periods.list) + block.period

    def split(self, pair: int) -> tuple[int, int]:
        """Measure and period of a pair."""
        return divmod(pair, len(self.records.periods.list))

    def period(self, pair: int) -> Period:
        return self.records.periods.list[self.split(pair)[1]]


def whole_of(code: str, codes: Mapping[str, Any] | set[str] | frozenset[str]) -> str | None:
    """The area of `codes` that `code` is the next part of, by the official key: 08222 for 08222000, 08 for 08222."""
    if not (code.isascii() and code.isdigit() and len(code) in AGS):
        return None
    shorter = (code[:length] for length in reversed(AGS) if length < len(code))
    return next((whole for whole in shorter if whole in codes), None)
