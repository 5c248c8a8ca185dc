"""The formulas of all indicators, read from their rows: an indicator may speak of another one's change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from indicators.analysis.formula import (
    Change,
    Evaluated,
    Fetch,
    Formula,
    dump_formula,
    evaluate,
    measures,
    read_formula,
    resolved,
    without_change,
)
from indicators.models import Indicator, Measure


@dataclass(frozen=True)
class FormulaBook:
    raw: dict[str, dict[str, object]]
    kinds: dict[str, str]

    @classmethod
    def load(cls) -> "FormulaBook":
        return cls(
            dict(Indicator.objects.values_list("code", "formula")), dict(Measure.objects.values_list("code", "kind"))
        )

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        return {code: read_formula(formula) for code, formula in self.raw.items()}

    def measures(self, code: str) -> set[str]:
        return measures(self.formulas[code], self.formulas)

    def years_back(self, code: str) -> frozenset[int]:
        """How many years before its own period an indicator looks: 0, and more where its formula is a change."""
        return _years_back(self.formulas[code], self.formulas)

    def resolved(self, code: str) -> dict[str, object]:
        """The formula as it must be kept to be computed again when the catalogue has changed."""
        return dump_formula(resolved(self.formulas[code], self.formulas))

    def counts(self, code: str, fetch: Fetch) -> Evaluated:
        """The indicator at one time, also where it is a change: what its minimum cell looks at."""
        formula = without_change(self.formulas[code], self.formulas)
        return evaluate(formula, fetch, kinds=self.kinds, indicators=self.formulas)

    def evaluate(self, code: str, fetch: Fetch) -> Evaluated:
        return evaluate(self.formulas[code], fetch, kinds=self.kinds, indicators=self.formulas)


def _years_back(formula: Formula, formulas: Mapping[str, Formula]) -> frozenset[int]:
    if not isinstance(formula, Change):
        return frozenset({0})
    over = formula.change
    inner = formulas[over.indicator] if over.indicator is not None else over.of
    nearer = _years_back(inner, formulas) if inner is not None and not isinstance(inner, str) else frozenset({0})
    return nearer | {years + over.years for years in nearer}
