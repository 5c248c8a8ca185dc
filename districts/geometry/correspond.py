"""Weights between two divisions, on each of the bases there are: where people live tells most, plain area least.

Methods, section 4. A piece is a sliver, and cut, if it is a small part of its source area and narrow as two drawings of
one border leave it; where inhabitants are known, pieces without any fall away of themselves. What is left is scaled so
that the weights of each source area sum to 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from districts.geometry.overlap import Pieces, Shapes, overlap
from districts.geometry.weights import Floats, Indices, Weights, from_masses

SMALL_PART: Final = 0.01  # of its source area
NARROW_M: Final = 3.0  # mean width: twice the area by the perimeter


@dataclass(frozen=True)
class Division:
    """Codes (n,) and shapes (n,) of an edition, in one metric coordinate system."""

    codes: Sequence[str]
    shapes: Shapes


@dataclass(frozen=True, eq=False)
class Made:
    """Weights and what they leave open: shares (0 to 1) of the whole mass of the source division.

    `split_share` lies in source areas that are really split, `cut_share` in slivers, `uncovered_share` outside of the
    target. `by_area` counts source areas without any mass, which were shared out by plain area.
    """

    weights: Weights
    split_share: float
    cut_share: float
    uncovered_share: float
    by_area: int = 0


def slivers(pieces: Pieces, source_m2: Floats) -> NDArray[np.bool_]:
    """Which pieces are drawing: a small part of the source area, and narrow. Never the largest piece of an area."""
    part = pieces.area_m2 / source_m2[pieces.source]
    perimeter = shapely.length(pieces.shapes)
    width = np.divide(2 * pieces.area_m2, perimeter, out=np.zeros_like(perimeter), where=perimeter > 0)
    largest = np.zeros(len(source_m2))
    np.maximum.at(largest, pieces.source, pieces.area_m2)
    small: NDArray[np.bool_] = (part < SMALL_PART) & (width < NARROW_M) & (pieces.area_m2 < largest[pieces.source])
    return small


def by_area(source: Division, target: Division) -> Made:
    """The last resort: people are taken to live evenly all over an area."""
    pieces = overlap(source.shapes, target.shapes)
    source_m2 = shapely.area(source.shapes)
    uncovered = max(0.0, float(source_m2.sum() - pieces.area_m2.sum()))
    return _made(source, target, _Masses(pieces.source, pieces.target, pieces.area_m2), pieces, uncovered)


def by_points(source: Division, target: Division, source_row: Indices, target_row: Indices, mass: Floats) -> Made:
    """Inhabitants (or 1) at addresses, with the row of the areas each lies in; a negative row is in none."""
    known = (source_row >= 0) & (target_row >= 0) & (mass > 0)
    pairs, place = np.unique(source_row[known] * len(target.codes) + target_row[known], return_inverse=True)
    sums = _summed(place, mass[known], len(pairs))
    masses = _Masses(pairs // len(target.codes), pairs % len(target.codes), sums)
    outside = float(mass[(source_row >= 0) & (target_row < 0)].sum())
    return _made(source, target, masses, overlap(source.shapes, target.shapes), outside, exact=True)


def by_shapes(source: Division, target: Division, shapes: Shapes, mass: Floats | None = None) -> Made:
    """Inhabitants of blocks, taken to live evenly all over their block; without `mass` the m² of residential land."""
    pieces = overlap(source.shapes, target.shapes)
    drawn = slivers(pieces, shapely.area(source.shapes))
    kept = Pieces(pieces.source[~drawn], pieces.target[~drawn], pieces.area_m2[~drawn], pieces.shapes[~drawn])
    parts = overlap(shapes, kept.shapes)
    whole_m2 = shapely.area(shapes)
    each = whole_m2 if mass is None else mass
    part = parts.area_m2 / whole_m2[parts.source] * each[parts.source]
    sums = _summed(parts.target, part, len(kept.area_m2))
    inside = overlap(shapes, source.shapes)
    there = float((inside.area_m2 / whole_m2[inside.source] * each[inside.source]).sum())
    masses = _Masses(kept.source, kept.target, sums)
    return _made(source, target, masses, pieces, max(0.0, there - float(sums.sum())), exact=True)


@dataclass(frozen=True, eq=False)
class _Masses:
    source: Indices
    target: Indices
    mass: Floats

    def and_also(self, other: "_Masses") -> "_Masses":
        return _Masses(
            np.concatenate([self.source, other.source]),
            np.concatenate([self.target, other.target]),
            np.concatenate([self.mass, other.mass]),
        )


def _made(
    source: Division, target: Division, masses: _Masses, pieces: Pieces, uncovered: float, *, exact: bool = False
) -> Made:
    """`exact` masses decide slivers themselves: where nobody lives nothing moves."""
    source_m2 = shapely.area(source.shapes)
    drawn = slivers(pieces, source_m2)
    filled = _summed(masses.source, masses.mass, len(source.codes)) > 0
    total = float(masses.mass.sum()) + uncovered
    cut = 0.0
    if exact:
        alone = ~filled[pieces.source] & ~drawn
        rest = _Masses(pieces.source[alone], pieces.target[alone], pieces.area_m2[alone])
        masses = masses.and_also(rest)
    else:
        cut = float(masses.mass[drawn].sum())
        masses = _Masses(masses.source[~drawn], masses.target[~drawn], masses.mass[~drawn])
    weights = from_masses(source.codes, target.codes, masses.source, masses.target, masses.mass)
    of_source = _summed(masses.source, masses.mass, len(source.codes)) * (filled if exact else 1.0)
    split = float(of_source[weights.split].sum())
    by_plain_area = int((~filled & weights.covered).sum()) if exact else 0
    if total == 0:
        return Made(weights, 0.0, 0.0, 0.0, by_plain_area)
    return Made(weights, split / total, cut / total, uncovered / total, by_plain_area)


def _summed(place: Indices, mass: Floats, length: int) -> Floats:
    return np.bincount(place, weights=mass, minlength=length).astype(np.float64)
