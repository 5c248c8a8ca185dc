"""Formulas of indicators over measures, as the catalogue writes them, and their evaluation on panels.

{value: S1}
{share: {numerator: ALO, denominator: EW1565}}             per cent; the numerator is part of the denominator
{per_1000: {numerator: GEBURTEN, denominator: EW}}
{ratio: {numerator: [EW00, EW65], denominator: EW1565}}    a list is added up
{difference: {of: ZUZUG, minus: FORTZUG}}
{change: {of: {share: …}, years: 2}}                       also of: MEASURE, measure: MEASURE, indicator: CODE
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Discriminator, Field, StringConstraints, Tag, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from indicators.analysis import arithmetic
from indicators.analysis.panel import Panel
from indicators.analysis.strict import RuleError, Strict

Code = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Codes = Code | Annotated[tuple[Code, ...], Field(min_length=1)]
Fetch = Callable[[str], Panel]


class FormulaError(RuleError):
    """A formula that does not fit the catalogue it is used with."""

    TEXTS = {
        "measure_unknown": "There is no measure {code}. Add it to the catalogue or mend the formula.",
        "indicator_unknown": "The change refers to {code}: no such indicator, or one that refers back. Mend it.",
        "only_counts_add_up": "{code} is a {kind}: only counts may be added up. Name a single measure here.",
    }


class Parts(Strict):
    numerator: Codes
    denominator: Codes


class Minus(Strict):
    of: Codes
    minus: Codes


class Value(Strict):
    value: Code


class Share(Strict):
    share: Parts


class Per1000(Strict):
    per_1000: Parts


class Ratio(Strict):
    ratio: Parts


class Difference(Strict):
    difference: Minus


class Over(Strict):
    """What changes, named in exactly one of three ways, and over how many years."""

    of: "Code | Formula | None" = None
    measure: Code | None = None
    indicator: Code | None = None
    years: Annotated[int, Field(ge=1, le=100)]

    @model_validator(mode="after")
    def _one_of_three(self) -> "Over":
        if sum(part is not None for part in (self.of, self.measure, self.indicator)) != 1:
            raise PydanticCustomError("one_of", "A change needs exactly one of: of, measure, indicator.")
        return self


class Change(Strict):
    change: Over


_KINDS: Final = ("value", "share", "per_1000", "ratio", "difference", "change")


def _kind(data: object) -> str | None:
    keys = set(data) if isinstance(data, Mapping) else set(getattr(data, "model_fields_set", ()))
    return keys.pop() if len(keys) == 1 else None


Formula = Annotated[
    Annotated[Value, Tag("value")]
    | Annotated[Share, Tag("share")]
    | Annotated[Per1000, Tag("per_1000")]
    | Annotated[Ratio, Tag("ratio")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[Change, Tag("change")],
    Discriminator(
        _kind,
        custom_error_type="formula_kind",
        custom_error_message=f"A formula has exactly one key, one of: {', '.join(_KINDS)}.",
    ),
]
Over.model_rebuild()
Change.model_rebuild()
_ADAPTER: TypeAdapter[Formula] = TypeAdapter(Formula)


def read_formula(data: object) -> Formula:
    """The formula of a catalogue entry. pydantic.ValidationError with place, word and the words that are known."""
    return _ADAPTER.validate_python(data)


def dump_formula(formula: Formula) -> dict[str, object]:
    """The JSON that `read_formula` reads back, without the keys that were not given."""
    dumped: dict[str, object] = _ADAPTER.dump_python(formula, mode="json", exclude_none=True)
    return dumped


@dataclass(frozen=True)
class Basis:
    """Counts behind a figure, on its areas and periods: what the rule of the minimum cell looks at."""

    count: Panel
    of_total: Panel | None = None
    is_part: bool = False  # the count is a part of the total, so the rest is a count too


@dataclass(frozen=True)
class Evaluated:
    """An indicator on areas × periods. Numerator and denominator only where the formula is one fraction."""

    value: Panel
    numerator: Panel | None = None
    denominator: Panel | None = None
    basis: tuple[Basis, ...] = ()


def measures(formula: Formula, indicators: Mapping[str, Formula] | None = None) -> set[str]:
    """Codes of all measures needed, through the indicators the formula refers to. FormulaError as in `evaluate`."""
    match formula:
        case Value(value=code):
            return {code}
        case Share(share=parts) | Per1000(per_1000=parts) | Ratio(ratio=parts):
            return {*_as_codes(parts.numerator), *_as_codes(parts.denominator)}
        case Difference(difference=parts):
            return {*_as_codes(parts.of), *_as_codes(parts.minus)}
        case Change(change=over):
            return measures(*_changing(over, indicators or {}))


def resolved(formula: Formula, indicators: Mapping[str, Formula]) -> Formula:
    """The same formula without references: the change of an indicator as the change of that indicator's formula."""
    if not isinstance(formula, Change):
        return formula
    inner, others = _changing(formula.change, indicators)
    return Change(change=Over(of=resolved(inner, others), years=formula.change.years))


def without_change(formula: Formula, indicators: Mapping[str, Formula]) -> Formula:
    """What a change is the change of; any other formula as it is. FormulaError as in `evaluate`."""
    while isinstance(formula, Change):
        formula, indicators = _changing(formula.change, indicators)
    return formula


def evaluate(
    formula: Formula, fetch: Fetch, *, kinds: Mapping[str, str], indicators: Mapping[str, Formula] | None = None
) -> Evaluated:
    """The indicator before suppression (`disclosure.suppress` comes last).

    `fetch` gives the panel of a measure, earlier periods included where a change needs them; `kinds` says of every
    measure whether it is a count, mean, share or index; `indicators` resolves references. Areas and periods are those
    of the first measure (numerator, minuend); statuses follow `arithmetic`. FormulaError for unknown codes
    and for anything but counts being added up.
    """
    world = _World(fetch, kinds)
    match formula:
        case Value(value=code):
            panel = world.total(code)
            return Evaluated(panel, basis=(Basis(panel),) if world.is_count(code) else ())
        case Share(share=parts):
            return world.fraction(parts, 100, is_part=True)
        case Per1000(per_1000=parts):
            return world.fraction(parts, 1000, is_part=False)
        case Ratio(ratio=parts):
            return world.fraction(parts, 1, is_part=False)
        case Difference(difference=parts):
            return world.difference(parts)
        case Change(change=over):
            inner, others = _changing(over, indicators or {})
            return _change(evaluate(inner, fetch, kinds=kinds, indicators=others), over.years)


@dataclass(frozen=True)
class _World:
    fetch: Fetch
    kinds: Mapping[str, str]

    def is_count(self, code: Codes) -> bool:
        return all(self._kind(one) == "count" for one in _as_codes(code))

    def total(self, codes: Codes) -> Panel:
        several = _as_codes(codes)
        for code in several:
            if self._kind(code) != "count" and len(several) > 1:
                raise FormulaError("only_counts_add_up", code=code, kind=self._kind(code))
        return arithmetic.add([self.fetch(code) for code in several])

    def fraction(self, parts: Parts, scale: float, *, is_part: bool) -> Evaluated:
        numerator, denominator = arithmetic.align(self.total(parts.numerator), self.total(parts.denominator))
        value = arithmetic.divide(numerator, denominator, scale=scale)
        return Evaluated(value, numerator, denominator, self._basis(parts, numerator, denominator, is_part=is_part))

    def _basis(self, parts: Parts, numerator: Panel, denominator: Panel, *, is_part: bool) -> tuple[Basis, ...]:
        if not self.is_count(parts.numerator):
            return (Basis(denominator),) if self.is_count(parts.denominator) else ()
        return (Basis(numerator, denominator if self.is_count(parts.denominator) else None, is_part),)

    def difference(self, parts: Minus) -> Evaluated:
        left, right = arithmetic.align(self.total(parts.of), self.total(parts.minus))
        value = arithmetic.subtract(left, right)
        basis = [Basis(panel) for panel, code in ((left, parts.of), (right, parts.minus)) if self.is_count(code)]
        if len(basis) == 2:
            # Inhabitants minus women are the men: whether a difference is a group of people cannot be told from the
            # formula, so it is guarded as one. An indicator for which that is too careful sets no minimum cell.
            basis.append(Basis(value))
        return Evaluated(value, basis=tuple(basis))

    def _kind(self, code: str) -> str:
        try:
            return self.kinds[code]
        except KeyError:
            raise FormulaError("measure_unknown", code=code) from None


def _change(inner: Evaluated, years: int) -> Evaluated:
    """Later minus earlier, a share in percentage points. Both ends stay in the basis: either may have to be hidden."""
    before = tuple(
        Basis(
            arithmetic.earlier(basis.count, years),
            arithmetic.earlier(basis.of_total, years) if basis.of_total else None,
            basis.is_part,
        )
        for basis in inner.basis
    )
    return Evaluated(arithmetic.change(inner.value, years), basis=inner.basis + before)


def _changing(over: Over, indicators: Mapping[str, Formula]) -> tuple[Formula, Mapping[str, Formula]]:
    """The formula whose change is asked for, and the indicators it may refer to: all but itself, so no circle."""
    if over.indicator is not None:
        if over.indicator not in indicators:
            raise FormulaError("indicator_unknown", code=over.indicator)
        others = {code: formula for code, formula in indicators.items() if code != over.indicator}
        return indicators[over.indicator], others
    if over.of is not None and not isinstance(over.of, str):
        return over.of, indicators
    return Value(value=over.of or over.measure or ""), indicators


def _as_codes(codes: Codes) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else codes
