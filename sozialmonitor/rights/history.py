"""What the trail tells about rights: who gave and took what, when and why."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone, make_aware

from sozialmonitor.access.consequences import Person, Right
from sozialmonitor.access.models import AuditEvent
from sozialmonitor.access.past import Past
from sozialmonitor.access.permissions import Scope
from sozialmonitor.access.scopes import Opener, groups

VERBS: Final = (
    "grant", "revoke", "change rights", "create role", "change role", "join", "leave", "create department",
    "delete department", "ask access", "give access", "refuse access", "start view as", "end view as",
)  # fmt: skip


@dataclass(frozen=True)
class HistoryAsked:
    subject: str = ""  # `department:key` or `person:name`
    thing: str = ""  # `indicator:code`
    by: str = ""
    first: date | None = None
    last: date | None = None


def events(asked: HistoryAsked) -> QuerySet[AuditEvent]:
    """The newest first."""
    found = AuditEvent.objects.filter(verb__in=VERBS).order_by("-at", "-id")
    if asked.subject:
        kind, _sep, name = asked.subject.partition(":")
        own = Q(what=asked.subject) | Q(details__to=asked.subject)
        found = found.filter(own | Q(by=name, verb="ask access") | Q(details__user=name) if kind == "person" else own)
    if asked.thing:
        names = naming(asked.thing)
        found = found.filter(Q(details__scope__in=names) | Q(what__in=names))
    if asked.by:
        found = found.filter(by=asked.by)
    if asked.first:
        found = found.filter(at__gte=_start(asked.first))
    if asked.last:
        found = found.filter(at__lt=_start(asked.last + timedelta(1)))
    return found


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), get_current_timezone())


def naming(thing: str) -> list[str]:
    """The thing, the bundles it is in today, and everything."""
    opened, scope_key = Opener(), tuple(thing.split(":", 1))
    bundles = [
        value
        for _heading, choices in groups()
        for value, _name in choices
        if value.partition(":")[0] in (Scope.SET, Scope.TOPIC) and scope_key in opened(*value.split(":", 1))
    ]
    return [thing, *bundles, f"{Scope.ANY}:"]


def reaching(found: Past, permission: str, thing: str, division: str) -> list[Right]:
    """Rights of that day that open the thing, or some areas of it; bundles hold what they hold today."""
    names = set(naming(thing))
    return [
        right
        for right in found.rights
        if right.permission == permission
        and f"{right.scope}:{right.key}" in names
        and (not division or right.division in ("", division))
    ]


def reached(found: Past, rights: list[Right]) -> list[tuple[Person, list[str]]]:
    """Whom these rights reached, and through which subjects."""
    subjects = {right.subject for right in rights}
    people: list[tuple[Person, list[str]]] = [(one, sorted(one.subjects & subjects)) for one in found.people]
    return [(person, ways) for person, ways in people if ways]


def columns(event: AuditEvent) -> dict[str, Any]:
    """One line of the trail in the columns of the file."""
    words = event.details
    return {
        "at": event.at.astimezone(get_current_timezone()).replace(microsecond=0),
        "by": event.by,
        "verb": event.verb,
        "what": event.what,
        "permission": words.get("permission", ""),
        "scope": words.get("scope", ""),
        "division": words.get("division", ""),
        "areas": " ".join(words.get("areas", [])),
        "from": words.get("from", ""),
        "until": words.get("until", ""),
        "role": words.get("role", ""),
        "reason": words.get("why") or words.get("answer") or words.get("reason", ""),
        "person": words.get("user", ""),
    }
