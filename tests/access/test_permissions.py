"""Who may do what. Everything is closed until a grant opens it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sozialmonitor.access.permissions import EVERYTHING, NOTHING, Permission, Scope, allowed, demand
from tests.world import give, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("permission", list(Permission))
def test_closed_by_default(permission: Permission) -> None:
    stranger, member = person("fremd"), person("mitglied", "arbeit")
    for nobody in (AnonymousUser(), stranger, member):
        granted = allowed(nobody, permission)
        assert granted == NOTHING
        assert not granted
        assert not granted.covers(Scope.INDICATOR, "quote")
        assert granted.keys(Scope.INDICATOR) == frozenset()


def test_a_grant_opens_one_permission_on_one_key() -> None:
    user = person("anna", "arbeit")
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    granted = allowed(user, Permission.VIEW)
    assert granted.covers(Scope.INDICATOR, "quote")
    assert not granted.covers(Scope.INDICATOR, "einwohner")
    assert not granted.covers(Scope.MEASURE, "quote")
    assert not granted.covers(Scope.TYPOLOGY, "quote")
    assert granted.keys(Scope.INDICATOR) == {"quote"}
    assert granted.keys(Scope.MEASURE) == frozenset()


@pytest.mark.parametrize("given", list(Permission))
def test_no_permission_brings_another_with_it(given: Permission) -> None:
    user = person("anna", "arbeit")
    give("arbeit", given, scope=Scope.INDICATOR, keys=["quote"])
    open_to_her = {p for p in Permission if allowed(user, p).covers(Scope.INDICATOR, "quote")}
    assert open_to_her == {given}


def test_a_grant_is_for_its_department_only() -> None:
    give("arbeit", Permission.VIEW)
    assert not allowed(person("bernd", "bildung"), Permission.VIEW)
    assert allowed(person("anna", "arbeit"), Permission.VIEW) == EVERYTHING


def test_two_departments_add_up() -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote", "schulen"])
    assert allowed(person("clara", "arbeit", "bildung"), Permission.VIEW).keys(Scope.INDICATOR) == {"quote", "schulen"}


def test_any_means_no_limit() -> None:
    give("arbeit", Permission.DOWNLOAD)
    give("arbeit", Permission.DOWNLOAD, scope=Scope.INDICATOR, keys=["quote"])
    granted = allowed(person("anna", "arbeit"), Permission.DOWNLOAD)
    assert granted
    assert granted.keys(Scope.INDICATOR) is None
    assert granted.covers(Scope.TYPOLOGY, "whatever")


def test_inactive_people_may_nothing_whatever_they_were() -> None:
    give("arbeit", *Permission)
    was_member = person("alt", "arbeit", is_active=False)
    was_administrator = person("admin-alt", is_superuser=True, is_active=False)
    for permission in Permission:
        assert allowed(was_member, permission) == NOTHING
        assert allowed(was_administrator, permission) == NOTHING


def test_administrators_and_the_operator_may_everything() -> None:
    administrator = person("admin", is_superuser=True)
    for permission in Permission:
        assert allowed(administrator, permission) == EVERYTHING
        assert allowed(None, permission) == EVERYTHING


def test_staff_without_grants_may_nothing() -> None:
    assert not allowed(person("redaktion", is_staff=True), Permission.VIEW)


def test_actions_demand_what_views_ask() -> None:
    user = person("anna", "arbeit")
    give("arbeit", Permission.PUBLISH, scope=Scope.TYPOLOGY, keys=["lage"])
    demand(user, Permission.PUBLISH, Scope.TYPOLOGY, "lage")
    demand(None, Permission.PUBLISH, Scope.TYPOLOGY, "lage")
    for permission, key in ((Permission.PUBLISH, "andere"), (Permission.MANAGE, "lage")):
        with pytest.raises(PermissionDenied):
            demand(user, permission, Scope.TYPOLOGY, key)
