"""A geometry file uploaded on the page becomes a draft edition; whoever uploaded it then looks at what was found."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.editions import discard_draft, draft_edition, put_division
from districts.actions.readings import AreasAsked, demand_right_to
from districts.geometry.rules import Refusal
from districts.importing import NoSuchEntry, NothingToJoin, Prepared, prepare_areas
from districts.messages.on_page import said_on_page
from districts.models import Division, Edition
from districts.queries.readings import KIND, is_looked_at
from sozialmonitor.jobs.actions.asking import place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job

SIGN_SECONDS: Final = 2.0


def _work(job: Job, progress: Progress) -> Prepared:
    try:
        # Kept under its checksum; what is said about a file names it as whoever sent it does.
        with tempfile.TemporaryDirectory(prefix="areas-") as folder:
            named = Path(folder) / (job.file_name[-80:] or "areas")
            named.symlink_to(place(job.file))
            return _prepared(named, AreasAsked.of(job.params), progress)
    except Refusal as error:
        raise JobRefused(error.rule, **{**error.params, "hint": error.hint}) from error
    except NoSuchEntry as error:
        raise JobRefused("no-such-entry", entry=error.entry, entries=error.entries) from error
    except NothingToJoin as error:
        raise JobRefused("nothing-to-join", code=error.code) from error


def _prepared(path: Path, asked: AreasAsked, progress: Progress) -> Prepared:
    names = ("code_field", "name_field", "parent_field", "crs", "layer")
    return prepare_areas(
        path,
        parents=Edition.objects.active().filter(pk=asked.parents).first() if asked.parents else None,
        recode={int(entry): code for entry, code in asked.recode.items()},
        leave_out=asked.leave_out,
        join=asked.join,
        phase=progress.phase,
        run=partial(_with_signs_of_life, progress),
        swap_axes=asked.swap_axes,
        **{name: getattr(asked, name) or None for name in names},
    )


def _with_signs_of_life(progress: Progress, work: Callable[[], Any]) -> Any:
    """Examining a very large file lasts longer than a worker may be silent, and cannot be asked how far it is."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        while True:
            try:
                return future.result(timeout=SIGN_SECONDS)
            except FutureTimeout:
                progress.tick(0)


def _store(job: Job, prepared: Prepared) -> dict[str, Any]:
    asked = AreasAsked.of(job.params)
    demand_right_to(job.created_by, asked)
    found = Division.objects.filter(key=asked.division).first()
    division = found or put_division(
        by=job.created_by, key=asked.division, defaults={"label_de": asked.new_label or asked.division.capitalize()}
    )
    edition = draft_edition(
        by=job.created_by,
        division=division,
        valid_from=date.fromisoformat(asked.valid_from),
        areas=prepared.new_areas(),
        parents=prepared.parents,
        findings=prepared.stored_findings(),
        label=asked.label,
        source_note=f"{job.file_name}: {prepared.source_note}{_corrections(asked)}",
    )
    replaced = Edition.objects.filter(pk=asked.replaces, division=division, state=Edition.State.DRAFT).first()
    if replaced is not None:
        discard_draft(by=job.created_by, edition=replaced)
    entries = [int(row) + 1 for row in prepared.areas.index]
    return {"edition": edition.pk, "division": division.key, "entries": entries}


def _corrections(asked: AreasAsked) -> str:
    recoded = [f", entry {entry} → {code}" for entry, code in asked.recode.items()]
    left = [f", without entry {entry}" for entry in asked.leave_out]
    return "".join([*recoded, *left, *(f", parts of {code} joined" for code in asked.join)])


def _say(rule: str, params: dict[str, Any]) -> tuple[str, str]:
    return said_on_page(rule, params)


READ_AREAS: Final = JobKind(
    key=KIND,
    title=gettext_lazy("Areas from a file"),
    work=_work,
    store=_store,
    phases={
        "reading": gettext_lazy("The file is read"),
        "examining": gettext_lazy("Codes, shapes and borders are examined"),
        "mending": gettext_lazy("What is unambiguous is mended and examined again"),
        "nesting": gettext_lazy("The larger areas are looked up"),
    },
    link=lambda job: (
        reverse("edition", args=[job.result["division"], job.result["edition"]]),
        _("Look at what was found"),
    ),
    again=lambda job: (
        (f"{reverse('edition-upload')}?job={job.pk}", _("Say how the file is to be read"))
        if job.state == Job.State.REFUSED
        else (reverse("edition-upload"), _("Upload the file again"))
    ),
    say=_say,
    keeps_file=True,
    needs_file=is_looked_at,
)
