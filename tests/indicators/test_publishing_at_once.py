"""Two people at the same moment, on two connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from districts.actions.editions import CannotActivate, activate_edition
from districts.models import Edition
from indicators.actions.deliveries import discard_delivery, prepare_delivery, publish_delivery, withdraw_delivery
from indicators.analysis.figures import Figures
from indicators.errors import NotPossible
from indicators.models import Delivery, Observation, Series, StagedObservation
from tests import world as worlds
from tests.world import DAY, World, edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db: None) -> World:
    return worlds.build()


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Runs the actions in threads that start together; says how each ended."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            action()
        except (NotPossible, CannotActivate) as error:
            return error.reason
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(actions)) as pool:
        return sorted(future.result(timeout=30) for future in [pool.submit(run, action) for action in actions])


def test_one_draft_is_published_once(committed: World) -> None:
    draft = committed.draft([("EW", "01", DAY, 100.0)])
    ended = at_once(*[lambda: publish_delivery(by=None, delivery=draft)] * 4)
    assert ended == ["delivery_not_draft"] * 3 + ["done"]
    assert Observation.objects.count() == 1


def test_publishing_and_discarding_exclude_each_other(committed: World) -> None:
    for n in range(5):
        draft = committed.draft([("EW", "01", DAY, float(n))])
        ended = at_once(
            lambda draft=draft: publish_delivery(by=None, delivery=draft),
            lambda draft=draft: discard_delivery(by=None, delivery=draft),
        )
        assert ended == ["delivery_not_draft", "done"]
        draft.refresh_from_db()
        assert draft.observations.count() == (1 if draft.state == "published" else 0)
        assert draft.staged.count() == 0


def test_two_deliveries_for_the_same_place_both_stand_and_one_is_current(committed: World) -> None:
    drafts = [committed.draft([("EW", "01", DAY, float(n))]) for n in (1, 2)]
    assert at_once(*[lambda d=d: publish_delivery(by=None, delivery=d) for d in drafts]) == ["done", "done"]
    newest = Delivery.objects.order_by("-published_at", "-id")[0]
    value, _ = committed.current("einwohner", "01")
    assert value == newest.observations.get().value


def test_a_delivery_is_withdrawn_once(committed: World) -> None:
    made = committed.deliver([("EW", "01", DAY, 1.0)])
    ended = at_once(*[lambda n=n: withdraw_delivery(by=None, delivery=made, reason=f"{n}") for n in range(3)])
    assert ended == ["delivery_not_published"] * 2 + ["done"]


def test_of_two_editions_for_one_day_one_comes_into_force(committed: World) -> None:
    drafts = [edition(key="bezirke", active=False) for _ in range(2)]
    ended = at_once(*[lambda d=d: activate_edition(by=None, edition=d) for d in drafts])
    assert ended == ["done", "same_day"]
    assert Edition.objects.active().filter(division__key="bezirke").count() == 1


def test_two_drafts_that_need_the_same_new_series_in_another_order_wait_for_each_other(committed: World) -> None:
    """Each makes its first while the other makes what it needs next: without an order, a deadlock."""
    rows = {code: committed.rows([("EW", code, DAY, 1.0)]) for code in ("01", "02")}
    half = Barrier(2)

    def blocks(*codes: str) -> Iterator[Figures]:
        for code in codes:
            yield Figures.from_rows(rows[code])
            with suppress(BrokenBarrierError):  # the second comes no further than its first block
                half.wait(timeout=1)

    def store(*codes: str) -> None:
        prepare_delivery(by=None, label="", figures=blocks(*codes), canonical_hash="0" * 64, complete=False)

    assert at_once(lambda: store("01", "02"), lambda: store("02", "01")) == ["done", "done"]
    assert Series.objects.count() == 2
    assert StagedObservation.objects.count() == 4
