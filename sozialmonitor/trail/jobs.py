"""Verifying the chain takes its time once it is long: in the background, with progress. Found as the administration
finds admin.py.
"""

from dataclasses import asdict
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.jobs.kinds import JobKind, Progress, tell
from sozialmonitor.jobs.models import Job
from sozialmonitor.trail.verifying import Verdict, verify

KEY: Final = "verify-chain"


def work(_job: Job, progress: Progress) -> Verdict:
    return verify(progress)


def store(job: Job, found: Verdict) -> dict[str, Any]:
    by = User.objects.filter(pk=job.created_by_id).first()
    told = {"seals": found.seals, "findings": found.count, "newest": found.newest}
    record(by=by, verb="verify chain", what="trail", **told)
    return told | {
        "lines": found.lines,
        "days": found.days,
        "unsealed": found.unsealed,
        "first": [asdict(one) for one in found.findings[:20]],
    }


def sums_up(job: Job) -> str:
    if not job.result["seals"] and not job.result["findings"]:
        return _("Nothing is sealed yet, so there was nothing to verify.")
    if job.result["findings"]:
        return _("The chain is broken in %(count)s places.") % {"count": job.result["findings"]}
    return _("The chain holds: nothing that was sealed has been changed, removed or added to since.")


tell(
    JobKind(
        key=KEY,
        title=gettext_lazy("Verify the chain"),
        work=work,
        store=store,
        phases={"verifying": gettext_lazy("Seals are recomputed")},
        link=lambda _job: (reverse("chain"), _("To the chain")),
        say=lambda rule, _params: (rule, ""),
        sums_up=sums_up,
    )
)
