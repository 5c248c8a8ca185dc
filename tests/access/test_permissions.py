"""Who may do what. Everything is closed until a grant opens it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from indicators.actions.catalogue import load_catalogue
from indicators.catalogue import read_catalogue
from indicators.models import Indicator, IndicatorSet, SetMember
from sozialmonitor.access.actions import grant
from sozialmonitor.access.models import AuditEvent, Grant
from sozialmonitor.access.permissions import EVERYTHING, NOTHING, Permission, Scope, allowed, demand, may_see_deliveries
from tests import world as worlds
from tests.world import give, person

DAY = date(2026, 5, 4)

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


def test_a_right_of_their_own_is_nobody_elses() -> None:
    anna, bernd = person("anna", "arbeit"), person("bernd", "arbeit")
    grant(by=None, person=anna, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"])
    assert allowed(anna, Permission.VIEW).covers(Scope.INDICATOR, "quote")
    assert not allowed(bernd, Permission.VIEW)


def test_what_is_open_is_open_to_everybody_strangers_included() -> None:
    grant(by=None, to_all=True, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["einwohner"])
    for somebody in (AnonymousUser(), person("fremd"), person("anna", "arbeit")):
        assert allowed(somebody, Permission.VIEW).keys(Scope.INDICATOR) == {"einwohner"}
        assert allowed(somebody, Permission.DOWNLOAD) == NOTHING
    assert allowed(person("alt", is_active=False), Permission.VIEW) == NOTHING


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(1), None, False),
        (None, DAY - timedelta(1), False),
        (DAY - timedelta(9), DAY + timedelta(9), True),
    ],
)
def test_a_right_holds_from_a_day_until_a_day(first: date | None, last: date | None, holds: bool) -> None:
    give("arbeit", Permission.VIEW, valid_from=first, valid_until=last)
    assert bool(allowed(person("anna", "arbeit"), Permission.VIEW, DAY)) is holds


def test_without_a_day_it_is_today() -> None:
    give("arbeit", Permission.VIEW, valid_until=localdate() - timedelta(1))
    give("bildung", Permission.VIEW, valid_until=localdate())
    assert not allowed(person("anna", "arbeit"), Permission.VIEW)
    assert allowed(person("bernd", "bildung"), Permission.VIEW) == EVERYTHING


def test_a_right_in_one_division_is_none_in_another_and_none_where_nobody_says_where() -> None:
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"], division="stadtteile")
    granted = allowed(person("anna", "arbeit"), Permission.VIEW)
    assert granted.covers(Scope.INDICATOR, "quote", division="stadtteile")
    assert granted.areas(Scope.INDICATOR, "quote", division="stadtteile") is None
    assert not granted.covers(Scope.INDICATOR, "quote", division="baubloecke")
    assert not granted.covers(Scope.INDICATOR, "quote")
    assert granted.somewhere(Scope.INDICATOR, "quote")
    assert (granted.keys(Scope.INDICATOR), granted.keys_somewhere(Scope.INDICATOR)) == (frozenset(), {"quote"})


def test_everything_in_one_division_is_not_everything() -> None:
    give("arbeit", Permission.VIEW, division="stadtteile")
    granted = allowed(person("anna", "arbeit"), Permission.VIEW)
    assert granted != EVERYTHING
    assert granted.covers(Scope.TYPOLOGY, "lage", division="stadtteile")
    assert not granted.covers(Scope.TYPOLOGY, "lage", division="bezirke")
    assert (granted.keys(Scope.INDICATOR), granted.keys_somewhere(Scope.INDICATOR)) == (frozenset(), None)


def test_single_areas_add_up_and_a_whole_division_has_them_all() -> None:
    only = {"scope": Scope.INDICATOR, "keys": ["quote"], "division": "stadtteile"}
    give("arbeit", Permission.VIEW, areas=["01", "02"], **only)
    give("bildung", Permission.VIEW, areas=["02", "03"], **only)
    clara = person("clara", "arbeit", "bildung")
    assert allowed(clara, Permission.VIEW).areas(Scope.INDICATOR, "quote", division="stadtteile") == {"01", "02", "03"}
    assert allowed(clara, Permission.VIEW).areas(Scope.INDICATOR, "quote", division="bezirke") == frozenset()
    give("bildung", Permission.VIEW, **only)
    assert allowed(clara, Permission.VIEW).areas(Scope.INDICATOR, "quote", division="stadtteile") is None


def test_a_bundle_opens_its_members_of_the_day() -> None:
    load_catalogue(by=None, catalogue=read_catalogue(worlds.CATALOGUE))
    give("jugend", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    anna = person("anna", "jugend")
    assert allowed(anna, Permission.VIEW).keys(Scope.INDICATOR) == {"quote", "transfer", "einwohner"}
    kern = IndicatorSet.objects.get(code="kern")
    SetMember.objects.filter(indicator_set=kern, indicator__code="transfer").delete()
    joined = Indicator.objects.get(code="saldo")
    SetMember.objects.create(indicator_set=kern, indicator=joined, position=9)
    assert allowed(anna, Permission.VIEW).keys(Scope.INDICATOR) == {"quote", "einwohner", "saldo"}
    kern.delete()
    assert allowed(anna, Permission.VIEW) == NOTHING


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, "grant_has_one_subject"),
        ({"person": "anna", "to_all": True}, "grant_has_one_subject"),
        ({"to_all": True, "permissions": [Permission.PUBLISH]}, "grant_open_is_for_reading"),
        ({"to_all": True, "areas": ["01"]}, "grant_areas_of_a_division"),
        ({"to_all": True, "valid_from": DAY, "valid_until": DAY - timedelta(1)}, "grant_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_rights_that_make_no_sense(fields: dict[str, Any], rule: str) -> None:
    if "person" in fields:
        fields = fields | {"person": person(fields["person"])}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        grant(by=None, **{"permissions": [Permission.VIEW], **fields})
    assert not Grant.objects.exists()


def test_the_same_right_for_everybody_stands_once() -> None:
    for _again in range(2):
        grant(by=None, to_all=True, permissions=[Permission.VIEW], reason="Ratsbeschluss")
    assert Grant.objects.count() == 1
    assert [(e.what, e.details) for e in AuditEvent.objects.filter(verb="grant")] == [
        ("everybody", {"permission": "view", "scope": "any:", "reason": "Ratsbeschluss"})
    ]


def test_keys_of_a_division_are_those_of_all_divisions_and_its_own() -> None:
    anna = person("anna", "arbeit")
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"])
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["saldo"], division="stadtteile")
    give("arbeit", Permission.IMPORT, scope=Scope.INDICATOR, keys=["wandel"], division="stadtteile", areas=["01"])
    granted = allowed(anna, Permission.IMPORT)
    assert granted.keys_in(Scope.INDICATOR, None) == granted.keys(Scope.INDICATOR) == {"quote"}
    assert granted.keys_in(Scope.INDICATOR, "stadtteile") == {"quote", "saldo"}  # not what has some areas alone
    assert granted.keys_in(Scope.INDICATOR, "regionen") == {"quote"}
    give("arbeit", Permission.IMPORT, division="regionen")
    assert allowed(anna, Permission.IMPORT).keys_in(Scope.INDICATOR, "regionen") is None
    assert allowed(anna, Permission.IMPORT).keys_in(Scope.INDICATOR, "stadtteile") == {"quote", "saldo"}


def test_who_may_see_deliveries() -> None:
    give("statistik", Permission.IMPORT, scope=Scope.INDICATOR, keys=["quote"], division="stadtteile")
    give("amt", Permission.PUBLISH, scope=Scope.SOURCE, keys=["Meldeamt"])
    give("revision", Permission.VIEW, scope=Scope.SOURCE, keys=["Meldeamt"])
    give("bildung", Permission.LIST, Permission.VIEW, Permission.DOWNLOAD)
    give("ehemals", Permission.VIEW, scope=Scope.SOURCE, keys=["Meldeamt"], valid_until=date(2020, 1, 1))
    seeing = [
        name
        for name in ("statistik", "amt", "revision", "bildung", "ehemals")
        if may_see_deliveries(person(f"p-{name}", name))
    ]
    assert seeing == ["statistik", "amt", "revision"]
    assert may_see_deliveries(None)
    assert may_see_deliveries(person("chef", is_superuser=True))
    assert not may_see_deliveries(AnonymousUser())
