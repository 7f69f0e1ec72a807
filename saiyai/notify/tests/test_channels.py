"""The inbox, e-mail and LINE behind one interface: who is told by what, when, and what the LINE server says."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings as configured
from django.urls import reverse
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.notify import actions, channels, jobs, outbox, queries, rules, writing
from saiyai.notify.models import Bounce, Letter, Notice, Preference
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
LINE_ID = "U" + "0123456789abcdef" * 2
TOKEN = "a-token-of-the-official-account"  # noqa: S105 (made up)


class LineServer:
    """Stands in for the Messaging API: keeps what came, answers what it is told."""

    def __init__(self):
        outer, self.came, self.answers, self.hang = self, [], [], 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.came.append((self.path, dict(self.headers), body))
                if outer.hang:
                    outer.stop.wait(outer.hang)
                    return
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *words):
                pass

        self.stop = threading.Event()
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def line(settings):
    server = LineServer()
    settings.LINE_TOKEN, settings.LINE_API = TOKEN, server.address
    yield server
    server.close()


@pytest.fixture
def linked(cast, line):
    actions.link_line(actions.begin_line(by=cast.member), LINE_ID, by=SYSTEM)
    Notice.objects.all().delete()  # that it was linked
    Letter.objects.all().delete()
    return cast.member


def tell(user, **words):
    words = {"purpose": "announcement", "title": "ประชุมใหญ่", "body": "รายละเอียดในเว็บ", "page": "/networks/"} | words
    return outbox.tell(user, **words)


def waiting(channel):
    return Letter.objects.filter(channel=channel, status="WAITING")


def soon():
    return timezone.now() + timedelta(seconds=1)


def test_a_member_is_told_by_inbox_and_mail_and_line(linked, line):
    notice = tell(linked)
    assert (notice.title, notice.address) == ("ประชุมใหญ่", "/networks/")
    assert waiting("EMAIL").count() == 1 and waiting("LINE").count() == 1


def test_what_goes_by_line_says_only_that_there_is_something_to_read(linked, line):
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    assert jobs.send_waiting(soon()) == "sent 1, failed 0"
    ((path, head, body),) = line.came
    assert path == "/v2/bot/message/push" and head["Authorization"] == f"Bearer {TOKEN}"
    assert body["to"] == LINE_ID and "รายละเอียด" not in json.dumps(body, ensure_ascii=False)
    letter = Letter.objects.get(channel="LINE")
    assert head["X-Line-Retry-Key"] == str(letter.pk)
    assert (letter.status, letter.body_sealed, letter.recipient_sealed) == ("SENT", "", "")


@pytest.mark.parametrize("status", [429, 500, 503, 401])
def test_what_may_pass_is_tried_again_with_the_same_key(linked, line, status):
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    line.answers = [status]
    assert jobs.send_waiting(soon()) == "sent 0, failed 1"
    letter = Letter.objects.get(channel="LINE")
    assert (letter.status, letter.error) == ("WAITING", f"LINE {status}") and letter.next_try_at > timezone.now()
    assert jobs.send_waiting(letter.next_try_at + timedelta(seconds=1)) == "sent 1, failed 0"
    assert len({head["X-Line-Retry-Key"] for _path, head, _body in line.came}) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_will_not_pass_is_given_up_at_once(linked, line, status):
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    line.answers = [status]
    jobs.send_waiting(soon())
    assert Letter.objects.get(channel="LINE").status == "FAILED"


def test_what_was_taken_at_an_earlier_try_is_sent(linked, line):
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    line.answers = [409]
    assert jobs.send_waiting(soon()) == "sent 1, failed 0"


@pytest.mark.slow
def test_a_server_that_hangs_is_left_and_tried_again(linked, line, monkeypatch):
    monkeypatch.setattr(channels, "PAUSE", 0.2)
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    line.hang = 5
    assert jobs.send_waiting(soon()) == "sent 0, failed 1"
    assert Letter.objects.get(channel="LINE").status == "WAITING"


def test_who_unlinked_meanwhile_gets_nothing(linked, line):
    tell(linked)
    Letter.objects.filter(channel="EMAIL").delete()
    actions.unlink_line(linked, by=linked)
    jobs.send_waiting(soon())
    assert line.came == []


def test_without_a_token_nothing_goes_by_line(linked, settings):
    settings.LINE_TOKEN = ""
    tell(linked)
    assert waiting("LINE").count() == 0


def test_a_consent_that_is_withdrawn_ends_line_at_once(linked, line):
    tell(linked)
    actions.unlink_line(linked, by=SYSTEM)
    assert waiting("LINE").count() == 0 and queries.preference_of(linked).line_sealed == ""


def test_what_is_switched_off_stays_off_and_what_may_not_be_stays_on(cast):
    actions.save_preferences(by=cast.member, off=["announcement:EMAIL", "account:EMAIL", "x:y"], digest="NONE")
    assert queries.preference_of(cast.member).off == ["announcement:EMAIL"]
    tell(cast.member)
    assert waiting("EMAIL").count() == 0 and Notice.objects.filter(user=cast.member).count() == 1


def bangkok(hour, minute=0):
    return datetime(2026, 11, 24, hour, minute, tzinfo=rules.BANGKOK)


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        (22, 6, bangkok(23), bangkok(6) + timedelta(days=1)),
        (22, 6, bangkok(2), bangkok(6)),
        (22, 6, bangkok(6), bangkok(6)),
        (22, 6, bangkok(21, 59), bangkok(21, 59)),
        (12, 13, bangkok(12, 30), bangkok(13)),
        (8, 8, bangkok(8), bangkok(8)),
        (None, None, bangkok(3), bangkok(3)),
    ],
)
def test_quiet_hours(start, end, now, until):
    preference = Preference(quiet_from=start, quiet_until=end)
    assert rules.not_before(preference, "announcement", "EMAIL", now.astimezone(UTC)) == until
    assert rules.not_before(preference, "account", "EMAIL", now) == now  # a code to sign in does not wait


def test_a_summary_gathers_what_can_wait_and_is_sent_once(cast):
    actions.save_preferences(by=cast.member, off=[], digest="DAILY")
    for number in range(3):
        tell(cast.member, title=f"ข่าวที่ {number}")
    assert waiting("EMAIL").count() == 0
    assert jobs.send_digests(timezone.now()) == "sent 1"
    assert jobs.send_digests(timezone.now()) == "sent 0"
    assert waiting("EMAIL").get().kind == "digest"


def test_a_weekly_summary_waits_for_monday(cast):
    actions.save_preferences(by=cast.member, off=[], digest="WEEKLY")
    tell(cast.member)
    assert jobs.send_digests(bangkok(7)) == "sent 0"  # a Tuesday
    assert jobs.send_digests(bangkok(7) + timedelta(days=6)) == "sent 1"


REPORT = """From: mailer-daemon@mail.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: <{key}@saiyai.example>

--b--
"""


def report(letter, **words):
    words = {"address": "thida@example.go.th", "action": "failed", "status": "5.1.1", "key": letter} | words
    return REPORT.format(**words).encode()


@pytest.fixture
def letter(db):
    return writing.queue_text(to="thida@example.go.th", subject="s", body="b", purpose="membership")


def test_a_mail_that_came_back_marks_the_address_and_stops_more(letter):
    assert actions.take_report(report(letter.pk), by=SYSTEM) == 1
    letter.refresh_from_db()
    assert letter.status == "BOUNCED" and Bounce.objects.count() == 1
    assert "thida" not in str(Bounce.objects.values().get()) + str(Event.objects.latest("seq").facts)
    again = writing.queue_text(to="Thida@example.go.th", subject="s", body="b", purpose="membership")
    assert (again.status, again.error) == ("FAILED", writing.CAME_BACK)
    assert writing.queue_text(to="thida@example.go.th", subject="s", body="b", purpose="account").status == "WAITING"


@pytest.mark.parametrize("wrong", [{"address": "other@example.go.th"}, {"status": "2.0.0"}, {"action": "delayed"},
                                   {"key": "00000000-0000-0000-0000-000000000000"}, {"key": "x"}])  # fmt: skip
def test_a_report_about_something_else_marks_nobody(letter, wrong):
    assert actions.take_report(report(letter.pk, **wrong), by=SYSTEM) == 0
    assert Bounce.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "kind"),
    [("5.1.1", "HARD"), ("550", "HARD"), ("553", "HARD"), ("5.2.1", "HARD"), ("5.7.1", "HARD"), ("5.0.0", "HARD"),
     ("5.2.2", "SOFT"), ("5.2.3", "SOFT"), ("5.3.4", "SOFT"), ("4.2.2", "SOFT"), ("4.4.7", "SOFT")],
)  # fmt: skip
def test_the_code_tells_for_good_from_for_a_time(code, kind):
    assert rules.kind_of_bounce(code) == kind


def test_a_full_mailbox_is_written_to_until_it_was_full_three_times(letter):
    write = lambda: writing.queue_text(to="thida@example.go.th", subject="s", body="b", purpose="membership")  # noqa: E731
    for times in (1, 2, 3):
        assert actions.take_report(report(letter.pk, status="4.2.2"), by=SYSTEM) == 1
        bounce = Bounce.objects.get()
        assert (bounce.kind, bounce.times) == ("SOFT", times)
        assert write().status == ("WAITING" if times < 3 else "FAILED")
    assert Event.objects.filter(verb="bounce.recorded").count() == 3


def test_what_does_not_work_is_not_softened_and_counts_anew_once_it_worked():
    for code in ("5.1.1", "4.2.2"):
        bounce = actions.record_bounce("a@b.example", code, by=SYSTEM)
    assert (bounce.kind, bounce.times) == ("HARD", 2)
    actions.lift_bounce("a@b.example", by=SYSTEM)
    bounce = actions.record_bounce("a@b.example", "4.2.2", by=SYSTEM)
    assert (bounce.kind, bounce.times, bounce.lifted_at) == ("SOFT", 1, None)
    month = timezone.now() + timedelta(days=31)
    assert actions.follow_bounces(by=SYSTEM, now=month) == 1
    assert not queries.standing_bounces().exists()


def test_a_mark_leaves_who_has_another_address_now(cast):
    assert actions.record_bounce(cast.member.email, "5.1.1", by=SYSTEM).user_id == cast.member.pk
    assert actions.follow_bounces(by=SYSTEM) == 0
    cast.member.email = "new@saiyai.example"
    cast.member.save()
    assert actions.follow_bounces(by=SYSTEM) == 1 and Bounce.objects.get().user_id is None


def test_who_cannot_be_written_to_is_asked_in_the_inbox_and_never_by_mail(cast):
    bounce = actions.record_bounce(cast.member.email, "5.1.1", by=SYSTEM)
    with pytest.raises(Refused):
        actions.ask_otherwise(bounce, "INBOX", by=cast.outsider, user=cast.member)
    actions.ask_otherwise(bounce, "INBOX", by=cast.somying, user=cast.member)
    assert cast.member.notices.get().address == "/inbox/preferences/" and not Letter.objects.exists()
    assert Bounce.objects.get().asked_how == "INBOX"
    with pytest.raises(Refused):
        actions.ask_otherwise(bounce, "INBOX", by=cast.somying, user=None)


@pytest.mark.parametrize("mail", [b"", b"\xff" * 2000, b"Content-Type: multipart/report; boundary=b\n\n--b\n"])
def test_a_mail_that_is_no_report_is_passed_over(letter, mail):
    assert actions.take_report(mail, by=SYSTEM) == 0


def test_the_owner_says_that_the_address_works_again(cast, client):
    actions.record_bounce(cast.member.email, "5.1.1", by=SYSTEM)
    with pytest.raises(Refused):
        actions.lift_bounce(cast.member.email, by=cast.outsider)
    client.force_login(cast.member)
    client.post(reverse("notify:lift_bounce"))
    assert queries.bounce_of(cast.member.email) is None


def test_an_inbox_is_its_owner_s(cast, client):
    notice = tell(cast.member)
    client.force_login(cast.outsider)
    assert client.post(reverse("notify:open_notice", args=[notice.pk])).status_code == 404
    client.force_login(cast.member)
    lines = Event.objects.count()
    answer = client.post(reverse("notify:open_notice", args=[notice.pk]))
    assert answer["Location"] == "/networks/" and queries.unread(cast.member) == 0
    assert Event.objects.count() == lines  # when somebody read what is nobody's business


@pytest.mark.parametrize(
    "page",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)", "inbox"],
)
def test_a_message_leads_nowhere_else(cast, client, page):
    with pytest.raises(ValueError, match="page of this site"):
        tell(cast.member, page=page)
    notice = Notice.objects.create(user=cast.member, purpose="announcement", title="x", address=page)
    client.force_login(cast.member)
    assert client.post(reverse("notify:open_notice", args=[notice.pk]))["Location"] == reverse("notify:inbox")


def test_the_page_of_preferences_keeps_what_was_chosen(cast, client, settings):
    settings.LINE_TOKEN = ""
    client.force_login(cast.member)
    page = reverse("notify:preferences")
    assert client.get(page).status_code == 200
    values = {"digest": "WEEKLY", "quiet_from": "22", "quiet_until": "6"}
    assert client.post(page, values).status_code == 302
    kept = queries.preference_of(cast.member)
    assert (kept.digest, kept.quiet_from, kept.quiet_until) == ("WEEKLY", 22, 6)
    assert client.post(page, values | {"quiet_until": ""}).status_code == 422
    assert configured.LINE_TOKEN == ""


def test_pauses_grow_and_are_scattered(db):
    import uuid

    keys = [uuid.UUID(int=n) for n in range(1000)]
    found = {rules.pause(3, key) for key in keys}
    plain = rules.pause_after(3)
    assert len(found) > 500 and plain <= min(found) and max(found) <= plain * 1.25
