"""Rights on a day gone by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from sozialmonitor.access.actions import grant, revoke
from sozialmonitor.access.models import AuditEvent, Grant
from sozialmonitor.access.past import past
from sozialmonitor.access.permissions import Permission, Scope
from tests.world import department, give, person

pytestmark = pytest.mark.django_db
QUOTE = {"scope": Scope.INDICATOR, "keys": ["quote"]}
TODAY = localdate()


def days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def backdate(days: int, made: Callable[[], Any]) -> Any:
    """What `made` writes, as if it had been written so many days ago: the trail and the grants alike."""
    events, grants = (set(model.objects.values_list("pk", flat=True)) for model in (AuditEvent, Grant))
    result = made()
    AuditEvent.objects.exclude(pk__in=events).update(at=days_ago(days))
    Grant.objects.exclude(pk__in=grants).update(granted_at=days_ago(days))
    return result


def held(days: int) -> list[tuple[str, str]]:
    return [(right.subject, right.permission) for right in past(TODAY - timedelta(days=days)).rights]


@pytest.fixture(autouse=True)
def beginning() -> None:
    backdate(100, lambda: department("arbeit"))


def test_what_was_given_and_ended_since_held_in_between() -> None:
    backdate(30, lambda: give("arbeit", Permission.VIEW, **QUOTE))
    backdate(10, lambda: revoke(by=None, grant=Grant.objects.get()))
    assert not Grant.objects.exists()
    assert held(31) == []
    assert held(30) == [("department:arbeit", "view")]
    assert held(11) == [("department:arbeit", "view")]
    assert held(10) == []
    assert held(0) == []


def test_what_stands_today_held_since_it_was_given_and_in_its_days() -> None:
    backdate(30, lambda: give("arbeit", Permission.VIEW, **QUOTE))
    backdate(
        30,
        lambda: give(
            "arbeit", Permission.LIST, valid_from=TODAY - timedelta(20), valid_until=TODAY - timedelta(5), **QUOTE
        ),
    )
    assert held(25) == [("department:arbeit", "view")]
    assert held(20) == [("department:arbeit", "list"), ("department:arbeit", "view")]
    assert held(4) == [("department:arbeit", "view")]


def test_place_time_and_role_come_back_whole() -> None:
    anna = person("anna")
    backdate(
        30,
        lambda: grant(
            by=None, person=anna, permissions=[Permission.VIEW], division="stadtteile", areas=["02", "01"],
            valid_until=date(2100, 1, 1), role="leser", **QUOTE,
        ),
    )  # fmt: skip
    before = past(TODAY - timedelta(20)).rights
    backdate(10, lambda: revoke(by=None, grant=Grant.objects.get()))
    after = past(TODAY - timedelta(20)).rights
    assert before == after
    (right,) = after
    assert (right.division, right.areas, right.role) == ("stadtteile", ("01", "02"), "leser")


def test_given_ended_and_given_again() -> None:
    for begin, end in ((50, 40), (30, 20)):
        backdate(begin, lambda: give("arbeit", Permission.VIEW, **QUOTE))
        backdate(end, lambda: revoke(by=None, grant=Grant.objects.get()))
    assert [bool(held(days)) for days in (51, 45, 35, 25, 15)] == [False, True, False, True, False]


def test_lines_that_do_not_say_when_it_was_given_are_matched_with_the_gift() -> None:
    backdate(30, lambda: give("arbeit", Permission.VIEW, **QUOTE))
    backdate(10, lambda: revoke(by=None, grant=Grant.objects.get()))
    line = AuditEvent.objects.get(verb="revoke")
    line.details.pop("given")
    line.save()
    assert [bool(held(days)) for days in (31, 20, 9)] == [False, True, False]
    AuditEvent.objects.filter(verb="grant").delete()
    found = past(TODAY - timedelta(20))
    assert found.rights == []
    assert [right.subject for right in found.unknown] == ["department:arbeit"]


def test_who_came_to_a_department_since_was_not_in_it_and_who_went_was() -> None:
    anna, bernd = person("anna", date_joined=days_ago(90)), person("bernd", date_joined=days_ago(90))
    person("clara")  # there since today
    arbeit = department("arbeit")
    backdate(
        10, lambda: AuditEvent.objects.create(by="x", verb="join", what="department:arbeit", details={"user": "anna"})
    )
    anna.memberships.create(department=arbeit)
    backdate(
        10, lambda: AuditEvent.objects.create(by="x", verb="leave", what="department:arbeit", details={"user": "bernd"})
    )
    members = {one.username: set(one.departments) for one in past(TODAY - timedelta(20)).people}
    assert members == {"anna": set(), "bernd": {"arbeit"}}
    members = {one.username: set(one.departments) for one in past(TODAY).people}
    assert members == {"anna": {"arbeit"}, "bernd": set(), "clara": set()}
    assert bernd.memberships.count() == 0


def test_it_says_how_far_back_the_trail_tells() -> None:
    found = past(TODAY - timedelta(20))
    assert found.is_told
    assert found.since is not None
    assert not past(found.since - timedelta(1)).is_told
    AuditEvent.objects.all().delete()
    assert not past(TODAY).is_told
