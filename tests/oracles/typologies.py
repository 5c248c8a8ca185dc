"""The typology the slow, obvious way: one area at a time, plain lists, the formulas as the method papers print them."""

from statistics import fmean, pstdev, stdev
from typing import Any

Column = list[float | None]


def included_areas(
    areas: list[str], columns: dict[str, Column], population: Column, at_least: float, excluded: set[str]
) -> list[int]:
    kept = []
    for at, area in enumerate(areas):
        people = population[at]
        if area in excluded or people is None or people < at_least:
            continue
        if all(column[at] is not None for column in columns.values()):
            kept.append(at)
    return kept


def mean_rank(values: list[float], value: float) -> float:
    lower = sum(other < value for other in values)
    equal = sum(other == value for other in values)
    return lower + (equal + 1) / 2


def z_values(values: list[float], rule: dict[str, Any], weights: list[float], city_value: float) -> list[float]:
    if rule["scale"] == "rank":
        values = [mean_rank(values, value) for value in values]
    if rule["scale"] == "sd":
        divisor = pstdev(values) if rule["ddof"] == 0 else stdev(values)
    elif rule["scale"] == "none":
        divisor = 1.0
    else:
        divisor = max(values) - min(values) if rule["scale"] == "minmax" else len(values) - 1.0
    if rule["centre"] == "city_value":
        centre = city_value
    elif rule["centre"] == "population_mean":
        centre = sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)
    elif rule["centre"] is None and rule["scale"] in ("minmax", "rank"):
        centre = min(values)
    else:
        centre = fmean(values)
    return [(value - centre) / divisor for value in values]


def index(axis: dict[str, Any], z: dict[str, list[float]]) -> list[float]:
    weights = {indicator["code"]: indicator["weight"] for indicator in axis["indicators"]}
    raw = []
    for at in range(len(next(iter(z.values())))):
        weighted = [weights[code] * z[code][at] for code in weights]
        raw.append(sum(weighted) / (sum(weights.values()) if axis["aggregate"] == "mean" else 1))
    if not axis["restandardise"]:
        return raw
    spread = pstdev(raw) if axis["standardise"]["ddof"] == 0 else stdev(raw)
    return [(value - fmean(raw)) / spread for value in raw]


def class_key(classes: list[dict[str, Any]], value: float) -> str:
    for one in classes:
        if "below" in one and value < one["below"]:
            return str(one["key"])
        if "to" in one and value <= one["to"]:
            return str(one["key"])
    return str(classes[-1]["key"])
