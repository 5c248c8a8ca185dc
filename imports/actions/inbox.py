"""Takes in what offices leave in the inbox folder. Every step may be the last one of a process that is killed:
the next look goes on from what the folder and the row about the file say."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.timezone import now

from imports.actions.choosing import choose_profile
from imports.actions.receiving import receive_file
from imports.errors import Refused
from imports.inbox_folder import (
    DONE,
    QUARANTINE,
    Waiting,
    chunks,
    is_as_seen,
    open_waiting,
    put_away,
    sha256_of,
    waiting_files,
)
from imports.matching import clear_match, matches
from imports.messages.inbox import taken_before, unknown_folder, why_refused, why_too_large
from imports.models import Batch, InboxFile, Profile
from imports.parsers.profiles.loading import load_profile
from imports.parsers.recognising.recognised import Recognised
from imports.periods import wants_period
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User

log = logging.getLogger(__name__)
ONE_AT_A_TIME: Final = 7_041_973  # the key of the database's lock: any number that nobody else uses
REFUSED: Final = (Batch.State.REFUSED, Batch.State.FAILED, Batch.State.CANCELLED)


class _StillChanging(Exception):
    """Somebody wrote to the file while it was read."""


def look_into_inbox() -> None:
    """One look: every file goes one step on its way. Two looks at once are one."""
    inbox = settings.INBOX_FOLDER
    if inbox is None:
        return
    with _alone() as alone:
        if not alone:
            return
        try:
            by, found = _account(), waiting_files(inbox)
        except (OSError, User.DoesNotExist) as error:
            log.error("inbox %s: %s", inbox, error)
            return
        InboxFile.objects.exclude(path__in=[file.path for file in found]).delete()
        for file in found:
            try:
                _step(inbox, file, by)
            except (OSError, PermissionDenied, Refused, _StillChanging) as error:
                log.warning("inbox: %s stays where it is: %s", file.path, error)


@contextmanager
def _alone() -> Iterator[bool]:
    """The lock belongs to the connection: it ends with a process that is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        got = bool(cursor.fetchone()[0])
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def _account() -> User | None:
    """None is the operator, who decides who may write to the folder."""
    name = settings.INBOX_ACCOUNT
    return User.objects.get(username=name, is_active=True) if name else None


def _step(inbox: Path, file: Waiting, by: User | None) -> None:
    row = InboxFile.objects.select_related("batch__file").filter(path=file.path).first()
    if row is None or (row.size, row.mtime_ns) != (file.size, file.mtime_ns):
        seen = {"size": file.size, "mtime_ns": file.mtime_ns, "seen_at": now(), "batch": None}
        row, _ = InboxFile.objects.update_or_create(path=file.path, defaults=seen)
        if not file.is_marked:
            return
    if row.batch is not None:
        _finish(inbox, file, row)
    elif file.is_marked or row.seen_at <= now() - timedelta(seconds=settings.INBOX_SECONDS / 2):
        _take(inbox, file, row, by)


def _take(inbox: Path, file: Waiting, row: InboxFile, by: User | None) -> None:
    with open_waiting(file) as stream:
        sha256 = sha256_of(stream)
        if not is_as_seen(stream, file):
            raise _StillChanging(file.path)
        if file.size > settings.MAX_UPLOAD_BYTES:
            _quarantine(inbox, file, sha256, why_too_large(file))
            return
        profile = Profile.objects.filter(key=file.folder).order_by("-version").first() if file.folder else None
        if file.folder and profile is None:
            known = Profile.objects.order_by("key").values_list("key", flat=True).distinct()
            _quarantine(inbox, file, sha256, unknown_folder(file, list(known)))
            return
        before = _before(sha256, profile)
        if before is not None and before.about_persons:
            _quarantine(inbox, file, sha256, why_refused(file, before), keep=False)
            return
        if before is not None:
            put_away(inbox, file, DONE, sha256, taken_before(file, before))
            record(by=by, verb="leave file from inbox", what=f"batch:{before.pk}", inbox=file.path)
            return
        _receive(file, row, by, profile, stream, sha256)


def _before(sha256: str, profile: Profile | None) -> Batch | None:
    """The same bytes, taken in before: by the same profile, or by any where the folder names none."""
    same = Batch.objects.filter(file__sha256=sha256).order_by("pk")
    return (same.filter(profile__key=profile.key) if profile else same).last()


@transaction.atomic
def _receive(
    file: Waiting, row: InboxFile, by: User | None, profile: Profile | None, stream: BinaryIO, sha256: str
) -> None:
    """The batch and the row that remembers it, both or none. Without a period or a clear profile a person decides."""
    if profile is not None and wants_period(load_profile(profile.spec)):
        profile = None
    batch = receive_file(by=by, name=file.name, chunks=chunks(stream), profile=profile, inbox=file.path)
    if batch.file.sha256 != sha256 or not is_as_seen(stream, file):
        raise _StillChanging(file.path)
    if profile is None and not file.folder:
        match = clear_match(matches(Recognised.from_dict(batch.recognised)), batch)
        if match is not None and not wants_period(match.spec):
            choose_profile(by=by, batch=batch, profile=match.profile)
    row.batch = batch
    row.save(update_fields=["batch"])


def _finish(inbox: Path, file: Waiting, row: InboxFile) -> None:
    """Puts the file away once it is known what became of it."""
    batch = row.batch
    if batch is None or batch.state in Batch.RUNNING:
        return
    unreadable = batch.state == Batch.State.RECEIVED and batch.recognised.get("problems")
    if batch.state in REFUSED or unreadable:
        _quarantine(inbox, file, batch.file.sha256, why_refused(file, batch), keep=not batch.about_persons)
    else:
        put_away(inbox, file, DONE, batch.file.sha256)
    row.delete()


def _quarantine(inbox: Path, file: Waiting, sha256: str, told: str, *, keep: bool = True) -> None:
    put_away(inbox, file, QUARANTINE, sha256, told, keep=keep)
    record(by=None, verb="quarantine file", what=f"inbox:{file.path}"[:200], sha256=sha256)
