from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from imports.actions.people import place_of, refuse_persons
from imports.checks.people import persons
from imports.errors import Refused
from imports.models import Batch, Profile, SourceFile
from imports.parsers.opening.text import masked
from imports.queue import enqueue_check
from imports.reading import look_at
from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, allowed
from sozialmonitor.web.files import NotKept, incoming, put_in_place

# Parts of a workbook that are sampled while somebody waits, beside others in the same process; a check takes more.
_SAMPLED = 4 * 1024 * 1024


@acting_for(None)  # the books about files: somebody else may have brought the same bytes
def receive_file(
    *,
    by: User | None,
    name: str,
    chunks: Iterable[bytes],
    profile: Profile | None,
    period: str = "",
    note: str = "",
    start: bool = True,
    inbox: str = "",
) -> Batch:
    """Keeps the file unchanged (but for the user a cube names) and queues its check; the caller runs it if not `start`.
    Without a profile the file is looked at, and waits until a person has chosen one. A file about single persons is
    refused before anything else, and its bytes never reach their place.

    The bytes reach the disk before the row that names them is committed: a crash in between leaves an unnamed file,
    never a row without a file. The row comes first so that it is the lock: of two uploads of the same bytes, one waits.
    """
    if not allowed(by, Permission.IMPORT):
        raise PermissionDenied("import")
    with _incoming(masked(chunks)) as (temporary, digest, size):
        with temporary.open("rb") as stream:  # before the transaction, which others may wait for
            found = persons(stream, most=_SAMPLED)
        with transaction.atomic():
            file = _file(digest, size)
            batch = Batch(file=file, file_name=Path(name).name[:255], profile=profile, period=period, note=note)
            batch.created_by = by
            if found is None:
                _keep(temporary, file)
            if profile is None:
                batch.state, batch.recognised = Batch.State.RECEIVED, look_at(batch) if found is None else {}
            batch.save()
            verb = "take file from inbox" if inbox else "receive file"
            told = {"name": batch.file_name, **({"inbox": inbox} if inbox else {})}
            record(by=by, verb=verb, what=f"batch:{batch.pk}", sha256=digest, **told)
            if found is not None:
                refuse_persons(batch=batch, found=found)
            elif profile is not None and start:
                transaction.on_commit(lambda: enqueue_check(batch.pk))
    return batch


def _file(digest: str, size: int) -> SourceFile:
    path = f"{digest[:2]}/{digest}"
    return SourceFile.objects.get_or_create(sha256=digest, defaults={"size": size, "path": path})[0]


def _keep(temporary: Path, file: SourceFile) -> None:
    put_in_place(temporary, place_of(file))
    if file.removed_at is not None:
        file.removed_at = None
        file.save(update_fields=["removed_at"])


@acting_for(None)
def forget_file(*, batch: Batch) -> None:
    """For a dry run, before its transaction is rolled back: removes the file that only this batch names."""
    if not batch.file.batches.exclude(pk=batch.pk).exists():
        place_of(batch.file).unlink(missing_ok=True)


@contextmanager
def _incoming(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    with _refusing(), incoming(chunks) as kept:
        yield kept


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except NotKept as error:
        if error.reason == "disk":
            raise Refused("disk", detail=error.params["detail"]) from error
        raise Refused("file_too_large", limit_mb=error.params["limit_mb"]) from error
