"""A disk that fills up under a real front desk: a receipt whose report can be read, or a clear word with the text still there."""

import os
import subprocess
from types import SimpleNamespace

import pytest

from saiyai.intake import carried
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, older, receipt_on, state
from tests.test_canaries import FILE, Site, Visitor

pytestmark = pytest.mark.elsewhere
RECEIVED = "เราได้รับเรื่องของคุณแล้ว"
WORDS = {"what": {"what": "เล่าตอนที่ดิสก์เต็ม " * 200}, "mode": {"mode": "anonymous"}}
ROOMS = (0, 16, 48, 128, 400)  # kB that are left for a report


class SmallDisk(Site):
    """A site whose tables, keyring and files lie on a small disk of their own, which this test may fill."""

    def __init__(self, folder):
        super().__init__(folder, "sqlite")
        self.disk = folder / "var"
        self.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", self.disk], capture_output=True)
        if mounted.returncode:
            pytest.skip("a small disk can be mounted by root only")

    def leave(self, kilobytes):
        """Fill the disk up to so much."""
        ballast = self.disk / "ballast"
        ballast.unlink(missing_ok=True)
        with ballast.open("wb") as file:
            room = os.statvfs(self.disk)
            os.posix_fallocate(file.fileno(), 0, max(4096, room.f_bavail * room.f_frsize - kilobytes * 1024))

    def empty(self):
        (self.disk / "ballast").unlink(missing_ok=True)

    def end(self):
        super().end()
        subprocess.run(["umount", "-l", self.disk], check=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = SmallDisk(tmp_path_factory.mktemp("full"))
    before = os.environ.get(carried.NAME)
    try:
        os.environ[carried.NAME] = site.start()
        carried.forget()
        yield SimpleNamespace(site=site, visitor=Visitor(site.port))
    finally:
        os.environ.pop(carried.NAME) if before is None else os.environ.update({carried.NAME: before})
        carried.forget()
        site.end()


def send(visitor, page, files):
    return visitor.post("/report/tell/", {"carried": older(page), "go": "send", "files": files})


@pytest.mark.parametrize("files", [[], [FILE]], ids=["words", "file"])
def test_a_report_on_a_disk_that_is_nearly_full_is_whole_or_was_not_received(site, files):
    """The less room there is, the earlier it ends: files, keyring, tables and their log, each in turn."""
    disk, visitor, ends = site.site, site.visitor, set()
    for kilobytes in ROOMS:
        last = fill(visitor, WORDS)
        disk.leave(kilobytes)
        answer = send(visitor, last, files)
        disk.empty()
        if heading(answer) == RECEIVED:
            ends.add("received")
        else:
            shown = answer.content.decode()
            assert answer.status_code in (200, 503) and "ยังไม่ได้รับ" in shown, (
                kilobytes,
                answer.status_code,
                heading(answer),
            )
            assert state(answer)["answers"] == state(last)["answers"], "every word is still there"
            ends.add(answer.status_code)
            answer = send(visitor, answer, files)
            assert heading(answer) == RECEIVED, (
                kilobytes,
                answer.status_code,
                heading(answer),
                (disk.folder / "output.log").read_text()[-2000:],
            )
        (receipt,) = receipt_on(answer)
        visit = come_back(visitor, receipt)
        assert visit.status_code == 200, kilobytes
        if files:
            assert FILE[0] in go(visitor, visit, "files").content.decode()
    assert "received" in ends and len(ends) > 1, ends


def test_a_message_on_a_full_disk_is_not_lost_unsaid(site):
    disk, visitor = site.site, site.visitor
    (receipt,) = receipt_on(send(visitor, fill(visitor, WORDS), []))
    writing = go(visitor, come_back(visitor, receipt), "write")
    disk.leave(0)
    answer = go(visitor, writing, "do:write", text="ข้อความตอนดิสก์เต็ม")
    shown = answer.content.decode()
    disk.empty()
    if "do:write" in shown and answer.status_code != 200:
        assert "ข้อความตอนดิสก์เต็ม" in shown
        answer = visitor.post("/report/back/", {"carried": hidden(answer), "go": "do:write", "text": "ข้อความตอนดิสก์เต็ม"})
    assert answer.status_code == 200 and "ข้อความตอนดิสก์เต็ม" in answer.content.decode()
