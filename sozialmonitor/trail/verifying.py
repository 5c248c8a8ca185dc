"""Recomputes the chain from what is in the tables now. Reads only; anybody may do the same from a dump."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Max
from django.utils.timezone import localdate, now

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.kinds import Progress
from sozialmonitor.trail.chain import GENESIS, LATE, Link, sha
from sozialmonitor.trail.models import AccessEvent, Seal
from sozialmonitor.trail.queries import chain_with_lines, day_digest, unsealed_before

SHORTEST: Final = timedelta(days=30)  # nothing younger is purged, so no line about purging excuses it
KEPT: Final = 100  # findings that are told one by one
PURGE: Final = "purge access log"


class Broken(StrEnum):
    GAP = "gap"  # a seal is missing
    SEAL = "seal"  # a seal was changed
    MISSING = "missing"  # what was sealed is gone
    CHANGED = "changed"  # what was sealed is different now
    INSERTED = "inserted"  # something stands among sealed things that was not there then
    ANCHOR = "anchor"  # the seal kept elsewhere is not in the chain


@dataclass(frozen=True)
class Finding:
    """`seal` is the number in the chain, 0 for what has none; `name` the line's number, the day, or a seal."""

    broken: Broken
    kind: str
    name: str
    seal: int = 0


@dataclass
class Verdict:
    seals: int = 0
    lines: int = 0
    days: int = 0
    unsealed: int = 0
    newest: str = ""
    newest_at: datetime | None = None
    count: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return self.count == 0

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self.findings) < KEPT:
            self.findings.append(finding)


def verify(progress: Progress | None = None, against: str = "") -> Verdict:
    """Everything in the order of the chain. `against` is a seal that was kept elsewhere."""
    told, found, met = progress or Progress(), Verdict(), not against
    told.phase("verifying", Seal.objects.count())
    for link, seal, findings in _links():
        for one in findings:
            found.add(one)
        found.seals += 1
        found.days += link.kind == Seal.Kind.DAY
        found.newest, found.newest_at = seal, link.sealed_at
        met = met or seal == against
        told.tick(found.seals)
    for one in _beside():
        found.add(one)
    if not met:
        found.add(Finding(Broken.ANCHOR, "seal", against))
    found.lines = AuditEvent.objects.count()
    found.unsealed = found.lines - (found.seals - found.days)
    return found


def _links() -> Iterator[tuple[Link, str, list[Finding]]]:
    previous, number, purged = GENESIS, 0, _purged_until()
    run: datetime | None = None  # when the sealing before this one was done
    sealed_at: datetime | None = None
    for pk, kind, name, count, digest, at, kept_previous, seal, day, event_at, *line in chain_with_lines():
        link = Link(pk, kind, name, count, digest, at, kept_previous)
        findings = []
        if pk != number + 1:
            findings.append(Finding(Broken.GAP, "seal", str(number + 1), number + 1))
        elif link.seal != seal or kept_previous != previous:
            findings.append(Finding(Broken.SEAL, "seal", str(pk), pk))
        if at != sealed_at:
            run, sealed_at = sealed_at, at
        broken = _day(day, count, digest, purged) if kind == Seal.Kind.DAY else _line(line, digest, event_at, run)
        if broken is not None:
            findings.append(Finding(broken, kind, name, pk))
        yield link, seal, findings
        previous, number = seal, pk


def _line(line: list[Any], digest: str, at: datetime | None, run: datetime | None) -> Broken | None:
    if at is None:
        return Broken.MISSING
    if sha(line) != digest:
        return Broken.CHANGED
    return Broken.INSERTED if run is not None and at < run - LATE else None


def _day(day: date, count: int, digest: str, purged: date) -> Broken | None:
    found = day_digest(day)
    if day <= purged:
        return Broken.INSERTED if found.count else None
    if found.count < count:
        return Broken.MISSING
    if found.count > count:
        return Broken.INSERTED
    return None if found.digest == digest else Broken.CHANGED


def _purged_until() -> date:
    """The last day that was taken away in time; a line that claims more than may be purged excuses nothing."""
    lines = AuditEvent.objects.filter(verb=PURGE).values_list("at", "details")
    days = ((date.fromisoformat(details["until"]), localdate(at)) for at, details in lines if "until" in details)
    return max((until for until, at in days if until <= at - SHORTEST), default=date.min)


def _beside() -> Iterator[Finding]:
    """What no seal names, though it stands where everything is sealed."""
    for pk in unsealed_before(now() - LATE):
        yield Finding(Broken.INSERTED, Seal.Kind.EVENT, str(pk))
    sealed = Seal.objects.filter(kind=Seal.Kind.DAY)
    last = sealed.aggregate(last=Max("day"))["last"]
    if last is not None:
        strange = AccessEvent.objects.filter(day__lte=last).exclude(day__in=sealed.values("day"))
        for one in strange.values("day").annotate(count=Count("id")).order_by("day"):
            yield Finding(Broken.INSERTED, Seal.Kind.DAY, one["day"].isoformat())
