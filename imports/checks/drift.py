"""What is different from the last delivery with the same profile: columns, signs, units, areas, measures, rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from imports.checks.setting import Setting
from imports.parsers.records import Problems

MOST_AREAS: Final = 2_000  # codes kept with a batch; of longer lists only the number is compared
_LISTED: Final = 500
_ROWS: Final = 0.1  # rows more or less, as a share, before it is worth a word

# A year or a day in a header moves on with every delivery; the column stays the same.
_TIME: Final = re.compile(
    r"(?<!\d)(\d{1,2}\.\d{1,2}\.(19|20)\d\d|(19|20)\d\d([-/.]?(\d{1,2}(-\d{1,2})?|Q[1-4]))?)(?!\d)"
)


@dataclass(frozen=True)
class Last:
    """The delivery before: what was known of its file, how it was called, and on which day it was published."""

    facts: Mapping[str, Any]
    file: str
    day: str


class Change(NamedTuple):
    new: list[str]
    gone: list[str]


def own_facts(setting: Setting) -> dict[str, Any]:
    """What the next delivery will be compared with, beside what the parser has noted."""
    codes = setting.areas
    areas = {"areas": sorted(codes)} if len(codes) <= MOST_AREAS else {}
    measures = {setting.records.measures.list[setting.split(pair)[0]] for pair in setting.pairs.tolist()}
    return {**areas, "areas_count": len(codes), "measures": sorted(measures)}


def check_drift(facts: Mapping[str, Any], last: Last | None, problems: Problems) -> None:
    """`facts` are those of the parser with `own_facts`; what one of the two files does not tell is not compared."""
    if last is None:
        return
    told: dict[str, Any] = {"file": last.file, "day": last.day}
    before = last.facts
    if change := _change(before, facts, "header"):
        problems.add("columns_changed", new=change.new, gone=change.gone, **told)
    if change := _change(before, facts, "symbols"):
        problems.add("signs_changed", new=change.new, gone=change.gone, **told)
    if change := _change(before, facts, "units"):
        problems.add("units_changed", new=change.new, gone=change.gone, **told)
    if change := _change(before, facts, "areas"):
        problems.add("areas_changed", new=change.new, gone=change.gone, **told)
    elif not ("areas" in before and "areas" in facts) and (numbers := _numbers(before, facts, "areas_count", 0)):
        problems.add("areas_changed", before=numbers[0], after=numbers[1], **told)
    if change := _change(before, facts, "measures"):
        problems.add("measures_changed", new=change.new, gone=change.gone, **told)
    if numbers := _numbers(before, facts, "rows", _ROWS):
        problems.add("rows_changed", before=numbers[0], after=numbers[1], **told)


def _change(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Change | None:
    """Words of a list or a dictionary; None where they are the same, or the files do not both tell them."""
    one, two = before.get(name), after.get(name)
    if not isinstance(one, list | dict) or not isinstance(two, list | dict) or type(one) is not type(two):
        return None
    old, new = _words(name, one), _words(name, two)
    return None if old == new else Change(sorted(new - old)[:_LISTED], sorted(old - new)[:_LISTED])


def _words(name: str, told: list[Any] | dict[str, Any]) -> set[str]:
    if name == "header":
        return {_TIME.sub("…", str(column)) for column in told} - {""}
    if name == "units" and isinstance(told, dict):  # by measure: the same unit of another measure is another one
        return {f"{measure}: {unit}" for measure, units in told.items() for unit in _each(units)}
    return {str(word) for word in told}


def _each(units: Any) -> list[Any]:
    return units if isinstance(units, list) else [units]


def _numbers(before: Mapping[str, Any], after: Mapping[str, Any], name: str, share: float) -> tuple[int, int] | None:
    """Both numbers, where they differ by more than the share of the first."""
    one, two = before.get(name), after.get(name)
    if not isinstance(one, int) or not isinstance(two, int) or abs(two - one) <= share * max(one, 1):
        return None
    return one, two
