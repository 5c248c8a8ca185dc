"""Ranges from houses that are there: the fewest for a catchment, and ends that lie at a house."""

from collections.abc import Mapping, Sequence

from districts.addressing.ranges import (
    SIDES,
    WHOLE,
    WITHOUT_NUMBER,
    House,
    Range,
    Side,
    Span,
    range_between,
    side_of,
)


def compressed(houses: Mapping[House, str], *, whole: bool = True) -> dict[str, list[Range]]:
    """Per catchment the ranges that hold its houses and none of another's; `houses`: each house of a street → code.

    Each range runs from house to house that is there. With `whole`, a street that belongs to one catchment alone
    becomes the whole street. The same houses always give the same ranges.
    """
    codes = set(houses.values())
    if whole and len(codes) == 1:
        return {codes.pop(): [WHOLE]}
    found: dict[str, list[Range]] = {code: [] for code in sorted(codes)}
    for side in SIDES:
        run: list[House] = []
        there = sorted(one for one in houses if side_of(one.number) == side)
        for place, one in enumerate(there):
            run.append(one)
            following = there[place + 1] if place + 1 < len(there) else None
            if following is None or houses[following] != houses[one]:
                found[houses[one]].append(_run(side, run))
                run = []
    return found


def tidied(one: Range, there: Sequence[House]) -> Range | None:
    """The range with its ends at houses of the street, None if it holds none; as it is where no houses are known.

    Open ends stay open: what is built there belongs to it as well.
    """
    if not there or one.is_without_number:
        return one
    inside = sorted(found for found in there if one.contains(*found))
    if not inside:
        return None
    first = (None, "") if one.first is None else inside[0]
    last = (None, "") if one.last is None else inside[-1]
    return Range(one.parity, first[0], first[1], last[0], last[1])


def _run(side: Side, run: Sequence[House]) -> Range:
    if side == "none":
        return WITHOUT_NUMBER
    return range_between("odd" if side == "odd" else "even", Span(run[0], run[-1]))
