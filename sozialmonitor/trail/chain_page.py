"""The state of the chain in words."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from sozialmonitor.access.models import AuditEvent
from sozialmonitor.jobs.models import Job
from sozialmonitor.trail.jobs import KEY, sums_up
from sozialmonitor.trail.models import Seal
from sozialmonitor.trail.presenters import moment
from sozialmonitor.trail.verifying import Broken

WAITS: Final = timedelta(minutes=10)
BROKEN: Final = {
    Broken.GAP: _("a seal is missing"),
    Broken.SEAL: _("a seal was changed"),
    Broken.MISSING: _("what was sealed is gone"),
    Broken.CHANGED: _("what was sealed was changed"),
    Broken.INSERTED: _("something was added among what is sealed"),
    Broken.ANCHOR: _("the seal kept elsewhere is not in the chain"),
}
KINDS: Final = {"seal": _("seal"), Seal.Kind.EVENT.value: _("line"), Seal.Kind.DAY.value: _("day of the access log")}


def chain_context() -> dict[str, Any]:
    newest = Seal.objects.order_by("id").last()
    jobs = Job.objects.filter(kind=KEY)
    verified = jobs.filter(state=Job.State.DONE).first()
    running = jobs.filter(state__in=Job.RUNNING).first()
    sealed = Seal.objects.filter(kind=Seal.Kind.EVENT).count()
    return {
        "newest": {"number": newest.pk, "seal": newest.seal, "at": moment(newest.sealed_at)} if newest else None,
        "lines": AuditEvent.objects.count(),
        "idle": _idle(),
        "unsealed": AuditEvent.objects.count() - sealed,
        "verified": _verified(verified) if verified else None,
        "running": running.pk if running else None,
    }


def _idle() -> bool:
    """Lines wait long for their seal: the worker or the timetable does not run."""
    sealed = Exists(Seal.objects.filter(event=OuterRef("pk")))
    return AuditEvent.objects.filter(~sealed, at__lt=now() - WAITS).exists()


def _verified(job: Job) -> dict[str, Any]:
    return {
        "at": moment(job.finished_at) if job.finished_at else "",
        "by": job.created_by.get_username() if job.created_by else "",
        "kind": "error" if job.result["findings"] else "success" if job.result["seals"] else "warning",
        "summary": sums_up(job),
        "findings": [_finding(one) for one in job.result["first"]],
        "seal": job.result["newest"],
    }


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    return {"kind": KINDS[one["kind"]], "name": one["name"], "text": BROKEN[Broken(one["broken"])], "seal": one["seal"]}
