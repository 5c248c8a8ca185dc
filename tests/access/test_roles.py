"""Roles: what giving one writes, and what changing one changes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent, Grant, Role, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from sozialmonitor.access.role_actions import RoleRefused, give_role, put_role, take_role
from tests.world import department, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}


@pytest.fixture
def chef() -> User:
    return person("chef", is_superuser=True)


@pytest.fixture
def reader(chef: User) -> Role:
    return put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW, Permission.LIST])


def written() -> set[tuple[str, str, str]]:
    return {(one.subject, one.permission, one.role) for one in Grant.objects.all()}


def may(user: User, permission: Permission) -> bool:
    return allowed(user, permission).covers(Scope.INDICATOR, "quote")


def test_giving_a_role_writes_its_grants_with_its_key(chef: User, reader: Role) -> None:
    anna = person("anna", "arbeit")
    made = give_role(
        by=chef, role=reader, department=department("arbeit"), valid_until=date(2100, 1, 1), reason="Beschluss", **QUOTE
    )
    assert written() == {("Arbeit", "list", "leser"), ("Arbeit", "view", "leser")}
    assert {(one.granted_by, one.reason, one.valid_until) for one in made} == {(chef, "Beschluss", date(2100, 1, 1))}
    assert may(anna, Permission.VIEW)
    assert not may(anna, Permission.DOWNLOAD)
    assert give_role(by=chef, role=reader, department=department("arbeit"), valid_until=date(2100, 1, 1), **QUOTE) == []


def test_changing_a_role_changes_what_it_wrote_and_nothing_else(chef: User, reader: Role) -> None:
    anna, bernd = person("anna", "arbeit"), person("bernd")
    give_role(by=chef, role=reader, department=department("arbeit"), reason="Beschluss", **QUOTE)
    give_role(by=chef, role=reader, person=bernd, division="stadtteile", **QUOTE)
    grant(by=chef, department=department("bildung"), permissions=[Permission.VIEW], **QUOTE)
    put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW, Permission.DOWNLOAD])
    assert may(anna, Permission.DOWNLOAD)
    assert not may(anna, Permission.LIST)
    assert allowed(bernd, Permission.DOWNLOAD).covers(Scope.INDICATOR, "quote", division="stadtteile")
    assert not may(bernd, Permission.DOWNLOAD)  # only there
    assert ("Bildung", "view", "") in written()
    assert Grant.objects.get(department__key="arbeit", permission="download").reason == "Beschluss"


def test_each_change_is_in_the_trail(chef: User, reader: Role) -> None:
    give_role(by=chef, role=reader, department=department("arbeit"), **QUOTE)
    put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW])
    put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW])  # nothing new: no line
    lines = AuditEvent.objects.exclude(verb="create department").order_by("id")
    assert [(one.verb, one.details.get("permission", "")) for one in lines] == [
        ("create role", ""),
        ("grant", "list"),
        ("grant", "view"),
        ("change role", ""),
        ("revoke", "list"),
    ]
    assert lines.get(verb="revoke").details["why"] == "role:leser"
    assert lines.get(verb="change role").details == {"permissions": ["view"], "before": ["list", "view"]}


def test_taking_a_role_leaves_what_was_given_beside_it(chef: User, reader: Role) -> None:
    anna = person("anna", "arbeit")
    grant(by=chef, department=department("arbeit"), permissions=[Permission.VIEW], **QUOTE)
    give_role(by=chef, role=reader, department=department("arbeit"), **QUOTE)
    give_role(by=chef, role=reader, department=department("bildung"), **QUOTE)
    assert take_role(by=chef, role=reader, department=department("arbeit"), reason="vorbei", **QUOTE) == 2
    assert may(anna, Permission.VIEW)
    assert not may(anna, Permission.LIST)
    assert Grant.objects.filter(role="leser").count() == 2


def test_only_administrators_make_roles_and_owners_give_those_without_manage(chef: User, reader: Role) -> None:
    give("arbeit", Permission.MANAGE, **QUOTE)
    owner = person("anna", "arbeit")
    with pytest.raises(PermissionDenied):
        put_role(by=owner, key="leser", label_de="Alles", permissions=Permission)
    steward = put_role(by=chef, key="pflege", label_de="Pflege", permissions=[Permission.MANAGE, Permission.VIEW])
    assert give_role(by=owner, role=reader, department=department("bildung"), **QUOTE)
    with pytest.raises(PermissionDenied):
        give_role(by=owner, role=steward, department=department("bildung"), **QUOTE)
    assert not Grant.objects.filter(role="pflege").exists()


def test_a_role_without_permissions_is_none(chef: User, reader: Role) -> None:
    with pytest.raises(RoleRefused, match="empty"):
        put_role(by=chef, key="leser", label_de="Lesen", permissions=[])
    with pytest.raises(IntegrityError):
        Role.objects.create(key="x", label_de="x", permissions=["fliegen"])


def test_what_everybody_has_stays_reading(chef: User, reader: Role) -> None:
    give_role(by=chef, role=reader, to_all=True, **QUOTE)
    with pytest.raises(RoleRefused, match="open"):
        put_role(by=chef, key="leser", label_de="Lesen", permissions=[Permission.VIEW, Permission.PUBLISH])
    assert written() == {("alle", "list", "leser"), ("alle", "view", "leser")}
