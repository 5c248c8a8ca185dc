"""What a person has answered so far, as fields of a form, and the profile it makes.

The fields are plain texts by name, for a page without scripts has nothing else: `role-3` is what the fourth column
is, `measure-3` the measure in it. A profile becomes answers again, so that it can be changed as a form.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from imports.parsers.profiles.model import Profile
from imports.parsers.profiles.parts import Read
from imports.parsers.recognising.flat_survey import FlatSurvey
from imports.parsers.recognising.survey import Column, Survey
from imports.parsers.times import PeriodReader

Answers = Mapping[str, str]

ROLES: Final = ("", "area", "name", "period", "figure", "spread", "measure", "value", "keep")
READ: Final = ("encoding", "delimiter", "sheet", "skip_rows", "header_rows", "stop_at", "decimal", "thousands")
_WHOLE: Final = ("skip_rows", "header_rows")
_MOST: Final = 400  # signs, words or keys


def measure_of(text: str) -> str:
    """The code in what a person wrote or picked: `EW`, or `EW – Einwohner`."""
    return text.strip().split(" – ")[0].strip()


def read_part(answers: Answers) -> dict[str, Any]:
    """How the file is opened. What is left open, or is no number where one is due, stays as profiles have it."""
    told: dict[str, Any] = {name: answers.get(name, "") for name in READ if answers.get(name, "") != ""}
    for name in _WHOLE:
        if name in told:
            told[name] = int(told[name]) if re.fullmatch(r"[0-9]{1,3}", told[name].strip()) else told[name]
    if numbered := re.fullmatch(r"#([0-9]{1,3})", told.get("sheet", "")):
        told["sheet"] = int(numbered[1])
    if told.get("header_rows") == 1:
        del told["header_rows"]
    if told.get("encoding") == "auto":
        del told["encoding"]
    return told


def table_profile(answers: Answers, seen: Survey) -> dict[str, Any]:
    """The profile of a table, as YAML would hold it; what is missing in it the loader will say."""
    area: dict[str, Any] = {"division": division(answers)}
    spec: dict[str, Any] = {**common(answers, "table"), "read": read_part(answers), "area": area}
    by_role = {role: [column for column in seen.columns if _role(answers, column) == role] for role in ROLES}
    for role, key in (("area", "column"), ("name", "name_column")):
        if by_role[role]:
            area[key] = by_role[role][0].name
    if answers.get("pad", "").strip().isdigit():
        area["pad"] = int(answers["pad"])
    if by_role["spread"]:
        spec["periods_in_columns"] = _spread(answers, seen, by_role)
    elif by_role["value"]:
        spec["long"] = {"measure": _measure_column(answers, by_role), "value": {"column": by_role["value"][0].name}}
    else:
        spec["columns"] = {column.name: measure_of(answers[f"measure-{column.index}"]) for column in by_role["figure"]}
        spec["scale"] = scales(answers, [(column.name, str(column.index)) for column in by_role["figure"]])
    if kept := {column.name: [answers.get(f"keep-{column.index}", "")] for column in by_role["keep"]}:
        spec["only_rows"] = kept
    spec["period"] = _period(answers, by_role, spread=bool(by_role["spread"]))
    return finished(spec, answers)


def flat_profile(answers: Answers, seen: FlatSurvey, parser: str) -> dict[str, Any]:
    """The profile of a flat file or cube: each key that was given a measure."""
    region = answers.get("region", "")
    free = answers.get("time_dimension", "")
    there = {key for key, _words in seen.keys(region, free)}
    chosen = [(key, n) for key, n in keys_asked(answers).items() if key in there]
    chosen = [(key, n) for key, n in chosen if answers.get(f"measure-{n}", "").strip()]
    period = {"type": answers.get("type", ""), "named_by": answers.get("named_by", ""), "dimension": free}
    spec = {
        **common(answers, parser),
        "read": read_part({name: answers.get(name, "") for name in ("encoding", "decimal", "thousands")}),
        "area": {"column": region, "division": division(answers)},
        "period": {name: word for name, word in period.items() if word and word != "auto"},
        "columns": {key: measure_of(answers[f"measure-{n}"]) for key, n in chosen},
        "scale": scales(answers, chosen),
    }
    if answers.get("pad", "").strip().isdigit():
        spec["area"]["pad"] = int(answers["pad"])
    return finished(spec, answers)


def keys_asked(answers: Answers) -> dict[str, str]:
    """The keys of the form with the number of their fields."""
    return {answers[f"key-{n}"]: str(n) for n in range(_MOST) if f"key-{n}" in answers}


def division(answers: Answers) -> str:
    key, day = answers.get("division", ""), answers.get("pinned", "").strip()
    return f"{key}@{day}" if day else key


def common(answers: Answers, parser: str) -> dict[str, Any]:
    label = {language: answers.get(f"label_{language}", "").strip() for language in ("de", "en")}
    label = {language: text for language, text in label.items() if text}
    spec: dict[str, Any] = {"profile": answers.get("key", "").strip(), "parser": parser}
    if "de" in label:
        spec["label"] = label
    return spec | ({"source": answers["source"].strip()} if answers.get("source", "").strip() else {})


def _role(answers: Answers, column: Column) -> str:
    """A column with a measure beside it holds figures, whatever else was said; without one it does not."""
    role = answers.get(f"role-{column.index}", "")
    if role in ("", "figure"):
        return "figure" if answers.get(f"measure-{column.index}", "").strip() else ""
    return role


def scales(answers: Answers, columns: list[tuple[str, str]]) -> dict[str, Any]:
    told = {name: answers.get(f"scale-{n}", "").strip().replace(",", ".") for name, n in columns}
    return {name: number(text) for name, text in told.items() if text and text != "1"}


def number(text: str) -> float | str:
    """As the loader wants it, or as it stands there for the loader to complain of."""
    try:
        return float(text)
    except ValueError:
        return text


def _measure_column(answers: Answers, by_role: Mapping[str, list[Column]]) -> dict[str, Any]:
    if not by_role["measure"]:
        return {}
    words = [
        (answers.get(f"word-{n}", ""), answers.get(f"map-{n}", "")) for n in range(_MOST) if f"word-{n}" in answers
    ]
    known = by_role["measure"][0].words
    pairs = {word: measure_of(code) for word, code in words if code.strip() and word in known}
    return {"column": by_role["measure"][0].name, **({"map": pairs} if pairs else {"map": {}})}


def _spread(answers: Answers, seen: Survey, by_role: Mapping[str, list[Column]]) -> dict[str, Any]:
    measure: Any = measure_of(answers.get("spread_measure", ""))
    if by_role["measure"]:
        measure = _measure_column(answers, by_role)
    chosen = {column.name for column in by_role["spread"]}
    reader = PeriodReader(None)
    others = [c.name for c in seen.columns if c.name not in chosen and _role(answers, c) == "" and reader.read(c.name)]
    # Next year's file has a column more: only where something else looks like a period are they named one by one.
    pattern = {"pattern": "^(" + "|".join(map(re.escape, sorted(chosen))) + ")$"} if others else {}
    return {"measure": measure, **pattern}


def _period(answers: Answers, by_role: Mapping[str, list[Column]], *, spread: bool) -> dict[str, Any]:
    kind = {name: answers.get(name, "").strip() for name in ("type", "day", "named_by")}
    told: dict[str, Any] = {name: word for name, word in kind.items() if word and word != "auto"}
    if spread:
        return told
    if by_role["period"]:
        return {"column": by_role["period"][0].name, **told}
    source, value = answers.get("period_from", ""), answers.get("period_value", "").strip()
    if source == "given":
        return {"given": True, **told}
    return {source: value, **told} if source in ("fixed", "file_name") and value else told


def finished(spec: dict[str, Any], answers: Answers) -> dict[str, Any]:
    signs = {answers[f"sign-{n}"]: answers.get(f"status-{n}", "") for n in range(_MOST) if f"sign-{n}" in answers}
    spec["missing"] = {sign: word for sign, word in signs.items() if word}
    totals = [answers[f"total-{n}"] for n in range(_MOST) if f"total-{n}" in answers]
    written = [word.strip() for word in answers.get("more_totals", "").split(";") if word.strip()]
    spec["ignore_areas"] = list(dict.fromkeys([*totals, *written]))
    spec["complete"] = answers.get("complete", "") == "on"
    return {name: part for name, part in spec.items() if part not in ({}, [], False) or name in ("area", "columns")}


def read_answers(read: Read) -> dict[str, str]:
    found = {name: str(getattr(read, name)) for name in READ if getattr(read, name) is not None}
    if isinstance(read.sheet, int):
        found["sheet"] = f"#{read.sheet}" if read.sheet else ""
    return found


def from_profile(profile: Profile, seen: Survey | FlatSurvey) -> dict[str, str]:
    """The answers that would make this profile."""
    read, area, period = profile.read, profile.area, profile.period
    found = read_answers(read)
    found |= {"key": profile.profile, "source": profile.source or "", "pad": str(area.pad or "")}
    found |= {"label_de": profile.label.de, "label_en": profile.label.en or ""} if profile.label else {}
    found |= {"division": area.division_key, "pinned": area.division.partition("@")[2]}
    found |= {f"sign-{n}": sign for n, sign in enumerate(profile.missing)}
    found |= {f"status-{n}": str(status) for n, status in enumerate(profile.missing.values())}
    found |= {"more_totals": "; ".join(profile.ignore_areas), "complete": "on" if profile.complete else ""}
    if period:
        found |= {"type": period.type, "day": period.day or "", "named_by": period.named_by or ""}
        source = next((name for name in ("fixed", "file_name", "given") if getattr(period, name)), "column")
        found |= {"period_from": source, "period_value": period.fixed or period.file_name or ""}
    if isinstance(seen, FlatSurvey):
        return found | _from_keys(profile, seen)
    return found | _from_columns(profile, seen)


def _from_keys(profile: Profile, seen: FlatSurvey) -> dict[str, str]:
    region = profile.area.column or next(iter(seen.regions()), "")
    free = (profile.period.dimension or "") if profile.period else ""
    found = {"region": region, "time_dimension": free}
    for n, (key, _words) in enumerate(seen.keys(region, free)):
        found[f"key-{n}"] = key
        if key in profile.columns:
            found[f"measure-{n}"] = profile.columns[key]
            found[f"scale-{n}"] = _scale(profile, key, profile.columns[key])
    return found


def _scale(profile: Profile, name: str, measure: str) -> str:
    factor = profile.scale.get(name, profile.scale.get(measure))
    return "" if factor is None else f"{factor:g}"


def _from_columns(profile: Profile, seen: Survey) -> dict[str, str]:
    long, spread = profile.long, profile.periods_in_columns
    named = long.measure if long else spread.measure if spread else None
    roles = {
        profile.area.column: "area",
        profile.area.name_column: "name",
        profile.period.column if profile.period else None: "period",
        long.value.column if long else None: "value",
        getattr(named, "column", None): "measure",
    }
    kept: dict[str, list[str]] = getattr(profile, "only_rows", {})
    reader, found = PeriodReader(profile.period), {}
    for column in seen.columns:
        found[f"role-{column.index}"] = roles.get(column.name, "")
        if measure := profile.columns.get(column.name):
            found |= {f"role-{column.index}": "figure", f"measure-{column.index}": measure}
            found[f"scale-{column.index}"] = _scale(profile, column.name, measure)
        elif column.name in kept:
            found |= {f"role-{column.index}": "keep", f"keep-{column.index}": kept[column.name][0]}
        elif spread and not found[f"role-{column.index}"] and reader.read(column.name):
            found[f"role-{column.index}"] = "spread"
    if isinstance(named, str):
        found["spread_measure"] = named
    elif named is not None:
        for n, (word, code) in enumerate((named.map or {}).items()):
            found |= {f"word-{n}": word, f"map-{n}": code}
    return found
