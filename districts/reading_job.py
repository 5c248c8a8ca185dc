"""A geometry file uploaded on the page becomes a draft edition; whoever uploaded it then looks at what was found."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.editions import discard_draft, draft_edition, put_division
from districts.geometry.rules import Refusal
from districts.importing import NoSuchEntry, NothingToJoin, Prepared, prepare_areas
from districts.messages.on_page import said_on_page
from districts.models import Division, Edition
from districts.rights import demand_management
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job

KIND: Final = "read-areas"
CHUNK: Final = 1 << 20
SIGN_SECONDS: Final = 2.0


@dataclass(frozen=True)
class AreasAsked:
    """What a person said about the file: for which division and day, and how it is to be read."""

    division: str
    valid_from: str  # ISO
    new_label: str = ""  # of a division that is to be created
    label: str = ""
    code_field: str = ""
    name_field: str = ""
    parent_field: str = ""
    crs: str = ""
    layer: str = ""
    swap_axes: bool = False
    parents: int | None = None
    recode: dict[str, str] = field(default_factory=dict)  # entry → code
    leave_out: list[int] = field(default_factory=list)
    join: list[str] = field(default_factory=list)  # codes
    replaces: int | None = None  # the draft that this one corrects

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "AreasAsked":
        return cls(**params)


def ask_for_reading(*, by: User | None, asked: AreasAsked, file_name: str, chunks: Any, start: bool = True) -> Job:
    """Takes the file and queues the reading. PermissionDenied for who may not manage the division; NotKept."""
    _demand(by, asked)
    return ask(by=by, kind=KIND, params=asdict(asked), file_name=file_name, chunks=chunks, start=start)


def kept_chunks(job: Job) -> Any:
    with place(job.file).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _demand(by: User | None, asked: AreasAsked) -> None:
    # A division that is not there yet is created by whoever may manage all of them.
    demand_management(by, Division.objects.filter(key=asked.division).first() or Division(key=asked.division))


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
    _demand(job.created_by, asked)
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


def reading_of(edition: Edition) -> Job | None:
    """The work that made this draft, if the page did; its file is kept as long as the draft is looked at."""
    return Job.objects.filter(kind=KIND, result__edition=edition.pk, state=Job.State.DONE).first()


def ask_for_correction(
    *,
    by: User | None,
    draft: Edition,
    recode: Mapping[int, str],
    leave_out: Sequence[int],
    join: Sequence[str] = (),
    start: bool = True,
) -> Job | None:
    """Reads the draft's file anew with what a person said about its entries; the new draft takes this one's place.

    None where the file is not kept: the draft came by the command, or long ago.
    """
    before = reading_of(draft)
    if before is None or not before.file or not place(before.file).is_file():
        return None
    said = AreasAsked.of(before.params)
    codes = {**said.recode, **{str(entry): code for entry, code in recode.items()}}
    left = sorted({*said.leave_out, *leave_out})
    parts = list(dict.fromkeys([*said.join, *join]))
    asked = replace(said, recode=codes, leave_out=left, join=parts, replaces=draft.pk)
    chunks = kept_chunks(before)
    return ask_for_reading(by=by, asked=asked, file_name=before.file_name, chunks=chunks, start=start)


@transaction.atomic
def discard_reading(*, by: User | None, edition: Edition) -> None:
    """Discards the draft, and its file unless another reading is of the same bytes. CannotDiscard if in force."""
    before = reading_of(edition)
    discard_draft(by=by, edition=edition)
    if before is not None and before.file:
        others = Job.objects.filter(file=before.file).exclude(pk=before.pk)
        file = place(before.file)
        Job.objects.filter(pk=before.pk).update(file="")
        if not others.exists():
            transaction.on_commit(lambda: file.unlink(missing_ok=True))


def entries_of(edition: Edition) -> dict[int, int]:
    """Per area the number of its entry in the file: areas are stored in the order of the file."""
    before = reading_of(edition)
    areas = edition.areas.order_by("pk").values_list("pk", flat=True)
    return dict(zip(areas, before.result["entries"], strict=True)) if before else {}


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
)
