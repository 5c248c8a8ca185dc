"""Background work on correspondences: those a new edition needs."""

from contextlib import suppress
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.renewing import RENEWING, store_ways
from districts.messages.correspondences import not_weighable
from districts.models import Correspondence, Edition, Register
from districts.queries.renewing import ways_wanted
from districts.queries.weighing import Ground, NotWeighable, Weighed, weigh
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job

Found = list[tuple[Edition, Edition, Weighed]]


def _weigh(job: Job, progress: Progress) -> Found:
    edition = Edition.objects.select_related("division").filter(pk=job.params["edition"]).first()
    register = Register.objects.active().order_by("-valid_from", "-id").first()
    if edition is None or register is None:
        raise JobRefused("no_register")
    pairs = ways_wanted(edition)
    progress.phase("weighing", len(pairs))
    found = []
    for done, (source, target) in enumerate(pairs, start=1):
        # Areas without outlines, or of another place: nobody asked for this pair by name.
        with suppress(NotWeighable):
            found.append((source, target, weigh(source, target, Correspondence.Basis.ADDRESSES, Ground(register))))
        progress.tick(done)
    return found


def _store(job: Job, found: Found) -> dict[str, Any]:
    return {"made": [one.pk for one in store_ways(by=job.created_by, found=found)]}


def _link(job: Job) -> tuple[str, str]:
    return reverse("correspondences"), _("Correspondences made: %(count)s") % {"count": len(job.result["made"])}


def _say(rule: str, params: dict[str, Any]) -> tuple[str, str]:
    text, hint = not_weighable(NotWeighable(rule, **params))
    return text, hint


RENEW: Final = JobKind(
    key=RENEWING,
    title=gettext_lazy("Correspondences for a new edition"),
    work=_weigh,
    store=_store,
    phases={"weighing": gettext_lazy("Weights are computed, division by division")},
    link=_link,
    say=_say,
)
