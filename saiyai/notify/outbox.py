"""Put a letter into the outbox, inside the transaction of the action that sends it: both happen or neither."""

from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from saiyai.crypto import sealed
from saiyai.notify.models import Letter

PURPOSE = "letter"
LONGEST_SUBJECT = 200


def queue(*, to, template, context=None, language="th", purpose="membership", attachment=None, about=None):
    """Render `<template>.txt` (first line the subject, then a blank line, then the text) and queue it.

    `template` is like "membership/letters/approved"; `attachment` is (file name, bytes); `about` is the record
    whose readers see that this letter was sent. Returns the letter.
    """
    with translation.override(language):
        # A letter is plain text: nothing is escaped for HTML.
        text = get_template(f"{template}.txt").template.render(Context(context or {}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    body = body.strip() + "\n"
    kind = template.rpartition("/")[2]
    return queue_text(to=to, subject=subject, body=body, purpose=purpose, attachment=attachment, kind=kind, about=about)


def queue_text(*, to, subject, body, purpose, attachment=None, kind="", about=None):
    """Queue a letter whose text is ready. `to` is one bare address; anything else is a ValidationError."""
    validate_email(to)
    name, content = attachment or ("", None)
    letter = Letter(purpose=purpose, kind=kind, attachment_name=one_line(name))
    if about is not None:
        letter.about, letter.about_key = about._meta.label_lower, str(about.pk)
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    letter.recipient_sealed = sealed.seal(to, **bound)
    letter.subject_sealed = sealed.seal(one_line(subject), **bound)
    letter.body_sealed = sealed.seal(body, **bound)
    letter.attachment_sealed = sealed.seal_bytes(content, **bound) if content is not None else None
    letter.save()
    return letter


def one_line(text):
    """One line without control characters: what a name or a subject holds cannot become a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_SUBJECT]
