"""The definition of a typology, as the catalogue's `typologies:` entry writes it.

Versioned and declarative, because the choice of rule moves more areas than the choice of indicators: a run keeps the
definition it was made with. Everything is checked when it is read; unknown words are refused.
"""

import math
from collections import Counter
from collections.abc import Iterable
from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from indicators.analysis.strict import Strict

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Labels = dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], Text]


class MinimumPopulation(Strict):
    """Areas with fewer than `at_least` get no class and leave mean and spread."""

    measure: Text
    at_least: Annotated[float, Field(gt=0)]


class Exclusion(Strict):
    """An area left out by name, for a reason that is shown beside it."""

    area: Text
    reason: Text


class Weighted(Strict):
    code: Text
    weight: Annotated[float, Field(gt=0)] = 1


class Standardise(Strict):
    """z = (x − centre) / scale over the areas included.

    centre: area_mean (unweighted) · city_value (given from outside) · population_mean. Left out, it is area_mean with
    sd and none; with minmax and rank it is the lowest area, which gives values from 0 to 1.
    scale: sd (about the unweighted mean, whatever the centre; ddof 0 or 1) · minmax (highest − lowest) · rank (x is the
    mean rank of ties, the scale n − 1) · none (1).
    """

    centre: Literal["area_mean", "city_value", "population_mean"] | None = None
    scale: Literal["sd", "minmax", "rank", "none"] = "sd"
    ddof: Literal[0, 1] = 0

    @model_validator(mode="after")
    def _ranks_have_no_city_value(self) -> "Standardise":
        if self.scale == "rank" and self.centre not in (None, "area_mean"):
            raise PydanticCustomError("rank_centre", "Ranks have only the centre area_mean, or none: leave it out.")
        return self


class Class(Strict):
    """below: x takes values < x; to: x takes values ≤ x, so the bound belongs to the lower class; the last is open."""

    key: Text
    label: Labels = {}
    below: float | None = None
    to: float | None = None

    @property
    def bound(self) -> float | None:
        return self.to if self.below is None else self.below

    def holds(self, index: float) -> bool:
        if self.below is not None:
            return index < self.below
        return self.to is None or index <= self.to


class Axis(Strict):
    """One index and its classes. Larger is always worse: indicators that are better when higher are turned round."""

    key: Key
    label: Labels = {}
    indicators: Annotated[tuple[Weighted, ...], Field(min_length=1)]
    standardise: Standardise = Standardise()
    aggregate: Literal["sum", "mean"] = "sum"
    restandardise: bool = False  # the sum once more as (x − mean) / sd with the same ddof
    classes: Annotated[tuple[Class, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _bounds_rise_to_an_open_end(self) -> "Axis":
        refuse_twice("indicator", (indicator.code for indicator in self.indicators))
        refuse_twice("class", (one.key for one in self.classes))
        lower = -math.inf
        for one in self.classes[:-1]:
            if (one.below is None) == (one.to is None) or one.bound is None:
                raise PydanticCustomError(
                    "class_bound", "Class {key} needs exactly one of below and to.", {"key": one.key}
                )
            if one.bound <= lower:
                raise PydanticCustomError(
                    "class_order", "Class {key} must end higher than the one before.", {"key": one.key}
                )
            lower = one.bound
        if self.classes[-1].bound is not None:
            raise PydanticCustomError(
                "class_open", "The last class ({key}) is open: remove its bound.", {"key": self.classes[-1].key}
            )
        return self

    def class_of(self, index: float) -> Class:
        """The class of an unrounded index. Two areas that both print −1.00 may lie in different classes."""
        return next(one for one in self.classes if one.holds(index))


class Combine(Strict):
    """The group of an area: a pattern over the axes' class keys, such as "{status}{dynamik}" for Berlin's 2-."""

    by: Literal["matrix"] = "matrix"
    label: Text | None = None  # left out: the class keys one after the other, in the order of the axes


class TypologyDefinition(Strict):
    key: Key
    version: Annotated[int, Field(ge=1)]
    label: Labels = {}
    minimum_population: MinimumPopulation | None = None
    exclude: tuple[Exclusion, ...] = ()
    axes: Annotated[tuple[Axis, ...], Field(min_length=1)]
    combine: Combine = Combine()

    @model_validator(mode="after")
    def _fits_together(self) -> "TypologyDefinition":
        refuse_twice("axis", (axis.key for axis in self.axes))
        refuse_twice("excluded area", (exclusion.area for exclusion in self.exclude))
        rules: dict[str, Standardise] = {}
        for axis in self.axes:
            for indicator in axis.indicators:
                # The table of results has one column z_<indicator>.
                if rules.setdefault(indicator.code, axis.standardise) != axis.standardise:
                    raise PydanticCustomError(
                        "two_standards",
                        "Indicator {code} is on two axes with different standardise rules. Use one rule for both.",
                        {"code": indicator.code},
                    )
        self._check_label()
        return self

    def _check_label(self) -> None:
        keys = {axis.key for axis in self.axes}
        try:
            names = {name for _, name, form, _ in Formatter().parse(self.combine.label or "") if name is not None}
        except ValueError:
            names = {self.combine.label or ""}
        if not names <= keys:
            raise PydanticCustomError(
                "label_pattern",
                "The label {label} may only hold the axes in braces: {known}.",
                {"label": repr(self.combine.label), "known": ", ".join(f"{{{key}}}" for key in sorted(keys))},
            )

    @property
    def indicator_codes(self) -> tuple[str, ...]:
        """All indicators, each once, in the order of the axes."""
        return tuple(dict.fromkeys(indicator.code for axis in self.axes for indicator in axis.indicators))

    @property
    def compares_with_city(self) -> bool:
        return any(axis.standardise.centre == "city_value" for axis in self.axes)

    def combined(self, class_keys: dict[str, str]) -> str:
        """The label of the group from the class key of every axis."""
        if self.combine.label is None:
            return "".join(class_keys[axis.key] for axis in self.axes)
        parts = Formatter().parse(self.combine.label)
        return "".join(text + (class_keys[name] if name else "") for text, name, _, _ in parts)


def refuse_twice(what: str, keys: Iterable[str]) -> None:
    twice = [key for key, number in Counter(keys).items() if number > 1]
    if twice:
        raise PydanticCustomError("twice", "The {what} {key} occurs twice.", {"what": what, "key": twice[0]})
