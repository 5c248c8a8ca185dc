"""What is wrong with a plan, and where: looked at anew each time, for there may be new addresses since."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from shapely import MultiPolygon, Point

from districts.geometry.partition import fragments, lying_in
from districts.queries.placing import Shapes, shapes_of
from districts.queries.plans import PlanContents

SHOWN: Final = 50
SMALL_PIECE_M2: Final = 100.0

SEVERITIES: Final = {
    "no-catchments": "error",
    "address-unassigned": "error",
    "house-double": "error",
    "number-less-double": "notice",
    "block-double": "error",
    "block-unassigned": "error",
    "catchment-without-school": "error",
    "school-closed": "error",
    "catchment-empty": "error",
    "areas-faulty": "error",
    "school-outside": "warning",
    "school-without-place": "notice",
    "street-gap": "warning",
    "street-unknown": "warning",
    "area-in-pieces": "warning",
    "no-areas": "warning",
    "no-register": "notice",
}


@dataclass(frozen=True)
class Check:
    """One thing found: how many, whose (codes), examples in words, and places (x, y) in EPSG:25832."""

    rule: str
    count: int = 0
    codes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    places: tuple[tuple[float, float], ...] = ()
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        return SEVERITIES[self.rule]


def checks(contents: PlanContents) -> list[Check]:
    """Errors first, then warnings, then notices."""
    if not contents.catchments:
        return [Check("no-catchments")]
    found = [*_schools(contents), *_areas(contents)]
    if contents.is_of_sets:
        found += [*_claimed_twice(contents), *_blocks(contents), *_empty(contents)]
    if contents.is_of_sets or contents.plan.edition is not None:
        found += _addresses(contents)
    order = ["error", "warning", "notice"]
    return sorted(found, key=lambda one: order.index(one.severity))


def _schools(contents: PlanContents) -> Iterator[Check]:
    without = [one.code for one in contents.catchments if one.school is None]
    if without:
        yield _codes("catchment-without-school", without)
    year = contents.plan.school_year
    closed = [c for c in contents.catchments if c.school and c.school.closes is not None and c.school.closes < year]
    if closed:
        names = [str(one.school) for one in closed]
        yield Check("school-closed", len(closed), tuple(one.code for one in closed), tuple(names[:SHOWN]))
    placed = [one for one in contents.catchments if one.school and one.school.place is None]
    if placed:
        names = [str(one.school) for one in placed]
        yield Check("school-without-place", len(placed), tuple(c.code for c in placed), tuple(names[:SHOWN]))


def _codes(rule: str, codes: Sequence[str]) -> Check:
    return Check(rule, len(codes), tuple(codes))


def _areas(contents: PlanContents) -> Iterator[Check]:
    edition = contents.plan.edition
    if edition is None:
        yield Check("no-areas")
        return
    serious = edition.findings.filter(severity="error", repaired=False)
    if serious.exists():
        codes = sorted({code for one in serious for code in one.codes})
        yield Check("areas-faulty", serious.count(), tuple(codes), tuple(sorted({one.rule for one in serious})))
    drawn = shapes_of([edition])[edition.pk].drawn()
    shapes = dict(zip(drawn.codes, drawn.shapes, strict=True))
    yield from _schools_outside(contents, shapes)
    pieces = {code: fragments(shape, SMALL_PIECE_M2) for code, shape in shapes.items()}
    apart = {code: some for code, some in pieces.items() if some}
    if apart:
        spots = [piece.representative_point() for some in apart.values() for piece in some]
        places = tuple((spot.x, spot.y) for spot in spots[:SHOWN])
        yield Check("area-in-pieces", sum(map(len, apart.values())), tuple(apart), places=places)


def _schools_outside(contents: PlanContents, shapes: dict[str, MultiPolygon]) -> Iterator[Check]:
    homes = [one for one in contents.catchments if one.school and one.school.place is not None and one.code in shapes]
    if not homes:
        return
    points = np.array([[one.school.place.x, one.school.place.y] for one in homes if one.school and one.school.place])
    codes = list(shapes)
    within = lying_in(list(shapes.values()), points)
    elsewhere = [n for n, (one, row) in enumerate(zip(homes, within, strict=True)) if row < 0 or codes[row] != one.code]
    outside = [n for n in elsewhere if shapes[homes[n].code].distance(Point(points[n])) > 0]  # not on its border either
    if outside:
        names = tuple(str(homes[n].school) for n in outside[:SHOWN])
        places = tuple((float(points[n, 0]), float(points[n, 1])) for n in outside[:SHOWN])
        yield Check("school-outside", len(outside), tuple(homes[n].code for n in outside), names, places)


def _claimed_twice(contents: PlanContents) -> Iterator[Check]:
    names = {one.folded: one.street for one in contents.ranges}
    code = {str(one.pk): one.code for one in contents.catchments}
    shared = contents.assignment.shared()
    for rule, some in (
        ("house-double", [one for one in shared if not one.only_without_number]),
        ("number-less-double", [one for one in shared if one.only_without_number]),
    ):
        if some:
            examples = tuple(f"{names[one.street]}: {code[one.first]}, {code[one.second]}" for one in some[:SHOWN])
            codes = sorted({code[key] for one in some for key in (one.first, one.second)})
            yield Check(rule, len(some), tuple(codes), examples)
    gaps = contents.assignment.street_gaps()
    if gaps and contents.houses is None:
        streets = sorted(names[street] for street in gaps)
        yield Check("street-gap", len(gaps), examples=tuple(streets[:SHOWN]))


def _blocks(contents: PlanContents) -> Iterator[Check]:
    blocks = contents.ground
    if blocks is None:
        return
    owners = [contents.assignment.block_owner(pk) for pk in blocks.ids.tolist()]
    double = [n for n, one in enumerate(owners) if one.is_double]
    if double:
        yield Check("block-double", len(double), tuple(blocks.codes[n] for n in double), places=_inner(blocks, double))
    if contents.ranges:
        return  # houses decide where blocks do not
    nobodys = [n for n, one in enumerate(owners) if not one.catchments]
    if nobodys:
        codes = tuple(blocks.codes[n] for n in nobodys)
        yield Check("block-unassigned", len(nobodys), codes, places=_inner(blocks, nobodys))


def _inner(blocks: Shapes, rows: Sequence[int]) -> tuple[tuple[float, float], ...]:
    spots = [blocks.shapes[n].representative_point() for n in rows[:SHOWN]]
    return tuple((spot.x, spot.y) for spot in spots)


def _addresses(contents: PlanContents) -> Iterator[Check]:
    houses = contents.houses
    if houses is None:
        yield Check("no-register")
        return
    nobodys = [n for n, one in enumerate(contents.owners) if not one.catchments]
    if nobodys:
        streets = Counter(houses.street[n] for n in nobodys)
        yield Check(
            "address-unassigned",
            len(nobodys),
            examples=tuple(houses.label(n) for n in nobodys[:SHOWN]),
            places=tuple((float(houses.places[n, 0]), float(houses.places[n, 1])) for n in nobodys[:SHOWN]),
            params={"streets": len(streets), "register": str(contents.register)},
        )
    known = set(houses.folded)
    unknown = sorted({one.street for one in contents.ranges if one.folded not in known})
    if unknown:
        params = {"register": str(contents.register)}
        yield Check("street-unknown", len(unknown), examples=tuple(unknown[:SHOWN]), params=params)


def _empty(contents: PlanContents) -> Iterator[Check]:
    filled = {one.catchment_id for one in contents.ranges} | {catchment for _, catchment, _ in contents.blocks}
    empty = [one.code for one in contents.catchments if one.pk not in filled]
    if empty:
        yield _codes("catchment-empty", empty)
