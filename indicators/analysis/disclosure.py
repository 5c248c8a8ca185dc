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
from indicators.analysis.panel import Mask, Panel, Values


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


def sensitive(evaluated: Evaluated, minimum_cell: int | None) -> Values:
    """The small number behind each figure that `suppress` hides, NaN where it hides nothing; shape of the value.

    Of several (a small count and a small rest) the smaller one. Never shown: conversion asks whether it could be worked
    out from larger areas.
    """
    k = minimum_cell or 0
    found = np.full(evaluated.value.values.shape, np.nan)
    for basis in evaluated.basis:
        for panel in _counts(basis):
            found = np.fmin(found, np.where(_small(panel, k), np.abs(panel.values), np.nan))
    return found


def _tells_too_much(basis: Basis, k: int) -> Mask:
    hidden: Mask = np.logical_or.reduce([_small(panel, k) for panel in _counts(basis)])
    return hidden


def _counts(basis: Basis) -> list[Panel]:
    """What must not be small: the count, what it is divided by, and the rest where it is a part of that."""
    if basis.of_total is None:
        return [basis.count]
    rest = [arithmetic.subtract(basis.of_total, basis.count)] if basis.is_part else []
    return [basis.count, basis.of_total, *rest]


def _small(panel: Panel, k: int) -> Mask:
    # Differences may be negative; two people fewer are as few as two more. NaN compares as not small.
    size = np.abs(panel.values)
    small: Mask = (size > 0) & (size < k)
    return small
