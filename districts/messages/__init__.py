"""What is said about areas read from a file, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from districts.actions.editions import CannotActivate
from districts.geometry.rules import Refusal
from districts.messages.texts import CANNOT_ACTIVATE, FINDINGS, HINTS, REFUSALS
from districts.messages.words import OWN_WRITERS, WRITERS
from sozialmonitor.web.wording import Said, joined, worded, written

__all__ = ["Said", "refusal", "said"]


def said(
    rule: str,
    params: Mapping[str, Any],
    *,
    codes: Sequence[str] = (),
    area_m2: float | None = None,
    hint: str = "",
) -> Said:
    """A finding in words, from its rule, params, codes and area in m². For a refused file `hint` is the refusal's."""
    known = written({**params, "area_m2": area_m2}, {**WRITERS, **OWN_WRITERS.get(rule, {})})
    if codes:
        known["codes"] = joined(codes)
    text, own_hint = FINDINGS.get(rule, (REFUSALS.get(rule), ""))
    if text is None:
        return Said(rule, "")
    remedy = HINTS.get(hint or own_hint)
    return Said(worded(text, known), worded(remedy, known) if remedy else "")


def refusal(error: Refusal | CannotActivate) -> Said:
    """What an exception of this app says to the person who asked."""
    if isinstance(error, Refusal):
        return said(error.rule, error.params, hint=error.hint)
    if error.reason not in CANNOT_ACTIVATE:
        return Said(error.reason, "")
    text, hint = CANNOT_ACTIVATE[error.reason]
    known = written(error.params, WRITERS)
    return Said(worded(text, known), worded(hint, known))
