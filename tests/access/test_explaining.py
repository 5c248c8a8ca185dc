"""The chain that is told agrees with the rule that decides."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sozialmonitor.access.actions import grant
from sozialmonitor.access.explaining import Ground, Verdict, Way, why
from sozialmonitor.access.models import Grant, User
from sozialmonitor.access.permissions import Permission, Scope, allowed
from tests.world import World, build, department, give, person

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
VIEW = (Permission.VIEW, Scope.INDICATOR, "quote")


@pytest.fixture
def world() -> World:
    return build()


def told(*chain: Any) -> list[tuple[str, str]]:
    return [(link.way.value, link.verdict.value) for one in chain for link in one.links]


def test_nobody_gave_anything() -> None:
    found = why(person("anna", "arbeit"), *VIEW)
    assert (found.allowed, found.ground, found.links, list(found.departments)) == (False, Ground.GRANTS, [], [])


def test_each_way_a_right_can_come() -> None:
    anna = person("anna", "arbeit")
    give("arbeit", Permission.VIEW)
    grant(by=None, person=anna, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"])
    grant(by=None, to_all=True, permissions=[Permission.VIEW], scope=Scope.INDICATOR, keys=["quote"])
    give("arbeit", Permission.DOWNLOAD)
    found = why(anna, *VIEW)
    assert found.allowed
    assert told(found) == [("department", "opens"), ("person", "opens"), ("everybody", "opens")]
    assert [one.key for one in found.departments] == ["arbeit"]


def test_what_does_not_open_says_why_not() -> None:
    anna = person("anna", "arbeit")
    only = {"scope": Scope.INDICATOR, "keys": ["quote"]}
    give("arbeit", Permission.VIEW, valid_until=DAY - timedelta(1), **only)
    give("arbeit", Permission.VIEW, valid_from=DAY + timedelta(1), **only)
    give("arbeit", Permission.VIEW, division="bezirke", **only)
    give("arbeit", Permission.VIEW, division="stadtteile", areas=["01"], **only)
    found = why(anna, *VIEW, division="stadtteile", day=DAY)
    assert found.allowed  # in 01
    assert [verdict for _, verdict in told(found)] == ["opens_areas", "not_begun", "ended", "elsewhere"]
    everywhere = why(anna, *VIEW, day=DAY)
    assert not everywhere.allowed
    assert Verdict.OPENS not in {link.verdict for link in everywhere.links}


def test_a_bundle_is_part_of_the_chain(world: World) -> None:
    give("arbeit", Permission.VIEW, scope=Scope.SET, keys=["kern"])
    found = why(person("anna", "arbeit"), *VIEW)
    assert [(link.grant.scope_kind, link.way, link.verdict) for link in found.links] == [
        ("set", Way.DEPARTMENT, Verdict.OPENS)
    ]
    assert not why(person("bernd", "arbeit"), Permission.VIEW, Scope.INDICATOR, "saldo").links


def test_administrators_and_closed_accounts_need_no_chain() -> None:
    give("arbeit", Permission.VIEW)
    chief, gone = person("chef", is_superuser=True), person("alt", "arbeit", is_active=False)
    assert (why(chief, *VIEW).allowed, why(chief, *VIEW).ground) == (True, Ground.ADMINISTRATOR)
    assert (why(gone, *VIEW).allowed, why(gone, *VIEW).ground) == (False, Ground.INACTIVE)


def test_who_has_it_today_can_be_asked() -> None:
    give("bildung", Permission.VIEW, scope=Scope.INDICATOR, keys=["quote"])
    give("jugend", Permission.VIEW, valid_until=DAY - timedelta(1))
    found = why(person("anna", "arbeit"), *VIEW, day=DAY)
    assert [one.key for one in found.departments] == ["bildung"]


GRANTS = st.fixed_dictionaries({
    "to": st.sampled_from(["arbeit", "bildung", "anna", "all"]),
    "scope": st.sampled_from([("any", ""), ("indicator", "quote"), ("indicator", "saldo"), ("set", "kern")]),
    "division": st.sampled_from(["", "stadtteile", "bezirke"]),
    "areas": st.sampled_from([[], ["01"], ["01", "02"]]),
    "begins": st.sampled_from([None, -1, 0, 1]),
    "ends": st.sampled_from([None, -1, 0, 1]),
})  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(GRANTS, max_size=6), st.sampled_from([None, "stadtteile", "bezirke"]))
def test_the_chain_opens_exactly_what_the_rule_opens(
    world: World, given_rights: list[dict[str, Any]], division: str | None
) -> None:
    Grant.objects.all().delete()
    anna = User.objects.filter(username="anna").first() or person("anna", "arbeit")
    for one in given_rights:
        first, last = (None if n is None else DAY + timedelta(n) for n in (one["begins"], one["ends"]))
        if (first and last and last < first) or (one["areas"] and not one["division"]):
            continue
        to = {"department": department(one["to"])} if one["to"] in ("arbeit", "bildung") else {}
        to |= {"person": anna} if one["to"] == "anna" else {}
        place = {"division": one["division"], "areas": one["areas"]}
        kind, key = one["scope"]
        grant(
            by=None, to_all=one["to"] == "all", permissions=[Permission.VIEW], scope=Scope(kind), keys=[key],
            valid_from=first, valid_until=last, **to, **place,
        )  # fmt: skip
    found = why(anna, *VIEW, division=division, day=DAY)
    opening = {Verdict.OPENS, Verdict.OPENS_AREAS}
    assert found.allowed is any(link.verdict in opening for link in found.links)
    assert found.allowed is allowed(anna, Permission.VIEW, DAY).covers(Scope.INDICATOR, "quote", division=division)
