"""Files of reports: sealed while they come in, and never in clear on any disk."""

import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from saiyai.crypto import shared
from saiyai.crypto.streams import SealingWriter

LONGEST_NAME = 255
MOST_FILES = 20  # at once


def blob_path(name: str) -> Path:
    """Where the sealed file of this random name (32 hex letters) lies."""
    return Path(settings.PRIVATE_DIR) / "reports" / name[:2] / name


class SealedUpload(UploadedFile):
    """A file that came in: its sealed bytes are on the disk already, its key is here and nowhere else.

    At the end of the request that brought it, it is taken away again, unless an action has set `kept`.
    """

    def __init__(self, field, name, writer, blob, kind=None):
        super().__init__(None, name, (kind or "")[:100], writer.length)
        self.field_name, self.blob, self.kept = field, blob, False
        self.key, self.plain_hash = writer.key, writer.plain_hash

    @property
    def sealed_path(self):
        return blob_path(self.blob)

    def read(self, *args):
        raise TypeError("a sealed upload is not read")

    open = chunks = multiple_chunks = read

    def close(self):
        if not self.kept:
            self.forget()

    def forget(self):
        """Take the sealed file away again."""
        self.sealed_path.unlink(missing_ok=True)
        _without_time(self.sealed_path.parent)


class TooLarge(UploadedFile):
    """Stands for a file over the limit, so that a form can say so."""

    def close(self):
        """There is nothing of it."""


class NotStored(TooLarge):
    """Stands for a file that the disk did not take."""


class OneTooMany(TooLarge):
    """Stands for a file beyond the most that come at once."""


class SealingUploadHandler(FileUploadHandler):
    """Seals each file from its first byte on; what goes over a limit is thrown away while the rest still arrives."""

    def __init__(self, request=None):
        super().__init__(request)
        self.taken, self.count, self.broke = 0, 0, False
        self.sink = None  # Django closes a `file` of a handler by itself, also when there is none

    def new_file(self, *args, **kwargs):
        self.abandon()
        super().new_file(*args, **kwargs)
        self.file_name = (self.file_name or "")[:LONGEST_NAME]
        self.blob, self.failed, self.count = secrets.token_hex(16), False, self.count + 1
        if self.count > MOST_FILES:
            return
        path = blob_path(self.blob)
        with self._disk():
            shared.make_folder(path.parent)
            self.sink = os.fdopen(shared.open_file(path, os.O_WRONLY | os.O_EXCL), "wb")
            self.writer = SealingWriter(self.sink)

    @contextmanager
    def _disk(self):
        """What the disk refuses is said beside the file; the rest of the form still arrives."""
        try:
            yield
        except OSError:
            self.failed = True
            self.abandon()

    def receive_data_chunk(self, raw_data, start):
        self.taken += len(raw_data)
        if not self.failed and self.count <= MOST_FILES and self.taken <= settings.MAX_REPORT_BYTES:
            with self._disk():
                self.writer.write(raw_data)

    def file_complete(self, file_size):
        if self.count > MOST_FILES:
            return OneTooMany(None, self.file_name, None, file_size)
        if self.taken > settings.MAX_REPORT_BYTES:
            self.abandon()
            return TooLarge(None, self.file_name, None, file_size)
        if not self.failed:
            with self._disk():
                self.writer.finish()
                self.sink.close()
                self.sink = None
        if self.failed:
            return NotStored(None, self.file_name, None, file_size)
        return SealedUpload(self.field_name, self.file_name, self.writer, self.blob, self.content_type)

    def upload_interrupted(self):
        self.broke = True
        self.abandon()

    def abandon(self):
        """Take away what came in of a file that is not whole. Asked at the end of every request."""
        if self.sink:
            sink, self.sink = self.sink, None
            blob_path(self.blob).unlink(missing_ok=True)
            _without_time(blob_path(self.blob).parent)
            with suppress(OSError):  # what was still to be written finds no room either
                sink.close()


def was_refused(files) -> bool:
    """Whether the disk did not take one of these files: no fault of who sent them."""
    return any(isinstance(one, NotStored) for one in files)


def settle(uploads):
    """Make sure that the names of these files lie on the disk, as their bytes do already."""
    for folder in {upload.sealed_path.parent for upload in uploads}:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def without_time(uploads):
    """When a file of an accepted report came in is nobody's business: its time becomes that of all others."""
    for upload in uploads:
        os.utime(upload.sealed_path, (0, 0))
        _without_time(upload.sealed_path.parent)


def _without_time(folder):
    """A folder would tell, also in copies of it, when a file in it came or went."""
    with suppress(OSError):  # whose it is: the front desk's own
        os.utime(folder, (0, 0))


def make_folders():
    """All of them before the first report: one that is made for it would show its moment at the folder above."""
    with suppress(OSError):  # words come in all the same
        for n in range(256):
            shared.make_folder(blob_path(f"{n:02x}").parent)


def most_megabytes() -> int:
    """How much all files of a report may take, for a page to say."""
    return settings.MAX_REPORT_BYTES // (1024 * 1024)


def objection(request, already=0) -> str:
    """Why the files of this request cannot be taken, or "". `already` is what the report holds in bytes."""
    files = request.FILES.getlist("files")
    # Servers often show a line that broke as an early end. Behind the files comes the button of the form: without it
    # nothing is sent anyhow.
    if any(getattr(handler, "broke", False) for handler in request.upload_handlers):
        return _("The line broke before all of it was here. Nothing was received. Please send it again.")
    if was_refused(files):
        return _("The files could not be kept just now. Nothing was received. Please try again in a moment.")
    if any(isinstance(one, OneTooMany) for one in files):
        return _(
            "These are too many files at once: %(most)s at most. Nothing was received. Please choose them again; more can "
            "follow later, with your receipt."
        ) % {"most": MOST_FILES}
    too_large = any(isinstance(one, TooLarge) for one in files)
    if too_large or already + sum(one.size for one in files) > settings.MAX_REPORT_BYTES:
        return _(
            "Together the files are too large: %(most)s MB at most for one report. Nothing was received. Please choose "
            "fewer, or smaller ones."
        ) % {"most": most_megabytes()}
    return ""
