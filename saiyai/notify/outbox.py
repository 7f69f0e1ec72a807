"""Put a letter into the outbox, inside the transaction of the action that sends it: both happen or neither."""

from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from saiyai.notify import channels, queries, rules, writing
from saiyai.notify.models import Circular, Letter, Notice, Preference
from saiyai.policy.inserting import insert_many


def queue(*, to, template, context=None, language="th", purpose="membership", attachment=None, about=None, page=""):
    """Render `<template>.txt` (first line the subject, then a blank line, then the text) and queue it.

    `template` is like "membership/letters/approved"; `attachment` is (file name, bytes); `about` is the record
    whose readers see that this letter was sent; `page` is where its reader, if they have an account, goes on: their
    inbox says that there is a letter, and no more. Returns the letter.
    """
    subject, body = writing.rendered(template, context, language)
    kind = template.rpartition("/")[2]
    letter = writing.queue_text(
        to=to, subject=subject, body=body, purpose=purpose, attachment=attachment, kind=kind, about=about
    )
    if page:
        _say_so_in_the_inbox(to, purpose, page)
    return letter


def tell(user, *, purpose, title, body="", page="", about=None, now=None):
    """Tell a user by every channel they want, each at its time. Returns the message in their inbox."""
    now = now or timezone.now()
    preference = queries.preference_of(user)
    message = channels.Told(purpose, writing.one_line(title), body, page, about)
    notice = None
    for channel in channels.ALL.values():
        if channel.reaches(user, preference) and rules.wants(preference, purpose, channel.name):
            notice = channel.take(user, preference, message, now) or notice
    return notice


def tell_many(users, *, purpose, title, body="", page="", about, now=None):
    """Tell many users (their keys) the same, each once: passed over is who was told about this record already, and whose
    account is closed.

    What is said is written once; each of them gets a row for the inbox, and one for each letter. Returns how many.
    """
    now = now or timezone.now()
    circular = _circular(purpose, writing.one_line(title), body, page, about)
    keys = set(users) - queries.not_to_be_told(users, circular)
    kept = queries.changed_preferences(keys)
    usual = _ways(Preference(), purpose, now)
    notices, letters = [], []
    head = {"circular_id": circular.pk, "purpose": purpose}
    for key in keys:
        gathered, letters_by = _ways(kept[key], purpose, now) if key in kept else usual
        notices.append({"id": uuid4(), **head, "user_id": key, "created_at": now, "gathered": gathered})
        letters += [
            {
                "id": uuid4(),
                **head,
                "user_id": key,
                "created_at": now,
                "channel": channel,
                "kind": kind,
                "next_try_at": at,
            }
            for channel, kind, at in letters_by
        ]
    insert_many(Notice, notices)
    insert_many(Letter, letters)
    return len(keys)


def _circular(purpose, title, body, page, about):
    if rules.may_switch_off(purpose, rules.INBOX):
        raise ValueError("by the inbox it is known who was told")
    said = {"purpose": purpose, "title": title, "body": body, "address": writing.page_of_ours(page)}
    about = {"about": about._meta.label_lower, "about_key": str(about.pk)}
    return Circular.objects.get_or_create(**about, defaults=said)[0]


def _ways(preference, purpose, now):
    """How somebody gets one of many: (whether it waits for a summary, [(channel, kind, not before)])."""
    by_mail, gathered = rules.wants(preference, purpose, rules.EMAIL), rules.is_gathered(preference, purpose)
    by_line = settings.LINE_TOKEN and preference.line_sealed and rules.wants(preference, purpose, rules.LINE)
    ways = []
    for wanted, channel, kind in ((by_mail and not gathered, rules.EMAIL, "told"), (by_line, rules.LINE, "line")):
        if wanted:
            ways.append((channel, kind, rules.not_before(preference, purpose, channel, now)))
    return by_mail and gathered, ways


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


def tell_in_the_inbox(user):
    """Mail to this user comes back: say so where they look without mail, on this site and by LINE."""
    preference = queries.preference_of(user)
    with translation.override(user.language):
        title, body = (
            _("Mail to your address comes back"),
            _("Please say that the address works, or enter another one."),
        )
        told = channels.Told("account", title, body, "/inbox/preferences/", None)
        for name in (rules.INBOX, rules.LINE):
            if channels.ALL[name].reaches(user, preference):
                channels.ALL[name].take(user, preference, told, timezone.now())


@lru_cache(maxsize=8)
def written(circular, channel, language):
    """(subject, body) of a circular by this channel; the same for everybody who reads that language."""
    if channel == rules.LINE:
        return circular.title, writing.told_by_line(circular.title, language)
    told = channels.Told(circular.purpose, circular.title, circular.body, circular.address, None)
    return writing.told_by_mail(told, language)
