"""The answers about a table export of the statistical offices: which paths are wanted, what its lines are."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from imports.parsers.profiles.genesis import Above, GenesisPart, Head, Leading
from imports.parsers.profiles.model import Profile
from imports.parsers.recognising.genesis_draft import draft
from imports.parsers.recognising.genesis_survey import GenesisSurvey
from imports.wizard.answers import Answers, common, division, finished, keys_asked, measure_of, scales

_MOST: Final = 400
# What each line above the header, each line of the header and each column before the figures may be.
KINDS: Final[dict[str, tuple[str, ...]]] = {"above": get_args(Above), "head": get_args(Head), "rows": get_args(Leading)}


def export_profile(answers: Answers, seen: GenesisSurvey, before: GenesisPart | None) -> dict[str, Any]:
    """The profile of an export: what the file says of itself, corrected by the answers."""
    part = draft(seen)["genesis"] if before is None else before.model_dump(mode="json", exclude_defaults=True)
    part |= {axis: list(kinds) for axis, kinds in axes(answers, seen).items()}
    asked = [(key, n) for key, n in keys_asked(answers).items() if answers.get(f"measure-{n}", "").strip()]
    area: dict[str, Any] = {"division": division(answers)}
    if codes := names_asked(answers):
        area["codes"] = codes
    spec = {
        **common(answers, "genesis-table"),
        "area": area,
        "period": _period(answers, part),
        "genesis": part,
        "columns": {key: measure_of(answers[f"measure-{n}"]) for key, n in asked},
        "scale": scales(answers, asked),
    }
    return finished(spec, answers)


def _period(answers: Answers, part: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: answers.get(name, "").strip() for name in ("type", "named_by")}
    told = {name: word for name, word in told.items() if word and word != "auto"}
    in_file = any("period" in part.get(axis, ()) for axis in KINDS)
    return told if in_file else {"given": True, **told}


def axes(answers: Answers, seen: GenesisSurvey) -> dict[str, list[str]]:
    """What the lines and columns are, as answered; else as the file suggests."""
    return {
        axis: [answers.get(f"{axis}-{n}", "") or kind for n, kind in enumerate(getattr(seen.part, axis))]
        for axis in KINDS
    }


def names_asked(answers: Answers) -> dict[str, str]:
    """Names of areas with the codes they were given, for files without codes."""
    pairs = {answers[f"name-{n}"]: answers.get(f"code-{n}", "").strip() for n in range(_MOST) if f"name-{n}" in answers}
    return {name: code for name, code in pairs.items() if code}


def export_answers(seen: GenesisSurvey, divisions: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """First answers: the codes of the Länder are known, measures are not."""
    made = draft(seen)
    codes = made["area"].get("codes", {})
    told = {"type": seen.period_type, "decimal": ","} | _names(codes)
    best = max(divisions, key=lambda key: len(divisions[key] & set(codes.values())), default="")
    return told | ({"division": best} if best and divisions[best] & set(codes.values()) else {})


def _names(codes: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for n, (name, code) in enumerate(list(codes.items())[:_MOST]):
        told |= {f"name-{n}": name, f"code-{n}": code}
    return told


def from_export(profile: Profile, seen: GenesisSurvey) -> dict[str, str]:
    """The answers that would make this profile of this file."""
    part = profile.genesis or seen.part
    told = _names({name: profile.area.codes.get(name, "") for name in seen.names} | profile.area.codes)
    for axis in KINDS:
        told |= {f"{axis}-{n}": kind for n, kind in enumerate(getattr(part, axis))}
    wanted = {part.key(key): (key, measure) for key, measure in profile.columns.items()}
    for n, path in enumerate(seen.paths[:_MOST]):
        key, measure = wanted.get(part.key(path), (path, ""))
        told |= {f"key-{n}": key, f"measure-{n}": measure}
        factor = profile.scale.get(key, profile.scale.get(measure))
        told[f"scale-{n}"] = "" if factor is None else f"{factor:g}"
    return told
