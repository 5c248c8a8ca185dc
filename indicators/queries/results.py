"""The results of a run as rows, for files."""

from collections.abc import Iterator
from typing import Any

from indicators.analysis.definition import TypologyDefinition
from indicators.analysis.periods import Period
from indicators.models import Run


def result_columns(run: Run) -> list[str]:
    definition = TypologyDefinition.model_validate(run.definition)
    axes = [f"{axis.key}_{part}" for axis in definition.axes for part in ("index", "class", "label")]
    return [
        "area_code",
        "area_name",
        "period",
        "included",
        "reason",
        *axes,
        "combined",
        *(f"z_{code}" for code in definition.indicator_codes),
    ]


def result_rows(run: Run) -> Iterator[list[Any]]:
    """One row an area in the order of `result_columns`; full stored precision, empty where there is no class."""
    definition = TypologyDefinition.model_validate(run.definition)
    period = Period(run.period_start, run.period_end).label
    for result in run.results.select_related("area").order_by("area__code"):
        row: list[Any] = [result.area.code, result.area.name, period, result.included, reason_word(result.reason)]
        z: dict[str, float] = {}
        for axis in definition.axes:
            found = result.axes.get(axis.key)
            if found is None:
                row += [None, None, None]
                continue
            label = found["label"].get("de", found["class"])
            row += [found["index"], found["class"], label]
            z |= {code: part["z"] for code, part in found["indicators"].items()}
        yield [*row, result.combined or None, *(z.get(code) for code in definition.indicator_codes)]


def reason_word(reason: dict[str, Any]) -> str:
    """The reason without a class in one word and its detail, the same in every language."""
    if not reason:
        return ""
    detail = reason.get("reason") or " ".join(str(reason[k]) for k in ("indicator", "status") if k in reason)
    return f"{reason['code']}: {detail}" if detail else str(reason["code"])
