"""What a profile says about a register dump: its dimensions, and which of their attributes make up a measure."""

import re
from itertools import product
from math import prod
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from imports.parsers.profiles.parts import Name, Part, Text, refuse

MOST_COMBINATIONS: Final = 100_000  # of attributes: ages by sexes are a few hundred
_RANGE: Final = re.compile(r"(\d{1,4})\s*-\s*(\d{1,4})", re.ASCII)
# Added to its own parts it would count everybody twice.
_TOTAL: Final = re.compile(r"(ins)?gesamt|zusammen|summe|total|alle", re.IGNORECASE)


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Attributes = Annotated[list[Text], BeforeValidator(_listed)]


class Dimension(Part):
    """Every attribute there may be: those that are added (words or a range of numbers) and those that never are."""

    range: Text | None = None
    values: list[Text] = []
    not_added: list[Text] = []

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.range and not _spread(self.range):
            raise refuse("bad_range", self.range, ("0-110",))
        if not self.attributes:
            raise refuse("attributes_needed", None, ("values", "range"))
        if twice := set(self.attributes) & set(self.not_added):
            raise refuse("added_and_not_added", min(twice))
        totals = [word for word in self.attributes if _TOTAL.fullmatch(word.strip())]
        if totals and len(self.attributes) > len(totals):
            raise refuse("total_among_parts", totals[0])
        return self

    @property
    def attributes(self) -> list[str]:
        return list(dict.fromkeys([*(_spread(self.range or "")), *self.values]))

    def chosen(self, wanted: list[str]) -> list[int] | None:
        """Positions of these attributes; `0-17` are all whole numbers of a range. None if one is not declared."""
        known = {word: number for number, word in enumerate(self.attributes)}
        words = [word for text in wanted for word in ([text] if text in known else _spread(text) or [text])]
        return None if set(words) - known.keys() else [known[word] for word in dict.fromkeys(words)]


def _spread(text: str) -> list[str]:
    found = _RANGE.fullmatch(text.strip())
    return [str(n) for n in range(int(found[1]), int(found[2]) + 1)] if found else []


class Register(Part):
    """Rows summed up. A measure is what its attributes add up to; a dimension it leaves out counts whole."""

    dimensions: Annotated[dict[str, Dimension], Field(min_length=1)]
    value: Name | None = None
    values: dict[str, dict[str, Text]] = {}  # column of figures → the attributes it stands for
    measures: Annotated[dict[str, dict[str, Attributes]], Field(min_length=1)]
    absent: Literal["missing", "zero"] = "missing"
    small_parts: Literal["refused", "allowed"] = "refused"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if bool(self.value) == bool(self.values):
            raise refuse("one_of", None, ("sums.value", "sums.values"))
        if self.combinations > MOST_COMBINATIONS:
            raise refuse("too_many_combinations", str(self.combinations), (str(MOST_COMBINATIONS),))
        wanted = [(name, [text]) for said in self.values.values() for name, text in said.items()]
        wanted += [pair for said in self.measures.values() for pair in said.items()]
        for name, texts in wanted:
            if name not in self.dimensions:
                raise refuse("not_a_dimension", name, tuple(self.dimensions))
            dimension = self.dimensions[name]
            if dimension.chosen(texts) is None:
                raise refuse("not_an_attribute", ", ".join(texts), tuple(dimension.attributes[:30]))
        if len({frozenset(said) for said in self.values.values()}) > 1:
            raise refuse("values_differ", None, tuple(self.dimensions))
        return self

    @property
    def combinations(self) -> int:
        return prod(len(dimension.attributes) for dimension in self.dimensions.values())

    @property
    def in_columns(self) -> set[str]:
        """Dimensions that the columns of figures stand for; the others have a column of their own."""
        return {name for said in self.values.values() for name in said}

    @property
    def columns(self) -> list[str]:
        """The names a header must have."""
        own = [name for name in self.dimensions if name not in self.in_columns]
        return [*own, *([self.value] if self.value else self.values)]

    def positions(self, measure: str) -> list[int]:
        """Which combinations a measure adds up, numbered with the last dimension fastest."""
        said = self.measures[measure]
        chosen = [
            dimension.chosen(said[name]) or [] if name in said else range(len(dimension.attributes))
            for name, dimension in self.dimensions.items()
        ]
        widths = [len(dimension.attributes) for dimension in self.dimensions.values()]
        strides = [prod(widths[n + 1 :]) for n in range(len(widths))]
        return [sum(at * stride for at, stride in zip(where, strides, strict=True)) for where in product(*chosen)]
