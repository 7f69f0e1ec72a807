"""Put a letter into the outbox, inside the transaction of the action that sends it: both happen or neither."""

from django.template.loader import render_to_string
from django.utils import translation

from saiyai.crypto import sealed
from saiyai.notify.models import Letter

PURPOSE = "letter"


def queue(*, to, template, context=None, language="th", purpose="membership", attachment=None):
    """Render `<template>.txt` (first line the subject, then a blank line, then the text) and queue it.

    `template` is like "membership/letters/approved"; `attachment` is (file name, bytes). Returns the letter.
    """
    with translation.override(language):
        text = render_to_string(f"{template}.txt", context or {})
    subject, _, body = text.strip().partition("\n")
    return queue_text(to=to, subject=subject.strip(), body=body.strip() + "\n", purpose=purpose, attachment=attachment)


def queue_text(*, to, subject, body, purpose, attachment=None):
    """Queue a letter whose text is ready."""
    name, content = attachment or ("", None)
    letter = Letter(purpose=purpose, attachment_name=name)
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    letter.recipient_sealed = sealed.seal(to, **bound)
    letter.subject_sealed = sealed.seal(" ".join(subject.split()), **bound)
    letter.body_sealed = sealed.seal(body, **bound)
    letter.attachment_sealed = sealed.seal_bytes(content, **bound) if content is not None else None
    letter.save()
    return letter
