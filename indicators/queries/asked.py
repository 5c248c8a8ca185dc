"""Several indicators for a file or an answer: the same for interface and command line, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from districts.models import Edition
from indicators.formulas import FormulaBook
from indicators.models import Indicator
from indicators.queries.conversion import Conversions, Plan, Refused
from indicators.queries.panels import Span
from indicators.queries.values import COLUMNS, CONVERSION_COLUMNS, IndicatorValues, indicator_values
from sozialmonitor.access.permissions import NOTHING, Allowed


@dataclass(frozen=True)
class Asked:
    """`edition` None: nothing is published anywhere, and there are no values."""

    indicators: Sequence[Indicator]
    edition: Edition | None
    span: Span
    only: Sequence[str] | None = None
    ways: Conversions | None = None  # None: the edition's own figures only
    granted: Allowed = NOTHING

    def values(self) -> Iterator[IndicatorValues]:
        if self.edition is None:
            return
        for indicator in self.indicators:
            yield indicator_values(indicator, self.edition, self.span, self.only, ways=self.ways, granted=self.granted)

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        """By the code of the indicator; known before the first figure is read, for a file begins with its header."""
        if self.ways is None:
            return {}
        book = FormulaBook.load()
        return {one.code: self.ways.plan(one, book, self.span) for one in self.indicators}

    @property
    def converts(self) -> bool:
        return any(plan.own is not None for plan in self.plans.values())

    @property
    def refused(self) -> Sequence[tuple[str, Refused]]:
        """Which figures are left out because they cannot be moved to these areas, by the code of the indicator."""
        return [(code, one) for code, plan in self.plans.items() for one in plan.refused]

    def header(self) -> tuple[str, ...]:
        return (*COLUMNS, *CONVERSION_COLUMNS) if self.converts else COLUMNS

    def rows(self, header: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of all indicators, with as many cells as the header has."""
        conversion = len(header) > len(COLUMNS)
        return (row for one in self.values() for row in one.rows(conversion=conversion))
