"""Sealing what is committed. Not while it is written: there a lock would make long transactions wait for each other."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate, now

from sozialmonitor.trail.chain import GENESIS, LATE, Link
from sozialmonitor.trail.models import AccessEvent, Seal
from sozialmonitor.trail.queries import day_digest, unsealed

LOCK: Final = int.from_bytes(hashlib.sha256(b"sozialmonitor trail").digest()[:7], "big")
MOST: Final = 1000  # seals in one transaction


def seal_trail(at: datetime | None = None) -> int:
    """Seals what is not sealed yet; how many seals were made. Two at once: the second leaves it to the first."""
    made, moment = 0, at or now()
    while found := _seal_some(moment):
        made += found
        if found < MOST:
            break
    return made


@transaction.atomic
def _seal_some(at: datetime) -> int:
    if not _alone():
        return 0
    last = Seal.objects.order_by("id").last()
    number, previous = (last.pk, last.seal) if last else (0, GENESIS)
    days = [(None, day, *_digest(day)) for day in _days_over(at)]
    lines = [(pk, None, 1, digest) for pk, digest in unsealed(at - LATE, MOST - len(days))]
    seals = []
    for event, day, count, digest in [*lines, *days]:
        number += 1
        kind = Seal.Kind.DAY if event is None else Seal.Kind.EVENT
        link = Link(number, kind.value, str(event or day), count, digest, at, previous)
        seals.append(
            Seal(
                id=number, kind=kind, event=event, day=day, count=count, digest=digest, sealed_at=at,
                previous=previous, seal=link.seal,
            )
        )  # fmt: skip
        previous = link.seal
    Seal.objects.bulk_create(seals)
    return len(seals)


def _alone() -> bool:
    """Until the transaction is over. The table's unique columns would refuse a fork in any case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _days_over(at: datetime) -> list[date]:
    """Days of the access log that are over for two hours at least: what was begun before midnight is committed. None
    before the last one sealed: what turns up there now was not there then.
    """
    over = localdate(at - timedelta(hours=2)) - timedelta(days=1)
    last = Seal.objects.filter(kind=Seal.Kind.DAY).aggregate(last=Max("day"))["last"] or date.min
    days = AccessEvent.objects.filter(day__lte=over, day__gt=last)
    return list(days.order_by("day").values_list("day", flat=True).distinct()[:100])


def _digest(day: date) -> tuple[int, str]:
    found = day_digest(day)
    return found.count, found.digest
