"""Uploads stay in memory, and never more than the site allows."""

from io import BytesIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# A form may carry several files at once, each within settings.MAX_UPLOAD_BYTES.
FILES_IN_ONE_REQUEST = 6


class OversizeFile(UploadedFile):
    """Stands for a file over the limit: it knows its size, so that a form can say so, and cannot be read."""

    def read(self, *args):
        raise RequestDataTooBig("the file is over the limit")

    open = chunks = multiple_chunks = read


class CappedMemoryUploadHandler(FileUploadHandler):
    """Keeps a file up to MAX_UPLOAD_BYTES and throws away the rest, so the other fields still arrive."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.MAX_UPLOAD_BYTES * FILES_IN_ONE_REQUEST:
            raise RequestDataTooBig("the request is over the limit")

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= settings.MAX_UPLOAD_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size):
        about = (self.file_name, self.content_type)
        if file_size > settings.MAX_UPLOAD_BYTES:
            return OversizeFile(BytesIO(), *about, file_size, self.charset, self.content_type_extra)
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, *about, file_size, self.charset, self.content_type_extra
        )
