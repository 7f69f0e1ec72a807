"""Files are sealed from their first byte on, whatever comes in, and whatever goes wrong."""

import hashlib
import io
import os
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from saiyai.crypto import shared
from saiyai.crypto.streams import SealingWriter, sealed_size
from saiyai.crypto.unseal import is_whole, read_stream
from saiyai.intake import uploads
from saiyai.intake.models import Blob, Report
from saiyai.intake.tests.telling import TELL, fill, heading, hidden, older, send, state

pytestmark = pytest.mark.django_db(databases="__all__")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def watched(monkeypatch, tmp_path):
    """A folder for whatever would go to a temporary file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    return tmp_path / "temp"


def test_no_piece_of_a_file_is_ever_on_a_disk_in_clear(frontdesk, officers, settings, watched, monkeypatch):
    canary = b"canary-in-clear-"
    seen = []
    real = os.fdopen

    def opened(*args, **details):
        file = real(*args, **details)
        write = file.write

        class Watching:
            def __getattr__(self, name):
                return getattr(file, name)

            def write(self, content):
                seen.append(canary in bytes(content))
                return write(content)

        return Watching()

    monkeypatch.setattr(uploads.os, "fdopen", opened)
    send(frontdesk, fill(frontdesk), [("ก.bin", canary * 200_000, "application/octet-stream")])
    assert len(seen) > 40 and not any(seen) and files_in(watched) == []
    (path,) = files_in(settings.PRIVATE_DIR)
    assert canary not in path.read_bytes() and path.stat().st_size == sealed_size(len(canary) * 200_000)
    assert path.stat().st_mtime == 0 and path.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_no_folder_tells_when_a_file_came_or_went(frontdesk, officers, settings):
    uploads.make_folders()
    folders = sorted((settings.PRIVATE_DIR / "reports").iterdir())
    assert len(folders) == 256
    for folder in folders:
        os.utime(folder, (0, 0))
    last = fill(frontdesk)
    send(frontdesk, last, [(f"{n}.txt", b"x" * n, "text/plain") for n in range(1, 5)])
    settings.MAX_REPORT_BYTES = 9
    send(frontdesk, fill(frontdesk), [("a", b"x" * 5, "text/plain"), ("b", b"x" * 90, "text/plain")])
    assert Blob.objects.count() == len(files_in(settings.PRIVATE_DIR)) == 4
    assert {folder.stat().st_mtime for folder in folders} == {0}
    assert sorted((settings.PRIVATE_DIR / "reports").iterdir()) == folders


NAMES = [
    "รายงาน ที่ี่่ ผู้้.pdf",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "a\u202egpj.exe",
    "ก" * 300 + ".jpg",
    "con.txt",
    "'; DROP TABLE intake_report;--",
    "<script>alert(1)</script>.html",
]


def test_twenty_files_with_odd_names_come_in(frontdesk, officers, settings):
    from saiyai.intake import keys
    from saiyai.intake.opening import open_data

    files = [(NAMES[n % len(NAMES)], b"x" * n * 1000, "text/plain") for n in range(20)]
    answer = send(frontdesk, fill(frontdesk), files)
    assert heading(answer) == "เราได้รับเรื่องของคุณแล้ว"
    report = Report.objects.get()
    assert Blob.objects.count() == len(files_in(settings.PRIVATE_DIR)) == 20
    key = officers["r4a"].data_key(report)
    names = set()
    for blob in Blob.objects.all():
        label = open_data(
            blob.label_sealed, key, place=keys.text_place("intake.Blob", "label", report.pk, blob.pk, blob.generation)
        )
        names.add(label["name"])
        with uploads.blob_path(blob.name).open("rb") as file:
            key_of_it = bytes.fromhex(label["key"])
            assert is_whole(file, key_of_it, label["length"], label["plain_hash"])
            content = b"".join(read_stream(file, key_of_it, label["length"]))
        assert hashlib.sha256(content).hexdigest() == label["plain_hash"]
    assert (
        "รายงาน ที่ี่่ ผู้้.pdf" in names and "passwd" in names and not [name for name in names if "/" in name or "\\" in name]
    )


def test_over_the_limit_nothing_is_kept_and_every_answer_is(frontdesk, officers, settings):
    settings.MAX_REPORT_BYTES = 50_000
    answer = send(frontdesk, fill(frontdesk), [("a", b"x" * 30_000, "a/b"), ("b", b"y" * 30_000, "a/b")])
    assert answer.status_code == 422 and "ใหญ่เกินไป" in answer.content.decode()
    assert state(answer)["answers"]["what"] and not Report.objects.exists()
    assert files_in(settings.PRIVATE_DIR) == []


@pytest.mark.parametrize(
    ("where", "name"),
    [(shared, "make_folder"), (shared, "open_file"), (SealingWriter, "write"), (SealingWriter, "finish")],
)
def test_a_full_disk_is_said_and_every_answer_is_kept(frontdesk, officers, settings, monkeypatch, where, name):
    def full(*anything):
        raise OSError(28, "No space left on device")

    last, file = fill(frontdesk), [("a.txt", b"x" * 3000, "text/plain")]
    with monkeypatch.context() as broken:
        broken.setattr(where, name, full)
        answer = send(frontdesk, last, file)
    assert answer.status_code == 503 and "ยังเก็บไฟล์ไม่ได้" in answer.content.decode()
    assert state(answer)["step"] == "check" and not Report.objects.exists() and files_in(settings.PRIVATE_DIR) == []
    assert heading(send(frontdesk, answer, file)) == "เราได้รับเรื่องของคุณแล้ว"


def body(last, files):
    """As browsers send it: the fields in the order of the page, the button last."""
    return encode_multipart(BOUNDARY, {"carried": older(last), "files": files, "go": "send"})


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.9999])
def test_an_upload_that_is_cut_is_not_received_and_leaves_nothing(frontdesk, officers, settings, share):
    """What servers show of a line that broke is often just an early end."""
    last = fill(frontdesk)
    whole = body(last, [SimpleUploadedFile("a.txt", b"z" * 400_000), SimpleUploadedFile("b.txt", b"z" * 200_000)])
    cut = whole[: int(len(whole) * share)]
    answer = frontdesk.generic("POST", TELL, cut, content_type=MULTIPART_CONTENT)
    assert heading(answer) == "ตรวจทานแล้วส่งเรื่อง" and not Report.objects.exists()
    assert files_in(settings.PRIVATE_DIR) == []


def test_a_file_that_is_cut_is_never_passed_over(frontdesk, officers, settings):
    fields = {"carried": older(fill(frontdesk)), "go": "send", "files": SimpleUploadedFile("a.txt", b"z" * 400_000)}
    cut = encode_multipart(BOUNDARY, fields)[:300_000]
    answer = frontdesk.generic("POST", TELL, cut, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 422 and "การเชื่อมต่อขาด" in answer.content.decode()
    assert not Report.objects.exists() and files_in(settings.PRIVATE_DIR) == []


def test_a_line_that_breaks_leaves_nothing(frontdesk, officers, settings):
    whole = body(fill(frontdesk), [SimpleUploadedFile("a.txt", b"z" * 900_000)])

    class Breaking(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 400_000:
                raise ConnectionResetError
            return super().read(min(size, 65_536) if size >= 0 else 65_536)

    frontdesk.raise_request_exception = False
    answer = frontdesk.generic(
        "POST",
        TELL,
        b"",
        **{"wsgi.input": Breaking(whole), "CONTENT_LENGTH": len(whole), "CONTENT_TYPE": MULTIPART_CONTENT},
    )
    assert answer.status_code >= 400 and heading(answer) == "ยังแสดงหน้านี้ไม่ได้"
    assert not Report.objects.exists() and files_in(settings.PRIVATE_DIR) == []


def test_too_many_files_leave_nothing(frontdesk, officers, settings):
    last = fill(frontdesk)
    many = [SimpleUploadedFile(f"{n}.txt", b"zz") for n in range(501)]
    answer = frontdesk.generic("POST", TELL, body(last, many), content_type=MULTIPART_CONTENT)
    assert answer.status_code == 413 and heading(answer) == "ส่งหลายไฟล์เกินไปในครั้งเดียว"
    assert not Report.objects.exists() and files_in(settings.PRIVATE_DIR) == []


def test_one_file_too_many_leaves_nothing_and_every_answer_is_kept(frontdesk, officers, settings):
    last = fill(frontdesk)
    answer = send(frontdesk, last, [(f"{n}.txt", b"zz", "text/plain") for n in range(21)])
    assert answer.status_code == 422 and "ไม่เกิน 20 ไฟล์" in answer.content.decode()
    assert not Report.objects.exists() and files_in(settings.PRIVATE_DIR) == []
    assert state(answer)["answers"] == state(last)["answers"]
    assert send(frontdesk, answer, [("1.txt", b"zz", "text/plain")]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/report/tell/", "/report/back/", "/report/draft/", "/report/kept/", "/report/", "/nowhere"]
)
def test_files_that_nobody_asked_for_are_taken_away(frontdesk, officers, settings, path):
    frontdesk.post(path, {"carried": "x", "files": SimpleUploadedFile("a.txt", b"zz" * 1000)})
    assert files_in(settings.PRIVATE_DIR) == []


def test_a_sealed_upload_is_never_read_as_a_file(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    handler = uploads.SealingUploadHandler()
    handler.new_file("files", "a.txt", "text/plain", 3)
    handler.receive_data_chunk(b"abc", 0)
    upload = handler.file_complete(3)
    for reading in (upload.read, upload.open, upload.chunks, upload.multiple_chunks):
        with pytest.raises(TypeError):
            reading()
    upload.close()
    assert files_in(tmp_path) == []


def test_the_files_of_a_report_have_no_time_and_no_order(frontdesk, officers, settings):
    send(frontdesk, fill(frontdesk), [("a", b"1", "a/b"), ("b", b"2", "a/b"), ("c", b"3", "a/b")])
    found = files_in(settings.PRIVATE_DIR)
    assert {path.stat().st_mtime for path in found} == {0} and len({path.stat().st_size for path in found}) == 1
    assert hidden(fill(frontdesk))
