"""The access log is kept as long as the city says; what goes, goes by whole days, and the chain still holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate
from pytest_django import Settings

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.trail.models import AccessEvent
from sozialmonitor.trail.purging import purge_access_log
from sozialmonitor.trail.sealing import seal_trail
from sozialmonitor.trail.verifying import Broken, verify
from tests.trail.lines import accesses, sql

pytestmark = pytest.mark.django_db


def purged(days: int) -> int:
    """By SQL, past the setting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trail_purge_access_log(%s)", [localdate() - timedelta(days=days)])
        return int(cursor.fetchone()[0])


def left() -> int:
    return AccessEvent.objects.count()


def test_old_days_go_and_leave_a_line() -> None:
    first, last = accesses(days=400), accesses(days=366)
    accesses(days=365)
    accesses(days=2)
    seal_trail()
    assert purge_access_log() == 6
    assert left() == 6
    line = AuditEvent.objects.get(verb="purge access log")
    assert line.details == {"from": first.isoformat(), "until": last.isoformat(), "lines": 6}
    assert purge_access_log() == 0
    assert AuditEvent.objects.filter(verb="purge access log").count() == 1


def test_the_chain_holds_afterwards() -> None:
    accesses(days=400)
    accesses(days=2)
    seal_trail()
    purge_access_log()
    seal_trail()
    found = verify()
    assert (found.sound, found.days) == (True, 2)
    strange = accesses(days=400, count=1)
    assert [(one.broken, one.name) for one in verify().findings] == [(Broken.INSERTED, strange.isoformat())]


def test_what_goes_without_the_function_shows() -> None:
    day = accesses(days=400)
    seal_trail()
    AccessEvent.objects.all().delete()
    assert [(one.broken, one.name) for one in verify().findings] == [(Broken.MISSING, day.isoformat())]


def test_a_line_that_claims_more_than_may_be_purged_excuses_nothing() -> None:
    accesses(days=2)
    seal_trail()
    AccessEvent.objects.all().delete()
    AuditEvent.objects.create(by="system", verb="purge access log", what="access log", details={
        "from": "2020-01-01", "until": localdate().isoformat(), "lines": 3,
    })  # fmt: skip
    assert [one.broken for one in verify().findings] == [Broken.MISSING]


def test_the_setting_says_how_long(settings: Settings) -> None:
    accesses(days=100)
    seal_trail()
    assert purge_access_log() == 0
    settings.ACCESS_LOG_DAYS = 90
    assert purge_access_log() == 3


def test_nothing_younger_than_thirty_days_whatever_is_asked_for() -> None:
    accesses(days=31)
    accesses(days=30)
    seal_trail()
    assert purged(days=-10) == 3
    assert left() == 3


def test_nothing_that_is_not_sealed() -> None:
    accesses(days=400)
    assert purge_access_log() == 0
    seal_trail()
    sql("DELETE FROM trail_seal")
    assert purge_access_log() == 0
