"""What a token allows: a part of what its owner may, never more."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.access.models import Token, User
from sozialmonitor.access.permissions import EVERYTHING, Allowed, Permission, Rule, Scope, allowed, may_manage_divisions
from sozialmonitor.access.tokens import PERMISSIONS, PREFIX, find, hashed, new_secret
from tests.world import build, give, person

READ = [Permission.LIST, Permission.VIEW, Permission.DOWNLOAD]
rules = st.builds(
    Rule,
    st.sampled_from([Scope.ANY, Scope.INDICATOR, Scope.TYPOLOGY]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["", "x", "y"]),
    st.frozensets(st.sampled_from(["1", "2"])),
)
granted_ones = st.one_of(
    st.just(EVERYTHING), st.frozensets(rules, max_size=4).map(lambda found: Allowed(everything=False, rules=found))
)
things = st.lists(st.tuples(st.sampled_from([Scope.INDICATOR, Scope.TYPOLOGY]), st.sampled_from(["a", "b", "c"])))


@given(granted_ones, things)
def test_what_is_narrowed_is_the_part_of_both(granted: Allowed, only: list[tuple[Scope, str]]) -> None:
    """Asked for each thing in each place: as the grants say where the token names it, and nothing elsewhere."""
    narrowed = granted.only(only)
    assert not narrowed.everything
    for scope in (Scope.INDICATOR, Scope.TYPOLOGY):
        for key in ("a", "b", "c"):
            for division in ("", "x", "y", None):
                expected = granted.areas(scope, key, division=division) if (scope, key) in only else frozenset()
                assert narrowed.areas(scope, key, division=division) == expected


def token(owner: User, *permissions: Permission, **more: str) -> Token:
    fields = {"label": "Probe", "expires": date(2999, 1, 1), "hash": hashed(new_secret()), **more}
    return Token.objects.create(owner=owner, permissions=[p.value for p in permissions], **fields)


@pytest.mark.django_db
def test_an_administrators_token_may_only_what_it_says() -> None:
    chef = person("chef", is_superuser=True)
    assert allowed(chef, Permission.PUBLISH).everything
    chef.token = token(chef, Permission.VIEW)
    assert allowed(chef, Permission.VIEW).everything
    assert not any(allowed(chef, one) for one in Permission if one != Permission.VIEW)
    assert not may_manage_divisions(chef)
    chef.token = token(chef, Permission.VIEW, scope_kind="indicator", scope_key="quote")
    assert allowed(chef, Permission.VIEW).covers(Scope.INDICATOR, "quote")
    assert not allowed(chef, Permission.VIEW).covers(Scope.INDICATOR, "einwohner")


@pytest.mark.django_db
def test_a_token_gives_nothing_that_its_owner_has_not() -> None:
    build()
    give("arbeit", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    anna = person("anna", "arbeit")
    anna.token = token(anna, *PERMISSIONS)
    assert allowed(anna, Permission.VIEW) == allowed(person("bernd", "arbeit"), Permission.VIEW)
    assert not allowed(anna, Permission.DOWNLOAD)
    anna.token = token(anna, *READ, scope_kind="set", scope_key="kern")
    assert allowed(anna, Permission.VIEW).keys(Scope.INDICATOR) == {"quote"}
    anna.token = token(anna, *READ, scope_kind="indicator", scope_key="einwohner")
    assert not allowed(anna, Permission.VIEW)


@pytest.mark.django_db
def test_a_token_is_found_by_its_secret_while_it_holds() -> None:
    secret = new_secret()
    assert len(secret) == len(PREFIX) + 43
    made = token(person("anna"), Permission.LIST, hash=hashed(secret), expires="2026-01-31")
    assert secret not in str(Token.objects.values().get())
    assert find(secret, date(2026, 1, 31)) == made
    assert find(secret, date(2026, 2, 1)) is None
    assert find(made.hash, date(2026, 1, 31)) is None
    User.objects.update(is_active=False)
    assert find(secret, date(2026, 1, 31)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"permissions": []},
        {"permissions": ["publish"]},
        {"permissions": ["list", "manage"]},
        {"scope_kind": "division", "scope_key": "stadtteile"},
        {"scope_kind": "indicator"},
        {"scope_key": "quote"},
        {"hash": F("label")},
    ],
)
def test_the_database_knows_what_a_token_may_be(wrong: dict[str, object]) -> None:
    anna = person("anna")
    for _ in range(2):
        token(anna, Permission.LIST)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Token.objects.update(**wrong)
