"""What is said about lists, schools and plans of catchments."""

from typing import Any, Final

from django.utils.translation import gettext as _

from districts.actions.plans import PlanRefused
from districts.addressing.sheets import Note, TableRefused
from districts.messages.plan_texts import CHECKS, LISTS, PLANS
from districts.queries.plan_checks import Check
from sozialmonitor.web import formats
from sozialmonitor.web.wording import Said, Sentences, Writer, joined, plain_numbers, worded, written

WRITERS: Final[dict[str, Writer]] = {
    "line": plain_numbers,
    "size": formats.size,
    "limit": formats.size,
    "rules": lambda rules: joined(title(rule) for rule in rules),
}


def _said(texts: tuple[Sentences, Sentences] | None, rule: str, params: dict[str, Any]) -> Said:
    if texts is None:
        return Said(rule, "")
    known = written(params, WRITERS)
    return Said(worded(texts[0], known), worded(texts[1], known))


def refusal(error: PlanRefused | TableRefused) -> Said:
    texts = PLANS if isinstance(error, PlanRefused) else LISTS
    return _said(texts.get(error.rule), error.rule, error.params)


def note_said(note: Note) -> Said:
    return _said(LISTS.get(note.rule), note.rule, note.as_params())


def place_of(note: Note) -> str:
    """Where a note belongs: sheet, line, column."""
    parts = [note.sheet]
    parts += [_("line %(line)s") % {"line": note.line}] if note.line else []
    parts += [_("column %(column)s") % {"column": note.column}] if note.column else []
    return ", ".join(part for part in parts if part)


def title(rule: str) -> str:
    return str(CHECKS[rule][0]) if rule in CHECKS else rule


def check_said(check: Check) -> Said:
    params = {
        **check.params,
        "count": check.count,
        "codes": list(check.codes),
        "examples": list(check.examples),
    }
    _title, text, hint = CHECKS[check.rule]
    known = written(params, WRITERS)
    if check.examples:
        known["examples"] = joined(check.examples, check.count)
    return Said(worded(text, known), worded(hint, known))
