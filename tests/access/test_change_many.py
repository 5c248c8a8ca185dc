"""Many rights at once: looked at, then written as seen or not at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.timezone import localdate

from sozialmonitor.access.actions import join, revoke
from sozialmonitor.access.change_actions import Change, Outdated, Preview, change_many, preview
from sozialmonitor.access.models import AuditEvent, Department, Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import build, department, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def chef() -> User:
    build()
    person("anna", "arbeit")
    person("bernd", "bildung")
    return person("chef", is_superuser=True)


def new(key: str = "quote", to: str = "bildung", permission: Permission = Permission.VIEW, **more: object) -> Grant:
    return Grant(department=department(to), scope_kind=Scope.INDICATOR, scope_key=key, permission=permission, **more)


def held(to: str, key: str = "quote") -> Grant:
    return Grant.objects.get(department__key=to, scope_key=key)


def told(found: Preview) -> list[tuple[str, bool, str]]:
    return [(e.person.username, e.gains, f"{e.permission} {e.key}") for look in found.looks for e in look.effects]


def test_gains_and_losses_are_written_with_one_reason(chef: User) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    change = Change([new(), new("transfer")], [held("arbeit")])
    seen = preview(by=chef, change=change)
    assert told(seen) == [
        ("anna", False, "view quote"),
        ("bernd", True, "view quote"),
        ("bernd", True, "view transfer"),
    ]
    assert Grant.objects.count() == 1, "looking writes nothing"
    change_many(by=chef, change=change, reason="Neuordnung", seal=seen.seal)
    assert {(g.department.key, g.scope_key, g.reason) for g in Grant.objects.all()} == {  # type: ignore[union-attr]
        ("bildung", "quote", "Neuordnung"),
        ("bildung", "transfer", "Neuordnung"),
    }
    lines = AuditEvent.objects.filter(by="chef").order_by("id")
    assert [one.verb for one in lines] == ["change rights", "revoke", "grant", "grant"]
    assert lines[0].details == {"reason": "Neuordnung"}
    assert lines[1].details["why"] == "Neuordnung"


def test_what_is_there_already_is_told_and_not_written(chef: User) -> None:
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"], reason="alt")
    change = Change([new()])
    seen = preview(by=chef, change=change)
    assert not seen
    assert [one.scope_key for one in seen.there_already] == ["quote"]
    change_many(by=chef, change=change, reason="neu", seal=seen.seal)
    assert held("bildung").reason == "alt"


def test_what_begins_later_is_looked_at_today_and_then(chef: User) -> None:
    start = localdate() + timedelta(30)
    seen = preview(by=chef, change=Change([new(valid_from=start)]))
    assert [(look.day, len(look.effects)) for look in seen.looks] == [(localdate(), 0), (start, 1)]


def somebody_joins() -> None:
    join(by=None, user=person("clara"), department=Department.objects.get(key="bildung"))


def somebody_gives_it() -> None:
    give("bildung", Permission.VIEW, scope=Scope.SET, keys=["kern"])


def somebody_ends_it() -> None:
    revoke(by=None, grant=held("arbeit"))


@pytest.mark.parametrize("meanwhile", [somebody_joins, somebody_gives_it, somebody_ends_it])
def test_a_preview_that_no_longer_fits_is_refused_with_a_fresh_one(chef: User, meanwhile: object) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    change = Change([new()], [held("arbeit")])
    seen = preview(by=chef, change=change)
    meanwhile()  # type: ignore[operator]
    before = set(Grant.objects.values_list("pk", flat=True))
    with pytest.raises(Outdated) as refused:
        change_many(by=chef, change=change, reason="x", seal=seen.seal)
    assert refused.value.preview.seal != seen.seal
    assert set(Grant.objects.values_list("pk", flat=True)) == before
    assert not AuditEvent.objects.filter(verb="change rights").exists()


def test_what_others_change_elsewhere_does_not_matter(chef: User) -> None:
    change = Change([new()])
    seen = preview(by=chef, change=change)
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["transfer"])
    change_many(by=chef, change=change, reason="x", seal=seen.seal)
    assert held("bildung")


def test_one_that_cannot_be_written_leaves_the_others_unwritten(chef: User) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    bad = Grant(is_open=True, scope_kind=Scope.INDICATOR, scope_key="quote", permission=Permission.MANAGE)
    change = Change([new(), bad], [held("arbeit")])
    seen = preview(by=chef, change=change)
    with pytest.raises(IntegrityError):
        change_many(by=chef, change=change, reason="x", seal=seen.seal)


def test_nobody_looks_at_or_writes_what_is_not_theirs(chef: User) -> None:
    give("arbeit", Permission.MANAGE, scope=Scope.INDICATOR, keys=["quote"])
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["transfer"])
    owner = User.objects.get(username="anna")
    seen = preview(by=owner, change=Change([new()]))
    assert change_many(by=owner, change=Change([new()]), reason="x", seal=seen.seal).gains
    for change in (Change([new("transfer")]), Change([], [held("bildung", "transfer")])):
        with pytest.raises(PermissionDenied):
            preview(by=owner, change=change)
        with pytest.raises(PermissionDenied):
            change_many(by=owner, change=change, reason="x", seal="")


def test_looking_costs_the_same_however_much_is_changed(chef: User, django_assert_num_queries: object) -> None:
    give("bildung", Permission.VIEW, scope=Scope.SET, keys=["kern", "arbeit"])
    for number in range(20):
        person(f"p{number}", "bildung")
    gains = [
        new(key, permission=p) for key in ("quote", "transfer", "einwohner") for p in (Permission.VIEW, Permission.LIST)
    ]
    for change in (Change(gains[:1]), Change(gains, list(Grant.objects.all()))):
        with django_assert_num_queries(4):  # type: ignore[operator]
            preview(by=chef, change=change)
