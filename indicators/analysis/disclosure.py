"""Protecting small groups: primary suppression by a minimum cell, always the last step before a figure is shown.

The rule, for a minimum cell of k (methods: frequency rule): hidden is a count with 0 < count < k, and a rate whose
numerator is one, whose denominator is one, or, where the numerator is part of the denominator, whose rest is one: 98 of
100 says as much about two people as 2 of 100. Zero stays zero. A change is hidden if either of its ends would be,
otherwise the shown end and the change together would tell the hidden one.

This is primary suppression only. What can be worked out from totals, neighbouring divisions or other deliveries needs
secondary suppression over all published tables together, which is not done here.
"""

from dataclasses import replace

import numpy as np

from indicators.analysis import arithmetic
from indicators.analysis.formula import Basis, Evaluated
from indicators.analysis.panel import Mask, Panel


def suppress(evaluated: Evaluated, minimum_cell: int | None) -> Evaluated:
    """The figures that may be shown; None, 0 or 1 hide nothing. ValueError for a negative minimum cell.

    Hidden cells become `suppressed` in value and numerator, in the denominator where it is small itself. Cells without
    a value keep their word. The counts behind the figures (`basis`) do not leave this function.
    """
    k = minimum_cell or 0
    if k < 0:
        raise ValueError(f"A minimum cell of {k} makes no sense: give 0 for none, usually 3 to 10.")
    hidden = np.zeros(evaluated.value.values.shape, dtype=bool)
    for basis in evaluated.basis:
        hidden |= _tells_too_much(basis, k)
    value = arithmetic.suppress(evaluated.value, hidden)
    numerator, denominator = evaluated.numerator, evaluated.denominator
    if numerator is not None:
        numerator = arithmetic.suppress(numerator, hidden)
    if denominator is not None and any(denominator in (basis.count, basis.of_total) for basis in evaluated.basis):
        denominator = arithmetic.suppress(denominator, _small(denominator, k))
    return replace(evaluated, value=value, numerator=numerator, denominator=denominator, basis=())


def _tells_too_much(basis: Basis, k: int) -> Mask:
    hidden = _small(basis.count, k)
    if basis.of_total is not None:
        hidden = hidden | _small(basis.of_total, k)
        if basis.is_part:
            hidden = hidden | _small(arithmetic.subtract(basis.of_total, basis.count), k)
    return hidden


def _small(panel: Panel, k: int) -> Mask:
    # Differences may be negative; two people fewer are as few as two more. NaN compares as not small.
    size = np.abs(panel.values)
    small: Mask = (size > 0) & (size < k)
    return small
