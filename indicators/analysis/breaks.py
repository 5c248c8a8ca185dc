"""Class breaks for maps. The numbers in the legend are exactly those that decide: nothing is rounded afterwards.

The same methods as in mapclassify, which the tests compare with; importing it takes two seconds, its Jenks much longer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from indicators.analysis.jenks import natural_breaks

Method = Literal["jenks", "quantiles", "equal", "std", "manual"]
Reduction = Literal["no_values", "few_values", "equal_breaks", "outside_values"]
Numbers = NDArray[np.float64]

METHODS: Final[tuple[str, ...]] = get_args(Method)
LEAST, MOST = 3, 7
# Standard deviations from the mean between the classes, by number of classes.
_DEVIATIONS: Final[dict[int, list[float]]] = {
    3: [-1, 1],
    4: [-1, 0, 1],
    5: [-2, -1, 1, 2],
    6: [-2, -1, 0, 1, 2],
    7: [-3, -2, -1, 1, 2, 3],
}
# Jenks' method takes time with the square of the number of values: above this many it works on a sample of them,
# evenly spaced by rank so that the same values always give the same breaks.
_SAMPLE: Final = 3000


@dataclass(frozen=True)
class Breaks:
    """Class i reaches from edges[i] (excluded, but for the first) to edges[i + 1] (included).

    The outer edges are lowest and highest value of the pool. `reduced` says why there are fewer classes than asked for:
    no_values · few_values (fewer different values than classes) · equal_breaks (several breaks fell on one value) ·
    outside_values (a break had no value on one of its sides).
    """

    method: Method
    asked: int
    edges: tuple[float, ...]
    reduced: Reduction | None = None

    @property
    def classes(self) -> int:
        return max(len(self.edges) - 1, 0)


def class_breaks(values: Numbers, method: Method, classes: int = 5, *, manual: Sequence[float] | None = None) -> Breaks:
    """Breaks over the pool of values given, of any shape, NaN passed over: usually all periods together, so that one
    colour means the same in every year.

    `classes` is 3 to 7. With `manual` the given inner breaks count and `classes` does not. ValueError for an unknown
    method, a number of classes out of range, infinite values and manual breaks that do not rise.
    """
    if method not in METHODS:
        raise ValueError(f"'{method}' is no method of classes. Known: {', '.join(METHODS)}.")
    asked = len(_checked_manual(manual)) + 1 if method == "manual" else classes
    if not LEAST <= asked <= MOST and method != "manual":
        raise ValueError(f"{classes} classes cannot be told apart on a map: {LEAST} to {MOST} can.")
    pool = np.sort(values[~np.isnan(values)].astype(np.float64), axis=None)
    if np.isinf(pool).any():
        raise ValueError("Infinite values cannot be put into classes.")
    if not pool.size:
        return Breaks(method, asked, (), "no_values")
    inner = _inner(pool, method, asked, manual)
    if method == "manual":
        # Kept even where no value lies: whoever sets breaks by hand compares maps with the same legend.
        return Breaks(method, asked, (min(float(pool[0]), inner[0]), *inner, max(float(pool[-1]), inner[-1])))
    return _assemble(method, asked, inner, pool)


def assign(values: Numbers, breaks: Breaks) -> NDArray[np.int8]:
    """Class number from 0 of each value, −1 without a value, same shape. A value on an edge is in the lower class.

    Values outside the outer edges, possible with values that were not in the pool, are in the first and last class.
    """
    if not breaks.edges:
        return np.full(values.shape, -1, dtype=np.int8)
    numbers = np.searchsorted(np.array(breaks.edges[1:-1]), values, side="left").astype(np.int8)
    return np.where(np.isnan(values), np.int8(-1), numbers)


def _inner(pool: Numbers, method: Method, asked: int, manual: Sequence[float] | None) -> list[float]:
    """The inner breaks a method gives, unsorted out: they may coincide or lie outside the values."""
    match method:
        case "manual":
            return _checked_manual(manual)
        case "jenks":
            different, counts = np.unique(_sample(pool), return_counts=True)
            return _friendly(natural_breaks(different, counts.astype(np.float64), asked), pool)
        case "quantiles":
            different = np.unique(pool)
            if len(different) <= asked:
                return _friendly([float(edge) for edge in different[:-1]], pool)
            return _friendly([float(edge) for edge in np.quantile(pool, np.arange(1, asked) / asked)], pool)
        case "equal":
            # In decimal arithmetic: a fifth of the way from 0.67 to 33.05 is 7.146, not 7.145999999999999.
            low, high = _decimal(pool[0]), _decimal(pool[-1])
            return [float((low * (asked - step) + high * step) / asked) for step in range(1, asked)]
        case "std":
            mean, deviation = float(pool.mean()), float(pool.std(ddof=1)) if len(pool) > 1 else 0.0
            return [mean + number * deviation for number in _DEVIATIONS[asked]]


def _sample(pool: Numbers) -> Numbers:
    if len(pool) <= _SAMPLE:
        return pool
    return pool[np.linspace(0, len(pool) - 1, _SAMPLE).round().astype(np.intp)]


def _assemble(method: Method, asked: int, inner: list[float], pool: Numbers) -> Breaks:
    different = sorted(set(inner))
    inside = [edge for edge in different if pool[0] <= edge < pool[-1]]
    reduced: Reduction | None = None
    if len(inner) < asked - 1 or pool[0] == pool[-1]:
        reduced = "few_values"
    elif len(inside) < len(different):
        reduced = "outside_values"
    elif len(different) < len(inner):
        reduced = "equal_breaks"
    return Breaks(method, asked, (float(pool[0]), *inside, float(pool[-1])), reduced)


def _friendly(inner: list[float], pool: Numbers) -> list[float]:
    """The roundest numbers that part the values in the same way."""
    edges = []
    for edge in inner:
        at = int(np.searchsorted(pool, edge, side="right"))
        if 0 < at < len(pool):
            edges.append(_roundest(float(pool[at - 1]), float(pool[at])))
        else:
            edges.append(edge)
    return edges


def _roundest(low: float, high: float) -> float:
    """The number with the fewest digits in low ≤ x < high, not coarser than the first digit of low."""
    exact = _decimal(low)
    if exact == 0:
        return 0.0
    first = exact.adjusted()
    for exponent in range(first, first - 17, -1):
        candidate = float(exact.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_CEILING))
        if low <= candidate < high:
            return candidate + 0.0
    return float(low)


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def _checked_manual(manual: Sequence[float] | None) -> list[float]:
    edges = [float(edge) for edge in manual or ()]
    if not edges or len(edges) >= MOST:
        raise ValueError(f"Give 1 to {MOST - 1} breaks by hand, separating up to {MOST} classes.")
    if any(not math.isfinite(edge) for edge in edges) or any(a >= b for a, b in pairwise(edges)):
        raise ValueError("Breaks given by hand must rise, each higher than the one before.")
    return edges
