"""Counts of one or two persons that an office forgot to hide. They must not be stored, let alone published."""

from typing import Any

import numpy as np

from imports.checks.setting import LISTED, Setting
from imports.parsers.records import Parsed, Place, Problems


def check_small_cells(setting: Setting, problems: Problems) -> None:
    """Blocks the file. The findings name the places and never the figures: findings are kept and shown."""
    minimum = setting.checks.minimum(municipal=setting.municipal)
    if not minimum or not len(setting.records):
        return
    allowed = set(setting.checks.small_allowed)
    guarded = setting.counts & np.array([code not in allowed for code in setting.records.measures.list], dtype=bool)
    count, listed = 0, list[int]()
    for block in setting.blocks():
        small = np.flatnonzero((block.value > 0) & (block.value < minimum) & guarded[block.measure])
        count += len(small)
        if len(listed) < LISTED:
            listed += (block.first + small[: LISTED - len(listed)]).tolist()
    for position in listed:
        record = setting.records[position]
        told: dict[str, Any] = {"code": record.area_code, "measure": record.measure, "period": record.period.label}
        problems.add("small_cell", record.place, minimum=minimum, **told)
    if count > len(listed):
        problems.add("more_small_cells", count=count, shown=len(listed), minimum=minimum)


def check_small_parts(parsed: Parsed, setting: Setting, problems: Problems) -> None:
    """The same for the rows of a register, of which only sums become figures. Their places stay in findings alone."""
    told = parsed.facts.pop("small_parts", {"count": 0})
    minimum, sums = setting.checks.minimum(municipal=setting.municipal), setting.profile.sums
    if not minimum or not told["count"] or not setting.counts.any() or (sums and sums.small_parts == "allowed"):
        return
    for line, column in told["places"]:
        problems.add("small_part", Place(parsed.facts.get("sheet"), line, column), minimum=minimum)
    if told["count"] > len(told["places"]):
        problems.add("more_small_cells", count=told["count"], shown=len(told["places"]), minimum=minimum)
