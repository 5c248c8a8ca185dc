"""The formulas of all indicators, read from their rows: an indicator may speak of another one's change."""

from dataclasses import dataclass
from functools import cached_property

from indicators.analysis.formula import Evaluated, Fetch, Formula, evaluate, measures, read_formula
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

    def evaluate(self, code: str, fetch: Fetch) -> Evaluated:
        return evaluate(self.formulas[code], fetch, kinds=self.kinds, indicators=self.formulas)
