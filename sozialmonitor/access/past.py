"""Rights on a day gone by, from what stands today and from what the trail tells has ended since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, make_aware

from sozialmonitor.access.actions import subject_of
from sozialmonitor.access.consequences import Person, Right
from sozialmonitor.access.models import AuditEvent, Grant, Membership, User


@dataclass(frozen=True)
class Past:
    """`since` is the first day of which the trail tells anything; before it nothing ended is known.

    `unknown` are rights that have ended since, and the trail does not tell when they were given.
    """

    day: date
    since: date | None
    rights: Sequence[Right]
    people: Sequence[Person]
    unknown: Sequence[Right]

    @property
    def is_told(self) -> bool:
        return self.since is not None and self.since <= self.day


def past(day: date) -> Past:
    """At the end of that day: what had been given by then, holds on it, and had not ended."""
    end = make_aware(datetime.combine(day + timedelta(1), time.min), get_current_timezone())
    rights = [_right(one) for one in Grant.objects.select_related("department", "person").filter(granted_at__lt=end)]
    unknown = []
    for event in AuditEvent.objects.filter(verb="revoke", at__gte=end).order_by("at", "id"):
        right, given = _told(event), parse_datetime(str(event.details.get("given", "")))
        if given is None:
            given = _given(event)
        if given is None:
            unknown.append(right)
        elif given < end:
            rights.append(right)
    first = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    since = first.astimezone(get_current_timezone()).date() if first else None
    holding = sorted({right for right in rights if right.holds(day)}, key=repr)
    return Past(day, since, holding, _people(end), [right for right in unknown if right.holds(day)])


def _right(grant: Grant) -> Right:
    return Right(
        subject_of(grant), grant.permission, grant.scope_kind, grant.scope_key, grant.division_key,
        tuple(sorted(grant.areas)), grant.valid_from, grant.valid_until, grant.role,
    )  # fmt: skip


def _told(event: AuditEvent) -> Right:
    """As `actions.told` wrote it."""
    words: dict[str, Any] = event.details
    scope, _sep, key = str(words.get("scope", "")).partition(":")
    return Right(
        event.what, str(words.get("permission", "")), scope, key, str(words.get("division", "")),
        tuple(words.get("areas", ())), _day(words.get("from")), _day(words.get("until")), str(words.get("role", "")),
    )  # fmt: skip


def _day(word: object) -> date | None:
    return date.fromisoformat(str(word)) if word else None


def _given(event: AuditEvent) -> datetime | None:
    """For rights that ended before their line said when they had been given: the last such gift before it."""
    right = _told(event)
    gifts = AuditEvent.objects.filter(verb="grant", what=event.what, id__lt=event.pk).order_by("-id")
    gifts = gifts.filter(details__permission=right.permission, details__scope=event.details.get("scope"))
    return next((gift.at for gift in gifts if _told(gift) == right), None)


def _people(end: datetime) -> list[Person]:
    """Accounts that were there, with the departments they belonged to as far as the trail tells of changes since.

    Whether an account was open then is not told: those of today's open accounts are named.
    """
    members = {(user, key) for user, key in Membership.objects.values_list("user__username", "department__key")}
    for user, key, joined in _moves(end):
        members = members - {(user, key)} if joined else members | {(user, key)}
    departments: dict[str, set[str]] = {}
    for user, key in members:
        departments.setdefault(user, set()).add(key)
    people = User.objects.filter(is_active=True, is_superuser=False, date_joined__lt=end).order_by("username")
    return [
        Person(one.username, one.get_full_name() or one.username, frozenset(departments.get(one.username, ())))
        for one in people
    ]


def _moves(end: datetime) -> Iterator[tuple[str, str, bool]]:
    """Who came to a department (true) or went since, the newest first: undone one by one."""
    verbs = Q(verb__in=["join", "leave"])
    for event in AuditEvent.objects.filter(verbs, at__gte=end).order_by("-at", "-id"):
        yield str(event.details.get("user", "")), event.what.partition(":")[2], event.verb == "join"
