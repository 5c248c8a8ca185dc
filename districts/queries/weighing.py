"""Reads what a correspondence rests on and computes its weights; writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from districts.geometry.correspond import Division, Made, by_area, by_points, by_shapes
from districts.geometry.placing import index, place
from districts.models import Correspondence, Edition, Register
from districts.queries.placing import Shapes, homes_of, shapes_of

Basis = Correspondence.Basis


class NotWeighable(Exception):
    """`reason` is a key of the message shown: no_register, no_blocks, no_geometry, nothing_in_common."""

    def __init__(self, reason: str, **params: object) -> None:
        self.reason, self.params = reason, params
        super().__init__(f"{reason} {params}")


@dataclass(frozen=True)
class Ground:
    """What weights rest on beside the two editions: a register, or blocks with how many live in each (area id → people)
    and the words of where that is from.
    """

    register: Register | None = None
    blocks: Edition | None = None
    people: Mapping[int, float] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Weighed:
    """Weights with the ids of their areas, and what is written down of how they were made."""

    made: Made
    source_ids: NDArray[np.int64]
    target_ids: NDArray[np.int64]
    basis: str
    grounds: dict[str, Any]


def weigh(source: Edition, target: Edition, basis: str, ground: Ground | None = None) -> Weighed:
    """The weights between two editions on a basis. NotWeighable where the basis is not there."""
    ground = ground or Ground()
    read = shapes_of([source, target])
    first, second = read[source.pk], read[target.pk]
    for edition, shapes in ((source, first), (target, second)):
        if shapely.is_missing(shapes.shapes).all():
            raise NotWeighable("no_geometry", edition=str(edition))
    if basis not in _BY:
        raise ValueError(f"{basis} is brought, not computed")
    made, grounds = _BY[basis](_division(first), _division(second), ground)
    if not made.weights.covered.any():
        raise NotWeighable("nothing_in_common", source=str(source), target=str(target))
    if made.by_area:
        grounds |= {"areas_by_plain_area": made.by_area}
    return Weighed(made, first.ids, second.ids, basis, {**ground.told, **grounds})


def _division(read: Shapes) -> Division:
    return Division(read.codes, read.shapes)


Told = tuple[Made, dict[str, Any]]


def _area(first: Division, second: Division, _ground: Ground) -> Told:
    return by_area(first, second), {}


def _addresses(first: Division, second: Division, ground: Ground) -> Told:
    register = ground.register
    if register is None:
        raise NotWeighable("no_register")
    homes = homes_of(register)
    tree = index(shapely.points(homes.place))
    source, target = (place(tree, one.shapes, one.codes) for one in (first, second))
    as_of = {"register": register.pk, "as_of": register.valid_from.isoformat()}
    people = np.nan_to_num(homes.inhabitants) if register.inhabitants_known else np.ones(len(homes.place))
    made = by_points(first, second, source, target, people)
    return made, as_of | {"inhabitants": register.inhabitants_known}


def _blocks(first: Division, second: Division, ground: Ground) -> Told:
    if ground.blocks is None or not ground.people:
        raise NotWeighable("no_blocks")
    blocks = shapes_of([ground.blocks])[ground.blocks.pk]
    people = np.array([ground.people.get(int(pk), 0.0) for pk in blocks.ids], dtype=np.float64)
    return by_shapes(first, second, blocks.shapes, people), {"blocks": str(ground.blocks)}


def _residential(first: Division, second: Division, ground: Ground) -> Told:
    if ground.blocks is None:
        raise NotWeighable("no_blocks")
    homes = shapes_of([ground.blocks])[ground.blocks.pk]
    return by_shapes(first, second, homes.shapes), {"residential": str(ground.blocks)}


_BY: dict[str, Callable[[Division, Division, Ground], Told]] = {
    Basis.AREA: _area,
    Basis.ADDRESSES: _addresses,
    Basis.BLOCKS: _blocks,
    Basis.RESIDENTIAL: _residential,
}
