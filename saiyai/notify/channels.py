"""The ways to reach somebody, behind one interface: the inbox of this site, e-mail, LINE.

`reaches(user, preference)` whether there is a way at all · `take(user, preference, told, now)` keeps a message for
somebody · `line()` opens the way to the server, and `send(message, line)` hands one over. A server that cannot be
reached raises OSError; `for_good(problem)` says when trying again is of no use.
"""

import http.client
import json
import smtplib
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from saiyai.notify import rules, writing

PAUSE = 10  # seconds without a word from the LINE server
LONGEST_PUSH = 4900  # letters; LINE takes 5,000
GONE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}  # RFC 3463: the address itself is wrong


@dataclass(frozen=True)
class Told:
    """What somebody is to be told."""

    purpose: str
    title: str
    body: str
    page: str
    about: object


@dataclass(frozen=True)
class Message:
    """A letter, opened to be handed over."""

    key: str
    to: str
    subject: str
    body: str
    attachment: tuple | None = None


class Inbox:
    """The inbox of this site: there for everybody with an account, and never handed over to anybody."""

    name = rules.INBOX

    def reaches(self, user, preference):
        return user.is_active

    def take(self, user, preference, told, now):
        by_mail = rules.wants(preference, told.purpose, rules.EMAIL)
        return writing.put_in_inbox(user, told, by_mail and rules.is_gathered(preference, told.purpose))

    def line(self):
        return nullcontext()


class Email:
    """Mail by SMTP."""

    name = rules.EMAIL

    def reaches(self, user, preference):
        return user.is_active

    def take(self, user, preference, told, now):
        if rules.is_gathered(preference, told.purpose):
            return
        subject, body = writing.told_by_mail(told, user.language)
        after = rules.not_before(preference, told.purpose, self.name, now)
        writing.queue_text(
            to=user.email,
            subject=subject,
            body=body,
            purpose=told.purpose,
            kind="told",
            about=told.about,
            after=after,
        )

    def line(self):
        return get_connection(settings.SMTP_BACKEND)

    def send(self, message, line):
        mail = EmailMessage(
            message.subject,
            message.body,
            settings.DEFAULT_FROM_EMAIL,
            [message.to],
            connection=line,
            headers={
                # The same on every try, so that a mail server can tell a repetition.
                "Message-ID": f"<{message.key}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        if message.attachment is not None:
            mail.attach(*message.attachment, "application/pdf")
        mail.send()


class LineRefused(OSError):
    """What the LINE server answered instead of taking a message."""

    def __init__(self, status):
        super().__init__(status)
        self.status, self.told = status, f"LINE {status}"


class Line:
    """Push messages by the LINE Messaging API; off until the site has a token of its official account."""

    name = rules.LINE

    def reaches(self, user, preference):
        return bool(settings.LINE_TOKEN and preference.line_sealed and user.is_active)

    def take(self, user, preference, told, now):
        body = writing.told_by_line(told.title, user.language)
        writing.put_for_line(user, told, body, rules.not_before(preference, told.purpose, self.name, now))

    @contextmanager
    def line(self):
        parts = urlsplit(settings.LINE_API)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname, parts.port, timeout=PAUSE)
        try:
            yield connection
        finally:
            connection.close()

    def send(self, message, line):
        if not message.to:
            raise LineRefused(410)  # unlinked meanwhile
        text = {"type": "text", "text": message.body[:LONGEST_PUSH]}
        headers = {
            "Authorization": f"Bearer {settings.LINE_TOKEN}",
            "Content-Type": "application/json",
            "X-Line-Retry-Key": message.key,  # taken once, however often it is tried
        }
        body = json.dumps({"to": message.to, "messages": [text]}).encode()
        try:
            line.request("POST", "/v2/bot/message/push", body, headers)
            answer = line.getresponse()
            answer.read(10_000)
        except http.client.HTTPException as problem:
            raise ConnectionError from problem
        if answer.status not in (200, 409):  # 409: it was taken at an earlier try
            raise LineRefused(answer.status)


ALL = {channel.name: channel for channel in (Inbox(), Email(), Line())}


def for_good(problem):
    """Whether the server said that trying again is of no use."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code >= 500
    return isinstance(problem, LineRefused) and problem.status in (400, 403, 404, 410)


def address_is_gone(problem):
    """The reason, when the mail server said that there is no such address; "" otherwise."""
    if not isinstance(problem, smtplib.SMTPRecipientsRefused):
        return ""
    for code, text in problem.recipients.values():
        words = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        if code in (550, 551, 553) and (code == 551 or words.split(" ")[0] in GONE):
            return words.split(" ")[0] if words[:1] == "5" else str(code)
    return ""
