from typing import Any

from django.utils.translation import gettext as _

from sozialmonitor.jobs.kinds import kind_of
from sozialmonitor.jobs.models import Job
from sozialmonitor.web import formats

BADGES = {Job.State.DONE: "success", Job.State.CANCELLED: "warning"}


def job_context(job: Job) -> dict[str, Any]:
    kind = kind_of(job)
    url, words = kind.link(job) if job.state == Job.State.DONE else ("", "")
    if job.state in (Job.State.REFUSED, Job.State.FAILED, Job.State.CANCELLED) and kind.again is not None:
        url, words = kind.again(job)
    text, hint = kind.say(job.refusal["rule"], job.refusal["params"]) if job.refusal else ("", "")
    return {
        "job": {
            "id": job.pk,
            "title": kind.title,
            "file_name": job.file_name,
            "state": job.state,
            "state_label": job.get_state_display(),
            "running": job.is_running,
            "cancelling": job.is_running and job.cancel_requested,
            "phase": kind.phases.get(job.phase, ""),
            "done": job.done,
            "total": job.total,
            "progress": _("%(done)s of %(total)s")
            % {"done": formats.number(job.done), "total": formats.number(job.total)}
            if job.total
            else "",
            "summary": kind.sums_up(job) if kind.sums_up and job.state == Job.State.DONE else "",
            "badge": BADGES.get(job.state, "info"),
            "link": {"url": url, "label": words},
            "refusal": {"text": text, "hint": hint},
            "has_output": bool(job.output),
            "failed": job.state == Job.State.FAILED,
        }
    }
