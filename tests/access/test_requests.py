"""Asking for access and deciding: who may, once, and what comes of it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.timezone import now

from sozialmonitor.access.models import AccessRequest, AuditEvent, Grant, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.request_actions import (
    AskedAlready,
    DecidedAlready,
    NotNeeded,
    NotThere,
    ask_access,
    decide_access,
    deciders,
    note_answer,
    notices,
    to_decide,
)
from tests.world import build, department, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}


@pytest.fixture
def anna() -> User:
    """May know of one indicator and see none."""
    build()
    give("bildung", Permission.LIST, **QUOTE)
    return person("anna", "bildung")


@pytest.fixture
def owner() -> User:
    give("arbeit", Permission.MANAGE, **QUOTE)
    return person("otto", "arbeit")


def asked(by: User, permission: Permission = Permission.VIEW, key: str = "quote", **more: str) -> AccessRequest:
    return ask_access(by=by, permission=permission, scope=Scope.INDICATOR, key=key, reason="Sozialbericht", **more)


def may(user: User, permission: Permission, division: str | None = None) -> bool:
    return allowed(user, permission).covers(Scope.INDICATOR, "quote", division=division)


def test_asking_and_giving_opens_it_for_the_person_alone(anna: User, owner: User) -> None:
    request = asked(anna)
    assert not may(anna, Permission.VIEW)
    decide_access(by=owner, request=request, give=True, answer="gern")
    assert may(anna, Permission.VIEW)
    assert not may(person("bernd", "bildung"), Permission.VIEW)
    made = Grant.objects.get(person=anna)
    assert (made.granted_by, made.reason) == (owner, "gern")
    assert [(e.by, e.verb, e.what) for e in AuditEvent.objects.order_by("id") if "access" in e.verb] == [
        ("anna", "ask access", "indicator:quote"),
        ("otto", "give access", "person:anna"),
    ]


def test_who_may_download_sees_as_well_until_the_day_and_in_the_division(anna: User, owner: User) -> None:
    request = asked(anna, Permission.DOWNLOAD, division="stadtteile")
    done = decide_access(
        by=owner, request=request, give=True, department=department("bildung"), valid_until=date(2100, 1, 1)
    )
    assert (done.decision, done.department, done.valid_until) == ("given", department("bildung"), date(2100, 1, 1))
    bernd = person("bernd", "bildung")
    for permission in (Permission.VIEW, Permission.DOWNLOAD):
        assert may(bernd, permission, "stadtteile")
        assert not may(bernd, permission)
    assert {g.valid_until for g in Grant.objects.exclude(permission__in=["list", "manage"])} == {date(2100, 1, 1)}


def test_refusing_gives_nothing_and_says_why(anna: User, owner: User) -> None:
    done = decide_access(by=owner, request=asked(anna), give=False, answer="noch nicht")
    assert (done.decision, done.answer, done.decided_by) == ("refused", "noch nicht", owner)
    assert not may(anna, Permission.VIEW)
    assert asked(anna)  # may be asked again


def test_asking_reveals_nothing(anna: User) -> None:
    for key in ("saldo", "gibt-es-nicht"):
        with pytest.raises(NotThere):
            asked(anna, key=key)
    with pytest.raises(NotThere):
        asked(anna, division="mars")
    for permission in (Permission.MANAGE, Permission.PUBLISH, Permission.LIST):
        with pytest.raises(NotThere):
            asked(anna, permission)
    with pytest.raises(NotThere):
        ask_access(by=anna, permission=Permission.VIEW, scope=Scope.SET, key="kern", reason="x")
    everything = person("bernd", "alle")
    give("alle", Permission.LIST)
    with pytest.raises(NotThere):
        asked(everything, key="gibt-es-nicht")
    assert not AccessRequest.objects.exists()


def test_what_one_may_already_is_not_asked_and_nothing_twice(anna: User) -> None:
    asked(anna)
    with pytest.raises(AskedAlready):
        asked(anna)
    assert asked(anna, division="stadtteile")
    assert asked(anna, Permission.DOWNLOAD)
    give("bildung", Permission.VIEW, division="stadtteile", areas=["01"], **QUOTE)
    with pytest.raises(AskedAlready):
        asked(anna, division="stadtteile")  # some areas are not all
    give("bildung", Permission.VIEW, division="regionen", **QUOTE)
    with pytest.raises(NotNeeded):
        asked(anna, division="regionen")


def test_the_database_keeps_one_open_request(anna: User) -> None:
    same = {"permission": "view", "scope_kind": "indicator", "scope_key": "quote", "reason": "x"}
    AccessRequest.objects.create(asked_by=anna, decision="refused", decided_at=now(), **same)
    AccessRequest.objects.create(asked_by=anna, **same)
    with pytest.raises(IntegrityError):
        AccessRequest.objects.create(asked_by=anna, **same)


def test_only_owners_and_administrators_decide_and_once(anna: User, owner: User) -> None:
    request = asked(anna)
    other = person("olga", "jugend")
    give("jugend", Permission.MANAGE, scope=Scope.INDICATOR, keys=["saldo"])
    for stranger in (anna, other):
        with pytest.raises(PermissionDenied):
            decide_access(by=stranger, request=request, give=True)
    decide_access(by=owner, request=request, give=False, answer="nein")
    with pytest.raises(DecidedAlready):
        decide_access(by=person("chef", is_superuser=True), request=request, give=True)
    assert not may(anna, Permission.VIEW)
    request.refresh_from_db()
    assert request.decision == "refused"


def test_it_is_given_to_departments_of_the_person_alone(anna: User, owner: User) -> None:
    with pytest.raises(PermissionDenied):
        decide_access(by=owner, request=asked(anna), give=True, department=department("jugend"))
    assert not Grant.objects.filter(department__key="jugend").exists()


def test_both_sides_are_counted_until_they_have_seen_it(anna: User, owner: User) -> None:
    chef, other = person("chef", is_superuser=True), person("olga", "jugend")
    request = asked(anna)
    assert [notices(one) for one in (anna, owner, chef, other)] == [0, 1, 1, 0]
    assert list(to_decide(owner)) == [request]
    decide_access(by=owner, request=request, give=True)
    assert [notices(one) for one in (anna, owner, chef, other)] == [1, 0, 0, 0]
    note_answer(by=owner, request=request)  # not theirs to note
    assert notices(anna) == 1
    note_answer(by=anna, request=request)
    assert notices(anna) == 0


def test_owners_are_told_and_administrators_where_there_is_none(anna: User) -> None:
    chef = person("chef", is_superuser=True)
    person("alt", is_superuser=True, is_active=False)
    request = asked(anna)
    assert deciders(request) == [chef]
    give("arbeit", Permission.MANAGE, scope=Scope.SET, keys=["kern"])
    give("jugend", Permission.MANAGE, scope=Scope.INDICATOR, keys=["saldo"])
    person("olga", "jugend")
    otto = person("otto", "arbeit")
    assert deciders(request) == [otto]
