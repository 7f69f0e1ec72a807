"""The demo's letters are caught by a real SMTP server, and read in a browser; nowhere else."""

import re
import socket

import pytest
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone

from saiyai.demo import mailbox
from saiyai.notify import jobs, writing

pytestmark = pytest.mark.django_db
TO = "thida@example.go.th"
LINK = "http://localhost:8000/apply/resume/AbCd-1234/"


@pytest.fixture
def demo(settings, tmp_path):
    """A demo with its catcher running."""
    settings.DEMO, settings.VAR = True, tmp_path
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_HOST = "127.0.0.1"
    catching = mailbox.catcher(settings.EMAIL_PORT)
    catching.start()
    yield catching
    catching.stop()


def send(**changes):
    details = {"to": TO, "subject": "ใบสมัครของคุณถึงเครือข่ายภาครัฐต่อต้านการทุจริต เลขที่ 4-2569-0003"}
    details |= {"body": f"เรียน คุณธิดา <b>\n\nเปิดใบสมัคร {LINK}\n", "purpose": "membership"}
    writing.queue_text(**(details | changes))
    assert jobs.send_waiting(timezone.now()) == "sent 1, failed 0"


def test_a_letter_is_read_with_its_link_and_its_file(demo, client):
    send(attachment=("บัตรสมาชิก.pdf", b"%PDF-1.7 card"))
    listed = client.get(reverse("demo:mailbox"))
    assert listed.status_code == 200
    [letter] = mailbox.letters()
    assert letter.subject.startswith("ใบสมัครของคุณถึง")
    assert letter.subject in listed.content.decode()
    assert TO in listed.content.decode()
    page = client.get(reverse("demo:letter", args=[letter.key]))
    text = page.content.decode()
    assert re.search(rf'<a href="{LINK}"[^>]*>', text)
    assert "คุณธิดา &lt;b&gt;" in text
    file = client.get(reverse("demo:attachment", args=[letter.key, 0]))
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 card", "application/pdf")
    assert client.get(reverse("demo:attachment", args=[letter.key, 1])).status_code == 404


def test_newest_first_and_found_by_address(demo, client):
    for number in range(3):
        send(to=f"person{number}@example.go.th", subject=f"ฉบับที่ {number}")
    assert [letter.subject for letter in mailbox.letters()] == ["ฉบับที่ 2", "ฉบับที่ 1", "ฉบับที่ 0"]
    found = client.get(reverse("demo:mailbox"), {"to": "PERSON1"}).content.decode()
    assert "ฉบับที่ 1" in found
    assert "ฉบับที่ 2" not in found


def test_only_the_newest_are_kept(demo, monkeypatch):
    monkeypatch.setattr(mailbox, "KEEP", 2)
    for number in range(4):
        send(subject=f"ฉบับที่ {number}")
    assert [letter.subject for letter in mailbox.letters()] == ["ฉบับที่ 3", "ฉบับที่ 2"]
    assert list(mailbox.folder().glob("*.part")) == []


def test_an_empty_mailbox_says_so(demo, client):
    assert mailbox.letters() == []
    assert client.get(reverse("demo:mailbox")).status_code == 200


def test_there_is_no_mailbox_outside_the_demo(demo, settings, client):
    send()
    key = mailbox.letters()[0].key
    settings.DEMO = False
    for address in (
        reverse("demo:mailbox"),
        reverse("demo:letter", args=[key]),
        reverse("demo:attachment", args=[key, 0]),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "..%2f..%2fkeys%2fmaster", "a" * 300])
def test_a_key_cannot_leave_the_folder(demo, client, key):
    assert client.get(f"/demo/mailbox/{key}/").status_code == 404


def test_the_catcher_is_real(demo):
    with get_connection("django.core.mail.backends.smtp.EmailBackend") as connection:
        assert connection.connection.noop()[0] == 250
