"""Which ways lead from one edition to another."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from districts.geometry.weights import Weights
from districts.models import Correspondence, Edition, Weight


@dataclass(frozen=True)
class Found:
    weights: Weights
    steps: tuple[Correspondence, ...]

    @property
    def basis(self) -> str:
        return self.steps[-1].basis

    @property
    def chained(self) -> bool:
        return len(self.steps) > 1


def weights_between(source: Edition, target: Edition, known_on: datetime | None = None) -> Found | None:
    step = Correspondence.objects.standing(known_on).filter(source=source, target=target).first()
    if step is None:
        return None
    ids = [list(edition.areas.order_by("code").values_list("id", "code")) for edition in (source, target)]
    place = [{pk: row for row, (pk, _code) in enumerate(one)} for one in ids]
    rows = list(Weight.objects.filter(correspondence=step).values_list("source_id", "target_id", "weight"))
    codes = [tuple(code for _pk, code in one) for one in ids]
    made = Weights(
        codes[0],
        codes[1],
        np.array([place[0][row[0]] for row in rows], dtype=np.intp),
        np.array([place[1][row[1]] for row in rows], dtype=np.intp),
        np.array([row[2] for row in rows], dtype=float),
    )
    return Found(made, (step,))


def sources_of(target: Edition, known_on: datetime | None = None) -> list[Edition]:
    steps = Correspondence.objects.standing(known_on).filter(target=target).select_related("source__division")
    return list({step.source_id: step.source for step in steps}.values())
