from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from sozialmonitor.access.permissions import Permission, allowed


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams an upload to disk and stops reading at the limit, so that 300 MB never arrive where 200 are allowed.

    The connection is kept so that the page can still answer; the view finds `upload_too_large` on the request.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Before a byte is on the disk: looking for the token of a form reads the whole request, at any address."""
        user = getattr(self.request, "user", None) or AnonymousUser()
        if not allowed(user, Permission.IMPORT):
            raise StopUpload(connection_reset=False)
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            if self.request is not None:
                self.request.upload_too_large = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
        return None
