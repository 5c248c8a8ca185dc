"""What a person looks at before publishing: how much is new, changed, gone or the same, and the biggest jumps."""

import pytest

from indicators.actions.deliveries import publish_delivery
from indicators.analysis.periods import Period
from indicators.queries.difference import Counts, difference
from tests.world import CODES, DAY, World

BEFORE = Period.parse("2022-12-31")


@pytest.fixture
def published(world: World) -> World:
    world.deliver([("EW", code, DAY, 100.0) for code in CODES[:4]] + [("EW", "01", BEFORE, 90.0)])
    return world


def test_counts_by_measure_and_in_all(published: World) -> None:
    draft = published.draft(
        [
            ("EW", "01", DAY, 100.0),
            ("EW", "02", DAY, 150.0),
            ("EW", "05", DAY, 10.0),
            ("ALO", "01", DAY, 5.0),
        ]
    )
    found = difference(draft)
    assert found.per_measure == {"EW": Counts(new=1, changed=1, gone=2, same=1), "ALO": Counts(new=1)}
    assert found.total == Counts(new=2, changed=1, gone=2, same=1)
    assert not found.empty


def test_a_partial_draft_makes_nothing_go(published: World) -> None:
    draft = published.draft([("EW", "01", DAY, 100.0)], complete=False)
    found = difference(draft)
    assert found.total == Counts(same=1)
    assert found.empty


def test_the_same_figures_again_change_nothing(published: World) -> None:
    draft = published.draft([("EW", code, DAY, 100.0) for code in CODES[:4]])
    assert difference(draft).empty


@pytest.mark.parametrize("now", [(None, "suppressed"), (100.0, "provisional"), (100.0, "ok", "limited")])
def test_another_status_or_flag_is_a_change(published: World, now: tuple[object, ...]) -> None:
    draft = published.draft([("EW", "01", DAY, *now)], complete=False)
    assert difference(draft).total == Counts(changed=1)


def test_a_figure_that_appears_or_vanishes_is_no_jump(published: World) -> None:
    published.deliver([("EW", "05", DAY, None, "suppressed")], complete=False)
    draft = published.draft(
        [("EW", "01", DAY, 101.0), ("EW", "02", DAY, None, "suppressed"), ("EW", "05", DAY, 900.0)], complete=False
    )
    assert [one["area_code"] for one in difference(draft).biggest] == ["01", "02", "05"]


def test_the_biggest_jumps_come_first(published: World) -> None:
    draft = published.draft(
        [("EW", "01", DAY, 110.0), ("EW", "02", DAY, 1000.0), ("EW", "03", DAY, 30.0), ("EW", "04", DAY, 100.0)]
    )
    jumps = difference(draft).biggest
    assert [(one["area_code"], one["before"], one["after"]) for one in jumps] == [
        ("02", 100.0, 1000.0),
        ("03", 100.0, 30.0),
        ("01", 100.0, 110.0),
    ]
    assert jumps[0]["measure"] == "EW"
    assert (jumps[0]["area_name"], jumps[0]["period_end"]) == ("Viertel 02", DAY.end)
    assert (jumps[0]["status_before"], jumps[0]["status_after"]) == ("ok", "ok")
    assert len(difference(draft, biggest=1).biggest) == 1
    assert difference(draft, biggest=0).biggest == []


def test_a_draft_without_figures_differs_in_nothing(published: World) -> None:
    found = difference(published.draft([]))
    assert (found.total, found.per_measure, found.biggest) == (Counts(), {}, [])


def test_after_publishing_the_same_draft_again_is_no_change(published: World) -> None:
    figures = [("EW", code, DAY, 7.0) for code in CODES]
    draft = published.draft(figures)
    assert not difference(draft).empty
    publish_delivery(by=None, delivery=draft)
    assert difference(published.draft(figures)).empty
