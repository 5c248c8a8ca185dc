"""How alike two divisions are, from the mass (inhabitants or m²) that each pair of their areas shares.

Best matching: each area has at most one partner, so that the matched mass is largest (Hungarian method). Agreement: the
matched part of all mass; the rest has moved. Homogeneity, completeness and V: Nowosad and Stepinski 2018, as entropy
of what one division leaves open about the other; V falls faster than agreement, so it never stands alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from districts.geometry.weights import Floats, Indices

IDENTICAL: Final = 0.99  # share of their joint mass that two areas called the same unit have in common


@dataclass(frozen=True, eq=False)
class Match:
    """Rows of both divisions, partner by partner, what they share and which part of both together that is (0 to 1)."""

    first: Indices
    second: Indices
    shared: Floats
    overlap: Floats  # intersection over union

    @property
    def identical(self) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self.overlap >= IDENTICAL
        return same


@dataclass(frozen=True, eq=False)
class Alike:
    """`agreement`, `homogeneity`, `completeness`, `v` from 0 to 1; `moved` and `total` in the unit of the mass."""

    match: Match
    agreement: float
    moved: float
    total: float
    homogeneity: float
    completeness: float
    v: float


def alike(mass: Floats) -> Alike:
    """`mass` (n, m) ≥ 0: what area i of the first and area j of the second division share.

    ValueError for negative mass or none at all. Areas without a partner that shares anything stay unmatched.
    """
    if mass.ndim != 2 or not mass.size or (mass < 0).any() or not mass.sum() > 0:
        raise ValueError("The masses of two divisions are a table of numbers from 0 up, and not all 0.")
    rows, columns = linear_sum_assignment(mass, maximize=True)
    kept = mass[rows, columns] > 0
    rows, columns = rows[kept], columns[kept]
    shared = mass[rows, columns]
    joint = mass.sum(axis=1)[rows] + mass.sum(axis=0)[columns] - shared
    total = float(mass.sum())
    homogeneity, completeness = _left_open(mass, axis=0), _left_open(mass, axis=1)
    together = homogeneity + completeness
    return Alike(
        Match(rows, columns, shared, shared / joint),
        agreement=float(shared.sum()) / total,
        moved=total - float(shared.sum()),
        total=total,
        homogeneity=homogeneity,
        completeness=completeness,
        v=2 * homogeneity * completeness / together if together else 0.0,
    )


def _left_open(mass: Floats, axis: int) -> float:
    """1 − H(a|b) / H(a): along axis 0 a are the rows and b the columns. One area alone leaves nothing open: 1."""
    part = mass / mass.sum()
    own = part.sum(axis=1 - axis)
    entropy = -float((own[own > 0] * np.log(own[own > 0])).sum())
    if entropy == 0:
        return 1.0
    given = part.sum(axis=axis, keepdims=True)
    ratio = np.divide(part, given, out=np.ones_like(part), where=part > 0)
    conditional = -float((part * np.log(ratio)).sum())
    return 1 - conditional / entropy


def table_of(pieces_first: Indices, pieces_second: Indices, mass: Floats, shape: tuple[int, int]) -> Floats:
    """Pieces (row, row, mass) as a table of the shape (n, m); pieces of the same pair are added up."""
    found = np.zeros(shape)
    np.add.at(found, (pieces_first, pieces_second), mass)
    return found
