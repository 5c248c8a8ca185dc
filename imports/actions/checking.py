"""Takes a queued batch through reading, checking and storing; one worker at a time, everything or nothing."""

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from districts.models import Area
from imports.actions.people import persons_of, place_of, refuse_persons
from imports.checks.figures import Checked, check
from imports.checks.people import Persons
from imports.models import Batch, Problem
from imports.parsers.canonical import canonical_hash
from imports.parsers.opening.sniff import Limits
from imports.parsers.profiles.model import Profile
from imports.parsers.records import Parsed
from imports.parsers.registry import parse_file
from imports.provenance import provenance
from imports.published import further_checks
from imports.reading import profile_of
from imports.reference import is_regions, read_reference
from indicators.actions.deliveries import discard_delivery, prepare_delivery
from indicators.analysis.periods import Period
from indicators.queries.difference import unchanged
from indicators.reach import Reach
from sozialmonitor.access.audit import record
from sozialmonitor.access.permissions import Permission
from sozialmonitor.jobs.actions.leasing import Cancelled, Lease, claim, work_under

PREVIEW_ROWS = 12
_ASK_FOR_REGIONS = {"unknown_area", "part_of_area", "no_edition", "unknown_division", "not_existing_left_out"}
CODE_LENGTH, NAME_LENGTH = Area.code.field.max_length or 0, Area.name.field.max_length or 0


def check_batch(batch_id: int) -> Batch | None:
    """Works on the batch if nobody else does. A fault of ours is written on the row, for a person to check again."""
    rows = Batch.objects.select_related("file", "profile", "created_by")
    lease = claim(rows, batch_id, phase=Batch.Phase.READING)
    return work_under(lease, partial(_work, lease), partial(_close, lease)) if lease else None


def _work(lease: Lease[Batch]) -> None:
    batch = lease.row
    profile = profile_of(batch)
    period = Period.parse(batch.period) if batch.period else None
    lease.phase(Batch.Phase.READING, batch.file.size)
    if found := persons_of(batch):
        _refuse_persons(lease, found)
        return
    with place_of(batch.file).open("rb") as stream:
        parsed = parse_file(
            stream, profile, file_name=batch.file_name, period=period, tick=lease.tick, limits=_limits()
        )
    lease.phase(Batch.Phase.CHECKING, len(parsed.records))
    reference = read_reference()
    checked = check(parsed, reference, profile, lease.tick)
    further_checks(parsed, checked.problems, profile, reference, batch, lease.tick)
    _check_rights(batch, profile, parsed, checked)
    lease.phase(Batch.Phase.STORING, checked.count)
    _store(lease, profile, parsed, checked)


@transaction.atomic
def _refuse_persons(lease: Lease[Batch], found: Persons) -> None:
    refuse_persons(batch=lease.locked(), found=found)


def _limits() -> Limits:
    """What was let in must be readable: the limit of the upload is the limit of the reader."""
    usual = Limits()
    unpacked = max(usual.max_unpacked, settings.MAX_UPLOAD_BYTES)
    return replace(usual, max_bytes=settings.MAX_UPLOAD_BYTES, max_unpacked=unpacked)


def _check_rights(batch: Batch, profile: Profile, parsed: Parsed, checked: Checked) -> None:
    """A right on the office covers what its profile names; with one that takes measures from the file it names none."""
    reach, division = Reach(batch.created_by, Permission.IMPORT), profile.area.division_key
    covered = reach.measures(division)  # None too for a batch of the command line, which has no person
    if covered is None:
        return
    if reach.has_source(profile.source or "", division):
        covered |= profile.measures
    elsewhere = reach.measures_somewhere() or frozenset()
    for code in sorted(set(parsed.records.measures.list) - covered):
        rule = "measure_not_allowed_here" if code in elsewhere else "measure_not_allowed"
        checked.problems.add(rule, parsed.records.first_place(code), code, division=division)


@transaction.atomic
def _store(lease: Lease[Batch], profile: Profile, parsed: Parsed, checked: Checked) -> None:
    """Findings, draft and new state in one transaction: killed in between, the batch is as it was before."""
    batch = lease.locked()
    if batch.cancel_requested:
        raise Cancelled
    batch.problems.all().delete()
    _store_problems(batch, parsed, checked)
    batch.facts = {
        **parsed.facts,
        "preview": _preview(parsed),
        "canonical_hash": canonical_hash(parsed.records),
        "measures": sorted(set(parsed.records.measures.list)),
    }
    batch.proposal = _proposal(profile, parsed, checked)
    if batch.problem_counts.get("error"):
        batch.state = Batch.State.REFUSED
    else:
        _prepare(batch, profile, parsed, checked)
    batch.phase, batch.finished_at, batch.heartbeat = Batch.Phase.NONE, now(), now()
    batch.done = batch.total = len(parsed.records)
    batch.save()
    record(
        by=batch.created_by, verb=f"check batch: {batch.state}", what=f"batch:{batch.pk}", problems=batch.problem_counts
    )


def _store_problems(batch: Batch, parsed: Parsed, checked: Checked) -> None:
    counts: Counter[str] = Counter()
    rows = []
    for problems in (parsed.problems, checked.problems):
        counts.update({severity.value: number for severity, number in problems.by_severity.items()})
        rows += [
            Problem(
                batch=batch,
                severity=p.severity.value,
                rule=p.rule,
                sheet=(p.place.sheet or "")[:100],
                line=p.place.line,
                column=(p.place.column or "")[:200],
                value=(p.value or "")[:300],
                params=p.params,
                row=p.row,
            )
            for p in problems
        ]
    Problem.objects.bulk_create(rows, batch_size=1000)
    batch.problem_counts = dict(counts)


def _prepare(batch: Batch, profile: Profile, parsed: Parsed, checked: Checked) -> None:
    delivery = prepare_delivery(
        by=batch.created_by,
        label=batch.file_name,
        figures=checked.figures(),
        canonical_hash=batch.facts["canonical_hash"],
        complete=profile.complete,
        source=profile.source or "",
        note=batch.note,
        **provenance(parsed.facts),
    )
    if unchanged(delivery):
        discard_delivery(by=batch.created_by, delivery=delivery)
        batch.state = Batch.State.UNCHANGED
    else:
        batch.delivery, batch.state = delivery, Batch.State.READY


def _preview(parsed: Parsed) -> list[dict[str, Any]]:
    """The first figures as they were understood, for the page."""
    return [
        {
            "line": r.place.line,
            "measure": r.measure,
            "area_code": r.area_code,
            "area_name": r.area_name,
            "period": r.period.label,
            "value": r.value,
            "status": r.status.value,
        }
        for r in parsed.records[:PREVIEW_ROWS]
    ]


def _proposal(profile: Profile, parsed: Parsed, checked: Checked) -> list[list[str]]:
    """For comparison regions: codes and names the file holds and the division does not; a person may add them.

    Regions the file says no longer exist are among them: offices list them for ever, and their figures say so.
    A file the parser found damaged proposes nothing: its regions may be as wrong as the rest.
    """
    if not is_regions(profile.area.division_key) or parsed.problems.has_errors:
        return []
    if not _ASK_FOR_REGIONS & set(checked.problems.by_rule):
        return []
    known = {code for e in read_reference().editions if e.division == profile.area.division_key for code in e.areas}
    # What no area can hold is none: it stays an unknown code, and the page says so.
    new = {code: name.strip() for code, name in parsed.records.areas().items() if code not in known}
    return [[code, name] for code, name in sorted(new.items()) if len(code) <= CODE_LENGTH and len(name) <= NAME_LENGTH]


@transaction.atomic
def _close(lease: Lease[Batch], *, state: str, fault: str = "") -> None:
    if lease.mine().update(state=state, phase=Batch.Phase.NONE, finished_at=now(), fault=fault):
        record(by=None, verb=f"close batch: {state}", what=f"batch:{lease.row.pk}", fault=fault)
