"""Two people at the same moment: one of them writes, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from sozialmonitor.access.change_actions import Change, Outdated, change_many, preview
from sozialmonitor.access.models import AccessRequest, AuditEvent, Department, Grant, Role, User
from sozialmonitor.access.permissions import Permission, Scope
from sozialmonitor.access.request_actions import AskedAlready, DecidedAlready, ask_access, decide_access
from sozialmonitor.access.role_actions import give_role, put_role
from tests.world import build, department, give, person

pytestmark = pytest.mark.django_db(transaction=True)
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}


@pytest.fixture
def chef() -> User:
    build()
    return person("chef", is_superuser=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each gave or raised, all begun at the same moment, each over a connection of its own."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait(timeout=20)
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_who_looked_at_the_same_preview_do_not_both_write(chef: User) -> None:
    person("anna", "bildung")
    to = department("bildung")

    def change() -> Change:
        return Change([Grant(department=to, scope_kind="indicator", scope_key="quote", permission="view")])

    seal = preview(by=chef, change=change()).seal
    found = together(*(lambda: change_many(by=chef, change=change(), reason="x", seal=seal) for _ in range(4)))
    assert sorted(type(one).__name__ for one in found) == ["Outdated", "Outdated", "Outdated", "Preview"]
    assert Grant.objects.count() == 1
    assert AuditEvent.objects.filter(verb="change rights").count() == 1


def test_what_one_ends_another_does_not_end_again(chef: User) -> None:
    give("arbeit", Permission.VIEW, **QUOTE)
    change = Change([], list(Grant.objects.all()))
    seal = preview(by=chef, change=change).seal
    found = together(*(lambda: change_many(by=chef, change=change, reason="x", seal=seal) for _ in range(2)))
    assert sum(isinstance(one, Outdated) for one in found) == 1
    assert AuditEvent.objects.filter(verb="revoke").count() == 1


def test_a_request_is_asked_once_and_decided_once(chef: User) -> None:
    give("bildung", Permission.LIST, **QUOTE)
    anna = person("anna", "bildung")
    words = {"permission": Permission.VIEW, "scope": Scope.INDICATOR, "key": "quote", "reason": "x"}
    asked = together(*(lambda: ask_access(by=anna, **words) for _ in range(3)))
    assert sum(isinstance(one, AskedAlready) for one in asked) == 2
    request = AccessRequest.objects.get()
    answers = (True, False, True)
    decided = together(
        *(lambda give=give: decide_access(by=chef, request=request, give=give, answer="x") for give in answers)
    )
    assert sum(isinstance(one, DecidedAlready) for one in decided) == 2
    request.refresh_from_db()
    assert Grant.objects.filter(person=anna).exists() == (request.decision == "given")
    assert AuditEvent.objects.filter(verb__in=["give access", "refuse access"]).count() == 1


def test_a_role_changed_while_it_is_given_leaves_no_half(chef: User) -> None:
    role = put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW])
    to = Department.objects.get(key="bildung")
    found = together(
        lambda: give_role(by=chef, role=role, department=to, **QUOTE),
        lambda: put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.LIST, Permission.DOWNLOAD]),
    )
    assert not [one for one in found if isinstance(one, Exception)]
    assert Role.objects.get().permissions == ["list", "download"]
    assert {one.permission for one in Grant.objects.all()} == {"list", "download"}
