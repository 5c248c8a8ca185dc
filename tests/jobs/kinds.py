"""Kinds of work for tests: they count to a number in steps, and write audit events as what they store."""

import time
from dataclasses import replace
from typing import Any

from sozialmonitor.access.audit import record
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress, tell
from sozialmonitor.jobs.models import Job


def count(job: Job, progress: Progress) -> int:
    steps = int(job.params.get("steps", 1))
    progress.phase("counting", steps)
    for step in range(steps):
        if step == job.params.get("refuse_at"):
            raise JobRefused("odd_number", step=step)
        if step == job.params.get("break_at"):
            raise RuntimeError("broken")
        time.sleep(float(job.params.get("pause", 0)))
        progress.tick(step + 1)
    return steps


def store(job: Job, steps: int) -> dict[str, Any]:
    record(by=job.created_by, verb="counted", what=f"job:{job.pk}", steps=steps)
    if job.params.get("break_in_store"):
        raise RuntimeError("broken while storing")
    return {"steps": steps}


COUNTING = JobKind(
    key="counting",
    title="Counting",
    work=count,
    store=store,
    phases={"counting": "counts"},
    link=lambda job: (f"/?counted={job.result['steps']}", "The map"),
    say=lambda rule, params: (f"{rule} at {params['step']}", "Count to another number."),
    again=lambda job: (f"/?again={job.pk}", "Count anew"),
    sums_up=lambda job: f"Counted to {job.result['steps']}.",
)


def make_known() -> None:
    tell(COUNTING)


def keeping() -> set[int]:
    """Makes a kind known that keeps its uploads; the set given holds the jobs whose files are still looked at."""
    looked_at: set[int] = set()
    tell(replace(COUNTING, key="keeping", keeps_file=True, needs_file=lambda job: job.pk in looked_at))
    return looked_at
