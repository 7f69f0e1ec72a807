"""What may be done with letters, with one's own inbox, and with addresses from which mail comes back."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.crypto import sealed
from saiyai.notify import bounces, outbox, queries, rules
from saiyai.notify.models import Bounce, Letter, Notice, Preference
from saiyai.policy import turns
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

LINE_PURPOSE = "line account"


@action
def try_again(letter, *, by):
    """Put a letter that was given up, or that waits for its next try, at the front."""
    if not by.allows(P.JOB_RUN):
        raise Refused(_("You do not have permission to do this."))
    waiting = Letter.objects.filter(pk=letter.pk).exclude(
        Q(status=Letter.Status.SENT) | Q(recipient_sealed="", user=None)
    )
    if not waiting.update(status=Letter.Status.WAITING, attempts=0, next_try_at=timezone.now()):
        raise Refused(_("This letter has already been sent."))
    trail.record("letter.try_again", letter, by=by, purpose=letter.purpose)


def read_notice(notice, *, by):
    """A message in one's own inbox is read. No line in the trail: it would tell for ever when somebody read what."""
    if notice.user_id != by.pk:
        raise Refused(_("You do not have permission to do this."))
    with turns.writing():
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def read_all(*, by):
    """Everything in one's own inbox is read; no line in the trail either. Returns how many messages."""
    with turns.writing():
        return queries.visible_notices(by).filter(read_at__isnull=True).update(read_at=timezone.now())


@action
def save_preferences(*, by, off, digest, quiet_from=None, quiet_until=None, line=None):
    """How one wants to be told. What may not be switched off stays on, whatever is asked; `line` None leaves it."""
    preference, _made = Preference.objects.select_for_update().get_or_create(user_id=by.pk)
    known = {f"{purpose}:{channel}" for purpose in rules.PURPOSES for channel in rules.CHANNELS
             if rules.may_switch_off(purpose, channel)}  # fmt: skip
    preference.off = sorted(known & set(off))
    preference.digest = digest
    preference.quiet_from, preference.quiet_until = quiet_from, quiet_until
    if line is not None:
        preference.line_sealed = sealed.seal(line, purpose=LINE_PURPOSE, bound_to=str(by.pk))
    preference.save()
    trail.record("preference.saved", by, by=by, off=preference.off, digest=digest)


@action
def record_bounce(address, reason, *, by):
    """Mark an address from which mail came back: it is not written to until somebody says that it works."""
    if not by.allows(P.MEMBER_MANAGE):
        raise Refused(_("You do not have permission to do this."))
    mark = {"reason": outbox.one_line(reason), "noted_at": timezone.now(), "lifted_at": None}
    bounce, _made = Bounce.objects.update_or_create(address_digest=queries.address_digest(address), defaults=mark)
    trail.record("bounce.recorded", bounce, by=by, reason=mark["reason"])


@action
def lift_bounce(address, *, by):
    """The address works again, says the person whose it is, or an officer."""
    if getattr(by, "email", None) != address and not by.allows(P.MEMBER_MANAGE):
        raise Refused(_("You do not have permission to do this."))
    bounce = queries.bounce_of(address)
    if bounce is None:
        raise Refused(_("No mail has come back from this address."))
    bounce.lifted_at = timezone.now()
    bounce.save()
    trail.record("bounce.lifted", bounce, by=by)


@action
def take_bounce(found, *, by):
    """One line of a report of delivery: believed only when we did send that letter to that address."""
    letter = Letter.objects.select_for_update().filter(pk=found.letter, channel=Letter.Channel.EMAIL).first()
    if letter is None or letter.recipient_digest != queries.address_digest(found.address):
        raise Refused(_("This is not about a letter of ours."))
    letter.status, letter.error = Letter.Status.BOUNCED, found.reason
    letter.save(update_fields=["status", "error"])
    record_bounce(found.address, found.reason, by=by)


def take_report(mail, *, by):
    """Read a mail that came back. Returns how many addresses were marked."""
    taken = 0
    for found in bounces.read(mail):
        try:
            take_bounce(found, by=by)
        except Refused:
            continue  # about somebody else's letter, or made up
        taken += 1
    return taken


@action
def unlink_line(user, *, by):
    """Nothing is sent by LINE any more: the person took back the consent, or is being erased."""
    Preference.objects.filter(user=user).update(line_sealed="")
    Letter.objects.filter(user=user, channel=Letter.Channel.LINE, status=Letter.Status.WAITING).delete()
    trail.record("preference.line_unlinked", user, by=by)


@action
def erase_inbox(user, *, by):
    """The inbox and the choices of an account that is being erased, and what waits to be sent to its LINE."""
    Letter.objects.filter(user=user).delete()
    Notice.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    trail.record("notice.erased", user, by=by)
