"""Departments, memberships and grants; each change and its line in the audit trail stand or fall together."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from sozialmonitor.access.actions import grant, join, put_department, revoke
from sozialmonitor.access.models import AuditEvent, Department, Grant, Membership, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return person("admin", is_superuser=True)


def trail() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("by", "verb", "what"))


def test_each_change_leaves_one_line(administrator: User) -> None:
    user = person("anna")
    department = put_department(by=administrator, key="arbeit", label_de="Fachbereich Arbeit")
    join(by=administrator, user=user, department=department)
    grant(by=administrator, department=department, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"])
    revoke(by=administrator, grant=Grant.objects.get())
    assert trail() == [
        ("admin", "create department", "department:arbeit"),
        ("admin", "join", "department:arbeit"),
        ("admin", "grant", "department:arbeit"),
        ("admin", "revoke", "department:arbeit"),
    ]
    told = AuditEvent.objects.get(verb="grant").details
    assert told == {"permission": "view", "scope": "indicator:quote"}
    assert not allowed(user, Permission.VIEW)


def test_the_operator_is_named_system() -> None:
    put_department(by=None, key="arbeit", label_de="Arbeit")
    assert trail() == [("system", "create department", "department:arbeit")]


def test_what_is_there_already_is_no_event() -> None:
    user = person("anna")
    for _ in range(2):
        department = put_department(by=None, key="arbeit", label_de="Arbeit")
        join(by=None, user=user, department=department)
        grant(by=None, department=department, permissions=[Permission.VIEW, Permission.LIST])
    assert len(trail()) == 1 + 1 + 2
    assert (Department.objects.count(), Membership.objects.count(), Grant.objects.count()) == (1, 1, 2)


def test_a_second_label_replaces_the_first() -> None:
    put_department(by=None, key="arbeit", label_de="Arbeit")
    put_department(by=None, key="arbeit", label_de="Arbeit und Soziales", label_en="Employment")
    assert Department.objects.get().label_de == "Arbeit und Soziales"


def test_a_change_undone_takes_its_line_with_it() -> None:
    with transaction.atomic():
        put_department(by=None, key="arbeit", label_de="Arbeit")
        assert len(trail()) == 1
        transaction.set_rollback(True)
    assert trail() == []
    assert not Department.objects.exists()


def test_a_grant_that_fails_halfway_leaves_nothing() -> None:
    department = put_department(by=None, key="arbeit", label_de="Arbeit")
    too_long = "x" * 121
    with pytest.raises(Exception, match="too long"):
        grant(
            by=None, department=department, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["a", too_long]
        )
    assert not Grant.objects.exists()
    assert [verb for _, verb, _ in trail()] == ["create department"]


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}, {"is_superuser": True, "is_active": False}])
def test_only_administrators_change_rights(fields: dict[str, bool]) -> None:
    somebody = person("anna", **fields)
    department = put_department(by=None, key="arbeit", label_de="Arbeit")
    grant(by=None, department=department, permissions=[Permission.VIEW])
    before = trail()
    attempts = [
        lambda: put_department(by=somebody, key="neu", label_de="Neu"),
        lambda: join(by=somebody, user=somebody, department=department),
        lambda: grant(by=somebody, department=department, permissions=[Permission.MANAGE]),
        lambda: revoke(by=somebody, grant=Grant.objects.get()),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert (trail(), Grant.objects.count(), Department.objects.count()) == (before, 1, 1)
