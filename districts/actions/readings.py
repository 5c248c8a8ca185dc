"""Asking for a geometry file to be read, correcting what it says, and letting go of what was read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from django.db import transaction

from districts.actions.editions import discard_draft
from districts.models import Division, Edition
from districts.queries.readings import KIND, reading_of
from districts.rights import demand_management
from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.models import Job

CHUNK: Final = 1 << 20


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
    demand_right_to(by, asked)
    return ask(by=by, kind=KIND, params=asdict(asked), file_name=file_name, chunks=chunks, start=start)


def kept_chunks(job: Job) -> Any:
    with place(job.file).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def demand_right_to(by: User | None, asked: AreasAsked) -> None:
    # A division that is not there yet is created by whoever may manage all of them.
    demand_management(by, Division.objects.filter(key=asked.division).first() or Division(key=asked.division))


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
