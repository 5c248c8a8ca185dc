"""The import protocol: everything about one batch on paper, in German whatever the reader's language."""

from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Min
from django.utils.timezone import now
from django.utils.translation import gettext as _

from imports.messages import said
from imports.messages.faults import fault_said
from imports.models import Batch, Problem
from imports.presenters.batches import state_of
from imports.presenters.contents import difference_shown, preview, recognised
from imports.presenters.events import events, moment
from imports.presenters.findings import place
from imports.provenance import provenance as told_by
from indicators.models import Delivery, Measure
from indicators.presenters.provenance import provenance
from sozialmonitor.web import formats
from sozialmonitor.web.licences import licence_of

LANGUAGE: Final = "de"
EXAMPLES: Final = 30  # of each kind of finding; the rest is counted
_ORDER: Final = {Problem.Severity.ERROR: 0, Problem.Severity.WARNING: 1, Problem.Severity.NOTICE: 2}


def protocol_context(batch: Batch) -> dict[str, Any]:
    """To be asked for with the language of the protocol in force."""
    return {
        "site": {"city": settings.CITY, "demo": settings.DEMO},
        "made_at": moment(now()),
        "number": batch.pk,
        "file": batch.file_name,
        "state": state_of(batch)[1],
        "fault": " ".join(fault_said(batch.fault)) if batch.fault else "",
        "facts": _facts(batch),
        "recognised": recognised(batch),
        "origin": _origin(batch),
        "problem_counts": batch.problem_counts,
        "findings": _findings(batch),
        "difference": _difference(batch),
        "preview": preview(batch),
        "events": events(batch),
    }


def _facts(batch: Batch) -> list[tuple[str, str]]:
    profile = batch.profile
    named = f"{profile.label} ({profile.key}, {_('version')} {profile.version})" if profile else ""
    by = batch.created_by.username if batch.created_by else _("the operator of the system")
    received = _("%(moment)s, by %(by)s") % {"moment": moment(batch.created_at), "by": by}
    told = [
        (_("File"), batch.file_name),
        (_("Size"), formats.size(batch.file.size)),
        (_("Checksum (SHA-256)"), batch.file.sha256),
        (_("Checksum of the figures"), batch.facts.get("canonical_hash", "")),
        (_("Received"), received),
        (_("Profile"), named),
        (_("Period given at upload"), batch.period),
        (_("Note"), batch.note),
        (_("Figures"), formats.number(batch.total)),
    ]
    return [(label, text) for label, text in told if text]


def _origin(batch: Batch) -> dict[str, Any]:
    """Of the delivery; before there is one, of what the file says."""
    if batch.delivery is not None:
        return provenance(batch.delivery)
    told = told_by(batch.facts)
    licence = licence_of(told["licence"])
    return {**told, "source": "", "licence": licence.name, "licence_url": licence.url}


def _findings(batch: Batch) -> list[dict[str, Any]]:
    """By rule, errors first: how often, what is to be done, and the first places."""
    kinds = batch.problems.order_by().values("severity", "rule").annotate(count=Count("id"), first=Min("id"))
    return [_kind(batch, **kind) for kind in sorted(kinds, key=lambda kind: (_ORDER[kind["severity"]], kind["first"]))]


def _kind(batch: Batch, *, severity: str, rule: str, count: int, first: int) -> dict[str, Any]:  # noqa: ARG001 - of the query
    shown = list(batch.problems.filter(severity=severity, rule=rule).order_by("id")[:EXAMPLES])
    words = [said(problem.rule, problem.value, problem.params) for problem in shown]
    return {
        "severity": severity,
        "severity_label": shown[0].get_severity_display(),
        "count": count,
        "hints": list(dict.fromkeys(one.hint for one in words if one.hint))[:3],
        "places": [{"place": place(problem), "text": one.text} for problem, one in zip(shown, words, strict=True)],
        "more": count - len(shown),
    }


def _difference(batch: Batch) -> dict[str, Any] | None:
    """For a draft as it is now; afterwards as it was shown when somebody published it."""
    if batch.delivery is not None and batch.delivery.state == Delivery.State.DRAFT:
        return difference_shown(batch.delivery)
    kept = batch.facts.get("difference")
    if not kept:
        return None
    labels = {measure.code: measure.label for measure in Measure.objects.filter(code__in=kept["per_measure"])}
    per_measure = [{"label": labels.get(code, code), **counts} for code, counts in kept["per_measure"].items()]
    return {**kept["total"], "per_measure": per_measure, "biggest": []}
