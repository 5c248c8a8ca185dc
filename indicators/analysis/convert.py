"""Counts from one set of areas to another: `X_t = Σ_s w_st · X_s` (methods, section 4), with what becomes of statuses.

Only counts may be moved. A share, a mean or an index says nothing about a part of its area: rates are computed anew
from converted numerators and denominators.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districts.geometry.weights import Weights
from indicators.analysis.panel import Codes, Flags, Mask, Panel, PanelError, Values
from indicators.analysis.status import CODE_FLAG, CODE_HAS_VALUE, CODE_RANK, CODES, RANK_CODE, Status

_CONVERTED = CODES[Status.CONVERTED]
_MISSING = CODES[Status.MISSING]
WEIGHT_DIGITS = 9  # weights that differ by less are the same


@dataclass(frozen=True, eq=False)
class Converted:
    """`split`: per figure the part of it, 0 to 1, that comes from areas which were really split; NaN without a value.

    Of a count of nothing no part was split: 0.
    """

    panel: Panel
    split: Values


def convert(panel: Panel, weights: Weights) -> Converted:
    """The counts of the panel on the target areas; totals are kept, but for source areas that are not covered.

    A target whose parts all have values gets `converted`, or the stronger word of a part (`estimated`, `limited`); one
    part without a value leaves it without one, and the strongest word wins. A target that no source reaches is
    `missing`. Flags of all parts stay. PanelError if the panel's areas are not the sources of the weights.
    """
    if panel.areas != weights.sources:
        raise PanelError("The panel's areas are not those the weights begin with.")
    matrix = weights.matrix().T.tocsr()
    filled = np.where(panel.has_value, panel.values, 0.0)
    values = np.asarray(matrix @ filled, dtype=np.float64)
    parts = np.asarray(matrix[:, np.flatnonzero(weights.split)] @ np.abs(filled[weights.split]), dtype=np.float64)
    whole = np.asarray(matrix @ np.abs(filled), dtype=np.float64)
    status, flags = _words(panel, weights)
    has_value = CODE_HAS_VALUE[status]
    split = np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0)
    made = Panel(weights.targets, panel.periods, np.where(has_value, values, np.nan), status, flags)
    return Converted(made, np.where(has_value, np.minimum(split, 1.0), np.nan))


def _words(panel: Panel, weights: Weights) -> tuple[Codes, Flags]:
    """The strongest word of the parts of each target, at least `converted`; all words of the parts as flags."""
    shape = (len(weights.targets), len(panel.periods))
    status = np.full(shape, _MISSING, dtype=np.uint8)
    flags = np.zeros(shape, dtype=np.uint16)
    reached, starts, order = _by_target(weights)
    if len(reached) and shape[1]:
        source = weights.source[order]
        own_flags = panel.flags | CODE_FLAG[panel.status]
        ranks = np.maximum.reduceat(CODE_RANK[panel.status][source], starts, axis=0)
        status[reached] = RANK_CODE[np.maximum(ranks, CODE_RANK[_CONVERTED])]
        flags[reached] = np.bitwise_or.reduceat(own_flags[source], starts, axis=0) | CODE_FLAG[_CONVERTED]
    return status, flags & ~CODE_FLAG[status]


def _by_target(weights: Weights) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The targets that are reached, where the run of each begins, and the order of the weights that makes the runs."""
    order = np.argsort(weights.target, kind="stable")
    reached, starts = np.unique(weights.target[order], return_index=True)
    return reached, starts, order


def newest(numbers: NDArray[np.int64], weights: Weights) -> NDArray[np.int64]:
    """Per target and period the largest number (of a delivery) among its parts, 0 for none."""
    found = np.zeros((len(weights.targets), numbers.shape[1]), dtype=np.int64)
    reached, starts, order = _by_target(weights)
    if len(reached) and numbers.shape[1]:
        found[reached] = np.maximum.reduceat(numbers[weights.source[order]], starts, axis=0)
    return found


def shines_through(sensitive: Values, weights: Weights, minimum_cell: int) -> Mask:
    """Where a hidden number of a source area could be worked out from the target it went into.

    `sensitive` has the small numbers that are hidden on the source areas, NaN elsewhere. Weights and shown figures are
    known to all digits, so whatever goes into a target with a weight of its own can be told apart from the rest: what
    is left together are the areas of the same weight. A target gives one away if such a group is a single area, if
    its numbers sum to less than the minimum cell, or if their sum leaves no choice, for each is at least one and less
    than the minimum cell (three hidden numbers that sum to 3 are 1, 1 and 1).
    """
    hidden = ~np.isnan(sensitive)
    pairs = np.column_stack([weights.target, np.round(weights.weight, WEIGHT_DIGITS)])
    groups, group = np.unique(pairs, axis=0, return_inverse=True)
    shape = (len(groups), sensitive.shape[1])
    areas, amount = np.zeros(shape), np.zeros(shape)
    np.add.at(areas, group, hidden[weights.source].astype(np.float64))
    np.add.at(amount, group, np.where(hidden, np.abs(sensitive), 0.0)[weights.source])
    choice = np.minimum(amount - areas, (minimum_cell - 1) * areas - amount)
    told = (areas == 1) | ((areas > 1) & ((amount < minimum_cell) | (choice < 1)))
    found = np.zeros((len(weights.targets), sensitive.shape[1]), dtype=bool)
    np.logical_or.at(found, groups[:, 0].astype(np.intp), told)
    return found
