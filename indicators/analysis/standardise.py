"""Means, spreads and indices over areas, the same to the last bit in whatever order the areas come.

Sums are taken with `math.fsum`, which is exact and so does not know an order. All arrays are float64.
Source of the rules: Berlin's Monitoring Soziale Stadtentwicklung (unweighted mean, population standard deviation, sum
of z-values standardised a second time).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.analysis.definition import Axis, Standardise
from indicators.analysis.strict import RuleError

Numbers = NDArray[np.float64]

# What differs by less than this part of its size differs by rounding only. Dividing by such a spread would make classes
# out of noise.
NOISE: Final = 1e-12


class TypologyError(RuleError):
    """A typology that cannot be computed from these figures."""

    TEXTS = {
        "too_few_areas": "Only {included} of {areas} areas can be classified, two are needed. Left out: {reasons}.",
        "no_spread": "All areas have the same {indicator}: it tells nothing apart. Take it out of the definition.",
        "no_spread_index": "On the axis {axis} the indicators cancel each other out: all areas have the same sum.",
        "not_finite": "{indicator}: the numbers are too large to compute with. Check the delivery.",
        "input_missing": "The figures of the indicator {indicator} are not given. Is it in the catalogue?",
        "direction_missing": "{indicator} does not say whether higher is worse or better. Set its higher_is.",
        "population_missing": "The typology needs the population of the areas ({measure}), but it is not given.",
        "city_value_missing": "The typology compares with the city value of {indicator}, but it is not given.",
        "wrong_length": "{what} has {length} entries for {areas} areas.",
        "area_twice": "The area {area} occurs twice.",
    }


@dataclass(frozen=True)
class Scale:
    """What was subtracted and what was divided by, in units of the (turned) indicator or, with rank, of ranks."""

    centre: float
    scale: float


def mean(values: Numbers) -> float:
    return _sum(values) / len(values)


def deviation(values: Numbers, ddof: int) -> float:
    """Standard deviation about the unweighted mean, dividing by n − ddof."""
    distance = values - mean(values)
    return math.sqrt(_sum(distance * distance) / (len(values) - ddof))


def standardise(
    values: Numbers, rule: Standardise, *, indicator: str, population: Numbers | None, city_value: float | None
) -> tuple[Numbers, Scale]:
    """The z-values of one indicator over the areas included, shape (areas,), at least two, without NaN.

    TypologyError `no_spread` where the scale would be 0, `not_finite`, `city_value_missing`, `population_missing`.
    """
    if rule.scale != "none" and _same(values, float(np.abs(values).max())):
        raise TypologyError("no_spread", indicator=indicator)
    if rule.scale == "rank":
        values = np.asarray(pd.Series(values).rank(method="average"), dtype=np.float64)
    with np.errstate(all="ignore"):
        centre = _centre(values, rule, indicator, population, city_value)
        scale = _scale(values, rule)
        z: Numbers = (values - centre) / scale
    if not (scale > 0 and math.isfinite(scale) and np.isfinite(z).all()):
        raise TypologyError("not_finite", indicator=indicator)
    return z, Scale(centre, scale)


def contributions(z: Numbers, axis: Axis) -> Numbers:
    """What each indicator contributes to the index, shape (indicators, areas); the index is their `index_of`.

    W = 1 for a sum, Σ weights for a mean. Without restandardise: c_k = w_k z_k / W. With it the index is
    (S − mean S) / sd S for S = Σ w_k z_k / W, and as mean S = Σ w_k mean z_k / W it falls apart into
    c_k = w_k (z_k − mean z_k) / (W · sd S). TypologyError `no_spread_index` where sd S would be 0.
    """
    weights = np.array([indicator.weight for indicator in axis.indicators])
    whole = float(weights.sum()) if axis.aggregate == "mean" else 1.0
    with np.errstate(over="ignore"):
        parts: Numbers = weights[:, None] * z / whole
    total = index_of(parts)
    if not np.isfinite(total).all():
        raise TypologyError("not_finite", indicator=axis.key)
    if not axis.restandardise:
        return parts
    if _same(total, float(np.abs(parts).max())):
        raise TypologyError("no_spread_index", axis=axis.key)
    means = np.array([mean(row) for row in parts])
    restandardised: Numbers = (parts - means[:, None]) / deviation(total, axis.standardise.ddof)
    return restandardised


def index_of(parts: Numbers) -> Numbers:
    """The index as the exactly rounded sum of its contributions, shape (indicators, areas) → (areas,)."""
    return np.array([_sum(column) for column in parts.T])


def _scale(values: Numbers, rule: Standardise) -> float:
    match rule.scale:
        case "sd":
            return deviation(values, rule.ddof)
        case "minmax":
            return float(values.max() - values.min())
        case "rank":
            return float(len(values) - 1)
        case "none":
            return 1.0


def _centre(
    values: Numbers, rule: Standardise, indicator: str, population: Numbers | None, city_value: float | None
) -> float:
    match rule.centre:
        case "city_value":
            if city_value is None or not math.isfinite(city_value):
                raise TypologyError("city_value_missing", indicator=indicator)
            return city_value
        case "population_mean":
            if population is None or not _sum(population) > 0:
                raise TypologyError("population_missing", measure="population_mean")
            return _sum(population * values) / _sum(population)
        case "area_mean":
            return mean(values)
        case None:
            return float(values.min()) if rule.scale in ("minmax", "rank") else mean(values)


def _same(values: Numbers, size: float) -> bool:
    return not float(values.max()) - float(values.min()) > NOISE * size


def _sum(values: Numbers) -> float:
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # too large, or infinite in both directions: not_finite is said by the caller
        return math.nan
