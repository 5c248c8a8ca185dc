"""Findings in words: on the page, as ticks before publishing, as CSV."""

from django.utils.translation import gettext as _

from imports.messages import said
from imports.models import Batch, Problem

PROBLEM_COLUMNS = ["severity", "rule", "sheet", "line", "column", "value", "finding", "remedy"]
Rows = list[list[str | int | None]]


def problem_shown(problem: Problem) -> dict[str, str]:
    words = said(problem.rule, problem.value, problem.params)
    return {
        "severity": problem.severity,
        "severity_label": problem.get_severity_display(),
        "place": place(problem),
        "value": problem.value,
        "text": words.text,
        "hint": words.hint,
    }


def place(problem: Problem) -> str:
    parts = []
    if problem.sheet:
        parts.append(_("sheet %(sheet)s") % {"sheet": problem.sheet})
    if problem.line:
        parts.append(_("line %(line)s") % {"line": problem.line})
    if problem.column:
        parts.append(_("column %(column)s") % {"column": problem.column})
    return ", ".join(parts)


def notices(batch: Batch) -> list[dict[str, str]]:
    """What must be ticked before publishing: each rule once, with how often it was found."""
    found: dict[str, list[Problem]] = {}
    for problem in batch.problems.exclude(severity=Problem.Severity.ERROR):
        found.setdefault(problem.rule, []).append(problem)
    ticks = []
    for rule, problems in found.items():
        words = said(rule, problems[0].value, problems[0].params)
        more = _(" (and %(count)s more of this kind)") % {"count": len(problems) - 1} if len(problems) > 1 else ""
        ticks.append({"id": rule, "text": f"{words.text}{more}"})
    return ticks


def problem_rows(batch: Batch) -> Rows:
    rows: Rows = []
    for problem in batch.problems.all():
        words = said(problem.rule, problem.value, problem.params)
        place = [problem.sheet, problem.line, problem.column]
        rows.append([problem.severity, problem.rule, *place, problem.value, words.text, words.hint])
    return rows


def rejected_rows(batch: Batch) -> tuple[list[str], Rows]:
    """Each rejected row once, with its line and all that was found in it."""
    lines: dict[tuple[str, int | None], tuple[list[str], list[str]]] = {}
    for problem in batch.problems.filter(severity=Problem.Severity.ERROR, row__isnull=False):
        _, texts = lines.setdefault((problem.sheet, problem.line), (problem.row or [], []))
        texts.append(said(problem.rule, problem.value, problem.params).text)
    width = max((len(cells) for cells, _ in lines.values()), default=0)
    header = ["sheet", "line", "findings", *(f"cell_{n + 1}" for n in range(width))]
    return header, [
        [sheet, line, " | ".join(texts), *cells, *[""] * (width - len(cells))]
        for (sheet, line), (cells, texts) in lines.items()
    ]
