"""What is said about files, their figures and their profiles, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied

from imports.errors import Refused
from imports.messages.cell_texts import CELLS, DIMENSIONS
from imports.messages.check_texts import REASONS, REFERENCE, WARNINGS
from imports.messages.file_texts import FILE, LAYOUT
from imports.messages.further_texts import FURTHER
from imports.messages.genesis_texts import GENESIS, GENESIS_PROFILE
from imports.messages.json_texts import JSON, JSON_PROFILE
from imports.messages.municipal_texts import MUNICIPAL, MUNICIPAL_PROFILE
from imports.messages.profile_texts import PROFILE
from imports.messages.table_texts import TABLE_PROFILE, TABLES
from imports.messages.words import OWN_WRITERS, WRITERS, areas, periods
from imports.parsers.profiles.loading import ProfileProblem
from indicators import messages as of_indicators
from indicators.analysis.strict import RuleError
from indicators.errors import NotPossible
from sozialmonitor.web.wording import Said, Sentences, Writer, joined, short, worded, written

__all__ = ["Said", "profile_said", "refusal", "said"]

TEXTS: Final[dict[str, tuple[Sentences, Sentences]]] = {
    **FILE,
    **LAYOUT,
    **CELLS,
    **DIMENSIONS,
    **REFERENCE,
    **WARNINGS,
    **FURTHER,
    **PROFILE,
    **MUNICIPAL,
    **MUNICIPAL_PROFILE,
    **JSON,
    **JSON_PROFILE,
    **TABLES,
    **TABLE_PROFILE,
    **GENESIS,
    **GENESIS_PROFILE,
}
# The parameter by which a rule has texts of its own: they stand under `rule:value`.
VARIED_BY: Final = {"unknown_word": "kind", "duplicate_key": "identical", "json_file": "service"}


def said(rule: str, value: str, params: Mapping[str, Any]) -> Said:
    """A finding in words: what was read and what is wrong; what to do in the file, in the profile, or whom to ask.

    Never raises: for a rule without a text its name stands, for a parameter that is not there an ellipsis.
    """
    varied = f"{rule}:{params.get(VARIED_BY.get(rule, ''))}"
    return _filled(TEXTS.get(varied) or TEXTS.get(rule), rule, {"value": value, **params})


def profile_said(problem: ProfileProblem) -> Said:
    """What is wrong with a profile and what to do; path and line are for the caller to show beside it."""
    told = {"path": problem.path, "line": problem.line, "allowed": problem.allowed, "suggestion": problem.suggestion}
    return said(problem.rule, problem.value or "", told)


def refusal(error: Refused | NotPossible | RuleError | PermissionDenied) -> Said:
    """Why what was asked cannot be done, for the person who asked."""
    if isinstance(error, Refused):
        return _filled(REASONS.get(error.reason), error.reason, error.params)
    return of_indicators.refusal(error)


def _filled(texts: tuple[Sentences, Sentences] | None, rule: str, params: Mapping[str, Any]) -> Said:
    if texts is None:
        return Said(rule, "")
    known = written(params, {**WRITERS, **_cut_lists(params), **OWN_WRITERS.get(rule, {})})
    return Said(worded(texts[0], known), worded(texts[1], known))


def _cut_lists(params: Mapping[str, Any]) -> dict[str, Writer]:
    """Lists that the check cuts; the full number stands beside them as `count`, that of periods as `periods_count`."""
    total, of_periods = _whole(params.get("count")), _whole(params.get("periods_count"))
    return {
        "areas": lambda pairs: areas(pairs, total),
        "codes": lambda codes: joined(codes, total),
        "names": lambda names: joined(names, total),
        "periods": lambda labels: periods(labels, of_periods),
        "value": lambda value: short(str(value), 60),
    }


def _whole(number: object) -> int | None:
    return number if isinstance(number, int) else None
