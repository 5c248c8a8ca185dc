"""The lines of both logs that were asked for. One page costs the same however long they are: it begins where the one
before ended.
"""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import make_aware

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.trail.models import AccessEvent

PAGE = 100
SUMMED = 30  # accounts and things with the most lines


def trail_lines(asked: dict[str, Any]) -> QuerySet[AuditEvent]:
    within = Q()
    if asked["by"]:
        within &= Q(by=asked["by"])
    if asked["verb"]:
        within &= Q(verb=asked["verb"])
    if asked["what"]:
        within &= Q(what__startswith=asked["what"])
    if asked["first"]:
        within &= Q(at__gte=make_aware(datetime.combine(asked["first"], time.min)))
    if asked["until"]:
        within &= Q(at__lte=make_aware(datetime.combine(asked["until"], time.max)))
    return AuditEvent.objects.filter(within).order_by("-id")


def accesses(asked: dict[str, Any]) -> QuerySet[AccessEvent]:
    within = Q(day__gte=asked["first"]) & Q(day__lte=asked["until"] or date.max)
    if asked["by"]:
        within &= Q(account=asked["by"])
    if asked["what"]:
        within &= Q(what__startswith=asked["what"])
    if asked["format"]:
        within &= Q(format=asked["format"])
    if asked["denied"]:
        within &= Q(denied=True)
    return AccessEvent.objects.filter(within).order_by("-id")


def page_of(lines: QuerySet[Any], before: int | None) -> tuple[list[Any], int | None]:
    """The lines, and where the next page begins."""
    found = list((lines.filter(pk__lt=before) if before else lines)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def sums(lines: QuerySet[AccessEvent], name: str) -> list[dict[str, Any]]:
    """How often and how many rows, by account or by what was read; the most first."""
    counted = lines.order_by().values(name).annotate(times=Count("id"), lines=Sum("rows"))
    return list(counted.order_by("-times", name)[:SUMMED])
