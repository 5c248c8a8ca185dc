"""What kinds of work there are. Each app tells its own in its `jobs.py`, which is found as the administration finds
admin.py.

A kind works in two steps. `work` reads and computes, says how far it is through `progress`, and writes nothing. `store`
writes what came out, in the transaction that also closes the job: a killed worker leaves nothing half-written, and a
job that is done twice stores once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from sozialmonitor.jobs.models import Job


class JobRefused(Exception):
    """The work cannot be done as asked; rule and params are put into words by the kind's `say`."""

    def __init__(self, rule: str, **params: Any) -> None:
        self.rule, self.params = rule, params
        super().__init__(f"{rule} {params}")


class Progress:
    """What `work` tells. The one handed to `work` by the runner writes it to the row; this one is for commands."""

    def phase(self, name: str, total: int = 0) -> None:
        """Begins a phase: a key of the kind's `phases`, and how much there is to do in it."""

    def tick(self, done: int) -> None:
        """So much is done. Cheap: may be called often. Stops the work where a person cancelled it."""


@dataclass(frozen=True)
class JobKind:
    key: str
    title: str | Promise
    work: Callable[[Job, Progress], Any]
    store: Callable[[Job, Any], dict[str, Any]]  # gives the job's `result`
    phases: dict[str, str | Promise]
    link: Callable[[Job], tuple[str, str]]  # address and words of where the result is to be seen
    say: Callable[[str, dict[str, Any]], tuple[str, str]]  # rule and params of a refusal → text and hint
    keeps_file: bool = False  # else the upload goes when the job is over
    needs_file: Callable[[Job], bool] = lambda _job: False  # whether a kept upload stays longer than a day
    again: Callable[[Job], tuple[str, str]] | None = None  # address and words of where it is asked anew if it failed
    sums_up: Callable[[Job], str] | None = None  # what came of a job that is done, in a sentence


_kinds: dict[str, JobKind] = {}


def tell(kind: JobKind) -> None:
    _kinds[kind.key] = kind


def kind_of(job: Job) -> JobKind:
    return _kinds[job.kind]
