"""Who may give and end which rights."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sozialmonitor.access.actions import grant, revoke
from sozialmonitor.access.giving import Giver
from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import build, department, give, person

pytestmark = pytest.mark.django_db
VIEW = [Permission.VIEW]


@pytest.fixture
def owner() -> User:
    """Manages one indicator everywhere and another on one division."""
    give("arbeit", Permission.MANAGE, scope=Scope.INDICATOR, keys=["quote"])
    give("arbeit", Permission.MANAGE, scope=Scope.INDICATOR, keys=["transfer"], division="stadtteile")
    return person("anna", "arbeit")


def gives(by: User | None, *, key: str = "quote", scope: Scope = Scope.INDICATOR, **more: object) -> list[Grant]:
    words = {"permissions": VIEW, "department": department("bildung")} | more
    return grant(by=by, scope=scope, keys=[key], **words)  # type: ignore[arg-type]


def test_an_owner_gives_what_is_below_manage_on_what_is_theirs(owner: User) -> None:
    below = [permission for permission in Permission if permission != Permission.MANAGE]
    assert len(gives(owner, permissions=below)) == 5
    assert len(gives(owner, department=None, person=person("bernd"))) == 1
    assert {one.granted_by for one in Grant.objects.filter(scope_key="quote").exclude(permission="manage")} == {owner}


@pytest.mark.parametrize(
    "refused",
    [
        {"permissions": [Permission.MANAGE]},
        {"key": "arbeitslose"},
        {"key": "", "scope": Scope.ANY},
        {"key": "kern", "scope": Scope.SET},
        {"key": "quote", "scope": Scope.TYPOLOGY},
        {"department": None, "to_all": True},
        {"key": "transfer"},
        {"key": "transfer", "division": "baubloecke"},
        {"permissions": [Permission.VIEW, Permission.MANAGE]},
    ],
)
def test_and_nothing_else(owner: User, refused: dict[str, object]) -> None:
    before = Grant.objects.count()
    with pytest.raises(PermissionDenied):
        gives(owner, **refused)
    assert Grant.objects.count() == before


def test_who_manages_on_a_division_gives_there(owner: User) -> None:
    assert gives(owner, key="transfer", division="stadtteile")
    assert gives(owner, key="transfer", division="stadtteile", areas=["01"])


def test_who_manages_some_areas_gives_those_at_most() -> None:
    give("arbeit", Permission.MANAGE, scope=Scope.INDICATOR, keys=["quote"], division="stadtteile", areas=["01", "02"])
    owner = person("anna", "arbeit")
    assert gives(owner, division="stadtteile", areas=["02"])
    for areas in (["02", "03"], []):
        with pytest.raises(PermissionDenied):
            gives(owner, division="stadtteile", areas=areas)


def test_who_manages_a_set_gives_on_what_is_in_it_and_not_on_the_set() -> None:
    build()
    give("arbeit", Permission.MANAGE, scope=Scope.SET, keys=["kern"])
    owner = person("anna", "arbeit")
    assert gives(owner, key="transfer")
    with pytest.raises(PermissionDenied):
        gives(owner, key="kern", scope=Scope.SET)


def test_an_owner_ends_what_they_could_give_and_nothing_else(owner: User) -> None:
    build()
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote", "arbeitslose"])
    give("bildung", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    revoke(by=owner, grant=Grant.objects.get(permission="view", scope_key="quote"))
    for grant_ in Grant.objects.exclude(scope_key="quote", permission="view"):
        with pytest.raises(PermissionDenied):
            revoke(by=owner, grant=grant_)
    assert Grant.objects.filter(permission="view").count() == 2


def test_managing_everything_is_not_administering() -> None:
    give("statistik", *Permission)
    manager = person("anna", "statistik")
    assert gives(manager, key="", scope=Scope.ANY)
    for refused in ({"permissions": [Permission.MANAGE]}, {"department": None, "to_all": True}):
        with pytest.raises(PermissionDenied):
            gives(manager, **refused)  # type: ignore[arg-type]


def test_a_right_that_ended_and_a_closed_account_give_nothing(owner: User) -> None:
    assert Giver.of(owner)
    owner.is_active = False
    assert not Giver.of(owner)
    assert not Giver.of(AnonymousUser())
    assert not Giver.of(person("bernd", "bildung"))
    assert Giver.of(None)
    assert Giver.of(person("chef", is_superuser=True)).is_administrator
    assert not Giver.of(person("alt", is_superuser=True, is_active=False))
