"""Finding an address as people type it, and lists of them as offices keep them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from django.db import connection

from districts.addressing.numbers import HouseNumber, Reading, readings
from districts.addressing.streets import distance, typed
from districts.models import Address, Register
from districts.queries.addresses import register_on

SQL: Final = Path(__file__).parent.parent / "sql"
STREETS: Final = 20  # so many streets are compared letter by letter
READINGS: Final = 3
COMPARED: Final = 6
CLOSE: Final = 1  # so few letters wrong: no other reading is tried
LONGEST: Final = 200
# Words of the interface: how an answer came about.
EXACT, SUFFIX, WITHIN, SIMILAR, STREET = "exact", "suffix", "within", "similar", "street"


class FoundStreet(NamedTuple):
    """A street of the register and how many letters of its name were typed wrongly; `begins`: it goes on from there."""

    id: int
    name: str
    key: str
    folded: str
    wrong: int
    begins: bool

    @property
    def rank(self) -> tuple[int, bool, int, str, str]:
        return self.wrong, self.begins, len(self.folded), self.folded, self.key


@dataclass(frozen=True)
class Match:
    """One answer, `quality` is exact, suffix (the number, another suffix), within (one house of several numbers, this
    among them), similar (the street is written differently) or street (no house is named, or the street has none of
    this number).
    """

    quality: str
    street: FoundStreet
    address: Address | None = None

    @property
    def words(self) -> str:
        if self.address is None:
            return self.street.name
        return written(self.street.name, HouseNumber(self.address.number, self.address.suffix))


def written(street: str, house: HouseNumber) -> str:
    """As the city writes its addresses: squares with a comma."""
    square = len(street) < 5 and street[:1].isalpha() and street[1:].strip().isdigit()
    return f"{street}, {house}" if square else f"{street} {house}"


def search(text: str, day: date | None = None, *, limit: int = 10, register: Register | None = None) -> list[Match]:
    """The best matches first, at most `limit`; empty without a register or anything to search for."""
    register = register or register_on(day)
    if register is None:
        return []
    best: list[FoundStreet] = []
    house: HouseNumber | None = None
    for reading in readings(text[:LONGEST])[:READINGS]:
        found = streets_like(register, reading.street)
        if found and (not best or found[0].rank[:2] < best[0].rank[:2]):
            best, house = found, reading.house
        if best and best[0].wrong <= CLOSE:
            break
    return _matches(best, house)[:limit]


def _matches(streets: list[FoundStreet], house: HouseNumber | None) -> list[Match]:
    if house is None:
        return [Match(STREET, street) for street in streets]
    houses = houses_of([(street.id, house.number) for street in streets])
    hits, near, bare = [], [], []
    for street in streets:
        there = houses.get((street.id, house.number), [])
        for address in there:
            match = Match(_nearness(house, address) or _quality(street), street, address)
            (near if match.quality in (SUFFIX, WITHIN) else hits).append(match)
        bare += [Match(STREET, street)] if not there else []
    # A house of another suffix in the street meant comes before one in a street that is only written alike.
    return (
        sorted([*hits, *near], key=lambda one: (one.street.wrong, one.quality in (SUFFIX, WITHIN), one.street.rank))
        + bare
    )


def _nearness(house: HouseNumber, address: Address) -> str:
    """Empty for the very house."""
    if address.number != house.number:
        return WITHIN
    return "" if address.suffix == house.suffix else SUFFIX


def _quality(street: FoundStreet) -> str:
    return SIMILAR if street.wrong or street.begins else EXACT


def streets_like(register: Register, name: str, limit: int = STREETS) -> list[FoundStreet]:
    """Streets whose names are alike or go on from what was typed, the likeliest first."""
    wanted = typed(name)
    if not wanted:
        return []
    known = {"register": register.pk, "name": wanted, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute((SQL / "streets_like.sql").read_text(), known | {"begins": f"{wanted}%", "word": f"% {wanted}%"})
        rows = cursor.fetchall()
        if connection.in_atomic_block:  # otherwise the setting ended with the statement
            cursor.execute("SET LOCAL enable_seqscan = on")
    return sorted((_compared(wanted, *row) for row in rows), key=lambda street: street.rank)


def _compared(wanted: str, pk: int, name: str, key: str, folded: str) -> FoundStreet:
    longer = len(folded) - len(wanted)
    # Of very different lengths they differ by that at least, and no closer look is needed.
    whole = distance(wanted, folded) if abs(longer) <= COMPARED else abs(longer)
    if folded.startswith(wanted) or f" {wanted}" in folded:
        part = 0
    else:
        part = distance(wanted, folded[: len(wanted)]) if longer > 0 else whole
    return FoundStreet(pk, name, key, folded, min(whole, part), begins=part < whole)


def houses_in(register: Register, street: str) -> list[HouseNumber]:
    """The numbers of the street, in their order."""
    found = Address.objects.filter(street__register=register, street__name=street).values_list("number", "suffix")
    return sorted({HouseNumber(*one) for one in found}, key=lambda one: one.key)


def houses_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Address]]:
    """All addresses with these (street, number), those without a suffix first; where there are none, houses of several
    numbers that reach over it.
    """
    wanted = list(pairs)
    found: dict[tuple[int, int], list[Address]] = {}
    known = {"streets": [street for street, _ in wanted], "numbers": [number for _, number in wanted]}
    for address in Address.objects.raw((SQL / "houses.sql").read_text(), known) if wanted else ():
        found.setdefault((address.street_id, address.asked), []).append(address)  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True)
class Looked:
    """What became of one line of a list: a match, or a reason why none; `possible` names what it could have been."""

    match: Match | None
    reason: str = ""
    possible: tuple[str, ...] = ()


class Directory:
    """The streets of a register in memory, for many look-ups at once."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._by_name: dict[str, list[FoundStreet]] = {}
        for pk, name, key, folded in register.streets.values_list("id", "name", "key", "folded"):
            self._by_name.setdefault(folded, []).append(FoundStreet(pk, name, key, folded, 0, begins=False))
        self._alike: dict[str, list[FoundStreet]] = {}

    def streets(self, name: str) -> list[FoundStreet]:
        """All streets of this name, else those that come closest if no more than a letter in five is wrong."""
        wanted = typed(name)
        if wanted in self._by_name:
            return self._by_name[wanted]
        if wanted not in self._alike:
            whole = [street for street in streets_like(self.register, wanted) if not street.begins]
            close = [street for street in whole if street.wrong <= max(1, len(wanted) // 5)]
            self._alike[wanted] = [street for street in close if street.wrong == close[0].wrong]
        return self._alike[wanted]

    def look_up(self, lines: Sequence[Sequence[Reading]]) -> list[Looked]:
        """Each line with the ways it may be read, the likeliest first; answers in the same order."""
        chosen = [self._reading(line) for line in lines]
        pairs = {(street.id, house.number) for streets, house in chosen if house for street in streets}
        houses = houses_of(pairs)
        return [_looked(streets, house, houses) for streets, house in chosen]

    def _reading(self, line: Sequence[Reading]) -> tuple[list[FoundStreet], HouseNumber | None]:
        found = [(self.streets(one.street), one.house) for one in line[:READINGS]]
        known = [one for one in found if one[0]]
        with_house = [one for one in known if one[1]]
        best = min(with_house or known, key=lambda one: one[0][0].wrong, default=None)
        return best or (found[0] if found else ([], None))


def _looked(
    streets: list[FoundStreet], house: HouseNumber | None, houses: dict[tuple[int, int], list[Address]]
) -> Looked:
    if not streets:
        return Looked(None, "street-unknown")
    if house is None:
        return Looked(None, "number-missing", tuple(street.name for street in streets))
    there = [
        Match(_nearness(house, one), street, one)
        for street in streets
        for one in houses.get((street.id, house.number), [])
    ]
    if there and all(one.quality == WITHIN for one in there):
        return _within(there, house)
    same = [one for one in there if not one.quality]
    if len(same) == 1:
        return Looked(Match(_quality(same[0].street), same[0].street, same[0].address))
    if len(same) > 1:
        return Looked(None, "several-streets", tuple(f"{one.words} ({one.street.key})" for one in same))
    if len(there) == 1:
        return Looked(there[0])
    if there:
        return Looked(None, "several-suffixes", tuple(one.words for one in there))
    return Looked(None, "number-unknown", tuple(street.name for street in streets))


def _within(there: list[Match], house: HouseNumber) -> Looked:
    """Nobody looks at each line of a list: a number is taken for part of a house only on that house's side."""
    sure = [one for one in there if one.address and _number_of(one.address).holds_on_its_side(house.number)]
    if len(sure) == 1:
        return Looked(sure[0])
    return Looked(None, "number-unknown", tuple(one.words for one in there))


def _number_of(address: Address) -> HouseNumber:
    return HouseNumber(address.number, address.suffix)
