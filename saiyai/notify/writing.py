"""Write one message and keep it: a letter in the outbox, sealed, or a line in an inbox. Which of them is for `outbox.py`."""

from django.conf import settings
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from saiyai.crypto import sealed
from saiyai.notify import queries
from saiyai.notify.models import Letter, Notice

PURPOSE = "letter"
LONGEST_SUBJECT = 200
CAME_BACK = "AddressBounced"


def rendered(template, context, language):
    """(subject, body) of a template."""
    with translation.override(language):
        # A letter is plain text: nothing is escaped for HTML.
        text = get_template(f"{template}.txt").template.render(Context(context or {}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"


def queue_text(*, to, subject, body, purpose, attachment=None, kind="", about=None, after=None):
    """Queue a letter whose text is ready. `to` is one bare address; anything else is a ValidationError.

    An address from which mail comes back is not written to again, except about sign-in: the letter is kept as not
    delivered, so that an officer sees it.
    """
    validate_email(to)
    name, content = attachment or ("", None)
    letter = Letter(purpose=purpose, kind=kind, attachment_name=one_line(name))
    letter.recipient_digest = queries.address_digest(to)
    if purpose != "account" and queries.bounce_of(to):
        letter.status, letter.error = Letter.Status.FAILED, CAME_BACK
    if content is not None:
        letter.attachment_sealed = sealed.seal_bytes(content, purpose=PURPOSE, bound_to=str(letter.pk))
    return _put(letter, to, subject, body, about, after)


def _put(letter, to, subject, body, about, after):
    if about is not None:
        letter.about, letter.about_key = about._meta.label_lower, str(about.pk)
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    letter.recipient_sealed = sealed.seal(to, **bound)
    letter.subject_sealed = sealed.seal(one_line(subject), **bound)
    letter.body_sealed = sealed.seal(body, **bound)
    letter.next_try_at = after or letter.next_try_at
    letter.save()
    return letter


def put_in_inbox(user, message, gathered):
    """One message in an inbox."""
    return Notice.objects.create(
        user=user, purpose=message.purpose, title=message.title, body=message.body, address=page_of_ours(message.page),
        gathered=gathered,
    )  # fmt: skip


def put_for_line(user, message, body, after):
    """One push message; its address is looked up when it is sent."""
    letter = Letter(channel=Letter.Channel.LINE, purpose=message.purpose, kind="line", user=user)
    return _put(letter, "", message.title, body, message.about, after)


def told_by_mail(told, language):
    """(subject, body) of a message as a letter."""
    facts = {"title": told.title, "body": told.body, "page": told.page and settings.SITE_URL + told.page}
    facts["preferences"] = settings.SITE_URL + "/inbox/preferences/"
    return rendered("notify/letters/told", facts, language)


def told_by_line(title, language):
    """What a push message says: that there is something, and where it is read."""
    with translation.override(language):
        return f"{title}\n{_('Read it here:')} {settings.SITE_URL}/inbox/"


def page_of_ours(page):
    """The path of a page of this site, or nothing; anything else is a ValueError."""
    if page and not is_own_page(page):
        raise ValueError("a page of this site")
    return page


def is_own_page(page):
    """Whether this is a path on this site; "//host" leads elsewhere."""
    return page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)


def one_line(text):
    """One line without control characters: what a name or a subject holds cannot become a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_SUBJECT]
