"""Holds what a file says against what is known: areas, editions, measures. Pure: reference in, findings out."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from imports.parsers.checked import Row, Rows
from imports.parsers.profile_model import Profile
from imports.parsers.progress import Steps, Tick
from imports.parsers.records import Parsed, Place, Problems, Record
from imports.parsers.reference import EditionReference, MeasureReference, Reference, plain_name, same_name
from indicators.analysis.status import Status

_SUGGESTED: Final = 50  # so many unknown codes get suggestions; more of them is a wrong file, not a slip
_LISTED: Final = 500
_STEPS: Final = 7

__all__ = ["Checked", "EditionReference", "MeasureReference", "Reference", "Row", "Rows", "check"]


@dataclass
class Checked:
    """Rows without an error of their own, and the findings of the check (not those of the parser)."""

    rows: Rows
    problems: Problems


def check(parsed: Parsed, reference: Reference, profile: Profile, tick: Tick | None = None) -> Checked:
    """Checks all figures against areas, editions and measures. Nothing may be stored if either stage has errors.

    `tick(done, total)` is called every now and then, in figures; what it raises ends the check.
    """
    return _Check(parsed, reference, profile, tick).run()


class _Check:
    def __init__(self, parsed: Parsed, reference: Reference, profile: Profile, tick: Tick | None) -> None:
        self.parsed, self.reference, self.profile = parsed, reference, profile
        self.records, self.problems = parsed.records, Problems()
        self.division = profile.area.division_key
        self.own = sorted((e for e in reference.editions if e.division == self.division), key=lambda e: e.valid_from)
        r = self.records
        self.code, self.name = r.numbers(r.codes), r.numbers(r.names)
        self.measure, self.period = r.numbers(r.measures), r.numbers(r.periods)
        self.value = r.values()
        self.good = np.ones(len(r), dtype=bool)
        self.suggestions: dict[str, list[str]] = {}
        self.steps = Steps(tick, len(r), _STEPS)

    def run(self) -> Checked:
        known = self._measures()
        self.steps.next()
        editions = self._editions()
        self.steps.next()
        areas = self._areas(editions)
        self.steps.next()
        self._names(editions)
        self.steps.next()
        self._duplicates(areas)
        self.steps.next()
        self._ranges(known)
        self.steps.next()
        positions = np.flatnonzero(self.good)
        if self.profile.complete:
            self._missing(positions, editions)
        if not len(positions) and not self.problems.has_errors and not self.parsed.problems.has_errors:
            self.problems.add("no_rows")
        ids = {code: measure.id for code, measure in self.reference.measures.items()}
        return Checked(Rows(self.records, positions, areas, ids), self.problems)

    def _measures(self) -> list[str | None]:
        """The kind of each measure word; unknown words once each, with their first place."""
        kinds: list[str | None] = []
        firsts, counts = _places(self.measure)
        suggested = 0
        for number, code in enumerate(self.steps.watch(self.records.measures.list)):
            found = self.reference.measures.get(code)
            kinds.append(found.kind if found else None)
            if found is None:
                suggested += 1
                known = list(self.reference.measures) if suggested <= _SUGGESTED else []
                near = difflib.get_close_matches(code, known, 3, 0.5)
                place = self.records[firsts[number]].place
                self.problems.add("unknown_measure", place, code, count=counts[number], nearest=near)
        if kinds:
            self.good &= np.array([kind is not None for kind in kinds])[self.measure]
        return kinds

    def _editions(self) -> list[EditionReference | None]:
        """The edition of each period word: the one the profile pins, else the one in force when the period ends."""
        if not self.own:
            divisions = sorted({edition.division for edition in self.reference.editions})
            near = difflib.get_close_matches(self.division, divisions, 1, 0.5)
            self.problems.add("unknown_division", value=self.division, divisions=divisions, nearest=near)
        found: list[EditionReference | None] = []
        homeless: Counter[str] = Counter()
        future: Counter[str] = Counter()
        _firsts, counts = _places(self.period)
        for number, period in enumerate(self.steps.watch(self.records.periods.list)):
            day = self.profile.area.pinned or period.end
            edition = next((e for e in self.own if e.holds_on(day)), None)
            found.append(edition)
            if edition is None and self.own:
                homeless[day.isoformat()] += counts[number]
            if period.end > self.reference.today:
                future[period.label] += counts[number]
        # Once for all periods: a table of a hundred months lacks one edition, not a hundred.
        if homeless:
            told: dict[str, Any] = {"division": self.own[0].named, "editions": [e.span for e in self.own]}
            self.problems.add("no_edition", value=_single(homeless), count=homeless.total(), **_named(homeless), **told)
        if future:
            self.problems.add("period_in_future", value=_single(future), count=future.total(), **_named(future))
        return found

    def _areas(self, editions: list[EditionReference | None]) -> NDArray[np.int64]:
        """The area of each figure, -1 where there is none (reported, unless the file itself says it does not exist)."""
        codes = self.records.codes.list
        table = np.full((max(len(codes), 1), max(len(editions), 1)), -1, dtype=np.int64)
        for column, edition in enumerate(editions):
            if edition is not None:
                table[: len(codes), column] = [edition.areas.get(code, (-1, ""))[0] for code in codes]
        areas = table[self.code, self.period]
        says_gone = np.array([status is Status.NOT_EXISTING for status in self.records.statuses.list], dtype=bool)
        gone = says_gone[self.records.numbers(self.records.statuses)] if len(self.records) else self.good.copy()
        left_out: dict[str, str] = {}
        seen: set[tuple[str, int, int | None]] = set()
        for position in self.steps.watch(np.flatnonzero((areas < 0) & self.good).tolist()):
            record, edition = self.records[position], editions[self.period[position]]
            key = (record.area_code, int(self.period[position]), record.place.line)
            if gone[position]:
                left_out[record.area_code] = record.area_name
            elif edition is not None and key not in seen:
                seen.add(key)
                self._unknown_area(record, edition)
        if left_out:
            areas_gone = [[code, name] for code, name in sorted(left_out.items())[:_LISTED]]
            self.problems.add("not_existing_left_out", count=len(left_out), areas=areas_gone)
        for position in self.steps.watch(np.flatnonzero((areas >= 0) & gone & self.good).tolist()):
            record, edition = self.records[position], editions[self.period[position]]
            if edition is None or not edition.drawn:
                continue
            self.problems.add("not_existing_but_in_edition", record.place, record.area_code, name=record.area_name)
        self.good &= areas >= 0
        return areas

    def _unknown_area(self, record: Record, edition: EditionReference) -> None:
        code = record.area_code
        params: dict[str, Any] = {"division": edition.named, "edition": edition.span, "name": record.area_name}
        other = next((e for e in reversed(self.own) if code in e.areas), None)
        padded = next((c for n in range(1, 6) if (c := "0" * n + code) in edition.areas), None)
        place = record.place._replace(column=self.profile.area.column)
        if other is not None:
            params |= {"known": other.span, "known_name": other.areas[code][1]}
            self.problems.add("dissolved_area", place, code, **params)
        elif padded:
            self.problems.add("leading_zero_lost", place, code, full=padded, pad=len(padded), **params)
        elif foreign := self._other_division(code, record.period.end):
            self.problems.add("area_of_other_division", place, code, other=foreign, **params)
        else:
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

    def _names(self, editions: list[EditionReference | None]) -> None:
        positions = np.flatnonzero(self.good)
        names, periods = len(self.records.names.list), len(self.records.periods.list)
        keys = (self.code[positions].astype(np.int64) * names + self.name[positions]) * periods + self.period[positions]
        _, first = np.unique(keys, return_index=True)
        told: set[tuple[str, str]] = set()
        for position in self.steps.watch(positions[np.sort(first)].tolist()):
            record, edition = self.records[position], editions[self.period[position]]
            known = edition.areas[record.area_code][1] if edition else ""
            pair = (record.area_code, record.area_name)
            if record.area_name and pair not in told and not same_name(record.area_name, known):
                told.add(pair)
                self.problems.add("name_differs", record.place, record.area_name, code=record.area_code, known=known)

    def _duplicates(self, areas: NDArray[np.int64]) -> None:
        positions = np.flatnonzero(self.good)
        if not len(positions):
            return
        keys = (self.measure[positions], areas[positions], self.period[positions])
        order = np.lexsort((positions, *keys))
        same = np.ones(len(order) - 1, dtype=bool)
        for key in keys:
            same &= key[order][1:] == key[order][:-1]
        first = 0
        for step, repeated in enumerate(self.steps.watch(same.tolist()), start=1):
            if not repeated:
                first = step
                continue
            one = self.records[int(positions[order[first]])]
            two = self.records[int(positions[order[step]])]
            self.problems.add(
                "duplicate_key",
                two.place,
                _shown(two),
                measure=one.measure,
                code=one.area_code,
                period=one.period.label,
                first=_told(one),
                second=_told(two),
                identical=(one.value, one.status) == (two.value, two.status),
            )
            self.good[int(positions[order[step]])] = False

    def _ranges(self, kinds: list[str | None]) -> None:
        if not len(self.records):
            return
        counts = np.array([kind == "count" for kind in kinds])[self.measure]
        shares = np.array([kind == "share" for kind in kinds])[self.measure]
        for position in self.steps.watch(np.flatnonzero(counts & self.good & (self.value < 0)).tolist()):
            record = self.records[position]
            self.problems.add("negative_count", record.place, _shown(record), measure=record.measure)
            self.good[position] = False
        outside = shares & self.good & ((self.value < 0) | (self.value > 100))
        for position in self.steps.watch(np.flatnonzero(outside).tolist()):
            record = self.records[position]
            self.problems.add("share_out_of_range", record.place, _shown(record), measure=record.measure)

    def _groups(self, positions: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """The positions of each measure in each period, sorted once: files may hold thousands of such pairs."""
        if not len(positions):
            return []
        keys = self.measure[positions].astype(np.int64) * len(self.records.periods.list) + self.period[positions]
        order = np.argsort(keys, kind="stable")
        return np.split(positions[order], np.flatnonzero(np.diff(keys[order])) + 1)

    def _missing(self, positions: NDArray[np.int64], editions: list[EditionReference | None]) -> None:
        gaps: defaultdict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
        for group in self.steps.watch(self._groups(positions)):
            measure, period = int(self.measure[group[0]]), int(self.period[group[0]])
            edition = editions[period]
            found = {self.records.codes.list[number] for number in np.unique(self.code[group])}
            absent = tuple(sorted(set(edition.areas) - found)) if edition else ()
            if absent:
                gaps[period, absent].append(self.records.measures.list[measure])
        same: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
        for (period, absent), measures in gaps.items():
            same[absent, tuple(measures)].append(self.records.periods.list[period].label)
        for (absent, of), labels in same.items():
            told: dict[str, Any] = {"count": len(absent), "codes": list(absent[:_LISTED])}
            self.problems.add("missing_areas", value=_single(labels), measures=list(of), **_named(labels), **told)


def _places(numbers: NDArray[np.int32]) -> tuple[list[int], list[int]]:
    """For each word of a column where it first stands and how often: each word that is numbered stands somewhere."""
    _, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    return first.tolist(), counts.tolist()


def _single(periods: Collection[str]) -> str | None:
    """What stands as the value of a finding about periods: the one it is about, else nothing; the text names them."""
    return next(iter(periods)) if len(periods) == 1 else None


def _named(periods: Iterable[str]) -> dict[str, Any]:
    labels = sorted(periods)
    return {"periods": labels[:_LISTED], "periods_count": len(labels)}


def _shown(record: Record) -> str:
    return str(record.status) if record.value is None else f"{record.value:.15g}"


def _told(record: Record) -> dict[str, str | int | None]:
    place: Place = record.place
    return {"sheet": place.sheet, "line": place.line, "column": place.column, "value": _shown(record)}
