"""Put a letter into the outbox, inside the transaction of the action that sends it: both happen or neither."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from saiyai.crypto import sealed
from saiyai.notify import channels, queries, rules
from saiyai.notify.models import Letter, Notice

PURPOSE = "letter"
LONGEST_SUBJECT = 200
CAME_BACK = "AddressBounced"


def queue(*, to, template, context=None, language="th", purpose="membership", attachment=None, about=None, page=""):
    """Render `<template>.txt` (first line the subject, then a blank line, then the text) and queue it.

    `template` is like "membership/letters/approved"; `attachment` is (file name, bytes); `about` is the record
    whose readers see that this letter was sent; `page` is where its reader, if they have an account, goes on: their
    inbox says that there is a letter, and no more. Returns the letter.
    """
    subject, body = rendered(template, context, language)
    kind = template.rpartition("/")[2]
    letter = queue_text(
        to=to, subject=subject, body=body, purpose=purpose, attachment=attachment, kind=kind, about=about
    )
    if page:
        _say_so_in_the_inbox(to, purpose, page)
    return letter


def rendered(template, context, language):
    """(subject, body) of a template."""
    with translation.override(language):
        # A letter is plain text: nothing is escaped for HTML.
        text = get_template(f"{template}.txt").template.render(Context(context or {}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def queue_text(*, to, subject, body, purpose, attachment=None, kind="", about=None, after=None, rows=None):
    """Queue a letter whose text is ready. `to` is one bare address; anything else is a ValidationError.

    An address from which mail comes back is not written to again, except about sign-in: the letter is kept as not
    delivered, so that an officer sees it.
    """
    if rows is None:
        validate_email(to)  # the addresses of accounts are checked where they are entered
    name, content = attachment or ("", None)
    letter = Letter(purpose=purpose, kind=kind, attachment_name=one_line(name))
    letter.recipient_digest = queries.address_digest(to)
    came_back = queries.bounce_of(to) if rows is None else letter.recipient_digest in rows.bounced
    if purpose != "account" and came_back:
        letter.status, letter.error = Letter.Status.FAILED, CAME_BACK
    if content is not None:
        letter.attachment_sealed = sealed.seal_bytes(content, purpose=PURPOSE, bound_to=str(letter.pk))
    return _put(letter, to, subject, body, about, after, rows)


def _put(letter, to, subject, body, about, after, rows=None):
    if about is not None:
        letter.about, letter.about_key = about._meta.label_lower, str(about.pk)
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    letter.recipient_sealed = sealed.seal(to, **bound)
    letter.subject_sealed = sealed.seal(one_line(subject), **bound)
    letter.body_sealed = sealed.seal(body, **bound)
    letter.next_try_at = after or letter.next_try_at
    if rows is None:
        letter.save()
    else:
        rows.letters.append(letter)
    return letter


def tell(user, *, purpose, title, body="", page="", about=None, now=None):
    """Tell a user by every channel they want, each at its time. Returns the message in their inbox."""
    now = now or timezone.now()
    preference = queries.preference_of(user)
    message = channels.Told(purpose, one_line(title), body, page, about)
    notice = None
    for channel in channels.ALL.values():
        if channel.reaches(user, preference) and rules.wants(preference, purpose, channel.name):
            notice = channel.take(user, preference, message, now) or notice
    return notice


def tell_many(users, *, purpose, title, body="", page="", about, now=None):
    """Tell many users the same, each once: who has a message about this record already is passed over.

    The rows of all go into the database together, and what is sealed is sealed for each. Returns how many were told.
    """
    now, users = now or timezone.now(), list(users)
    known = queries.readers_told(about, users)
    users = [user for user in users if user.pk not in known]
    kept = queries.preferences_of(users)
    message = channels.Told(purpose, one_line(title), body, page, about)
    rows = _Gathered(queries.bounced_digests(user.email for user in users))
    for user in users:
        for channel in channels.ALL.values():
            if channel.reaches(user, kept[user.pk]) and rules.wants(kept[user.pk], purpose, channel.name):
                channel.take(user, kept[user.pk], message, now, rows)
    Notice.objects.bulk_create(rows.notices, batch_size=500)
    Letter.objects.bulk_create(rows.letters, batch_size=500)
    return len(users)


class _Gathered:
    """Rows of many users, to be written together."""

    def __init__(self, bounced):
        self.notices, self.letters, self.rendered = [], [], {}
        self.bounced = bounced


def _say_so_in_the_inbox(to, purpose, page):
    """A letter went to the address of an account: its inbox and its LINE say that there is one."""
    user = get_user_model().objects.filter(email=to.lower(), is_active=True).first()
    if user is None or purpose not in rules.PURPOSES:
        return
    preference = queries.preference_of(user)
    with translation.override(user.language):
        message = channels.Told(purpose, str(rules.PURPOSES[purpose].title), "", page, None)
        for name in (rules.INBOX, rules.LINE):
            channel = channels.ALL[name]
            if channel.reaches(user, preference) and rules.wants(preference, purpose, name):
                channel.take(user, preference, message, timezone.now())


def put_in_inbox(user, message, gathered, rows=None):
    """One message in an inbox."""
    if message.page and not message.page.startswith("/"):
        raise ValueError("a page of this site")
    notice = Notice(
        user=user, purpose=message.purpose, title=message.title, body=message.body, address=message.page,
        gathered=gathered,
    )  # fmt: skip
    if message.about is not None:
        notice.about, notice.about_key = message.about._meta.label_lower, str(message.about.pk)
    if rows is None:
        notice.save()
    else:
        rows.notices.append(notice)
    return notice


def put_for_line(user, message, body, after, rows=None):
    """One push message; its address is looked up when it is sent."""
    letter = Letter(channel=Letter.Channel.LINE, purpose=message.purpose, kind="line", user=user)
    return _put(letter, "", message.title, body, message.about, after, rows)


def told_by_mail(told, language, rows=None):
    """(subject, body) of a message as a letter; where many are told the same, written once a language."""
    if rows is not None and language in rows.rendered:
        return rows.rendered[language]
    facts = {"title": told.title, "body": told.body, "page": told.page and settings.SITE_URL + told.page}
    facts["preferences"] = settings.SITE_URL + "/inbox/preferences/"
    words = rendered("notify/letters/told", facts, language)
    if rows is not None:
        rows.rendered[language] = words
    return words


def one_line(text):
    """One line without control characters: what a name or a subject holds cannot become a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_SUBJECT]
