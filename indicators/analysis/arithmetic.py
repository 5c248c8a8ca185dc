"""What one may do with panels. Every operation returns a new panel and says what it does to the statuses.

Common to all: a result has a value only if every figure it needs has one; otherwise the strongest word wins
(`status.PRECEDENCE`). Words such as `provisional` or `converted` stay with the result: the strongest as main word, the
others as flags, together with the flags of all inputs. A result that is no finite number, above all a division by
zero, has no value and is `missing`: nothing was measured against which anything could be said.
"""

import math
from collections.abc import Sequence

import numpy as np

from indicators.analysis.panel import ABSENT, Codes, Flags, Mask, Panel, PanelError, Values
from indicators.analysis.periods import partner
from indicators.analysis.status import (
    CODE_FLAG,
    CODE_HAS_VALUE,
    CODE_RANK,
    CODES,
    FLAGS,
    HAS_VALUE,
    PLAIN,
    RANK_CODE,
    Status,
)

_OK, _ZERO, _NEAR_ZERO = CODES[Status.OK], CODES[Status.ZERO], CODES[Status.NEAR_ZERO]
_PLAIN_FLAGS = np.uint16(sum(FLAGS[status] for status in PLAIN))


def align(left: Panel, right: Panel) -> tuple[Panel, Panel]:
    """Both panels on the areas and periods of the left one; what the right one does not hold is `missing`.

    Which periods meet is the rule of `periods.partner`.
    """
    if left.areas == right.areas and left.periods == right.periods:
        return left, right
    position = {area: index for index, area in enumerate(right.areas)}
    rows = np.array([position.get(area, ABSENT) for area in left.areas], dtype=np.intp)
    met = [partner(period, right.periods) for period in left.periods]
    columns = np.array([ABSENT if index is None else index for index in met], dtype=np.intp)
    return left, right.take(left.areas, left.periods, rows, columns)


def add(panels: Sequence[Panel]) -> Panel:
    """The sum, on the areas and periods of the first panel. PanelError if there is none.

    Nothing but `zero` makes `zero`, with a `near_zero` among them `near_zero`; beside other figures the two dissolve.
    """
    if not panels:
        raise PanelError("Nothing to add: give at least one panel.")
    parts = [align(panels[0], panel)[1] for panel in panels]
    status, flags = _combine(parts)
    stack = np.stack([part.status for part in parts])
    with np.errstate(over="ignore"):
        # In the order given: a list in a formula is short and its order is part of the definition.
        values = np.sum(np.stack([part.values for part in parts]), axis=0)
    return _result(parts[0], values, _refine_sum(status, stack), flags)


def subtract(left: Panel, right: Panel) -> Panel:
    """left − right, on the left one's areas and periods. A difference of 0 is `ok`: 'the same', not 'nothing there'."""
    left, right = align(left, right)
    with np.errstate(over="ignore"):
        values = left.values - right.values
    return _result(left, values, *_combine([left, right]))


def divide(numerator: Panel, denominator: Panel, *, scale: float) -> Panel:
    """scale · numerator / denominator, on the numerator's areas and periods; scale 100 gives per cent.

    A rate of nothing is nothing: numerator `zero` gives `zero`, `near_zero` gives `near_zero`. Division by zero has no
    value and is `missing`, also 0/0: an area without inhabitants has no share of unemployed, not a share of 0.
    """
    numerator, denominator = align(numerator, denominator)
    status, flags = _combine([numerator, denominator])
    for word in (_ZERO, _NEAR_ZERO):
        status[(status == _OK) & (numerator.status == word)] = word
    with np.errstate(all="ignore"):
        # Multiplying first rounds once: 29 of 100 are 29 %, not 28.999999999999996 %.
        values = scale * numerator.values / denominator.values
    return _result(numerator, values, status, flags)


def change(panel: Panel, years: int) -> Panel:
    """Each figure minus that of the same period `years` earlier; `missing` where the panel holds no such period."""
    return subtract(panel, earlier(panel, years))


def earlier(panel: Panel, years: int) -> Panel:
    """The panel's labels over the figures of `years` before, statuses untouched; `missing` where there are none."""
    position = {period: index for index, period in enumerate(panel.periods)}
    columns = [position.get(period.years_before(years), ABSENT) for period in panel.periods]
    return panel.take(panel.areas, panel.periods, np.arange(len(panel.areas)), np.array(columns, dtype=np.intp))


def beside(panels: Sequence[Panel]) -> Panel:
    """Panels of the same areas and different periods as one, in the order of the last days, statuses untouched.

    PanelError if there is none, if areas differ, or if two have the same period.
    """
    if not panels or any(panel.areas != panels[0].areas for panel in panels):
        raise PanelError("Only panels of the same areas stand beside each other.")
    periods = [period for panel in panels for period in panel.periods]
    order = sorted(range(len(periods)), key=lambda at: (periods[at].end, periods[at].start))
    values, status, flags = (
        np.concatenate([getattr(panel, name) for panel in panels], axis=1)[:, order]
        for name in ("values", "status", "flags")
    )
    return Panel(panels[0].areas, tuple(periods[at] for at in order), values, status, flags)


def total(panel: Panel, label: str) -> Panel:
    """The sum over all areas as a panel with the one area `label`; the same to the last bit in any order of areas.

    One figure without a value leaves the whole period without one, with its word: a sum over what is there would pass
    for the sum of everything. No areas at all make no sum: `missing`.
    """
    if not panel.areas:
        return Panel.empty((label,), panel.periods)
    status, flags = _combine([panel], over_areas=True)
    values = np.array([[_exact_sum(panel.values[:, column]) for column in range(len(panel.periods))]])
    labels = Panel.empty((label,), panel.periods)
    return _result(labels, values, _refine_sum(status, panel.status[:, None, :]), flags)


def _exact_sum(column: Values) -> float:
    try:
        return math.fsum(column)
    except OverflowError:
        return math.inf


def mask(panel: Panel, where: Mask, status: Status) -> Panel:
    """Takes the value away where the mask says so and puts the status there; cells without a value keep their word.

    The former main word becomes a flag, except `ok`, `zero`, `near_zero`, which would tell the hidden number.
    ValueError for a status that needs a value, PanelError for a mask of another shape.
    """
    if status in HAS_VALUE:
        raise ValueError(f"'{status}' stands with a value: it cannot take one away.")
    if where.shape != panel.values.shape:
        raise PanelError(f"The mask has the shape {where.shape}, the panel {panel.values.shape}.")
    hit = where & panel.has_value
    flags = (panel.flags | CODE_FLAG[panel.status]) & ~(_PLAIN_FLAGS | CODE_FLAG[CODES[status]])
    return Panel(
        panel.areas,
        panel.periods,
        np.where(hit, np.nan, panel.values),
        np.where(hit, CODES[status], panel.status),
        np.where(hit, flags, panel.flags),
    )


def suppress(panel: Panel, where: Mask) -> Panel:
    """`mask` with the word `suppressed`."""
    return mask(panel, where, Status.SUPPRESSED)


def _combine(parts: Sequence[Panel], *, over_areas: bool = False) -> tuple[Codes, Flags]:
    """Main words of what is made of these parts, and all words as flags; the plain words all come out as `ok`."""
    ranks = np.maximum.reduce([CODE_RANK[part.status] for part in parts])
    flags = np.bitwise_or.reduce([part.flags | CODE_FLAG[part.status] for part in parts])
    if over_areas:
        ranks = ranks.max(axis=0, keepdims=True)
        flags = np.bitwise_or.reduce(flags, axis=0, keepdims=True)
    status = RANK_CODE[ranks]
    status[np.isin(status, (_ZERO, _NEAR_ZERO))] = _OK
    return status, flags


def _refine_sum(status: Codes, parts: Codes) -> Codes:
    """A sum of nothing but zeros is zero. `parts` has the summands along its first axis."""
    nothing = np.isin(parts, (_ZERO, _NEAR_ZERO)).all(axis=0) & (status == _OK)
    some = (parts == _NEAR_ZERO).any(axis=0)
    refined: Codes = np.where(nothing, np.where(some, _NEAR_ZERO, _ZERO), status).astype(np.uint8)
    return refined


def _result(labels: Panel, values: Values, status: Codes, flags: Flags) -> Panel:
    """Puts values and statuses in step: no value where the status has none, `missing` where the value is not finite."""
    has_value = CODE_HAS_VALUE[status]
    undefined = has_value & ~np.isfinite(values)
    final = np.where(undefined, CODES[Status.MISSING], status).astype(np.uint8)
    return Panel(
        labels.areas,
        labels.periods,
        np.where(has_value & ~undefined, values + 0.0, np.nan),  # + 0.0 makes −0.0 a plain 0
        final,
        (flags | CODE_FLAG[status]) & ~CODE_FLAG[final],  # a main word that had to give way stays as a flag
    )
