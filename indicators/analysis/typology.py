"""From indicators to classes: which areas take part, their index, class and what each indicator contributes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from indicators.analysis.definition import Axis, TypologyDefinition
from indicators.analysis.standardise import Numbers, Scale, TypologyError, contributions, index_of, standardise
from indicators.analysis.status import HAS_VALUE, Status

__all__ = [
    "AreaResult",
    "AxisResult",
    "IndicatorPart",
    "Reason",
    "TypologyDefinition",
    "TypologyError",
    "TypologyInputs",
    "TypologyResult",
    "classify",
]


@dataclass(frozen=True)
class TypologyInputs:
    """Figures of one period on one edition; arrays of shape (areas,), NaN without a value.

    `statuses` says why a figure is missing; where it is silent the word is `missing`. `higher_is` is worse or better
    per indicator and never inferred. `population` serves minimum_population and population_mean.
    """

    areas: tuple[str, ...]
    values: Mapping[str, Numbers]
    higher_is: Mapping[str, str]
    statuses: Mapping[str, Sequence[Status]] = field(default_factory=dict)
    population: Numbers | None = None
    population_statuses: Sequence[Status] | None = None
    city_values: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Reason:
    """Why an area has no class: excluded {reason} · minimum_population {measure, population, at_least} ·
    no_value {indicator, status} · no_population {measure, status}."""

    code: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class IndicatorPart:
    value: float  # as delivered
    z: float  # turned so that larger is worse
    contribution: float  # the contributions of an axis add up to its index


@dataclass(frozen=True)
class AxisResult:
    index: float
    class_key: str
    label: Mapping[str, str]  # by language; empty where the definition gives none
    indicators: Mapping[str, IndicatorPart]


@dataclass(frozen=True)
class AreaResult:
    """Without a class: axes empty, combined None, reason set."""

    area: str
    included: bool
    reason: Reason | None
    axes: Mapping[str, AxisResult]
    combined: str | None


@dataclass(frozen=True)
class TypologyResult:
    """One result per area, in the order given. `scales`: axis → indicator → centre and scale over the included areas.

    `unknown_exclusions`: areas the definition leaves out that were not among those given, often a sign of a typing
    error or of another edition.
    """

    key: str
    version: int
    areas: tuple[AreaResult, ...]
    scales: Mapping[str, Mapping[str, Scale]]
    unknown_exclusions: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many areas each group has; groups without areas are left out."""
        return dict(sorted(Counter(area.combined for area in self.areas if area.combined is not None).items()))


def classify(definition: TypologyDefinition, inputs: TypologyInputs) -> TypologyResult:
    """Classifies on unrounded values; an area's result is the same to the last bit in any order of areas.

    An area takes part if it is not excluded by name, large enough and has a value for every indicator of every axis;
    the others leave mean and spread. TypologyError with rule and params where no comparison is possible.
    """
    _check(definition, inputs)
    reasons = [_reason(definition, inputs, at) for at in range(len(inputs.areas))]
    included = np.array([at for at, reason in enumerate(reasons) if reason is None], dtype=np.intp)
    if len(included) < 2:
        why = Counter(reason.code for reason in reasons if reason is not None)
        raise TypologyError(
            "too_few_areas",
            included=len(included),
            areas=len(inputs.areas),
            reasons=", ".join(f"{code} {number}" for code, number in sorted(why.items())) or "none",
        )
    scales: dict[str, dict[str, Scale]] = {}
    axes: dict[str, list[AxisResult]] = {}
    for axis in definition.axes:
        axes[axis.key], scales[axis.key] = _axis(axis, inputs, included)
    place = {int(at): number for number, at in enumerate(included)}
    areas = tuple(
        _excluded(area, reason)
        if reason is not None
        else _included(definition, area, {key: results[place[at]] for key, results in axes.items()})
        for at, (area, reason) in enumerate(zip(inputs.areas, reasons, strict=True))
    )
    unknown = tuple(one.area for one in definition.exclude if one.area not in inputs.areas)
    return TypologyResult(definition.key, definition.version, areas, scales, unknown)


def _axis(axis: Axis, inputs: TypologyInputs, included: NDArray[np.intp]) -> tuple[list[AxisResult], dict[str, Scale]]:
    population = None if inputs.population is None else inputs.population[included]
    rows, scales = [], {}
    for indicator in axis.indicators:
        sign = -1.0 if inputs.higher_is[indicator.code] == "better" else 1.0
        city_value = (inputs.city_values or {}).get(indicator.code)
        z, scales[indicator.code] = standardise(
            sign * inputs.values[indicator.code][included],
            axis.standardise,
            indicator=indicator.code,
            population=population,
            city_value=None if city_value is None else sign * city_value,
        )
        rows.append(z)
    z_values = np.stack(rows)
    parts = contributions(z_values, axis)
    codes = [indicator.code for indicator in axis.indicators]
    results = []
    for column, index in enumerate(index_of(parts)):
        given = [inputs.values[code][included[column]] for code in codes]
        shares = zip(given, z_values[:, column], parts[:, column], strict=True)
        one = axis.class_of(float(index))
        indicators = {
            code: IndicatorPart(float(value), float(z), float(part))
            for code, (value, z, part) in zip(codes, shares, strict=True)
        }
        results.append(AxisResult(float(index), one.key, one.label, indicators))
    return results, scales


def _included(definition: TypologyDefinition, area: str, axes: dict[str, AxisResult]) -> AreaResult:
    combined = definition.combined({key: axis.class_key for key, axis in axes.items()})
    return AreaResult(area, included=True, reason=None, axes=axes, combined=combined)


def _excluded(area: str, reason: Reason) -> AreaResult:
    return AreaResult(area, included=False, reason=reason, axes={}, combined=None)


def _reason(definition: TypologyDefinition, inputs: TypologyInputs, at: int) -> Reason | None:
    """The first reason that holds: what somebody decided, then the size of the area, then gaps in the figures."""
    area = inputs.areas[at]
    for exclusion in definition.exclude:
        if exclusion.area == area:
            return Reason("excluded", {"reason": exclusion.reason})
    minimum = definition.minimum_population
    if inputs.population is not None and (minimum is not None or _weights_by_population(definition)):
        measure = minimum.measure if minimum else "population_mean"
        population = float(inputs.population[at])
        if np.isnan(population):
            return Reason("no_population", {"measure": measure, "status": _word(inputs.population_statuses, at)})
        if minimum is not None and population < minimum.at_least:
            params = {"measure": measure, "population": population, "at_least": minimum.at_least}
            return Reason("minimum_population", params)
    for code in definition.indicator_codes:
        if np.isnan(inputs.values[code][at]):
            return Reason("no_value", {"indicator": code, "status": _word(inputs.statuses.get(code), at)})
    return None


def _word(statuses: Sequence[Status] | None, at: int) -> str:
    # A status that promises a value beside a gap would be no reason.
    word = Status.MISSING if statuses is None else statuses[at]
    return Status.MISSING.value if word in HAS_VALUE else word.value


def _weights_by_population(definition: TypologyDefinition) -> bool:
    return any(axis.standardise.centre == "population_mean" for axis in definition.axes)


def _check(definition: TypologyDefinition, inputs: TypologyInputs) -> None:
    """TypologyError unless everything the definition needs is there, in matching lengths and finite."""
    seen: set[str] = set()
    for area in inputs.areas:
        if area in seen:
            raise TypologyError("area_twice", area=area)
        seen.add(area)
    for code in definition.indicator_codes:
        if code not in inputs.values:
            raise TypologyError("input_missing", indicator=code)
        if inputs.higher_is.get(code) not in ("worse", "better"):
            raise TypologyError("direction_missing", indicator=code)
        _check_column(code, inputs.values[code], len(inputs.areas))
    if inputs.population is not None:
        _check_column("population", inputs.population, len(inputs.areas))
    elif definition.minimum_population is not None:
        raise TypologyError("population_missing", measure=definition.minimum_population.measure)
    statuses = {**inputs.statuses, "population": inputs.population_statuses}
    for name, words in statuses.items():
        if words is not None and len(words) != len(inputs.areas):
            raise TypologyError("wrong_length", what=f"status of {name}", length=len(words), areas=len(inputs.areas))


def _check_column(name: str, values: Numbers, areas: int) -> None:
    if values.shape != (areas,):
        raise TypologyError("wrong_length", what=name, length=len(values), areas=areas)
    if np.isinf(values).any():
        raise TypologyError("not_finite", indicator=name)
