"""The life of a delivery: draft, published, withdrawn or discarded. Figures are only ever added."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import now

from indicators.actions.again import draft_again
from indicators.actions.deliveries import discard_delivery, publish_delivery, withdraw_delivery
from indicators.analysis.periods import Period
from indicators.errors import NotPossible
from indicators.models import Delivery, DeliveryScope, Observation, StagedObservation
from indicators.queries.panels import Span
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import DAY, World, edition, give, person

BEFORE = Period.parse("2022-12-31")


def test_a_draft_is_seen_by_nobody(world: World) -> None:
    made = world.draft([("EW", "01", DAY, 100.0)], source="Einwohnermeldestelle", stand="31.12.2023", note="Probe")
    assert (made.state, made.source_id, made.stand, made.note) == (
        "draft",
        "Einwohnermeldestelle",
        "31.12.2023",
        "Probe",
    )
    assert (StagedObservation.objects.count(), Observation.objects.count()) == (1, 0)
    assert world.values("einwohner").periods == ()


def test_publishing_moves_the_figures_and_writes_down_what_they_cover(world: World) -> None:
    made = world.draft(
        [("EW", "01", DAY, 100.0), ("EW", "02", DAY, 7.5), ("ALO", "01", DAY, None, "suppressed", "limited")]
    )
    publish_delivery(by=None, delivery=made)
    made.refresh_from_db()
    assert (made.state, StagedObservation.objects.count()) == ("published", 0)
    assert made.published_at is not None
    assert now() - made.published_at < timedelta(minutes=1)
    rows = Observation.objects.order_by("series__measure__code", "series__area__code")
    assert list(rows.values_list("series__measure__code", "series__area__code", "value", "status", "flags")) == [
        ("ALO", "01", None, "suppressed", "limited"),
        ("EW", "01", 100.0, "ok", ""),
        ("EW", "02", 7.5, "ok", ""),
    ]
    covered = DeliveryScope.objects.order_by("measure__code").values_list("measure__code", "edition", "period_end")
    assert list(covered) == [(code, world.edition.pk, DAY.end) for code in ("ALO", "EW")]
    assert world.current("einwohner", "02") == (7.5, "ok")


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_figures_that_do_not_show_are_not_left_out_without_a_word(world: World, state: str) -> None:
    """As where a policy hides some from whoever publishes them: the count says that there were more."""
    made = world.draft([("EW", "01", DAY, 100.0), ("EW", "02", DAY, 7.5)])
    assert made.size == 2
    if state == "withdrawn":
        made = withdraw_delivery(by=None, delivery=publish_delivery(by=None, delivery=made), reason="Fehler")
    Delivery.objects.filter(pk=made.pk).update(size=3)
    counted = (Delivery.objects.count(), StagedObservation.objects.count(), Observation.objects.count())
    with pytest.raises(NotPossible) as caught:
        draft_again(by=None, delivery=made) if state == "withdrawn" else publish_delivery(by=None, delivery=made)
    assert (caught.value.reason, caught.value.params) == ("figures_hidden", {"seen": 2, "size": 3})
    assert (Delivery.objects.count(), StagedObservation.objects.count(), Observation.objects.count()) == counted
    Delivery.objects.filter(pk=made.pk).update(size=2)
    again = draft_again(by=None, delivery=made) if state == "withdrawn" else made
    assert again.size == 2


def test_the_newest_wins(world: World) -> None:
    world.deliver([("EW", "01", DAY, 100.0)])
    world.deliver([("EW", "01", DAY, 101.0)])
    assert world.current("einwohner", "01") == (101.0, "ok")
    assert Observation.objects.count() == 2


def test_a_complete_delivery_ends_what_it_does_not_name(world: World) -> None:
    world.deliver(
        [("EW", "01", DAY, 100.0), ("EW", "02", DAY, 200.0), ("EW", "02", BEFORE, 190.0), ("ALO", "02", DAY, 9.0)]
    )
    world.deliver([("EW", "01", DAY, 101.0)])
    assert world.current("einwohner", "02") == (None, "missing")
    assert world.current("einwohner", "02", BEFORE) == (190.0, "ok")
    assert world.current("arbeitslose", "02") == (9.0, "ok")


def test_a_partial_delivery_says_nothing_about_the_rest(world: World) -> None:
    world.deliver([("EW", "01", DAY, 100.0), ("EW", "02", DAY, 200.0)])
    world.deliver([("EW", "01", DAY, 101.0)], complete=False)
    assert world.current("einwohner", "01") == (101.0, "ok")
    assert world.current("einwohner", "02") == (200.0, "ok")


def test_an_older_partial_delivery_does_not_outlive_a_complete_one(world: World) -> None:
    world.deliver([("EW", "02", DAY, 200.0)], complete=False)
    world.deliver([("EW", "01", DAY, 100.0)])
    assert world.current("einwohner", "02") == (None, "missing")


def test_editions_do_not_end_one_another(world: World) -> None:
    world.deliver([("EW", "01", DAY, 100.0)])
    other = edition(key="bezirke")
    world.deliver([("EW", "02", DAY, 5.0)], edition=other)
    assert world.current("einwohner", "01") == (100.0, "ok")


def test_withdrawing_brings_back_what_stood_before(world: World) -> None:
    world.deliver([("EW", "01", DAY, 100.0), ("EW", "02", DAY, 200.0)])
    wrong = world.deliver([("EW", "01", DAY, 999.0)])
    known = now()
    withdraw_delivery(by=None, delivery=wrong, reason=" falscher Stichtag ")
    wrong.refresh_from_db()
    assert (wrong.state, wrong.reason) == ("withdrawn", "falscher Stichtag")
    assert world.current("einwohner", "01") == (100.0, "ok")
    assert world.current("einwohner", "02") == (200.0, "ok")
    # What was shown meanwhile stays readable, and no figure was removed.
    assert world.values("einwohner", Span(known_on=known)).panel.cell("01", DAY).value == 999.0
    assert Observation.objects.count() == 3


def test_a_withdrawn_delivery_can_be_followed_by_a_better_one(world: World) -> None:
    wrong = world.deliver([("EW", "01", DAY, 999.0)])
    withdraw_delivery(by=None, delivery=wrong, reason="Fehler")
    assert world.values("einwohner").periods == ()
    world.deliver([("EW", "01", DAY, 100.0)])
    assert world.current("einwohner", "01") == (100.0, "ok")


def test_discarding_throws_the_figures_away_and_keeps_the_trace(world: World) -> None:
    made = discard_delivery(by=None, delivery=world.draft([("EW", "01", DAY, 100.0)]))
    assert (made.state, StagedObservation.objects.count(), Observation.objects.count()) == ("discarded", 0, 0)
    assert Delivery.objects.get().label == "Lieferung 1"


def test_what_does_not_fit_the_state_is_refused_with_a_reason(world: World) -> None:
    published = world.deliver([("EW", "01", DAY, 100.0)])
    draft = world.draft([("EW", "01", DAY, 101.0)])
    empty = world.draft([])
    for reason, attempt in (
        ("delivery_not_draft", lambda: publish_delivery(by=None, delivery=published)),
        ("delivery_not_draft", lambda: discard_delivery(by=None, delivery=published)),
        ("delivery_not_published", lambda: withdraw_delivery(by=None, delivery=draft, reason="x")),
        ("reason_missing", lambda: withdraw_delivery(by=None, delivery=published, reason="  ")),
        ("delivery_empty", lambda: publish_delivery(by=None, delivery=empty)),
    ):
        with pytest.raises(NotPossible) as caught:
            attempt()
        assert caught.value.reason == reason
    assert world.current("einwohner", "01") == (100.0, "ok")


def test_each_step_leaves_its_line(world: World) -> None:
    AuditEvent.objects.all().delete()
    user = person("chef", is_superuser=True)
    made = world.deliver([("EW", "01", DAY, 100.0)], by=user)
    withdraw_delivery(by=user, delivery=made, reason="Fehler")
    discard_delivery(by=user, delivery=world.draft([("EW", "01", DAY, 1.0)], by=user))
    events = AuditEvent.objects.order_by("id")
    assert list(events.values_list("verb", flat=True)) == [
        "prepare delivery", "publish delivery", "withdraw delivery", "prepare delivery", "discard delivery",
    ]  # fmt: skip
    assert set(events.values_list("by", flat=True)) == {"chef"}
    assert events[1].details == {"measures": ["EW"]}
    assert events[2].details == {"reason": "Fehler"}


def test_a_publication_undone_is_undone_entirely(world: World) -> None:
    draft = world.draft([("EW", "01", DAY, 100.0)])
    with transaction.atomic():
        publish_delivery(by=None, delivery=draft)
        transaction.set_rollback(True)
    draft.refresh_from_db()
    assert (draft.state, StagedObservation.objects.count(), Observation.objects.count()) == ("draft", 1, 0)
    assert not AuditEvent.objects.filter(verb="publish delivery").exists()


@pytest.mark.parametrize(
    "row",
    [
        ("EW", "01", DAY, None, "ok"),
        ("EW", "01", DAY, 3.0, "suppressed"),
    ],
)
def test_the_database_refuses_a_number_that_contradicts_its_status(world: World, row: tuple[object, ...]) -> None:
    with pytest.raises(IntegrityError, match="value_fits_status"), transaction.atomic():
        world.draft([row])
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_never_reaches_the_database(world: World, value: float) -> None:
    with pytest.raises((ValueError, IntegrityError), match=r"is no figure|value_fits_status"), transaction.atomic():
        world.draft([("EW", "01", DAY, value, "ok")])
    assert not Delivery.objects.exists()


def test_the_database_refuses_two_figures_for_one_place(world: World) -> None:
    draft = world.draft([("EW", "01", DAY, 1.0), ("EW", "01", DAY, 2.0)])
    with pytest.raises(IntegrityError, match="indicators_observation_pkey"), transaction.atomic():
        publish_delivery(by=None, delivery=draft)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (0, 2)


def test_a_figure_about_nothing_is_refused_and_what_figures_refer_to_stays(world: World) -> None:
    made = world.deliver([("EW", "01", DAY, 1.0)])
    one = Observation.objects.get()
    for wrong in ({"series_id": one.series_id + 1000}, {"delivery_id": made.pk + 1000}):
        row = {"delivery_id": made.pk, "series_id": one.series_id, "period_start": DAY.start, "period_end": DAY.start}
        with pytest.raises(IntegrityError, match="does not exist"), transaction.atomic():
            Observation.objects.create(**(row | wrong), value=1.0, status="ok")
    with connection.cursor() as cursor:
        for table, number in (("delivery", made.pk), ("series", one.series_id)):
            with pytest.raises(DatabaseError, match=r"has observations|permission denied"), transaction.atomic():
                cursor.execute(f"DELETE FROM indicators_{table} WHERE id = %s", [number])


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "lost"},
        {"state": "published"},
        {"state": "draft", "published_at": "2024-01-01T00:00Z"},
        {"state": "withdrawn", "published_at": "2024-01-01T00:00Z"},
    ],
)
def test_the_database_refuses_states_that_contradict_their_times(world: World, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(label="x", canonical_hash="", **fields)


def test_rights_follow_the_measures_of_the_formula(world: World) -> None:
    """A right on the indicator covers the measures its formula uses, and no more."""
    user = person("anna", "arbeit")
    with pytest.raises(PermissionDenied):
        world.draft([("ALO", "01", DAY, 10.0)], by=user)
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    made = world.draft([("ALO", "01", DAY, 10.0), ("EW", "01", DAY, 100.0)], by=user)
    with pytest.raises(PermissionDenied):
        publish_delivery(by=user, delivery=made)
    give("arbeit", Permission.PUBLISH, scope=Scope.MEASURE, keys=["ALO", "EW"])
    made = publish_delivery(by=user, delivery=made)
    foreign = world.deliver([("GEB", "01", DAY, 5.0)])
    for attempt in (
        lambda: world.draft([("GEB", "01", DAY, 10.0)], by=user),
        lambda: withdraw_delivery(by=user, delivery=foreign, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert withdraw_delivery(by=user, delivery=made, reason="Fehler").withdrawn_by == user
