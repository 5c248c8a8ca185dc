from districts.addressing.assigning import Assignment, Owner, Rule, Zone
from districts.addressing.ranges import WHOLE, Range

RING = [
    Rule("ring", Range("odd", 1, "", 9), 1),
    Rule("ring", Range("even", 2, "", 8), 2),
    Rule("ring", Range("odd", 7, "", 9), 2),
]


def test_a_range_decides_before_the_block_and_two_ranges_are_told() -> None:
    made = Assignment.of(RING, [(70, 3, None), (71, 3, None), (71, 4, None)])
    assert made.owner("ring", 3, block=70) == Owner((1,))
    assert made.owner("ring", 21, block=70) == Owner((3,))
    assert made.owner("ring", 21) == Owner()
    assert made.owner("ring", 7).is_double
    assert made.block_owner(71).is_double
    assert made.block_owner(99) == Owner()


def test_a_zone_makes_two_owners_right_with_home_first() -> None:
    shared = Rule("ring", Range("odd", 7, "", 9), 2, zone=5)
    made = Assignment.of([*RING[:2], shared], zones={5: Zone(2, 1)})
    assert made.owner("ring", 7) == Owner((2, 1), 5)
    assert not made.owner("ring", 7).is_double
    assert made.shared() == []
    assert [one.street for one in Assignment.of(RING).shared()] == ["ring"]


def test_numbers_missing_between_two_ranges() -> None:
    rules = [Rule("weg", Range("odd", 1, "", 5), 1), Rule("weg", Range("odd", 11), 2), Rule("gasse", WHOLE, 1)]
    assert Assignment.of(rules).street_gaps() == {"weg": [Range("odd", 7, "", 9)]}
