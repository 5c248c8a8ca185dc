import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from imports.errors import Refused
from imports.models import Batch, Profile, SourceFile
from imports.queue import enqueue_check
from sozialmonitor.access.audit import record
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import Permission, allowed


def receive_file(
    *, by: User | None, name: str, chunks: Iterable[bytes], profile: Profile, period: str = "", note: str = "", start: bool = True
) -> Batch:
    """Keeps the file unchanged and queues its check. With `start=False` the caller runs the check itself (commands, demo).

    The bytes reach the disk before the row names them: a crash in between leaves an unnamed file, never a row without a file.
    """
    if not allowed(by, Permission.IMPORT):
        raise PermissionDenied("import")
    digest, size = _store(chunks)
    with transaction.atomic():
        file, _ = SourceFile.objects.get_or_create(
            sha256=digest, defaults={"size": size, "path": f"{digest[:2]}/{digest}"}
        )
        batch = Batch.objects.create(
            file=file, file_name=Path(name).name[:255], profile=profile, period=period, note=note, created_by=by
        )
        record(by=by, verb="receive file", what=f"batch:{batch.pk}", sha256=digest, name=batch.file_name)
        if start:
            transaction.on_commit(lambda: enqueue_check(batch.pk))
    return batch


def _store(chunks: Iterable[bytes]) -> tuple[str, int]:
    folder = Path(settings.FILES_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.MAX_UPLOAD_BYTES:
                    raise Refused("file_too_large", limit_mb=settings.MAX_UPLOAD_BYTES // 1024 // 1024)
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        place = folder / digest.hexdigest()[:2] / digest.hexdigest()
        place.parent.mkdir(exist_ok=True)
        Path(temporary).replace(place)
    except OSError as error:
        raise Refused("disk", detail=error.strerror or str(error)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest(), size
