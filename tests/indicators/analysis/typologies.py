"""Definitions and figures for the typology's tests."""

from typing import Any

import numpy as np

from indicators.analysis.typology import TypologyDefinition, TypologyInputs

STATUS = [
    {"key": "1", "label": {"de": "hoch", "en": "high"}, "below": -1},
    {"key": "2", "label": {"de": "mittel"}, "to": 1},
    {"key": "3", "label": {"de": "niedrig"}, "to": 1.5},
    {"key": "4", "label": {"de": "sehr niedrig"}},
]
DYNAMIK = [{"key": "+", "below": -1}, {"key": "+/-", "to": 1}, {"key": "-"}]


def axis(key: str = "status", indicators: str = "s1", **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "indicators": [{"code": code, "weight": 1} for code in indicators.split()],
        "standardise": {"centre": "area_mean", "scale": "sd", "ddof": 0},
        "aggregate": "sum",
        "restandardise": True,
        "classes": STATUS,
        **more,
    }


def definition(*axes: dict[str, Any], **more: Any) -> TypologyDefinition:
    return TypologyDefinition.model_validate({"key": "mss", "version": 1, "axes": list(axes or (axis(),)), **more})


def inputs(columns: dict[str, list[float]], **more: Any) -> TypologyInputs:
    """Areas are numbered 001, 002 … unless given; higher is worse unless said otherwise."""
    length = len(next(iter(columns.values())))
    given = {
        "areas": tuple(f"{at:03}" for at in range(1, length + 1)),
        "higher_is": dict.fromkeys(columns, "worse"),
        **more,
    }
    if (population := given.get("population")) is not None:
        given["population"] = np.array(population, dtype=float)
    return TypologyInputs(values={code: np.array(column, dtype=float) for code, column in columns.items()}, **given)
