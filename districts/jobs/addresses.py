"""Background work on addresses: reading a register, placing it in all editions, looking up a list."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districts.actions.placements import PLACING, Placed, areas_of_homes, editions_to_place, store_placements
from districts.actions.registers import store_register
from districts.addressing.register import RegisterFile, read_register
from districts.addressing.rules import Unreadable
from districts.geometry.rules import Refusal
from districts.messages.registers import said
from districts.models import Register
from districts.presenters.address_lists import LookedUp, look_up_file
from districts.queries.addresses import register_on
from districts.queries.placing import city_on
from sozialmonitor.jobs.actions.asking import FOLDER, place
from sozialmonitor.jobs.kinds import JobKind, JobRefused, Progress
from sozialmonitor.jobs.models import Job
from sozialmonitor.web import formats
from sozialmonitor.web.csv_dialects import rows_to_csv

READING: Final = "read-addresses"
LOOKING_UP: Final = "look-up-addresses"


def _refused(error: Unreadable | Refusal) -> JobRefused:
    hint = {"hint": error.hint} if isinstance(error, Refusal) else {}
    return JobRefused(error.rule, **error.params, **hint)


def _read(job: Job, progress: Progress) -> RegisterFile:
    progress.phase("reading")
    asked = job.params
    city = city_on(date.fromisoformat(asked["valid_from"]))
    try:
        return read_register(
            place(job.file),
            given=asked.get("columns"),
            crs=asked.get("crs") or None,
            encoding=asked.get("encoding") or None,
            delimiter=asked.get("delimiter") or None,
            city=city,
            tick=progress.tick,
        )
    except (Unreadable, Refusal) as error:
        raise _refused(error) from error


def _store_read(job: Job, file: RegisterFile) -> dict[str, Any]:
    valid_from = date.fromisoformat(job.params["valid_from"])
    label = job.params.get("label", "")
    register = store_register(by=job.created_by, valid_from=valid_from, file=file, label=label)
    return {"register": register.pk, "addresses": len(file), "rows": file.rows}


def _place(job: Job, progress: Progress) -> list[tuple[Register, Placed]]:
    """All registers in force in the edition named, or in every one."""
    editions = editions_to_place()
    if "edition" in job.params:
        editions = [edition for edition in editions if edition.pk == job.params["edition"]]
    registers = list(Register.objects.active().order_by("id"))
    progress.phase("placing", len(registers) * len(editions))
    placed = []
    for before, register in enumerate(registers):
        done = before * len(editions)
        placed.append((register, areas_of_homes(register, editions, lambda n, done=done: progress.tick(done + n))))
    return placed


def _store_placed(job: Job, placed: list[tuple[Register, Placed]]) -> dict[str, Any]:
    in_force = set(Register.objects.active().values_list("id", flat=True))  # one may have been withdrawn meanwhile
    stored = [(register, found) for register, found in placed if register.pk in in_force]
    count = sum(store_placements(by=job.created_by, register=register, placed=found) for register, found in stored)
    return {"placed": count, "editions": len({edition for _, found in stored for edition in found})}


def _look_up(job: Job, progress: Progress) -> LookedUp:
    day = date.fromisoformat(job.params["date"]) if job.params.get("date") else localdate()
    register = register_on(day)
    if register is None:
        raise JobRefused("no-register")
    progress.phase("looking-up")
    try:
        return look_up_file(place(job.file), register, day, progress.tick)
    except (Unreadable, Refusal) as error:
        raise _refused(error) from error


def _store_looked_up(job: Job, found: LookedUp) -> dict[str, Any]:
    job.output = f"{FOLDER}/{job.pk}-addresses.csv"
    target = Path(settings.FILES_FOLDER) / job.output
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as stream:
        stream.writelines(rows_to_csv(found.header, found.rows, job.params.get("dialect", "excel-de")))
    return {"rows": len(found.rows), "counts": found.counts}


def _sum_up_looked_up(job: Job) -> str:
    counts = job.result["counts"]
    found = sum(counts.get(word, 0) for word in ("exact", "suffix", "within", "similar"))
    words = _("%(found)s of %(rows)s addresses found; the others say why in the file. It is kept for 7 days.")
    return words % {"found": formats.number(found), "rows": formats.number(job.result["rows"])}


KINDS: Final = (
    JobKind(
        key=READING,
        title=gettext_lazy("Read a register of addresses"),
        work=_read,
        store=_store_read,
        phases={"reading": gettext_lazy("Rows are read")},
        link=lambda job: (reverse("register", args=[job.result["register"]]), _("Look at what was read")),
        say=said,
        again=lambda _job: (reverse("registers"), _("Upload a register again")),
    ),
    JobKind(
        key=PLACING,
        title=gettext_lazy("Find the areas of all addresses"),
        work=_place,
        store=_store_placed,
        phases={"placing": gettext_lazy("Addresses are placed, edition by edition")},
        link=lambda _job: (reverse("addresses"), _("Addresses")),
        say=said,
    ),
    JobKind(
        key=LOOKING_UP,
        title=gettext_lazy("Look up a list of addresses"),
        work=_look_up,
        store=_store_looked_up,
        phases={"looking-up": gettext_lazy("Rows are looked up")},
        link=lambda _job: (reverse("addresses-list"), _("Look up another list")),
        say=said,
        again=lambda _job: (reverse("addresses-list"), _("Upload a list again")),
        sums_up=_sum_up_looked_up,
    ),
)
