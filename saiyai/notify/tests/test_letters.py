"""A letter is queued with the action or not at all, sealed until it is sent, sent once, and then wiped."""

import smtplib
import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.jobs.rules import pause_after
from saiyai.notify import actions, jobs, outbox, queries, rules, writing
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM, LinkHolder
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
TO = "thida@example.go.th"
THAI = "เรียน คุณธิดา\n\nใบสมัครของคุณได้รับอนุมัติแล้ว & พร้อมใช้ 'บัตร' <ที่นี่>\n"


class Postbox:
    """A real SMTP server on this machine; `answer` is what it says to each letter."""

    def __init__(self):
        self.letters, self.answer, self.refuse = [], "250 OK", {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.letters.append((envelope.rcpt_tos, message))
        return self.answer


@pytest.fixture(scope="module")
def running():
    postbox = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        postbox.port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port, ready_timeout=10)
    controller.start()
    yield postbox
    controller.stop()


@pytest.fixture
def postbox(running, settings):
    running.letters, running.answer, running.refuse = [], "250 OK", {}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_BACKEND = "saiyai.notify.backend.OutboxBackend"
    return running


def queue(to=TO, **changes):
    return writing.queue_text(**({"to": to, "subject": "ผลการพิจารณา", "body": THAI, "purpose": "membership"} | changes))


def send(after=timedelta()):
    return jobs.send_waiting(timezone.now() + after)


def test_arrives_by_smtp_in_thai_with_its_attachment(postbox):
    letter = queue(attachment=("บัตรสมาชิก.pdf", b"%PDF-1.7 card"))
    assert send() == "sent 1, failed 0"
    [(recipients, message)] = postbox.letters
    assert recipients == [TO]
    assert message["Subject"] == "ผลการพิจารณา"
    assert message["Message-ID"] == f"<{letter.pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body().get_content().replace("\r\n", "\n") == THAI
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("บัตรสมาชิก.pdf", b"%PDF-1.7 card")


def test_sealed_while_it_waits_and_wiped_when_sent(postbox):
    letter = queue(attachment=("card.pdf", b"%PDF-1.7 card"))
    row = Letter.objects.values().get()
    assert not any(word in str(row) for word in (TO, "ผลการพิจารณา", "ธิดา", "%PDF"))
    send()
    letter.refresh_from_db()
    assert letter.status == Letter.Status.SENT
    assert letter.sent_at is not None
    assert letter.recipient_sealed == letter.subject_sealed == letter.body_sealed == letter.attachment_name == ""
    assert letter.attachment_sealed is None
    assert send() == "nothing to send"
    assert len(postbox.letters) == 1


def test_one_letter_cannot_be_opened_as_another(postbox):
    first, second = queue(), queue("other@example.go.th")
    Letter.objects.filter(pk=first.pk).update(recipient_sealed=second.recipient_sealed)
    assert send() == "sent 1, failed 1"
    assert [recipients for recipients, _message in postbox.letters] == [["other@example.go.th"]]
    first.refresh_from_db()
    assert (first.status, first.error) == (Letter.Status.FAILED, "CannotOpen")


def test_goes_with_its_action_or_not_at_all():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    "to",
    [
        "thida@example.go.th\nBcc: everyone@example.go.th",
        "thida@example.go.th\r\nBcc: x@example.go.th",
        "thida@example.go.th, other@example.go.th",
        "คุณธิดา <thida@example.go.th>",
        "thida@example.go.th ",
        "thida",
        "",
    ],
)
def test_only_one_bare_address_is_taken(to):
    with pytest.raises(ValidationError):
        queue(to)
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\x00"])
def test_a_subject_cannot_become_a_header(postbox, line_break):
    queue(subject=f"ข่าว{line_break}Bcc: everyone@example.go.th", attachment=(f"a{line_break}b.pdf", b"x"))
    assert send() == "sent 1, failed 0"
    [(recipients, message)] = postbox.letters
    assert recipients == [TO]
    assert message["Bcc"] is None
    assert message["Subject"] == "ข่าว Bcc: everyone@example.go.th"
    assert next(message.iter_attachments()).get_filename() == "a b.pdf"


def test_a_template_is_rendered_as_plain_text_in_the_language_of_the_reader(postbox, settings, tmp_path):
    (tmp_path / "letter.txt").write_text("เรื่อง {{ title }}\n\nถึง {{ name }} <{{ name }}>\n")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]
    outbox.queue(to=TO, template="letter", context={"title": "A & B", "name": "O'Brien"})
    send()
    message = postbox.letters[0][1]
    assert message["Subject"] == "เรื่อง A & B"
    assert message.get_content().strip() == "ถึง O'Brien <O'Brien>"


def test_mail_of_the_framework_goes_through_the_outbox(postbox):
    assert send_mail("รหัสผ่าน", "ข้อความ", None, [TO, "other@example.go.th"]) == 1
    assert list(Letter.objects.values_list("purpose", "status")) == [("account", "WAITING")] * 2
    assert send() == "sent 2, failed 0"
    assert sorted(recipients for recipients, _message in postbox.letters) == [["other@example.go.th"], [TO]]


def test_tried_again_with_growing_pauses_and_given_up_at_last(postbox):
    postbox.answer = "451 try later"
    letter = queue()
    now = timezone.now()
    for attempt in range(1, jobs.GIVE_UP_AFTER):
        assert jobs.send_waiting(now) == "sent 0, failed 1"
        letter.refresh_from_db()
        assert (letter.attempts, letter.next_try_at - now) == (attempt, rules.pause(attempt, letter.pk))
        assert pause_after(attempt) <= rules.pause(attempt, letter.pk) <= pause_after(attempt) * 1.25
        assert jobs.send_waiting(letter.next_try_at - timedelta(seconds=1)) == "nothing to send"
        now = letter.next_try_at
    jobs.send_waiting(now)
    letter.refresh_from_db()
    assert (letter.status, letter.error) == (Letter.Status.FAILED, "SMTPDataError")
    assert letter.body_sealed


def test_an_administrator_may_have_a_given_up_letter_tried_again(postbox):
    letter = queue()
    Letter.objects.update(status=Letter.Status.FAILED, attempts=12)
    with pytest.raises(Refused):
        actions.try_again(letter, by=LinkHolder("x", "x"))
    actions.try_again(letter, by=SYSTEM)
    assert send(timedelta(seconds=1)) == "sent 1, failed 0"
    assert Event.objects.get().verb == "letter.try_again"
    with pytest.raises(Refused):
        actions.try_again(letter, by=SYSTEM)


def test_an_address_that_does_not_exist_is_given_up_at_once_and_holds_up_nobody(postbox):
    postbox.refuse = {TO: "550 no such person", "full@example.go.th": "452 mailbox full"}
    gone, full, well = queue(), queue("full@example.go.th"), queue("well@example.go.th")
    assert send() == "sent 1, failed 2"
    states = {letter.pk: (letter.status, letter.error) for letter in Letter.objects.all()}
    assert states[gone.pk] == (Letter.Status.FAILED, "SMTPRecipientsRefused")
    assert states[full.pk] == (Letter.Status.WAITING, "SMTPRecipientsRefused")
    assert states[well.pk] == (Letter.Status.SENT, "")


def test_no_mail_server_is_an_error_of_the_job_and_counts_against_no_letter(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = queue()
    with pytest.raises(OSError, match="refused"):
        send()
    letter.refresh_from_db()
    assert (letter.attempts, letter.status) == (0, Letter.Status.WAITING)


def test_a_letter_that_another_worker_holds_is_left_alone(postbox, monkeypatch):
    letter = queue()
    now = timezone.now()
    inner = []
    plain = jobs._message

    def meanwhile(letter, connection):
        if not inner:
            inner.append(jobs._hand_over(letter.pk, connection, now))
        return plain(letter, connection)

    monkeypatch.setattr(jobs, "_message", meanwhile)
    assert jobs.send_waiting(now) == "sent 1, failed 0"
    assert inner == ["another worker has it"]
    assert len(postbox.letters) == 1
    assert letter.pk


def test_a_worker_killed_while_sending_leaves_the_letter_to_the_next(postbox, monkeypatch):
    queue()
    plain = jobs._message

    def killed(letter, connection):
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "_message", killed)
    with pytest.raises(KeyboardInterrupt):
        send()
    monkeypatch.setattr(jobs, "_message", plain)
    assert send() == "nothing to send"
    assert send(jobs.HELD + timedelta(seconds=1)) == "sent 1, failed 0"


def test_a_lost_connection_is_opened_again_for_the_next_letter(postbox, monkeypatch):
    queue()
    queue("second@example.go.th")
    plain = smtplib.SMTP.sendmail
    lost = []

    def shaky(self, *details, **more):
        if not lost:
            lost.append(1)
            self.close()
            raise smtplib.SMTPServerDisconnected
        return plain(self, *details, **more)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", shaky)
    assert send() == "sent 1, failed 1"
    assert send(timedelta(minutes=2)) == "sent 1, failed 0"


def test_old_letters_are_forgotten_but_not_those_that_wait():
    long_ago = timezone.now() - jobs.KEEP - timedelta(days=1)
    for status in Letter.Status:
        for created_at in (long_ago, timezone.now()):
            letter = queue()
            Letter.objects.filter(pk=letter.pk).update(status=status, created_at=created_at)
    assert jobs.forget_old(timezone.now()) == "forgot 3"
    left = Letter.objects.filter(created_at__lt=timezone.now() - jobs.KEEP)
    assert [letter.status for letter in left] == [Letter.Status.WAITING]


def test_an_administrator_sees_that_letters_wait_but_not_to_whom(django_assert_num_queries):
    queue()
    with django_assert_num_queries(1):
        [letter] = queries.visible_letters(SYSTEM)
        assert (letter.status, letter.purpose) == (Letter.Status.WAITING, "membership")
    assert "body_sealed" in letter.get_deferred_fields()
    assert queries.visible_letters(LinkHolder("x", "x")).count() == 0
