"""An uploaded file as a file with a name, for what reads from the disk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def on_disk(upload: UploadedFile) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(upload.name or "").name or "liste")
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        yield path
