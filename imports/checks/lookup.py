"""What the words of a file stand for: its measures, the editions of its periods, the areas of its codes.

A million figures use a few hundred words; each is looked up once, and said once where it is not known.
"""

import difflib
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imports.parsers.problems import Problems
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Block, Records
from imports.parsers.reference import EditionReference, Reference
from indicators.analysis.status import Status

_SUGGESTED: Final = 50  # so many unknown words get suggestions; more of them is a wrong file, not a slip
LISTED: Final = 500


class Lookup:
    """Numbers of words to ids of the database, -1 where there is none; the findings about words on the way."""

    def __init__(self, records: Records, reference: Reference, profile: Profile, problems: Problems) -> None:
        self.records, self.reference, self.profile, self.problems = records, reference, profile, problems
        division = profile.area.division_key
        self.own = sorted((e for e in reference.editions if e.division == division), key=lambda e: e.valid_from)
        self.first, self.count = _places(records)
        self.silent = _silent(records)
        known = [reference.measures.get(code) for code in records.measures.list]
        self.kinds = np.array([measure.kind if measure else "" for measure in known], dtype=object)
        self.measures = np.array([measure.id if measure else -1 for measure in known], dtype=np.int64)
        self._unknown_measures()
        self.edition = self._editions(division)
        # One column more than editions: the number -1, for no edition, finds it.
        self.area_ids = np.full((len(records.codes.list), len(self.own) + 1), -1, dtype=np.int64)
        for column, edition in enumerate(self.own):
            self.area_ids[:, column] = [edition.areas.get(code, (-1, ""))[0] for code in records.codes.list]

    def areas(self, block: Block) -> NDArray[np.int64]:
        """The id of each figure's area on the edition of its period, -1 where there is none."""
        return self.area_ids[block.code, self.edition[block.period]]

    def edition_of(self, period: int) -> EditionReference | None:
        """The edition of a period, by the number of its word."""
        number = int(self.edition[period])
        return self.own[number] if number >= 0 else None

    def _unknown_measures(self) -> None:
        suggested = 0
        for number, code in enumerate(self.records.measures.list):
            if self.measures[number] >= 0 or not self.count["measure"][number]:
                continue
            suggested += 1
            known = list(self.reference.measures) if suggested <= _SUGGESTED else []
            near = difflib.get_close_matches(code, known, 3, 0.5)
            place = self.records[int(self.first["measure"][number])].place
            count = int(self.count["measure"][number])
            self.problems.add("unknown_measure", place, code, count=count, nearest=near)

    def _editions(self, division: str) -> NDArray[np.intp]:
        """The edition of each period: the one the profile pins, else the one in force when the period ends."""
        if not self.own:
            divisions = sorted({edition.division for edition in self.reference.editions})
            near = difflib.get_close_matches(division, divisions, 1, 0.5)
            self.problems.add("unknown_division", value=division, divisions=divisions, nearest=near)
        found = np.full(len(self.records.periods.list), -1, dtype=np.intp)
        homeless: Counter[str] = Counter()
        future: Counter[str] = Counter()
        for number, period in enumerate(self.records.periods.list):
            day, figures = self.profile.area.pinned or period.end, int(self.count["period"][number])
            found[number] = next((n for n, edition in enumerate(self.own) if edition.holds_on(day)), -1)
            if found[number] < 0 and self.own and figures:
                homeless[day.isoformat()] += figures
            if period.end > self.reference.today and figures:
                future[period.label] += figures
        # Once for all periods: a table of a hundred months lacks one edition, not a hundred.
        if homeless:
            told: dict[str, Any] = {"division": self.own[0].named, "editions": [e.span for e in self.own]}
            self.problems.add("no_edition", value=single(homeless), count=homeless.total(), **named(homeless), **told)
        if future:
            self.problems.add("period_in_future", value=single(future), count=future.total(), **named(future))
        return found


def _places(records: Records) -> tuple[dict[str, NDArray[np.int64]], dict[str, NDArray[np.int64]]]:
    """For each word of measures and periods the position of its first figure, and how many figures it has."""
    words = {"measure": len(records.measures.list), "period": len(records.periods.list)}
    first = {name: np.full(count, -1, dtype=np.int64) for name, count in words.items()}
    count = {name: np.zeros(number, dtype=np.int64) for name, number in words.items()}
    for block in records.blocks():
        for name, found in first.items():
            numbers = getattr(block, name)
            count[name] += np.bincount(numbers, minlength=len(found))
            if (found < 0).any():
                some, at = np.unique(numbers, return_index=True)
                new = found[some] < 0
                found[some[new]] = block.first + at[new]
    return first, count


def _silent(records: Records) -> NDArray[np.bool_]:
    """For each code whether the file says nothing about it: every figure is missing, or of an area that is no more."""
    says = np.array([word not in (Status.MISSING, Status.NOT_EXISTING) for word in records.statuses.list], dtype=bool)
    silent = np.ones(len(records.codes.list), dtype=bool)
    for block in records.blocks():
        silent[block.code[says[block.status]]] = False
    return silent


def single(periods: Collection[str]) -> str | None:
    """What stands as the value of a finding about periods: the one it is about, else nothing; the text names them."""
    return next(iter(periods)) if len(periods) == 1 else None


def named(periods: Iterable[str]) -> dict[str, Any]:
    labels = sorted(periods)
    return {"periods": labels[:LISTED], "periods_count": len(labels)}
