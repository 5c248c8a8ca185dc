"""How counts move from one set of areas to another: a sparse matrix of parts, and how it is made from masses.

Formulas: with the mass m(s∩t) of each piece (inhabitants, dwellings, m²) the weight is m(s∩t) / Σ_t m(s∩t), so that the
weights of a source area sum to 1 and totals are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]

EXACT = 1e-9


class WeightsError(ValueError):
    """Weights that would lose or invent counts; the text says which area and what its weights sum to."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Parts (source row, target row, weight in (0, 1]) between two lists of area codes; no pair twice.

    WeightsError unless the weights of every source area sum to 1 within 1e-9; an area without any is `uncovered`:
    its counts have no place in the target.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    source: Indices
    target: Indices
    weight: Floats

    def __post_init__(self) -> None:
        if self.weight.size and not ((self.weight > 0) & (self.weight <= 1 + EXACT)).all():
            raise WeightsError("A weight is not a part: it must be more than 0 and at most 1.")
        pairs = self.source.astype(np.int64) * max(len(self.targets), 1) + self.target
        if len(np.unique(pairs)) < len(pairs):
            raise WeightsError("Two weights for the same pair of areas.")
        sums = self.sums
        wrong = np.flatnonzero(self.covered & (np.abs(sums - 1) > EXACT))
        if len(wrong):
            raise WeightsError(
                f"The weights of {self.sources[wrong[0]]} sum to {float(sums[wrong[0]])!r} instead of 1."
            )

    @property
    def sums(self) -> Floats:
        return np.bincount(self.source, weights=self.weight, minlength=len(self.sources)).astype(np.float64)

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Per source area whether it has a place in the target."""
        return np.bincount(self.source, minlength=len(self.sources)) > 0

    @property
    def split(self) -> NDArray[np.bool_]:
        """Per source area whether it is really split: more than one target has a part of it."""
        return np.bincount(self.source, minlength=len(self.sources)) > 1

    def matrix(self) -> sparse.csr_array:
        """Sources down, targets across."""
        shape = (len(self.sources), len(self.targets))
        return sparse.csr_array((self.weight, (self.source, self.target)), shape=shape)

    def then(self, following: "Weights") -> "Weights":
        """The chain W₁₂·W₂₃: from here over the middle areas to those of `following`; sums stay 1.

        The middle areas must be the same list. A source area of which a part ends in an uncovered middle area is
        uncovered as a whole: its counts would not be kept.
        """
        if self.targets != following.sources:
            raise WeightsError("The chain does not meet: the targets of the first are not the sources of the second.")
        lost = self.matrix() @ (~following.covered).astype(np.float64) > 0
        product = sparse.coo_array(self.matrix() @ following.matrix())
        product.sum_duplicates()
        rows, columns = (np.asarray(one, dtype=np.intp) for one in product.coords)
        kept = ~lost[rows] & (product.data > 0)
        return _scaled(self.sources, following.targets, rows[kept], columns[kept], product.data[kept])


def from_masses(
    sources: Sequence[str], targets: Sequence[str], source: Indices, target: Indices, mass: Floats
) -> Weights:
    """Weights from the mass of each piece; pieces without mass are left out, the rest is scaled to 1 per source."""
    kept = mass > 0
    return _scaled(tuple(sources), tuple(targets), source[kept], target[kept], mass[kept])


def _scaled(
    sources: tuple[str, ...], targets: tuple[str, ...], source: Indices, target: Indices, mass: Floats
) -> Weights:
    whole = np.bincount(source, weights=mass, minlength=len(sources))
    order = np.lexsort((target, source))
    weight = np.minimum(mass[order] / whole[source[order]], 1.0) if len(source) else mass
    return Weights(sources, targets, source[order], target[order], weight)
