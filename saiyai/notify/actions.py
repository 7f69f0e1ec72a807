"""What may be done with letters, with one's own inbox, and with addresses from which mail comes back."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.crypto import codes, sealed
from saiyai.notify import bounces, outbox, queries, rules, writing
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
def save_preferences(*, by, off, digest, quiet_from=None, quiet_until=None):
    """How one wants to be told. What may not be switched off stays on, whatever is asked."""
    preference, _made = Preference.objects.select_for_update().get_or_create(user_id=by.pk)
    known = {f"{purpose}:{channel}" for purpose in rules.PURPOSES for channel in rules.CHANNELS
             if rules.may_switch_off(purpose, channel)}  # fmt: skip
    preference.off = sorted(known & set(off))
    preference.digest = digest
    preference.quiet_from, preference.quiet_until = quiet_from, quiet_until
    preference.save()
    trail.record("preference.saved", by, by=by, off=preference.off, digest=digest)


@action
def record_bounce(address, reason, *, by):
    """Mark an address from which mail comes back. One that does not work is not written to until somebody says that it
    works; one that could not be reached for a time is, until it has happened three times."""
    if not by.allows(P.MEMBER_MANAGE):
        raise Refused(_("You do not have permission to do this."))
    key, now, reason = queries.address_digest(address), timezone.now(), writing.one_line(reason)
    bounce = Bounce.objects.select_for_update().filter(pk=key).first() or Bounce(pk=key, times=0)
    long_ago = bounce.kind == Bounce.Kind.SOFT and bounce.noted_at < now - rules.SOFT_FOR
    if bounce.lifted_at or not bounce.times or long_ago:
        bounce.kind, bounce.times, bounce.since = Bounce.Kind.SOFT, 0, now
        bounce.lifted_at, bounce.asked_at, bounce.asked_how = None, None, ""
    if bounce.kind == Bounce.Kind.SOFT:  # what was found not to work does not become better by being full
        bounce.kind = Bounce.Kind(rules.kind_of_bounce(reason))
    bounce.times, bounce.reason, bounce.noted_at = min(bounce.times + 1, 32_000), reason, now
    bounce.user = get_user_model().objects.filter(email=address.strip().lower(), is_active=True).first()
    bounce.save()
    trail.record("bounce.recorded", bounce, by=by, reason=reason, kind=str(bounce.kind), times=bounce.times)
    return bounce


@action
def lift_bounce(address, *, by):
    """The address works again, says the person whose it is, or an officer."""
    if getattr(by, "email", None) != address and not by.allows(P.MEMBER_MANAGE):
        raise Refused(_("You do not have permission to do this."))
    bounce = queries.standing_bounces().filter(address_digest=queries.address_digest(address)).first()
    if bounce is None:
        raise Refused(_("No mail has come back from this address."))
    bounce.lifted_at = timezone.now()
    bounce.save()
    trail.record("bounce.lifted", bounce, by=by)


@action
def ask_otherwise(bounce, how, *, by, user=None, written=False):
    """Somebody whose mail comes back is asked for another address by another way. The inbox of this site, and LINE where
    it is linked, are written to at once; for the others it is noted that it was done."""
    if not by.allows(P.MEMBER_MANAGE):
        raise Refused(_("You do not have permission to do this."))
    bounce.refresh_from_db(from_queryset=Bounce.objects.select_for_update(of=("self",)))
    if bounce.lifted_at:
        raise Refused(_("No mail has come back from this address."))
    if how == Bounce.Asked.INBOX:
        if user is None or not user.is_active:
            raise Refused(_("This person has no account to read it."))
        if not written:
            outbox.tell_in_the_inbox(user)
    bounce.asked_at, bounce.asked_how = timezone.now(), Bounce.Asked(how)
    bounce.save(update_fields=["asked_at", "asked_how"])
    trail.record("bounce.asked_otherwise", bounce, by=by, how=str(how))
    return bounce


@action
def follow_bounces(*, by, now=None):
    """A mark stands on an address, not on a person: who has another address now has no part in it. One for a time is
    lifted a month after the last mail came back. Returns how many changed."""
    now, marked = now or timezone.now(), queries.standing_bounces()
    owned = marked.filter(user__isnull=False).select_related("user")
    others = [one.pk for one in owned if queries.address_digest(one.user.email) != one.pk]
    count = Bounce.objects.filter(pk__in=others).update(user=None)
    over = marked.filter(kind=Bounce.Kind.SOFT, times__lt=rules.SOFT_ENOUGH, noted_at__lt=now - rules.SOFT_FOR)
    count += over.update(lifted_at=now)
    trail.record("bounce.followed", ("notify.bounce", "all"), by=by, count=count)
    return count


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
def begin_line(*, by):
    """A code by which `by` shows whose a LINE account is: whoever sends it to our official account. The code before ends."""
    if not settings.LINE_TOKEN:
        raise Refused(_("Nothing is sent by LINE here."))
    preference, _made = Preference.objects.select_for_update().get_or_create(user_id=by.pk)
    code = codes.new_code(rules.LINE_DIGITS)
    preference.line_code = queries.line_code_digest(code)
    preference.line_code_until = timezone.now() + rules.LINE_CODE_FOR
    preference.save()
    trail.record("preference.line_begun", by, by=by)
    return code


@action
def link_line(code, account, *, by):
    """This LINE account has sent us this code: it is theirs who asked for it, and nobody else's any more."""
    found = Preference.objects.select_for_update(of=("self",)).select_related("user")
    preference = found.filter(line_code=queries.line_code_digest(code), line_code_until__gt=timezone.now()).first()
    if preference is None or not preference.user.is_active:
        raise Refused(_("This code is not known, or its time is over."))
    user, known = preference.user, queries.line_digest(account)
    for other in Preference.objects.filter(line_digest=known).exclude(pk=preference.pk).select_related("user"):
        unlink_line(other.user, by=by)
    preference.line_sealed = sealed.seal(account, purpose=LINE_PURPOSE, bound_to=str(user.pk))
    preference.line_digest, preference.line_code, preference.line_code_until = known, "", None
    preference.save()
    trail.record("preference.line_linked", user, by=by)
    with translation.override(user.language):
        title, body = _("Your LINE account is linked"), _("If it was not you who linked it, unlink it on this page.")
    outbox.tell(user, purpose="account", title=title, body=body, page=reverse("notify:line"))
    return user


@action
def unlink_line(user, *, by):
    """Nothing is sent by LINE any more: they want it so, took back the consent, left the official account, linked this
    LINE account to somebody else, or are being erased."""
    found = Preference.objects.filter(user=user)
    found.update(line_sealed="", line_digest="", line_code="", line_code_until=None)
    Letter.objects.filter(user=user, channel=Letter.Channel.LINE, status=Letter.Status.WAITING).delete()
    trail.record("preference.line_unlinked", user, by=by)


def take_line(event, *, by):
    """What a LINE account did: sent a code, or left. Everything else that is written there is neither kept nor read."""
    if event.kind == "unfollow":
        left = Preference.objects.filter(line_digest=queries.line_digest(event.account)).select_related("user").first()
        if left is not None:
            unlink_line(left.user, by=by)
        return
    try:
        link_line(codes.read(event.text, rules.LINE_DIGITS), event.account, by=by)
    except (codes.Mistyped, Refused):
        return  # the page of who waits says that nothing has come


@action
def erase_inbox(user, *, by):
    """The inbox and the choices of an account that is being erased, and what waits to be sent to its LINE."""
    Letter.objects.filter(user=user).delete()
    Notice.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    trail.record("notice.erased", user, by=by)


@action
def erase_letters(addresses, records, *, by):
    """Letters to these addresses, and about these records whoever they are to; and the marks on the addresses."""
    digests = [queries.address_digest(address) for address in addresses]
    found = Q(recipient_digest__in=digests)
    for label, key in records:
        found |= Q(about=label, about_key=str(key))
    count, _kinds = Letter.objects.filter(found).delete()
    Bounce.objects.filter(address_digest__in=digests).delete()
    trail.record("letter.erased", ("notify.letter", "several"), by=by, count=count)
