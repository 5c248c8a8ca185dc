"""Which rows of a flat file carry a wanted measure, and whether the choice is unambiguous.

A flat file repeats each figure for every attribute of every dimension. By default the total of each dimension is
meant, and a dimension must have exactly one: counting none or two of them would be wrong without anybody noticing.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import FlatKey
from imports.parsers.records import Place, Problems

_TOTAL_CODES: Final = frozenset({"", "INSGESAMT", "TOTAL"})
_TOTAL_LABELS: Final = frozenset({"insgesamt", "total"})
_CHANGE_RATE: Final = re.compile(r"(.*_)?CH\d{4}", re.ASCII)  # in the old layout the code of a column that has no other


class Attribute(NamedTuple):
    code: str
    label: str

    @property
    def is_total(self) -> bool:
        """Three spellings occur: no code, the code INSGESAMT, and a code of the table's own labelled as total."""
        return self.code in _TOTAL_CODES or self.label.strip().lower() in _TOTAL_LABELS


@dataclass
class Selector:
    """One entry of the profile's columns: what it picks, and what it met in the file."""

    key: str
    wanted: FlatKey
    measure: str
    fixed: dict[str, str]
    factor: float = 1.0
    rows: int = 0
    units: Counter[str] = field(default_factory=Counter)
    dimension_sets: Counter[frozenset[str]] = field(default_factory=Counter)
    totals: dict[str, Counter[str]] = field(default_factory=dict)
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    others: list["Selector"] = field(default_factory=list, repr=False)  # of the same measure: the file needs one

    def picks(self, unit: str, dimensions: Mapping[str, Attribute], free: str | None) -> bool:
        """Whether the row belongs to the measure. `free` is the dimension that tells the time."""
        if self.wanted.unit is not None and unit != self.wanted.unit:
            return False
        chosen = True
        for name, code in self.fixed.items():
            attribute = dimensions.get(name)
            if attribute is None:
                return False
            self.attributes.setdefault(name, Counter())[attribute.code] += 1
            chosen = chosen and attribute.code == code
        open_names = [name for name in dimensions if name not in self.fixed and name != free]
        self.dimension_sets[frozenset(open_names)] += 1
        for name in open_names:
            attribute = dimensions[name]
            self.attributes.setdefault(name, Counter())[attribute.code] += 1
            totals = self.totals.setdefault(name, Counter())
            if attribute.is_total:
                totals[attribute.code] += 1
            else:
                chosen = False
        if chosen:
            self.rows += 1
            self.units[unit] += 1
        return chosen

    def report(self, problems: Problems, codes_found: list[str]) -> None:
        """What makes the choice ambiguous or empty, once the whole file has been seen."""
        place = Place(column=self.key)
        if not self.rows and any(other.rows for other in self.others):
            self._stands_in(problems, place)
            return
        if not self.dimension_sets:
            met = {name: sorted(seen) for name, seen in self.attributes.items()}
            problems.add("value_not_in_file", place, self.key, found=codes_found[:60], dimensions=met)
            return
        for name, code in self.fixed.items():
            if code not in self.attributes.get(name, {}):
                found = sorted(self.attributes.get(name, {}))[:60]
                problems.add("attribute_not_in_file", place, code, dimension=name, found=found)
        if len(self.dimension_sets) > 1:
            sets = sorted(sorted(names) for names in self.dimension_sets)
            problems.add("overlapping_dimensions", place, self.key, sets=sets)
            return
        for name, totals in self.totals.items():
            if not totals:
                problems.add("no_total", place, name, dimension=name, found=sorted(self.attributes[name])[:60])
            elif len(totals) > 1:
                problems.add("two_totals", place, name, dimension=name, found=sorted(totals))
        if len(self.units) > 1:
            problems.add("two_units", place, self.key, units=sorted(self.units))

    def _stands_in(self, problems: Problems, place: Place) -> None:
        """Another key of the same measure has figures. The two spellings of a rate in two layouts are no finding."""
        found = [other for other in self.others if other.rows]
        if not any(_CHANGE_RATE.fullmatch(key.wanted.code) for key in (self, *found)):
            problems.add("other_key_of_measure", place, self.key, measure=self.measure, keys=[o.key for o in found])


def selectors(profile: Profile) -> dict[str, list[Selector]]:
    """The selectors of a profile, by the code of the value they pick."""
    found: dict[str, list[Selector]] = {}
    for key, measure in profile.columns.items():
        wanted = FlatKey.read(key)
        factor = profile.scale.get(key, profile.scale.get(measure, 1.0))
        fixed = {**profile.dimensions, **wanted.fixed}
        found.setdefault(wanted.code, []).append(Selector(key, wanted, measure, fixed, factor))
    every = [selector for group in found.values() for selector in group]
    for one in every:
        one.others = [other for other in every if other is not one and other.measure == one.measure]
    return found
