"""Panel operations the slow, obvious way: one cell at a time, in plain Python, words instead of codes."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from indicators.analysis.panel import Panel
from indicators.analysis.periods import Period
from indicators.analysis.status import flags_to_text

# Written down again on purpose: this is what the arrays are checked against.
WITHOUT_VALUE = ["missing", "pending", "unreliable", "unknown", "blocked", "suppressed", "not_existing"]
QUALIFYING = ["revised", "provisional", "converted", "estimated", "limited"]
ORDER = ["ok", *QUALIFYING, *WITHOUT_VALUE]
PLAIN = {"ok", "zero", "near_zero"}


class Figure(NamedTuple):
    value: float | None
    word: str
    flags: frozenset[str]


MISSING = Figure(None, "missing", frozenset())
Cells = dict[tuple[str, Period], Figure]


def as_cells(panel: Panel) -> Cells:
    cells = {}
    for area in panel.areas:
        for period in panel.periods:
            value, status, flags = panel.cell(area, period)
            cells[area, period] = Figure(value, status.value, frozenset(flags_to_text(flags).split()))
    return cells


def together(parts: Sequence[Figure], compute: Callable[[list[float]], float | None], plain: str) -> Figure:
    main = "ok"
    words = {part.word for part in parts} - PLAIN
    for word in ORDER:
        if word in words:
            main = word
    flags = words.union(*(part.flags for part in parts))
    if main in WITHOUT_VALUE:
        return Figure(None, main, frozenset(flags - {main}))
    value = compute([part.value for part in parts if part.value is not None])
    if value is None:
        return Figure(None, "missing", frozenset(flags - {"missing"}))
    return Figure(value, plain if main == "ok" else main, frozenset(flags - {main}))


def total(parts: Sequence[Figure]) -> Figure:
    words = {part.word for part in parts}
    plain = "ok"
    if words <= {"zero", "near_zero"}:
        plain = "near_zero" if "near_zero" in words else "zero"
    return together(parts, lambda values: float(sum(map(Fraction, values))), plain)


def difference(left: Figure, right: Figure) -> Figure:
    return together([left, right], lambda values: values[0] - values[1], "ok")


def rate(numerator: Figure, denominator: Figure, scale: float) -> Figure:
    plain = numerator.word if numerator.word in PLAIN else "ok"
    return together(
        [numerator, denominator], lambda values: scale * values[0] / values[1] if values[1] != 0 else None, plain
    )


def change(cells: Cells, years: int) -> Cells:
    return {
        (area, period): difference(figure, cells.get((area, period.years_before(years)), MISSING))
        for (area, period), figure in cells.items()
    }


def by_last_day(cells: Cells, area: str, period: Period) -> Figure:
    """The figure that belongs to the period; only for panels in which each last day occurs once."""
    for (other_area, other), figure in cells.items():
        if other_area == area and other.end == period.end:
            return figure
    return MISSING


def same(left: Figure, right: Figure) -> bool:
    if (left.word, left.flags) != (right.word, right.flags) or (left.value is None) != (right.value is None):
        return False
    return left.value is None or right.value is None or math.isclose(left.value, right.value, rel_tol=1e-12)
