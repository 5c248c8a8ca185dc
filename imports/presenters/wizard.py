"""A profile in the making as its page shows it: questions, answers, and what the first figures become."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.models import Division
from imports.messages.words import DELIMITERS, LAYOUTS, TYPES
from imports.parsers.numbers import SIGNS as USUAL
from imports.parsers.profiles.parts import SIGNS
from imports.parsers.recognising.flat_survey import FlatSurvey
from imports.parsers.recognising.genesis_survey import GenesisSurvey
from imports.parsers.recognising.survey import Survey
from imports.parsers.reference import Reference
from imports.presenters.wizard_preview import preview
from imports.wizard.answers import keys_asked
from imports.wizard.exports import KINDS, axes, names_asked
from imports.wizard.state import Wizard
from imports.wizard.trying import Tried, unknown_areas
from indicators.analysis.status import Status
from indicators.models import Measure, Source
from sozialmonitor.web import formats

ROLES: Final = {
    "": gettext_lazy("not used"),
    "area": gettext_lazy("code of the area"),
    "name": gettext_lazy("name of the area"),
    "period": gettext_lazy("period"),
    "figure": gettext_lazy("figures of one measure"),
    "spread": gettext_lazy("figures of one period"),
    "measure": gettext_lazy("name of the measure in each row"),
    "value": gettext_lazy("the figure of each row"),
    "keep": gettext_lazy("dimension: only rows with one word"),
}
PERIOD_FROM: Final = {
    "column": gettext_lazy("from a column"),
    "given": gettext_lazy("asked at upload"),
    "fixed": gettext_lazy("always the same"),
    "file_name": gettext_lazy("from the name of the file"),
}
ENCODINGS: Final = ("auto", "utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp850")
THOUSANDS: Final = {"": gettext_lazy("none"), ".": "1.234", ",": "1,234", " ": "1 234", "'": "1'234"}
USUAL_SIGNS: Final = ("-", ".", "0")
SHOWN_WORDS: Final = 40
SHOWN_PATHS: Final = 300
LINES: Final = {
    "title": gettext_lazy("title"),
    "statistic": gettext_lazy("name of the statistics"),
    "measure": gettext_lazy("what is counted"),
    "dimension": gettext_lazy("dimension"),
    "period": gettext_lazy("period"),
    "code": gettext_lazy("code of the area"),
    "name": gettext_lazy("name of the area"),
    "unit": gettext_lazy("unit"),
    "label": gettext_lazy("name of a variable, means nothing else"),
}

Options = Iterable[tuple[str, str]]


def wizard_context(wizard: Wizard, reference: Reference, tried: Tried) -> dict[str, Any]:
    answers = wizard.answers
    return {
        "wizard": {
            "kind": wizard.kind,
            "lost": wizard.lost,
            "layout": str(LAYOUTS.get(wizard.found.layout, "")),
            "file": wizard.batch.file_name,
            "answers": answers,
            "text": wizard.text,
        },
        "measures": _measures(wizard),
        "sources": [{"key": one.key, "label": one.label} for one in Source.objects.all()],
        "choices": _choices(wizard),
        "columns": _columns(wizard),
        "keys": _keys(wizard),
        "signs": _signs(wizard),
        "words": _words(wizard),
        "lines": _lines(wizard),
        "names": _names(wizard),
        "totals": _totals(wizard, reference, tried),
        "preview": preview(wizard, reference, tried),
    }


def _measures(wizard: Wizard) -> list[dict[str, str]]:
    """With their units: which factor is needed depends on them."""
    units = dict(Measure.objects.values_list("code", "unit"))
    return [
        {"code": code, "label": f"{labels[0]} ({units[code]})" if units.get(code) else labels[0]}
        for code, labels in wizard.measures.items()
    ]


def choice(name: str, label: str, options: Options, chosen: str | None) -> dict[str, Any]:
    """One select: what was answered is chosen, also where it is none of the options."""
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": str(text), "chosen": value == (chosen or "")} for value, text in options],
    }


def _choices(wizard: Wizard) -> dict[str, dict[str, Any]]:
    divisions = [("", _("please choose")), *((one.key, one.label) for one in Division.objects.order_by("rank"))]
    asked: list[tuple[str, str, Options]] = [
        ("encoding", _("Encoding"), ((one, _("recognise it") if one == "auto" else one) for one in ENCODINGS)),
        ("delimiter", _("Separator"), DELIMITERS.items()),
        ("sheet", _("Sheet"), _sheets(wizard)),
        ("decimal", _("Decimals after"), [(",", _("comma: 1,5")), (".", _("point: 1.5"))]),
        ("thousands", _("Thousands"), THOUSANDS.items()),
        ("division", _("Division"), divisions),
        ("period_from", _("Where the period stands"), PERIOD_FROM.items()),
        ("type", _("Kind of period"), TYPES.items()),
        ("named_by", _("A school year called by one year"), [("", "–"), *_named_by()]),
    ]
    if isinstance(wizard.seen, FlatSurvey):
        variables = [(name, f"{name} {label}") for name, label in wizard.seen.variables.items()]
        asked.append(("region", _("Which dimension is the area?"), variables))
        asked.append(("time_dimension", _("Which dimension is part of the period?"), [("", _("none")), *variables]))
    return {name: choice(name, label, options, wizard.answers.get(name)) for name, label, options in asked}


def _sheets(wizard: Wizard) -> list[tuple[str, str]]:
    """By their names; the first one, or another that a profile counts, also by its number."""
    names = wizard.found.sheets
    if not names:
        return []
    counted = wizard.answers.get("sheet", "")
    more = [(counted, counted)] if counted.startswith("#") else []
    return [("", _("the first (%(sheet)s)") % {"sheet": names[0]}), *more, *((name, name) for name in names)]


def _named_by() -> list[tuple[str, str]]:
    return [("start", _("the year in which it begins")), ("end", _("the year in which it ends"))]


def _columns(wizard: Wizard) -> list[dict[str, Any]]:
    if not isinstance(wizard.seen, Survey):
        return []
    told = []
    for column in wizard.seen.columns:
        n, answers = column.index, wizard.answers
        role = answers.get(f"role-{n}", "") or ("figure" if answers.get(f"measure-{n}", "").strip() else "")
        words = [(word, word) for word, _count in column.words.most_common(SHOWN_WORDS)]
        kept = choice(f"keep-{n}", _("only rows with"), words, answers.get(f"keep-{n}")) if role == "keep" else None
        told.append(
            {
                "n": n,
                "name": column.name,
                "samples": " · ".join(column.samples),
                "role": choice(f"role-{n}", _("What is it?"), ROLES.items(), role),
                "measure": answers.get(f"measure-{n}", ""),
                "scale": answers.get(f"scale-{n}", ""),
                "kept": kept,
            }
        )
    return told


def _keys(wizard: Wizard) -> list[dict[str, Any]]:
    asked, answers = keys_asked(wizard.answers), wizard.answers
    if isinstance(wizard.seen, FlatSurvey):
        keys = wizard.seen.keys(answers.get("region", ""), answers.get("time_dimension", ""))
    elif isinstance(wizard.seen, GenesisSurvey):
        keys = [(key, "") for key in dict.fromkeys([*asked, *wizard.seen.paths[:SHOWN_PATHS]])]
    else:
        return []
    return [
        {
            "n": n,
            "key": key,
            "words": words,
            "measure": answers.get(f"measure-{asked[key]}", "") if key in asked else "",
            "scale": answers.get(f"scale-{asked[key]}", "") if key in asked else "",
        }
        for n, (key, words) in enumerate(keys)
    ]


def _signs(wizard: Wizard) -> list[dict[str, Any]]:
    """Every sign in the columns that hold figures, and the usual ones, each with what it was said to mean."""
    answers = wizard.answers
    said_before = {answers[f"sign-{n}"]: answers.get(f"status-{n}", "") for n in range(400) if f"sign-{n}" in answers}
    found: dict[str, None] = {}
    if isinstance(wizard.seen, FlatSurvey | GenesisSurvey):
        found = dict.fromkeys(wizard.seen.signs)
    else:
        for column in wizard.seen.columns:
            role = answers.get(f"role-{column.index}", "")
            if role in ("figure", "spread", "value") or answers.get(f"measure-{column.index}", "").strip():
                found |= dict.fromkeys(column.signs)
    usual = USUAL.get(wizard.parser if wizard.kind != "table" else "table", {})
    statuses = [(str(status), formats.status_label(str(status))) for status in SIGNS]
    return [
        {
            "n": n,
            "sign": sign,
            "shown": sign or _("(empty)"),
            "in_file": sign in found,
            "status": choice(
                f"status-{n}", _("What does it mean?"), [("", _open(usual.get(sign))), *statuses], said_before.get(sign)
            ),
        }
        for n, sign in enumerate(dict.fromkeys([*found, *said_before, *USUAL_SIGNS]))
    ]


def _open(usual: Status | None) -> str:
    """What holds where nothing is said: the offices' own files have a meaning for most signs."""
    if usual is None:
        return _("please say")
    return _("as usual: %(status)s") % {"status": formats.status_label(str(usual))}


def _lines(wizard: Wizard) -> list[dict[str, Any]]:
    """What each line and leading column of an export is."""
    if not isinstance(wizard.seen, GenesisSurvey):
        return []
    labels = {
        "above": _("line %(n)s above the header"),
        "head": _("line %(n)s of the header"),
        "rows": _("column %(n)s"),
    }
    return [
        choice(f"{axis}-{n}", labels[axis] % {"n": n + 1}, ((one, str(LINES[one])) for one in KINDS[axis]), kind)
        for axis, kinds in axes(wizard.answers, wizard.seen).items()
        for n, kind in enumerate(kinds)
    ]


def _names(wizard: Wizard) -> list[dict[str, Any]]:
    """Areas a file calls by their names only: each needs its code."""
    if not isinstance(wizard.seen, GenesisSurvey):
        return []
    codes = names_asked(wizard.answers)
    return [{"n": n, "name": name, "code": codes.get(name, "")} for n, name in enumerate(wizard.seen.names[:400])]


def _words(wizard: Wizard) -> list[dict[str, Any]]:
    """The names of measures in a table with one figure a row."""
    if not isinstance(wizard.seen, Survey):
        return []
    answers = wizard.answers
    before = {answers[f"word-{n}"]: answers.get(f"map-{n}", "") for n in range(400) if f"word-{n}" in answers}
    column = next((one for one in wizard.seen.columns if answers.get(f"role-{one.index}") == "measure"), None)
    words = [word for word, _count in column.words.most_common(4 * SHOWN_WORDS)] if column else []
    return [{"n": n, "word": word, "measure": before.get(word, "")} for n, word in enumerate(words)]


def _totals(wizard: Wizard, reference: Reference, tried: Tried) -> list[dict[str, Any]]:
    """What stands where areas stand and is none of the division: ticked, it is left out."""
    ticked = [wizard.answers[f"total-{n}"] for n in range(400) if f"total-{n}" in wizard.answers]
    unknown = unknown_areas(tried.parsed, tried.profile, reference) if tried.profile else []
    names = dict.fromkeys(ticked, "") | dict(unknown)
    return [
        {"n": n, "code": code, "name": name, "ticked": code in ticked} for n, (code, name) in enumerate(names.items())
    ]
