"""What a plan of catchments consists of, as the arithmetic wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from districts.addressing.assigning import NOBODYS, Assignment, Owner, Rule, Zone
from districts.addressing.compressing import compressed
from districts.addressing.directory import Entry
from districts.addressing.ranges import House, Range, house
from districts.geometry.partition import NOBODY, lying_in
from districts.models import Catchment, CatchmentBlock, CatchmentPlan, CatchmentRange, Edition, OverlapZone, Register
from districts.queries.placing import SQL, Homes, Shapes, homes_of, shapes_of


@dataclass(frozen=True)
class Houses:
    """The addresses of a register with their names, each list as long as the other and as `homes`."""

    pk: Sequence[int]
    folded: Sequence[str]
    street: Sequence[str]
    number: Sequence[int]
    suffix: Sequence[str]
    homes: Homes

    def __len__(self) -> int:
        return len(self.pk)

    @property
    def places(self) -> NDArray[np.float64]:
        return self.homes.place

    def label(self, row: int) -> str:
        return f"{self.street[row]} {self.number[row] or ''}{self.suffix[row]}".strip()


def newest_register() -> Register | None:
    return Register.objects.active().first()


def _houses(register: Register) -> Houses:
    with connection.cursor() as cursor:
        cursor.execute((SQL / "names_of_homes.sql").read_text(), {"register": register.pk})
        rows = cursor.fetchall()
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 5
    return Houses(*columns, homes_of(register))


def _drawn(edition: Edition) -> Shapes:
    return shapes_of([edition])[edition.pk].drawn()


class PlanContents:
    """One plan read from the database once; what is derived from it is computed when first asked for."""

    def __init__(self, plan: CatchmentPlan, register: Register | None = None) -> None:
        self.plan = plan
        # The newest one, not that of the draft: houses built since are what one looks for.
        self.register = register or newest_register() or plan.register
        self.catchments = list(Catchment.objects.filter(plan=plan).select_related("school").order_by("code"))
        self.by_pk = {one.pk: one for one in self.catchments}
        self.zones = list(OverlapZone.objects.filter(plan=plan).select_related("home", "other"))
        ranges = CatchmentRange.objects.filter(catchment__plan=plan)
        self.ranges = list(ranges.select_related("catchment").order_by("line", "id"))
        blocks = CatchmentBlock.objects.filter(catchment__plan=plan)
        self.blocks = list(blocks.values_list("block_id", "catchment_id", "zone_id"))

    @property
    def is_of_sets(self) -> bool:
        return bool(self.ranges or self.blocks)

    @cached_property
    def assignment(self) -> Assignment:
        rules = [Rule(one.folded, range_of(one), one.catchment_id, one.zone_id) for one in self.ranges]
        return Assignment.of(rules, self.blocks, {one.pk: Zone(one.home_id, one.other_id) for one in self.zones})

    @cached_property
    def houses(self) -> Houses | None:
        return _houses(self.register) if self.register else None

    @cached_property
    def ground(self) -> Shapes | None:
        return _drawn(self.plan.blocks) if self.plan.blocks else None

    @cached_property
    def areas_before(self) -> Shapes | None:
        """The areas of the plan this one is a copy of, or a copy of a copy, if that was one of areas."""
        plan, seen = self.plan.based_on, {self.plan.pk}
        while plan is not None and plan.pk not in seen:
            seen.add(plan.pk)
            if plan.edition is not None and not PlanContents(plan).is_of_sets:
                return _drawn(plan.edition)
            plan = plan.based_on
        return None

    @cached_property
    def block_rows(self) -> NDArray[np.int64]:
        """For each house the row of its block, NOBODY where it lies in none."""
        count = len(self.houses) if self.houses else 0
        if self.houses is None or self.ground is None or not len(self.ground.ids):
            return np.full(count, NOBODY, dtype=np.int64)
        return lying_in(self.ground.shapes, self.houses.places)

    @cached_property
    def owners(self) -> list[Owner]:
        """Whose each house of the register is: by ranges and blocks, or by areas where the plan has nothing else."""
        houses = self.houses
        if houses is None:
            return []
        if not self.is_of_sets:
            return self._by_areas(houses)
        rows = self.block_rows
        ids = self.ground.ids.tolist() if self.ground else []
        return [
            self.assignment.owner(street, number, suffix, ids[row] if row >= 0 else None)
            for street, number, suffix, row in zip(houses.folded, houses.number, houses.suffix, rows, strict=True)
        ]

    def _by_areas(self, houses: Houses) -> list[Owner]:
        if self.plan.edition is None:
            return [NOBODYS] * len(houses)
        areas, catchments = _drawn(self.plan.edition), {one.code: one.pk for one in self.catchments}
        known = [Owner((catchments[code],)) if code in catchments else NOBODYS for code in areas.codes]
        return [known[row] if row >= 0 else NOBODYS for row in lying_in(areas.shapes, houses.places)]

    def entries(self) -> list[Entry]:
        """The street list: as it stands where the plan is one, else made from the addresses of the register.

        Zones are listed under their home.
        """
        return self._stored_entries() if self.ranges and not self.blocks else self._made_entries()

    def _made_entries(self) -> list[Entry]:
        houses = self.houses
        if houses is None:
            return self._stored_entries()
        streets: dict[str, dict[House, str]] = {}
        for row, owner in enumerate(self.owners):
            if owner.catchments:
                one = house(houses.number[row], houses.suffix[row])
                streets.setdefault(houses.folded[row], {})[one] = self.by_pk[owner.catchments[0]].code
        names = dict(zip(houses.folded, houses.street, strict=True))
        parts = [(code, street, some) for street in streets for code, some in compressed(streets[street]).items()]
        return [
            Entry(line, code, names[street], tuple(some))
            for line, (code, street, some) in enumerate(sorted(parts, key=lambda one: one[:2]), start=1)
        ]

    def _stored_entries(self) -> list[Entry]:
        found: dict[tuple[int, str, str], list[CatchmentRange]] = {}
        for one in self.ranges:
            found.setdefault((one.line, one.catchment.code, one.street), []).append(one)
        return [
            Entry(line, code, street, tuple(range_of(one) for one in some))
            for (line, code, street), some in found.items()
        ]

    def totals(self) -> dict[int, tuple[int, float | None]]:
        """Catchment → addresses and inhabitants; a zone counts to its home. Inhabitants None where not known."""
        houses = self.houses
        if houses is None:
            return {}
        known = bool(self.register and self.register.inhabitants_known)
        count: dict[int, int] = {}
        people: dict[int, float] = {}
        for owner, living in zip(self.owners, np.nan_to_num(houses.homes.inhabitants).tolist(), strict=True):
            if owner.catchments:
                home = owner.catchments[0]
                count[home] = count.get(home, 0) + 1
                people[home] = people.get(home, 0.0) + living
        return {key: (n, people[key] if known else None) for key, n in count.items()}


def range_of(one: CatchmentRange) -> Range:
    return Range(one.parity, one.first, one.first_suffix, one.last, one.last_suffix)
