"""Files of reports: sealed while they come in, and never in clear on any disk."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from saiyai.crypto.streams import SealingWriter


def blob_path(name: str) -> Path:
    """Where the sealed file of this random name (32 hex letters) lies."""
    return Path(settings.PRIVATE_DIR) / "reports" / name[:2] / name


class SealedUpload(UploadedFile):
    """A file that came in: its sealed bytes are on the disk already, its key is here and nowhere else."""

    def __init__(self, field, name, writer, blob):
        super().__init__(None, name, None, writer.length)
        self.field_name, self.blob = field, blob
        self.key, self.plain_hash, self.sealed_hash = writer.key, writer.plain_hash, writer.sealed_hash

    def read(self, *args):
        raise TypeError("a sealed upload is not read")

    open = chunks = multiple_chunks = read

    def forget(self):
        """Take the sealed file away again."""
        blob_path(self.blob).unlink(missing_ok=True)


class TooLarge(UploadedFile):
    """Stands for a file over the limit, so that a form can say so."""


class SealingUploadHandler(FileUploadHandler):
    """Seals each file from its first byte on; what goes over the limit is thrown away while the rest still arrives."""

    def __init__(self, request=None):
        super().__init__(request)
        self.taken = 0
        self.file = None

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.blob = secrets.token_hex(16)
        path = blob_path(self.blob)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.file = os.fdopen(descriptor, "wb")
        self.writer = SealingWriter(self.file)

    def receive_data_chunk(self, raw_data, start):
        self.taken += len(raw_data)
        if self.taken <= settings.MAX_REPORT_BYTES:
            self.writer.write(raw_data)

    def file_complete(self, file_size):
        if self.taken > settings.MAX_REPORT_BYTES:
            self._drop()
            return TooLarge(None, self.file_name, None, file_size)
        self.writer.finish()
        self.file.close()
        self.file = None
        return SealedUpload(self.field_name, self.file_name, self.writer, self.blob)

    def upload_interrupted(self):
        self._drop()

    def _drop(self):
        if self.file:
            self.file.close()
            self.file = None
            blob_path(self.blob).unlink(missing_ok=True)
