"""Two editions side by side: how alike they are by inhabitants and by area, and the pieces in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import shapely
from django.utils.timezone import localdate
from numpy.typing import NDArray

from districts.geometry.alike import Alike, Match, alike, table_of
from districts.geometry.overlap import Pieces, overlap
from districts.models import Division, Edition, Register
from districts.queries.addresses import NotPlaced, inhabitants, placed
from districts.queries.placing import Shapes, shapes_of

FEWEST: Final = 10  # persons: a piece with fewer is not counted out loud
DRAWING_M: Final = 1.0  # mean width of what two drawings of one border leave
WEIGHT_OF_GROUND: Final = 1e-6  # all ground together beside all inhabitants: decides only where nobody lives
COMPARABLE: Final = 2.0  # times as many areas: such divisions cannot be the same


@dataclass(frozen=True, eq=False)
class Piece:
    """Ground that lies in `first` of the one and in `second` of the other division, which are no partners."""

    first: int
    second: int
    area_m2: float
    people: float | None
    shape: Any


@dataclass(frozen=True, eq=False)
class Compared:
    """`by_people` None where no register says how many live where. Rows count the areas in the order of their codes."""

    first: Edition
    second: Edition
    shapes: tuple[Shapes, Shapes]
    by_area: Alike
    by_people: Alike | None
    match: Match
    pieces: Sequence[Piece]

    @property
    def best(self) -> Alike:
        """By inhabitants where they are known: empty land may move without anybody noticing."""
        return self.by_people or self.by_area


def compare(first: Edition, second: Edition) -> Compared | None:
    """None where the two have no ground in common."""
    read = shapes_of([first, second])
    one, other = read[first.pk], read[second.pk]
    pieces = overlap(one.shapes, other.shapes)
    if not len(pieces.area_m2):
        return None
    shape = (len(one.ids), len(other.ids))
    by_area = alike(table_of(pieces.source, pieces.target, pieces.area_m2, shape))
    people = _people(first, second, one, other)
    by_people = alike(people) if people is not None and people.sum() > 0 else None
    area = table_of(pieces.source, pieces.target, pieces.area_m2, shape)
    match = by_area.match if people is None or by_people is None else _match(people, area)
    partners = set(zip(match.first.tolist(), match.second.tolist(), strict=True))
    return Compared(first, second, (one, other), by_area, by_people, match, _differing(pieces, partners, people))


def _match(people: NDArray[np.float64], area: NDArray[np.float64]) -> Match:
    """Partners by inhabitants; where nobody lives the ground decides, and says how much the two have in common."""
    best = alike(people + area * (WEIGHT_OF_GROUND * people.sum() / area.sum())).match
    overlaps = []
    for table in (people, area):
        shared = table[best.first, best.second]
        joint = table.sum(axis=1)[best.first] + table.sum(axis=0)[best.second] - shared
        overlaps.append(np.divide(shared, joint, out=np.full(len(shared), np.nan), where=joint > 0))
    overlap = np.where(np.isnan(overlaps[0]), overlaps[1], overlaps[0])
    return Match(best.first, best.second, people[best.first, best.second], overlap)


def _people(first: Edition, second: Edition, one: Shapes, other: Shapes) -> NDArray[np.float64] | None:
    register = Register.objects.valid_on(localdate()).filter(inhabitants_known=True).first()
    if register is None:
        return None
    try:
        rows = [_rows(placed(register, edition), read.ids) for edition, read in ((first, one), (second, other))]
    except NotPlaced:
        return None
    living = np.nan_to_num(inhabitants(register))
    both = (rows[0] >= 0) & (rows[1] >= 0)
    return table_of(rows[0][both], rows[1][both], living[both], (len(one.ids), len(other.ids)))


def _rows(areas: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.intp]:
    place = {int(pk): row for row, pk in enumerate(ids)}
    return np.array([place.get(int(area), -1) for area in areas], dtype=np.intp)


def _differing(pieces: Pieces, partners: set[tuple[int, int]], people: NDArray[np.float64] | None) -> list[Piece]:
    width = 2 * pieces.area_m2 / shapely.length(pieces.shapes)
    found = []
    for at in np.flatnonzero(width > DRAWING_M):
        pair = (int(pieces.source[at]), int(pieces.target[at]))
        if pair not in partners:
            living = float(people[pair]) if people is not None else None
            found.append(Piece(*pair, float(pieces.area_m2[at]), living, pieces.shapes[at]))
    return sorted(found, key=lambda piece: (-(piece.people or 0), -piece.area_m2))


@dataclass(frozen=True)
class Pair:
    first: Edition
    second: Edition
    agreement: float  # by area


def discover() -> list[Pair]:
    """Pairs of divisions in force today that could be the same, the most alike first: what nobody noticed."""
    drawn = Edition.objects.valid_on(localdate()).filter(division__kind=Division.Kind.AREAS)
    editions = list(drawn.select_related("division").order_by("division__rank", "division__key"))
    read = shapes_of(editions)
    found = []
    for first, second in combinations(editions, 2):
        one, other = read[first.pk], read[second.pk]
        few, many = sorted((len(one.ids), len(other.ids)))
        if few < 2 or many > COMPARABLE * few:
            continue
        pieces = overlap(one.shapes, other.shapes)
        if len(pieces.area_m2):
            table = table_of(pieces.source, pieces.target, pieces.area_m2, (len(one.ids), len(other.ids)))
            found.append(Pair(first, second, alike(table).agreement))
    return sorted(found, key=lambda pair: -pair.agreement)
