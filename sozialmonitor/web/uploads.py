from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from sozialmonitor.access.permissions import Permission, allowed, may_manage_divisions

HOPELESS = 5  # times the limit: such a request is not even read to its end, its sender sees a broken connection

V = TypeVar("V", bound=Callable[..., Any])


def small_uploads(limit: int) -> Callable[[V], V]:
    """Declares a view that takes files of so many bytes at most, from everybody who is logged in."""

    def declare(view: V) -> V:
        view.upload_limit = limit  # type: ignore[attr-defined]
        return view

    return declare


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams an upload to disk and stops writing at the limit, so that 300 MB never lie where 200 are allowed.

    The rest is read and thrown away in small pieces, so that the page can still answer; the view finds
    `upload_too_large` on the request, or in `upload_fault` why the disk would not take the file. StopUpload would read
    the rest line by line, and a gigabyte may be one line.
    """

    received = 0

    def handle_raw_input(self, _input: Any, _meta: Any, length: int, *_rest: Any, **_more: Any) -> None:
        if length > HOPELESS * (self._small_limit() or settings.MAX_UPLOAD_BYTES):
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Before a byte is on the disk: looking for the token of a form reads the whole request, at any address."""
        user = getattr(self.request, "user", None) or AnonymousUser()
        small = bool(self._small_limit()) and user.is_authenticated and user.is_active
        if not (small or allowed(user, Permission.IMPORT) or may_manage_divisions(user)):
            raise SkipFile
        try:
            super().new_file(*args, **kwargs)
            Path(self.file.temporary_file_path()).unlink()  # what is open stays readable, and goes when killed
        except OSError as error:
            self._give_up(error)
            raise SkipFile from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > (self._small_limit() or settings.MAX_UPLOAD_BYTES):
            if self.request is not None:
                self.request.upload_too_large = True
            raise SkipFile
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)
            raise SkipFile from error
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            self.file.flush()  # the last bytes reach the disk here, and it may be full
            return super().file_complete(file_size)
        except OSError as error:
            self._give_up(error)
            return None

    def _small_limit(self) -> int:
        """What the view behind the address declares; 0 for views that take files only from who may import."""
        found = getattr(self.request, "resolver_match", None)
        return int(getattr(found.func, "upload_limit", 0)) if found else 0

    def _give_up(self, error: OSError) -> None:
        if self.request is not None:
            self.request.upload_fault = error.strerror or str(error)
        if hasattr(self, "file"):
            with suppress(OSError):  # closing writes what is left, and removes the file
                self.file.close()
