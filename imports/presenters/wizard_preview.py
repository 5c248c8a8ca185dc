"""What the first figures of a file become by a profile in the making, and what it still lacks."""

from typing import Any, Final

import yaml
from django.utils.translation import gettext_lazy

from imports.messages import said
from imports.parsers.profiles.loading import ProfileProblem
from imports.parsers.reference import Reference
from imports.presenters.contents import decimals_of, period_shown
from imports.presenters.profiles import explained
from imports.wizard.state import Wizard
from imports.wizard.trying import SHOWN, Tried, known_area
from indicators.models import Measure
from sozialmonitor.web import formats

# What the keys of a profile are called in the form, by the beginning of their path.
ASKED: Final = {
    "profile": gettext_lazy("Key"),
    "label": gettext_lazy("Name (German)"),
    "read.skip_rows": gettext_lazy("Lines above the header"),
    "read.header_rows": gettext_lazy("Lines of the header"),
    "area.division": gettext_lazy("Division"),
    "area.pad": gettext_lazy("Fill codes with zeros up to"),
    "area.codes": gettext_lazy("Code"),
    "period": gettext_lazy("Period"),
    "periods_in_columns": gettext_lazy("Measure"),
    "long": gettext_lazy("Measure"),
    "scale": gettext_lazy("Factor"),
}


# Mistakes whose own sentences name the keys of a profile, which a form does not show.
_FIGURES: Final = (
    gettext_lazy("Please choose a measure for at least one column."),
    gettext_lazy(
        "Figures stand either in a column for each measure, or in rows that name it, or in a column for each period."
    ),
)
SAID: Final = {
    "one_of": _FIGURES,
    "columns_needed": _FIGURES,
    "area_column_needed": (gettext_lazy("Please say which column holds the areas."), ""),
}


def _mistake(wizard: Wizard, problem: ProfileProblem, text: str) -> dict[str, Any]:
    told = explained(problem, text) | {"asked": _asked(wizard, problem.path)}
    if wizard.kind != "text" and problem.rule in SAID:
        words, hint = SAID[problem.rule]
        told |= {"text": str(words), "hint": str(hint)}
    return told


def _asked(wizard: Wizard, path: str) -> str:
    """Which question of the form a mistake is about."""
    if wizard.kind == "text":
        return ""
    return next((str(label) for start, label in ASKED.items() if path.startswith(start)), "")


def preview(wizard: Wizard, reference: Reference, tried: Tried) -> dict[str, Any]:
    profile, records = tried.profile, tried.parsed.records
    text = wizard.text if wizard.kind == "text" else ""
    labels = {one.code: one.label for one in Measure.objects.filter(code__in=profile.measures)} if profile else {}
    rows = []
    for record in records[:SHOWN]:
        area = known_area(record, profile, reference) if profile else None
        value = record.value
        rows.append(
            {
                "line": record.place.line,
                "measure": labels.get(record.measure, record.measure),
                "measure_known": record.measure in wizard.measures,
                "code": record.area_code,
                "area": area or record.area_name.strip(),
                "area_known": area is not None,
                "period": period_shown(record.period.label),
                "value": "" if value is None else formats.number(value, decimals_of(value)),
                "status": formats.status_label(str(record.status)),
            }
        )
    return {
        "mistakes": [_mistake(wizard, problem, text) for problem in tried.mistakes],
        "rows": rows,
        "count": len(records),
        "whole": tried.whole,
        "findings": [
            {"severity": str(problem.severity), "count": count, "line": problem.place.line, "value": problem.value}
            | said(problem.rule, problem.value or "", problem.params)._asdict()
            for problem, count in tried.findings()[:SHOWN]
        ],
        "yaml": yaml.safe_dump(profile.as_dict(), allow_unicode=True, sort_keys=False) if profile else "",
    }
