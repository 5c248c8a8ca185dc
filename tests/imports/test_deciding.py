"""What a person decides about a checked batch, and what the decision does to the figures."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from districts.actions.editions import put_division
from imports.actions.checking import check_batch
from imports.actions.deciding import (
    cancel_batch,
    check_again,
    confirm_regions,
    discard_batch,
    publish_batch,
    withdraw_batch,
)
from imports.errors import Refused
from imports.models import Batch, Profile
from indicators.errors import NotPossible
from indicators.models import Delivery, Observation, StagedObservation
from indicators.queries.difference import Counts, difference
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.uploads import REGIONS, WIDE, checked, csv, figures, profile, published, receive, rules
from tests.world import World, command, give, person

State = Batch.State
PARTIAL = WIDE.replace("complete: true", "complete: false")
REGION_HEADER = ("AGS", "Kreis", "Jahr", "Einwohner")


@pytest.fixture
def importer(db: None) -> User:
    give("arbeit", Permission.IMPORT)
    return person("ines", "arbeit")


@pytest.fixture
def publisher(db: None) -> User:
    give("leitung", Permission.IMPORT, Permission.PUBLISH)
    return person("paula", "leitung")


def regions_profile() -> Profile:
    put_division(by=None, key="regionen", defaults={"label_de": "Regionen", "kind": "regions", "rank": 90})
    return profile(REGIONS)


def test_publishing_turns_the_draft_into_observations(world: World, publisher: User) -> None:
    batch = publish_batch(by=publisher, batch=checked(csv(figures()), by=publisher))
    assert batch.state == State.PUBLISHED
    assert batch.delivery is not None
    assert (batch.delivery.state, batch.delivery.published_by) == (Delivery.State.PUBLISHED, publisher)
    assert (Observation.objects.count(), StagedObservation.objects.count()) == (12, 0)
    assert world.current("einwohner", "03") == (1020.0, "ok")
    events = AuditEvent.objects.filter(what=f"delivery:{batch.delivery.pk}").values_list("verb", "by")
    assert ("publish delivery", "paula") in events


def test_notices_must_have_been_seen(world: World) -> None:
    batch = checked(csv(figures(codes=["01", "02"])))
    assert rules(batch) == ["missing_areas"]
    with pytest.raises(Refused, match="notices_not_seen"):
        publish_batch(by=None, batch=batch)
    assert not Observation.objects.exists()
    assert publish_batch(by=None, batch=batch, notices_seen=True).state == State.PUBLISHED


def test_nothing_is_published_twice(world: World) -> None:
    batch = published(csv(figures()))
    with pytest.raises(Refused, match="batch_state"):
        publish_batch(by=None, batch=batch)
    assert Observation.objects.count() == 12


def test_publishing_needs_its_own_right(world: World, importer: User) -> None:
    batch = checked(csv(figures()), by=importer)
    with pytest.raises(PermissionDenied):
        publish_batch(by=importer, batch=batch)
    give("arbeit", Permission.PUBLISH, scope=Scope.MEASURE, keys=["EW"])  # of the two measures only one
    with pytest.raises(PermissionDenied):
        publish_batch(by=importer, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, Observation.objects.exists()) == (State.READY, False)
    give("arbeit", Permission.PUBLISH, scope=Scope.INDICATOR, keys=["quote"])
    assert publish_batch(by=importer, batch=batch).state == State.PUBLISHED


def test_difference_counts_new_changed_gone_and_same(world: World) -> None:
    published(csv(figures()))
    lines = figures(codes=["01", "02", "03", "04", "05"])
    lines[0][3], lines[1][4] = 4000, "."
    batch = checked(csv(lines))
    assert batch.delivery is not None
    found = difference(batch.delivery)
    assert found.total == Counts(new=0, changed=2, gone=2, same=8)
    assert found.per_measure == {
        "ALO": Counts(new=0, changed=1, gone=1, same=4),
        "EW": Counts(new=0, changed=1, gone=1, same=4),
    }
    biggest = found.biggest[0]
    assert (biggest["area_code"], biggest["before"], biggest["after"]) == ("01", 1000.0, 4000.0)


def test_a_partial_delivery_says_nothing_about_the_rest(world: World) -> None:
    published(csv(figures()))
    batch = checked(csv([["01", "Viertel 01", 2023, 4000, 50]]), profile(PARTIAL))
    assert batch.delivery is not None
    assert difference(batch.delivery).total == Counts(new=0, changed=1, gone=0, same=1)
    publish_batch(by=None, batch=batch, notices_seen=True)
    assert world.current("einwohner", "01") == (4000.0, "ok")
    assert world.current("einwohner", "02") == (1010.0, "ok")


def test_withdrawing_brings_the_earlier_values_back(world: World) -> None:
    published(csv(figures()))
    correction = published(csv(figures(inhabitants=5000)))
    assert world.current("einwohner", "01") == (5000.0, "ok")
    batch = withdraw_batch(by=None, batch=correction, reason=" Zahlendreher ")
    assert world.current("einwohner", "01") == (1000.0, "ok")
    assert batch.state == State.PUBLISHED  # what happened to it; that it was withdrawn the delivery says
    delivery = batch.delivery
    assert delivery is not None
    assert (delivery.state, delivery.reason) == (Delivery.State.WITHDRAWN, "Zahlendreher")
    assert delivery.observations.count() == 12  # stays readable


def test_withdrawing_the_first_leaves_nothing_to_show(world: World) -> None:
    withdraw_batch(by=None, batch=published(csv(figures())), reason="falsch")
    assert world.values("einwohner").periods == ()


def test_withdrawing_needs_a_reason_and_a_right(world: World, importer: User) -> None:
    batch = published(csv(figures()))
    with pytest.raises(NotPossible, match="reason_missing"):
        withdraw_batch(by=None, batch=batch, reason="  ")
    with pytest.raises(PermissionDenied):
        withdraw_batch(by=importer, batch=batch, reason="falsch")
    assert world.current("einwohner", "01") == (1000.0, "ok")


def test_withdrawing_twice_is_refused(world: World) -> None:
    batch = withdraw_batch(by=None, batch=published(csv(figures())), reason="falsch")
    with pytest.raises(NotPossible, match="delivery_not_published"):
        withdraw_batch(by=None, batch=batch, reason="falsch")


def test_the_command_withdraws_what_the_page_published(world: World) -> None:
    batch = published(csv(figures()))
    assert command("withdraw_delivery", batch.delivery_id, "--reason", "falsch", "--commit").code == 0
    assert world.values("einwohner").periods == ()


def test_discarding_throws_the_staged_figures_away(world: World, importer: User) -> None:
    batch = discard_batch(by=importer, batch=checked(csv(figures()), by=importer))
    assert batch.state == State.DISCARDED
    assert not StagedObservation.objects.exists()
    assert batch.delivery == Delivery.objects.get(state=Delivery.State.DISCARDED)
    with pytest.raises(Refused, match="batch_state"):
        publish_batch(by=None, batch=batch, notices_seen=True)


def test_strangers_decide_nothing(world: World) -> None:
    give("bildung", Permission.IMPORT, scope=Scope.MEASURE, keys=["GEB"])
    stranger = person("stefan", "bildung")
    ready, waiting = checked(csv(figures())), receive(csv(figures(2022)))
    refused = checked(csv([["99", "", 2023, 1, 1]]))
    with pytest.raises(PermissionDenied):
        discard_batch(by=stranger, batch=ready)
    with pytest.raises(PermissionDenied):
        cancel_batch(by=stranger, batch=waiting)
    with pytest.raises(PermissionDenied):
        check_again(by=stranger, batch=refused)
    with pytest.raises(PermissionDenied):
        confirm_regions(by=stranger, batch=refused)
    states = [Batch.objects.get(pk=batch.pk).state for batch in (ready, waiting, refused)]
    assert states == [State.READY, State.QUEUED, State.REFUSED]


def test_a_refused_file_is_checked_again_after_the_areas_were_mended(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = checked(csv([["07", "Neu", 2023, 900, 40], *figures()]))
    assert rules(batch, "error") == ["unknown_area"]
    world.edition.areas.create(code="07", name="Neu")
    with django_capture_on_commit_callbacks() as queued:
        batch = check_again(by=None, batch=batch)
    assert len(queued) == 1
    assert (batch.state, batch.attempt, batch.heartbeat, batch.finished_at) == (State.QUEUED, 0, None, None)
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, rules(found)) == (State.READY, [])


@pytest.mark.parametrize("state", [State.QUEUED, State.WORKING, State.UNCHANGED, State.DISCARDED])
def test_only_ended_checks_are_done_again(world: World, state: str) -> None:
    batch = receive(csv(figures()))
    Batch.objects.filter(pk=batch.pk).update(state=state)
    with pytest.raises(Refused, match="batch_state"):
        check_again(by=None, batch=batch)


def test_confirmed_regions_are_added_and_the_file_is_checked_again(world: World) -> None:
    content = csv([["08222", "Mannheim", 2023, 320000]], REGION_HEADER)
    batch = checked(content, regions_profile())
    assert batch.proposal == [["08222", "Mannheim"]]
    batch = confirm_regions(by=None, batch=batch, start=False)
    assert (batch.state, batch.proposal) == (State.QUEUED, [])
    found = check_batch(batch.pk)
    assert found is not None
    assert (found.state, found.proposal) == (State.READY, [])
    assert AuditEvent.objects.filter(verb="add regions").exists()
    with pytest.raises(Refused, match="no_proposal"):
        confirm_regions(by=None, batch=found)


def test_a_file_without_a_proposal_adds_nothing(world: World) -> None:
    with pytest.raises(Refused, match="no_proposal"):
        confirm_regions(by=None, batch=checked(csv([["99", "", 2023, 1, 1]])))


def test_of_two_who_publish_at_once_one_is_told(lasting_world: World) -> None:
    batch = checked(csv(figures()))
    gate, outcomes = threading.Barrier(2), []

    def publish() -> None:
        try:
            gate.wait(10)
            outcomes.append(publish_batch(by=None, batch=batch).state)
        except Refused as refused:
            outcomes.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["batch_state", "published"]
    assert Observation.objects.count() == 12
