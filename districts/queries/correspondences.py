"""The ways that lead from one edition to another: the best direct one, else the shortest chain."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Final

import numpy as np

from districts.geometry.weights import Weights
from districts.models import Area, Correspondence, Edition, Weight

Basis = Correspondence.Basis
# From best to last. An office's own table is its word; where people live tells more than how large the ground is.
PREFERENCE: Final = (Basis.OFFICE, Basis.ADDRESSES, Basis.BLOCKS, Basis.RESIDENTIAL, Basis.AREA)
MOST_STEPS: Final = 3


@dataclass(frozen=True)
class Found:
    """Weights between the areas of two editions, both ordered by code, and the correspondences they come from."""

    weights: Weights
    steps: tuple[Correspondence, ...]

    @property
    def basis(self) -> str:
        """That of the weakest step."""
        return max((step.basis for step in self.steps), key=lambda basis: PREFERENCE.index(Basis(basis)))

    @property
    def chained(self) -> bool:
        return len(self.steps) > 1


def weights_between(source: Edition, target: Edition, known_on: datetime | None = None) -> Found | None:
    """The best direct correspondence (by basis, then the newest); a chain only where there is none. None: no way."""
    steps = _way(source.pk, target.pk, _best(Correspondence.objects.standing(known_on)))
    if not steps:
        return None
    return Found(reduce(Weights.then, _weights(steps)), tuple(steps))


def sources_of(target: Edition, known_on: datetime | None = None) -> list[Edition]:
    """Editions in force at some time from which a correspondence, or a chain of them, leads here."""
    best = _best(Correspondence.objects.standing(known_on))
    reached, edge = {target.pk}, {target.pk}
    for _step in range(MOST_STEPS):
        edge = {first for first, second in best if second in edge} - reached
        reached |= edge
    found = Edition.objects.active().filter(pk__in=reached - {target.pk}).select_related("division")
    return list(found.order_by("division__rank", "-valid_from"))


def best_of_each(standing: Iterable[Correspondence]) -> list[Correspondence]:
    """Of the correspondences given, newest first, those that are used: one for each pair of editions."""
    return list(_best(standing).values())


def _best(standing: Iterable[Correspondence]) -> dict[tuple[int, int], Correspondence]:
    """Per pair of editions the one that is used; `standing` has the newest first."""
    best: dict[tuple[int, int], Correspondence] = {}
    for one in standing:
        pair = (one.source_id, one.target_id)
        before = best.get(pair)
        if before is None or PREFERENCE.index(Basis(one.basis)) < PREFERENCE.index(Basis(before.basis)):
            best[pair] = one
    return best


def _way(source: int, target: int, best: dict[tuple[int, int], Correspondence]) -> list[Correspondence]:
    """The fewest steps; among equally few those with the least that is really split."""
    waiting: deque[tuple[int, list[Correspondence]]] = deque([(source, [])])
    complete: list[list[Correspondence]] = []
    while waiting:
        here, steps = waiting.popleft()
        if complete and len(steps) >= len(complete[0]):
            break
        for (first, second), one in best.items():
            if first != here or any(second in (step.source_id, step.target_id) for step in steps):
                continue
            if second == target:
                complete.append([*steps, one])
            elif len(steps) + 1 < MOST_STEPS:
                waiting.append((second, [*steps, one]))
    fewest = [way for way in complete if len(way) == len(complete[0])]
    return min(fewest, key=lambda way: sum(step.split_share for step in way), default=[])


def _weights(steps: list[Correspondence]) -> list[Weights]:
    editions = {steps[0].source_id, *(step.target_id for step in steps)}
    areas: dict[int, list[tuple[int, str]]] = {pk: [] for pk in editions}
    for edition, pk, code in (
        Area.objects.filter(edition__in=editions).order_by("code").values_list("edition_id", "id", "code")
    ):
        areas[edition].append((pk, code))
    place = {pk: row for rows in areas.values() for row, (pk, _code) in enumerate(rows)}
    codes = {edition: tuple(code for _pk, code in rows) for edition, rows in areas.items()}
    return [_of(step, place, codes) for step in steps]


def _of(step: Correspondence, place: dict[int, int], codes: dict[int, tuple[str, ...]]) -> Weights:
    rows = Weight.objects.filter(correspondence=step).values_list("source_id", "target_id", "weight")
    found = [(place[source], place[target], weight) for source, target, weight in rows]
    columns = zip(*found, strict=True) if found else ((), (), ())
    source, target, weight = (np.array(column) for column in columns)
    return Weights(
        codes[step.source_id],
        codes[step.target_id],
        source.astype(np.intp),
        target.astype(np.intp),
        weight.astype(float),
    )
