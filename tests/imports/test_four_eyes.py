"""A source may want two people behind a publication: whoever had the delivery in hand does not publish it."""

import threading

import pytest
from django.db import connection

from imports.actions.checking import check_batch
from imports.actions.deciding import check_again, publish_batch, withdraw_batch
from imports.actions.vouching import vouch
from imports.models import Batch
from indicators.errors import NotPossible
from indicators.models import Delivery, Observation, Source
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, Scope
from tests.imports.browsing import browser, page, text
from tests.imports.uploads import checked, csv, figures, published
from tests.world import World, command, give, person

State = Batch.State


@pytest.fixture
def careful(world: World) -> World:
    Source.objects.create(key="Bürgeramt", label_de="Bürgeramt", four_eyes=True)
    return world


@pytest.fixture
def second(steward: User) -> User:
    return person("paula", "statistik", first_name="Paula", last_name="Prüfer")


def may_publish(user: User, batch: Batch) -> bool:
    try:
        publish_batch(by=user, batch=batch)
    except NotPossible as refused:
        return not refused.reason.startswith("four_eyes")
    return True


def test_who_uploaded_may_not_publish_and_another_may(careful: World, steward: User, second: User) -> None:
    batch = checked(csv(figures()), by=steward)
    assert not may_publish(steward, batch)
    assert (Batch.objects.get().state, Observation.objects.count()) == (State.READY, 0)
    assert may_publish(second, batch)
    assert Observation.objects.count() == 12


def test_without_the_rule_one_person_is_enough(world: World, steward: User) -> None:
    assert may_publish(steward, checked(csv(figures()), by=steward))


def test_the_rule_holds_from_the_moment_it_is_set(world: World, steward: User) -> None:
    batch = checked(csv(figures()), by=steward)
    Source.objects.filter(key="Bürgeramt").update(four_eyes=True)
    assert not may_publish(steward, batch)


def test_who_had_it_checked_again_had_it_in_hand(careful: World, steward: User, second: User) -> None:
    batch = checked(csv(figures()), by=steward)
    Batch.objects.filter(pk=batch.pk).update(state=State.REFUSED)
    check_again(by=second, batch=batch, start=False)
    batch = check_batch(batch.pk) or batch
    assert not may_publish(second, batch)


def test_an_administrator_who_uploaded_is_one_person_too(careful: World) -> None:
    admin = person("ada", is_superuser=True)
    assert not may_publish(admin, checked(csv(figures()), by=admin))


def test_a_file_nobody_uploaded_wants_a_first_person(careful: World, steward: User, second: User) -> None:
    batch = checked(csv(figures()))
    assert not may_publish(steward, batch)
    vouch(by=steward, batch=batch)
    vouch(by=steward, batch=batch)
    assert not may_publish(steward, batch)
    assert may_publish(second, batch)


def test_the_operator_at_the_machine_answers_for_both(careful: World) -> None:
    assert publish_batch(by=None, batch=checked(csv(figures()))).state == State.PUBLISHED


def test_taking_back_needs_one_person_only(careful: World, steward: User, second: User) -> None:
    batch = checked(csv(figures()), by=steward)
    assert may_publish(second, batch)
    withdraw_batch(by=steward, batch=batch, reason="falsch")
    assert Delivery.objects.get().state == Delivery.State.WITHDRAWN


def test_the_page_says_why_and_who_could(careful: World, steward: User, second: User) -> None:
    give("halb", Permission.PUBLISH, scope=Scope.MEASURE, keys=["EW"])
    person("hanna", "halb")
    person("ida", "statistik", is_active=False)
    batch = checked(csv(figures()), by=steward)
    said = text(page(browser(steward, "en"), batch))
    assert "Bürgeramt wants four eyes" in said
    assert "Paula Prüfer (paula)" in said
    assert "<li>hanna</li>" not in said
    assert "<li>ida</li>" not in said
    assert 'value="publish"' not in said
    refused = text(page(browser(steward, "en"), batch, action="publish"))
    assert "you uploaded or checked this delivery" in refused
    assert 'value="publish"' in text(page(browser(second, "en"), batch))
    assert "Published." in text(page(browser(second, "en"), batch, action="publish"))


def test_the_page_offers_the_first_check_of_a_file_nobody_uploaded(careful: World, steward: User, second: User) -> None:
    batch = checked(csv(figures()))
    assert 'value="vouch"' in text(page(browser(steward, "en"), batch))
    said = text(page(browser(steward, "en"), batch, action="vouch"))
    assert "Marked as checked" in said
    assert "looked at and marked as checked" in said
    assert 'value="publish"' not in said
    assert "Published." in text(page(browser(second, "en"), batch, action="publish"))


def test_nobody_else_is_said_too(careful: World, steward: User) -> None:
    batch = checked(csv(figures()), by=steward)
    assert "Nobody else may publish" in text(page(browser(steward, "en"), batch))


def test_the_command_publishes_as_operator(careful: World) -> None:
    published(csv(figures(2022)))
    assert command("withdraw_delivery", Delivery.objects.get().pk, "--reason", "x", "--commit").code == 0
    assert command("republish_delivery", Delivery.objects.get().pk, "--commit").code == 0


def test_two_who_publish_at_once_publish_once(lasting_world: World) -> None:
    give("statistik", Permission.IMPORT, Permission.PUBLISH)
    Source.objects.create(key="Bürgeramt", label_de="Bürgeramt", four_eyes=True)
    batch = checked(csv(figures()), by=person("stella", "statistik"))
    done: list[bool] = []

    def publish(user: User) -> None:
        try:
            publish_batch(by=user, batch=batch)
            done.append(True)
        except Exception:
            done.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[person(name, "statistik")]) for name in ("otto", "petra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False, True]
    assert Observation.objects.count() == 12
