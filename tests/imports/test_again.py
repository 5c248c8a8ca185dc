"""Withdrawn and published again: the newest word once more, and every earlier day keeps what was known on it."""

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime, make_aware

from imports.actions.again import bring_back, every_delivery
from imports.actions.deciding import discard_batch, publish_batch, withdraw_batch
from imports.errors import Refused
from imports.models import Batch
from indicators.errors import NotPossible
from indicators.models import Delivery, DeliveryScope, Observation, Source, StagedObservation
from indicators.queries.panels import Span, end_of
from sozialmonitor.access.models import AuditEvent, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, page, text
from tests.imports.test_api import DELIVERIES, get
from tests.imports.uploads import checked, csv, figures, published
from tests.world import DAY, World, command, give, person

State = Batch.State


def withdrawn(content: bytes, **how: object) -> Batch:
    batch = published(content, **how)
    withdraw_batch(by=None, batch=batch, reason="falsches Jahr")
    return Batch.objects.get(pk=batch.pk)


def test_a_withdrawn_delivery_comes_back_as_the_newest_word(world: World) -> None:
    first = withdrawn(csv(figures(inhabitants=1000)))
    published(csv(figures(inhabitants=5000)))
    batch = bring_back(by=None, batch=first)
    assert (batch.state, StagedObservation.objects.count()) == (State.READY, 12)
    assert world.current("einwohner", "01") == (5000.0, "ok"), "a draft changes nothing yet"
    batch = publish_batch(by=None, batch=batch)
    assert world.current("einwohner", "01") == (1000.0, "ok")
    old, _, new = Delivery.objects.order_by("pk")
    assert (old.state, new.state, new.again_of, batch.delivery) == ("withdrawn", "published", old, new)
    assert (new.label, new.source_id, new.canonical_hash, new.complete) == (
        old.label, old.source_id, old.canonical_hash, old.complete,
    )  # fmt: skip
    assert every_delivery(batch) == [old.pk, new.pk]
    assert DeliveryScope.objects.filter(delivery=new).count() == DeliveryScope.objects.filter(delivery=old).count()


def test_again_and_again(world: World) -> None:
    batch = withdrawn(csv(figures()))
    for _ in range(2):
        batch = publish_batch(by=None, batch=bring_back(by=None, batch=batch))
        assert world.current("einwohner", "01") == (1000.0, "ok")
        withdraw_batch(by=None, batch=batch, reason="noch einmal")
        batch = Batch.objects.get(pk=batch.pk)
        assert world.values("einwohner").periods == ()
    first, *others = Delivery.objects.order_by("pk")
    assert [one.again_of for one in others] == [first, first]
    assert Observation.objects.count() == 36


def test_every_day_keeps_what_was_known_on_it(world: World) -> None:
    """Published on day 1, withdrawn on day 2, published again on day 3."""
    batch = publish_batch(by=None, batch=bring_back(by=None, batch=withdrawn(csv(figures()))))
    today = localtime().date()
    days = [today - timedelta(days=n) for n in (4, 3, 2, 1)]
    noon = [make_aware(datetime.combine(day, time(12))) for day in days]
    old, new = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=old.pk).update(published_at=noon[1], withdrawn_at=noon[2])
    Delivery.objects.filter(pk=new.pk).update(published_at=noon[3])
    known = {day: world.values("einwohner", Span(known_on=end_of(day))).periods for day in (*days, today)}
    assert list(known.values()) == [(), (DAY,), (), (DAY,), (DAY,)]
    assert batch.delivery == new


def test_a_draft_that_is_discarded_leaves_the_withdrawn_delivery(world: World) -> None:
    batch = discard_batch(by=None, batch=bring_back(by=None, batch=withdrawn(csv(figures()))))
    assert batch.delivery is not None
    assert (batch.state, batch.delivery.state) == (State.PUBLISHED, Delivery.State.WITHDRAWN)
    assert (StagedObservation.objects.count(), Observation.objects.count()) == (0, 12)
    assert publish_batch(by=None, batch=bring_back(by=None, batch=batch)).state == State.PUBLISHED


def test_only_what_is_withdrawn_comes_back(world: World) -> None:
    standing, draft = published(csv(figures())), checked(csv(figures(2022)))
    with pytest.raises(NotPossible, match="delivery_not_withdrawn"):
        bring_back(by=None, batch=standing)
    with pytest.raises(Refused, match="batch_state"):
        bring_back(by=None, batch=draft)
    batch = withdrawn(csv(figures(2021)))
    bring_back(by=None, batch=batch)
    with pytest.raises(Refused, match="batch_state"):
        bring_back(by=None, batch=batch)
    assert Delivery.objects.filter(again_of__isnull=False).count() == 1


def test_what_stands_already_is_not_published_again(world: World) -> None:
    batch = withdrawn(csv(figures()))
    published(csv(figures()))
    with pytest.raises(NotPossible, match="nothing_to_publish_again"):
        bring_back(by=None, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, StagedObservation.objects.count()) == (State.PUBLISHED, 0)


def test_it_needs_the_right_to_publish(world: World) -> None:
    give("arbeit", Permission.IMPORT)
    batch = withdrawn(csv(figures()))
    with pytest.raises(PermissionDenied):
        bring_back(by=person("ines", "arbeit"), batch=batch)


def test_four_eyes_hold_for_the_second_time_too(world: World, steward: User) -> None:
    batch = withdrawn(csv(figures()))
    Source.objects.update(four_eyes=True)
    batch = bring_back(by=steward, batch=batch)
    with pytest.raises(NotPossible, match="four_eyes"):
        publish_batch(by=steward, batch=batch)
    assert publish_batch(by=person("paula", "statistik"), batch=batch).state == State.PUBLISHED


def test_the_page_leads_through_it_and_keeps_the_whole_history(world: World, steward: User, language: str) -> None:
    batch = published(csv(figures()), by=steward)
    client = browser(steward, language)
    page(client, batch, action="withdraw", reason="falsches Jahr")
    assert 'value="bring-back"' in text(page(client, batch))
    back = page(client, batch, action="bring-back")
    assert back.context["difference"]["new"] == 12
    page(client, batch, action="publish")
    response = page(client, batch)
    assert response.context["batch"]["state"] == "published"
    assert "falsches Jahr" in text(response)
    if language == "en":
        assert [event["what"] for event in response.context["batch"]["events"]] == [
            "file received",
            "checked, ready to publish",
            "published",
            "withdrawn: falsches Jahr",
            "brought back, to be published again",
            "published again",
        ]
    assert {event["by"] for event in response.context["batch"]["events"]} == {"stella"}


def test_the_interface_lists_every_time(world: World, steward: User) -> None:
    publish_batch(by=None, batch=bring_back(by=None, batch=withdrawn(csv(figures()))))
    for user in (steward, _of_all_its_measures()):
        newest, first = get(user, DELIVERIES).json()
        assert (first["state"], newest["state"], newest["again_of"]) == ("withdrawn", "published", first["id"])


def _of_all_its_measures() -> User:
    give("melde", Permission.IMPORT, scope=Scope.MEASURE, keys=["EW", "ALO"])
    return person("mara", "melde")


def test_the_command_shows_first_and_publishes_with_commit(world: World) -> None:
    withdrawn(csv(figures()))
    number = Delivery.objects.get().pk
    dry = command("republish_delivery", number)
    assert (dry.code, "new 12, changed 0, gone 0, same 0" in dry.out, Delivery.objects.count()) == (0, True, 1)
    done = command("republish_delivery", number, "--commit")
    assert done.code == 0
    newest = Delivery.objects.latest("pk")
    assert f"delivery {newest.pk}" in done.out
    assert (newest.state, Batch.objects.get().state) == ("published", State.PUBLISHED)
    assert command("republish_delivery", number, "--commit").code == 1
    assert command("republish_delivery", 4711).code == 1


def test_the_command_works_without_a_batch(world: World) -> None:
    delivery = world.deliver([("EW", "01", DAY, 1.0)])
    assert command("withdraw_delivery", delivery.pk, "--reason", "x", "--commit").code == 0
    assert command("republish_delivery", delivery.pk, "--commit").code == 0
    assert world.current("einwohner", "01") == (1.0, "ok")
    assert AuditEvent.objects.filter(verb="draft delivery again").count() == 1
