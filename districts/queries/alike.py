"""Two editions side by side: how alike they are by inhabitants and by area, and the pieces in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from django.utils.timezone import localdate
from numpy.typing import NDArray

from districts.geometry.alike import Alike, Match, alike, table_of
from districts.geometry.overlap import Pieces, overlap
from districts.models import Edition, Register
from districts.queries.addresses import NotPlaced, inhabitants, placed
from districts.queries.placing import Shapes, shapes_of

Floats = NDArray[np.float64]
FEWEST: Final = 10  # persons: a piece with fewer is not counted out loud
DRAWING_M: Final = 1.0  # mean width of what two drawings of one border leave
WEIGHT_OF_GROUND: Final = 1e-6  # all ground together beside all inhabitants: decides only where nobody lives


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
    """`by_people` None where no register says how many live where. Rows count the areas in the order of their codes.

    `overlaps` says of each match what both have in common by inhabitants (None, or NaN where nobody lives) and by area.
    """

    first: Edition
    second: Edition
    shapes: tuple[Shapes, Shapes]
    by_area: Alike
    by_people: Alike | None
    match: Match
    overlaps: tuple[Floats | None, Floats]
    pieces: Sequence[Piece]
    ground: Pieces  # all that both share, partners or not

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
    area = table_of(pieces.source, pieces.target, pieces.area_m2, (len(one.ids), len(other.ids)))
    by_area = alike(area)
    people = _people(first, second, one, other)
    by_people = alike(people) if people is not None and people.sum() > 0 else None
    if people is None or by_people is None:
        match, in_people, in_area = by_area.match, None, by_area.match.overlap
    else:
        match, in_people, in_area = _match(people, area)
    partners = set(zip(match.first.tolist(), match.second.tolist(), strict=True))
    differing = _differing(pieces, partners, people)
    return Compared(
        first, second, (one, other), by_area, by_people, match, (in_people, in_area), differing, ground=pieces
    )


def _match(people: Floats, area: Floats) -> tuple[Match, Floats, Floats]:
    """Partners by inhabitants; where nobody lives the ground decides, and says how much the two have in common."""
    best = alike(people + area * (WEIGHT_OF_GROUND * people.sum() / area.sum())).match
    overlaps = []
    for table in (people, area):
        shared = table[best.first, best.second]
        joint = table.sum(axis=1)[best.first] + table.sum(axis=0)[best.second] - shared
        overlaps.append(np.divide(shared, joint, out=np.full(len(shared), np.nan), where=joint > 0))
    by_people, by_area = overlaps
    overlap = np.where(np.isnan(by_people), by_area, by_people)
    return Match(best.first, best.second, people[best.first, best.second], overlap), by_people, by_area


def _people(first: Edition, second: Edition, one: Shapes, other: Shapes) -> Floats | None:
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


def _differing(pieces: Pieces, partners: set[tuple[int, int]], people: Floats | None) -> list[Piece]:
    width = 2 * pieces.area_m2 / shapely.length(pieces.shapes)
    found = []
    for at in np.flatnonzero(width > DRAWING_M):
        pair = (int(pieces.source[at]), int(pieces.target[at]))
        if pair not in partners:
            living = float(people[pair]) if people is not None else None
            found.append(Piece(*pair, float(pieces.area_m2[at]), living, pieces.shapes[at]))
    return sorted(found, key=lambda piece: (-(piece.people or 0), -piece.area_m2))
