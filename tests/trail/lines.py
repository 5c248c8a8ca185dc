"""Lines of the two logs for tests, written as of a day."""

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils.timezone import localdate, make_aware, now

from sozialmonitor.access.audit import record
from sozialmonitor.trail.models import AccessEvent


def trail(count: int = 3, verb: str = "grant") -> list[int]:
    for number in range(count):
        record(by=None, verb=verb, what=f"indicator:i{number}", number=number, text="Grüße „von hier“")
    return ids()[-count:]


def ids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_auditevent ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def sql(statement: str, *params: object) -> None:
    """As the owner of the tables, past everything the program does."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def days_ago(days: float) -> datetime:
    return now() - timedelta(days=days)


def accesses(days: int, count: int = 3, account: str = "anna") -> date:
    day = localdate() - timedelta(days=days)
    minute = make_aware(datetime.combine(day, time(10, 30)))
    AccessEvent.objects.bulk_create(
        AccessEvent(day=day, minute=minute, account=account, what=f"indicator:i{n}", format="csv", rows=n)
        for n in range(count)
    )
    return day
