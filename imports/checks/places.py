"""Codes that name no area on the edition of their period, and names that do not fit their code."""

import difflib
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imports.checks.lookup import LISTED, Lookup
from imports.checks.setting import whole_of
from imports.parsers.progress import Steps
from imports.parsers.records import Block, Record
from imports.parsers.reference import EditionReference, plain_name, same_name
from indicators.analysis.status import Status

_SUGGESTED: Final = 50


class Places:
    """Takes one block after the other; `finish` says what can only be said of the whole file."""

    def __init__(self, lookup: Lookup, steps: Steps) -> None:
        self.lookup, self.steps = lookup, steps
        self.records, self.problems = lookup.records, lookup.problems
        self.reference, self.division = lookup.reference, lookup.profile.area.division_key
        self.suggestions: dict[str, list[str]] = {}
        self.left_out: dict[str, str] = {}
        self.silent: dict[str, str] = {}
        self.seen: set[tuple[str, int, int | None]] = set()
        self.told: set[tuple[str, str]] = set()

    def take(self, block: Block, areas: NDArray[np.int64], good: NDArray[np.bool_]) -> None:
        says_gone = np.array([status is Status.NOT_EXISTING for status in self.records.statuses.list], dtype=bool)
        gone = says_gone[block.status]
        nowhere = (areas < 0) & good
        for number in np.unique(block.code[nowhere & gone]).tolist():
            at = int(np.flatnonzero(nowhere & gone & (block.code == number))[0])
            code = self.records.codes.list[number]
            self.left_out.setdefault(code, self.records.names.list[block.name[at]])
        for at in self.steps.watch(np.flatnonzero(nowhere & ~gone).tolist()):
            self._nowhere(block, at)
        for at in self.steps.watch(np.flatnonzero((areas >= 0) & gone & good).tolist()):
            self._contradicts(block, at)
        self._names(block, np.flatnonzero(good & (areas >= 0)))

    def finish(self) -> None:
        for rule, found in (("not_existing_left_out", self.left_out), ("without_figures_left_out", self.silent)):
            if found:
                areas = [[code, name] for code, name in sorted(found.items())[:LISTED]]
                self.problems.add(rule, count=len(found), areas=areas)

    def _nowhere(self, block: Block, at: int) -> None:
        edition = self.lookup.edition_of(int(block.period[at]))
        if edition is None:
            return  # said of the period already
        code = self.records.codes.list[block.code[at]]
        if code == self.lookup.profile.checks.total.area:
            return  # compared with the others, and not stored
        if self.lookup.silent[block.code[at]] and not edition.drawn:
            # Offices list regions for ever that were dissolved long ago, with a dash in every column.
            self.silent.setdefault(code, self.records.names.list[block.name[at]])
            return
        key = (code, int(block.period[at]), int(block.line[at]))
        if key not in self.seen:
            self.seen.add(key)
            if self.problems.full("unknown_area"):
                self.problems.count("unknown_area", 1)
            else:
                self._unknown_area(self.records[block.first + at], edition)

    def _contradicts(self, block: Block, at: int) -> None:
        edition = self.lookup.edition_of(int(block.period[at]))
        if edition is not None and edition.drawn:
            record = self.records[block.first + at]
            self.problems.add("not_existing_but_in_edition", record.place, record.area_code, name=record.area_name)

    def _unknown_area(self, record: Record, edition: EditionReference) -> None:
        code = record.area_code
        params: dict[str, Any] = {"division": edition.named, "edition": edition.span, "name": record.area_name}
        other = next((e for e in reversed(self.lookup.own) if code in e.areas), None)
        padded = next((c for n in range(1, 6) if (c := "0" * n + code) in edition.areas), None)
        place = record.place._replace(column=self.lookup.profile.area.column)
        if other is not None:
            params |= {"known": other.span, "known_name": other.areas[code][1]}
            self.problems.add("dissolved_area", place, code, **params)
        elif padded:
            self.problems.add("leading_zero_lost", place, code, full=padded, pad=len(padded), **params)
        elif foreign := self._other_division(code, record.period.end):
            self.problems.add("area_of_other_division", place, code, other=foreign, **params)
        elif not edition.drawn and (whole := whole_of(code, edition.areas)):
            self.problems.add("part_of_area", place, code, whole=whole, known=edition.areas[whole][1], **params)
        else:
            known = self.reference.measures.get(record.measure)
            if edition.drawn and known is not None and known.kind != "count":
                params["fixed"] = record.measure  # an earlier edition's figures might be moved, but not these
            self.problems.add("unknown_area", place, code, nearest=self._nearest(record, edition), **params)

    def _other_division(self, code: str, day: date) -> dict[str, str] | None:
        others = (e for e in self.reference.editions if e.division != self.division and e.holds_on(day))
        return next((e.named for e in others if code in e.areas), None)

    def _nearest(self, record: Record, edition: EditionReference) -> list[str]:
        code = record.area_code
        if code not in self.suggestions:
            if len(self.suggestions) >= _SUGGESTED:
                return []
            wanted = {plain_name(record.area_name), plain_name(code)} - {""}
            same = [c for c, (_, name) in edition.areas.items() if plain_name(name) in wanted]
            near = same or difflib.get_close_matches(code, edition.areas, 3, 0.6)
            self.suggestions[code] = [f"{c} {edition.areas[c][1]}" for c in near[:3]]
        return self.suggestions[code]

    def _names(self, block: Block, positions: NDArray[np.intp]) -> None:
        """Each pair of code and name on each edition is compared once."""
        names, editions = len(self.records.names.list), len(self.lookup.own)
        edition = self.lookup.edition[block.period[positions]]
        keys = (block.code[positions].astype(np.int64) * names + block.name[positions]) * editions + edition
        _, first = np.unique(keys, return_index=True)
        for at in self.steps.watch(positions[np.sort(first)].tolist()):
            code, name = self.records.codes.list[block.code[at]], self.records.names.list[block.name[at]]
            known = self.lookup.own[int(self.lookup.edition[block.period[at]])].areas[code][1]
            if name and (code, name) not in self.told and not same_name(name, known):
                self.told.add((code, name))
                place = self.records[block.first + at].place
                self.problems.add("name_differs", place, name, code=code, known=known)
