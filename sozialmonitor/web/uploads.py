from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Streams an upload to disk and stops reading at the limit, so that 300 MB never arrive where 200 are allowed.

    The connection is kept so that the page can still answer; the view finds `upload_too_large` on the request.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            if self.request is not None:
                self.request.upload_too_large = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)
        return None
