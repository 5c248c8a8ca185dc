"""The one SQL statement behind every figure, against the rule written down once more in plain Python."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.actions.deliveries import publish_delivery, withdraw_delivery
from indicators.analysis.periods import Period
from indicators.queries.difference import difference
from indicators.queries.panels import Span, measure_panels
from tests.oracles import current_values as oracle
from tests.oracles.current_values import Figure, Key, Said
from tests.world import World

MEASURES, AREAS, PERIODS = ("EW", "ALO"), ("01", "02", "03"), ("2022", "2023", "2023-12-31")
KEYS: list[Key] = [(m, a, p) for m in MEASURES for a in AREAS for p in PERIODS]

figures = st.one_of(
    st.sampled_from([(None, "missing"), (None, "suppressed"), (0.0, "zero")]),
    st.integers(1, 3).map(lambda n: (float(n), "ok")),
)
deliveries = st.builds(Said, st.dictionaries(st.sampled_from(KEYS), figures, min_size=1, max_size=8), st.booleans())
histories = st.lists(st.tuples(deliveries, st.booleans()), min_size=1, max_size=5)

# Each example is undone by a savepoint of its own, so the fixture's city is the same for all of them.
several = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def publish(world: World, said: Said) -> Any:
    return publish_delivery(by=None, delivery=draft(world, said))


def draft(world: World, said: Said) -> Any:
    rows = [(m, a, Period.parse(p), value, status) for (m, a, p), (value, status) in said.figures.items()]
    return world.draft(rows, complete=said.complete)


def current(world: World, span: Span | None = None) -> dict[Key, Figure]:
    """What the database says, figure by figure; cells nobody filled are told from figures delivered as missing."""
    areas = [(area.pk, area.code) for area in world.edition.areas.filter(code__in=AREAS)]
    found: dict[Key, Figure] = {}
    for code, measured in measure_panels(world.edition, MEASURES, areas, span or Span()).items():
        for row, area in enumerate(measured.panel.areas):
            for column, period in enumerate(measured.panel.periods):
                if measured.deliveries[row, column]:
                    cell = measured.panel.cell(area, period)
                    found[code, area, period.label] = (cell.value, cell.status.value)
    return found


@several
@given(history=histories)
def test_what_stands_is_what_the_rule_says(world: World, history: Sequence[tuple[Said, bool]]) -> None:
    with transaction.atomic():
        for said, withdrawn in history:
            made = publish(world, said)
            if withdrawn:
                withdraw_delivery(by=None, delivery=made, reason="Fehler")
                said.withdrawn = True
        assert current(world) == oracle.current([said for said, _ in history], KEYS)
        transaction.set_rollback(True)


@several
@given(history=histories, next_one=deliveries)
def test_the_difference_is_what_publishing_would_change(
    world: World, history: Sequence[tuple[Said, bool]], next_one: Said
) -> None:
    with transaction.atomic():
        for said, withdrawn in history:
            made = publish(world, said)
            if withdrawn:
                withdraw_delivery(by=None, delivery=made, reason="Fehler")
                said.withdrawn = True
        before = current(world)
        made = draft(world, next_one)
        total = difference(made).total
        counts = {name: getattr(total, name) for name in ("new", "changed", "gone", "same")}
        expected = oracle.difference([said for said, _ in history], next_one, KEYS)
        assert counts == {name: expected[name] for name in counts}
        publish_delivery(by=None, delivery=made)
        after = current(world)
        assert len(after.keys() - before.keys()) == total.new
        assert len(before.keys() - after.keys()) == total.gone
        assert sum(before[key] != after[key] for key in before.keys() & after.keys()) == total.changed
        transaction.set_rollback(True)


@several
@given(history=histories)
def test_every_earlier_day_can_be_read_again(world: World, history: Sequence[tuple[Said, bool]]) -> None:
    with transaction.atomic():
        moments: list[tuple[datetime, dict[Key, Figure]]] = []
        made = []
        for said, _ in history:
            made.append(publish(world, said))
            moments.append((now(), current(world)))
        for delivery, (_, withdrawn) in zip(made, history, strict=True):
            if withdrawn:
                withdraw_delivery(by=None, delivery=delivery, reason="Fehler")
                moments.append((now(), current(world)))
        for moment, then in moments:
            assert current(world, Span(known_on=moment)) == then
        transaction.set_rollback(True)


def test_before_the_first_publication_nothing_was_known(world: World) -> None:
    before = now()
    publish(world, Said({("EW", "01", "2023"): (1.0, "ok")}, complete=True))
    assert current(world, Span(known_on=before)) == {}
    assert len(current(world)) == 1


@given(numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
@several
def test_numbers_come_back_to_the_last_bit(world: World, numbers: list[float]) -> None:
    with transaction.atomic():
        said = {("EW", area, "2023"): (n, "ok") for area, n in zip(AREAS, numbers, strict=True)}
        publish(world, Said(said, complete=True))
        assert {key: value for key, (value, _) in current(world).items()} == {k: v for k, (v, _) in said.items()}
        transaction.set_rollback(True)
