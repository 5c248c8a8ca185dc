"""Whose a house is: ranges of house numbers before blocks, and zones in which two catchments share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from districts.addressing.directory import Entry
from districts.addressing.ranges import Houses, Range, Shared, gaps, overlaps


class Rule(NamedTuple):
    """A range of one street that belongs to a catchment, or to a zone of it. Keys are the caller's own."""

    street: str  # folded
    part: Range
    catchment: int
    zone: int | None = None


class Zone(NamedTuple):
    home: int
    other: int


@dataclass(frozen=True)
class Owner:
    """`catchments` has one entry where all is well, none for an unassigned house; in a zone `catchments[0]` is home."""

    catchments: tuple[int, ...] = ()
    zone: int | None = None

    @property
    def is_double(self) -> bool:
        return len(self.catchments) > 1 and self.zone is None


NOBODYS: Final = Owner()


@dataclass
class Assignment:
    """Answers for single houses. `blocks`: block → the catchments and zone that have it whole."""

    zones: Mapping[int, Zone] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    blocks: dict[int, list[tuple[int, int | None]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rules: Iterable[Rule],
        blocks: Iterable[tuple[int, int, int | None]] = (),
        zones: Mapping[int, Zone] | None = None,
    ) -> "Assignment":
        made = cls(zones or {})
        for rule in rules:
            made.rules.setdefault(rule.street, []).append(rule)
        for block, catchment, zone in blocks:
            made.blocks.setdefault(block, []).append((catchment, zone))
        return made

    def owner(self, street: str, number: int, suffix: str = "", block: int | None = None) -> Owner:
        """A range that holds the house decides; where none does, its block."""
        found = [(one.catchment, one.zone) for one in self.rules.get(street, ()) if one.part.contains(number, suffix)]
        if not found and block is not None:
            found = self.blocks.get(block, [])
        return self._judged(found)

    def block_owner(self, block: int) -> Owner:
        return self._judged(self.blocks.get(block, []))

    def _judged(self, found: Iterable[tuple[int, int | None]]) -> Owner:
        pairs = list(found)
        zone = next((zone for _, zone in pairs if zone is not None), None)
        if zone is not None:
            shared = self.zones[zone]
            return Owner((shared.home, shared.other), zone)
        return Owner(tuple(sorted({catchment for catchment, _ in pairs})))

    def shared(self) -> list[Shared]:
        """What two catchments claim outside any zone between them; keys as text."""
        sets, in_zones = self._sets()
        for street, owners in sets.items():
            for catchment, houses in owners.items():
                owners[catchment] = houses.without(in_zones.get(street, Houses()))
        return overlaps(sets)

    def street_gaps(self) -> dict[str, list[Range]]:
        """Folded street → numbers between claimed ones that nobody claims."""
        sets, _ = self._sets()
        found = {street: gaps(owners.values()).ranges() for street, owners in sets.items()}
        return {street: some for street, some in found.items() if some}

    def _sets(self) -> tuple[dict[str, dict[str, Houses]], dict[str, Houses]]:
        sets: dict[str, dict[str, Houses]] = {}
        in_zones: dict[str, Houses] = {}
        for street, rules in self.rules.items():
            by: dict[str, list[Range]] = {}
            for one in rules:
                by.setdefault(str(one.catchment), []).append(one.part)
            sets[street] = {key: Houses.of(some) for key, some in by.items()}
            in_zones[street] = Houses.of(one.part for one in rules if one.zone is not None)
        return sets, in_zones


def rules_of(entries: Iterable[Entry], catchments: Mapping[str, int]) -> list[Rule]:
    """The rules of a list; `catchments`: code → key."""
    return [Rule(one.folded, part, catchments[one.catchment]) for one in entries for part in one.ranges]
