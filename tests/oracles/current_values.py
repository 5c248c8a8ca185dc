"""Which figure stands, the slow obvious way: one figure at a time, in plain Python, straight from the rule.

"Of all published, not withdrawn deliveries that hold it, the newest; and not older than the newest complete delivery
for that measure, edition and period."
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

Key = tuple[str, str, str]  # measure, area, period
Figure = tuple[float | None, str]  # value, status


@dataclass
class Said:
    """A delivery as it was made; deliveries stand in the order in which they were published."""

    figures: dict[Key, Figure]
    complete: bool
    withdrawn: bool = False


def current(deliveries: Sequence[Said], keys: Sequence[Key]) -> dict[Key, Figure]:
    """The figures that stand among the keys asked for; keys nobody speaks of are left out."""
    standing = [one for one in deliveries if not one.withdrawn]
    found = {}
    for key in keys:
        for delivery in reversed(standing):
            if key in delivery.figures:
                found[key] = delivery.figures[key]
                break
            if delivery.complete and any(_covers(said, key) for said in delivery.figures):
                break
    return found


def _covers(said: Key, key: Key) -> bool:
    return (said[0], said[2]) == (key[0], key[2])


def difference(deliveries: Sequence[Said], draft: Said, keys: Sequence[Key]) -> Counter[str]:
    """How many figures a draft would make new, changed, gone or leave the same."""
    before = current(deliveries, keys)
    after = current([*deliveries, draft], keys)
    counts: Counter[str] = Counter()
    for key in keys:
        if not any(_covers(said, key) for said in draft.figures):
            continue
        if key in before and key not in after:
            counts["gone"] += 1
        elif key in after and key not in before:
            counts["new"] += 1
        elif key in draft.figures:
            counts["same" if before[key] == after[key] else "changed"] += 1
    return counts
