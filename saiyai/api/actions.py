"""Making and revoking tokens, doing what a request asks for once, and naming the receivers of events."""

import base64
import os
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import User
from saiyai.api import queries, rules
from saiyai.api.models import Delivery, KeptAnswer, Receiver, Token
from saiyai.audit import queries as audit
from saiyai.audit import trail
from saiyai.crypto import sealed
from saiyai.crypto.tokens import new_token, token_digest
from saiyai.notify import outbox
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


@action
def make_token(name, scopes, days, *, by, two_step):
    """A new token of `by`. Returns it and its secret, which is kept nowhere: show it now."""
    if reason := queries.why_not_hold(by):
        raise Refused(reason)
    if not scopes or not set(scopes) <= set(rules.SCOPES) or days not in rules.LIVES:
        raise Refused(_("Choose what the token is for."))
    _one_after_the_other(by)
    if queries.working_tokens(by).count() >= rules.MOST_TOKENS:
        raise Refused(_("You have as many tokens as one may have."), _("Revoke one that you no longer use."))
    secret = rules.MARK + new_token()
    token = Token.objects.create(
        user=by,
        name=name,
        digest=token_digest(secret),
        prefix=secret[: rules.SHOWN],
        scopes=sorted(scopes),
        expires_on=timezone.localdate() + timedelta(days=days),
        password_mark=rules.password_mark(by),
        two_step=two_step,
    )
    trail.record("token.made", token, by=by, scopes=",".join(token.scopes), expires_on=token.expires_on)
    return token, secret


def _one_after_the_other(user):
    """Until this is written, nothing more is made for this user: two at once would each count without the other."""
    User.objects.select_for_update().get(pk=user.pk)


@action
def revoke_token(token, *, by):
    """End a token at once."""
    if token.user_id != by.pk:
        raise Refused(_("You do not have permission to do this."))
    if token.revoked_on is None:
        token.revoked_on = timezone.localdate()
        token.save(update_fields=["revoked_on"])
    trail.record("token.revoked", token, by=by)


def note_use(token, today):
    """The day on which a token was used last: one write a day, and no line in the trail, which would stay for ever."""
    Token.objects.filter(pk=token.pk).update(used_on=today)


@action
def act_by_program(token, address, act, *, by):
    """Do what a program asks for in the name of its owner, and note beside the deed that it was a program."""
    answer = act()
    trail.record("token.acted", token, by=by, address=address)
    return answer


@action
def answer_once(token, address, key, asked, act, *, by):
    """Do what a request asks for and keep its answer under the key, both or neither.

    The row is there before the deed: of two requests at once the second waits, and then finds the answer.
    """
    queries.old_answers(timezone.now()).filter(token=token).delete()
    kept = KeptAnswer.objects.create(token=token, key=key, asked=asked)
    kept.answer = act_by_program(token, address, act, by=by)
    kept.save(update_fields=["answer"])
    return kept.answer


@action
def forget_answers(now, *, by):
    """Delete the answers that nobody may ask for again. Returns how many."""
    count, _kinds = queries.old_answers(now).delete()
    trail.record("token.answers_forgotten", ("api.token", "all"), by=by, count=count)
    return count


@action
def make_receiver(address, topics, *, by):
    """An address of `by` that is told what happens from now on. Returns it and its secret: show it now."""
    if reason := queries.why_not_hold(by) or rules.why_not_address(address):
        raise Refused(reason)
    if not topics or not set(topics) <= set(rules.TOPICS):
        raise Refused(_("Choose what the program is told of."))
    _one_after_the_other(by)
    if queries.visible_receivers(by).count() >= rules.MOST_RECEIVERS:
        raise Refused(_("You have as many receivers as one may have."), _("Remove one that you no longer use."))
    secret = base64.b64encode(os.urandom(32)).decode()
    receiver = Receiver(user=by, address=address, topics=sorted(topics), after=audit.last_line())
    receiver.secret_sealed = sealed.seal(secret, purpose="webhook", bound_to=str(receiver.pk))
    receiver.save()
    trail.record("receiver.made", receiver, by=by, topics=",".join(receiver.topics))
    return receiver, f"whsec_{secret}"


def _own(receiver, by):
    if receiver.user_id != by.pk and by.pk != "system":
        raise Refused(_("You do not have permission to do this."))


@action
def switch_off(receiver, *, by, because=Receiver.Off.OWNER):
    """Tell this receiver nothing more; what waits for it is given up."""
    _own(receiver, by)
    receiver.off, receiver.off_on = because, timezone.localdate()
    receiver.save(update_fields=["off", "off_on"])
    waiting = Delivery.objects.filter(receiver=receiver, status=Delivery.Status.WAITING)
    waiting.update(status=Delivery.Status.FAILED, outcome="off", ended_at=timezone.now())
    trail.record("receiver.switched_off", receiver, by=by, because=str(because))
    if because == Receiver.Off.FAILING:
        page = settings.SITE_URL + reverse("api:receiver", args=[receiver.pk])
        outbox.queue(
            to=receiver.user.email, template="api/letters/receiver_failing", language=receiver.user.language,
            context={"failures": receiver.failures, "address": page}, purpose="account",
        )  # fmt: skip


@action
def switch_on(receiver, *, by):
    """Tell this receiver what happens from now on; what it missed is not told."""
    _own(receiver, by)
    receiver.off, receiver.off_on, receiver.failures, receiver.after = "", None, 0, audit.last_line()
    receiver.save(update_fields=["off", "off_on", "failures", "after"])
    trail.record("receiver.switched_on", receiver, by=by)


@action
def remove_receiver(receiver, *, by):
    """Forget a receiver and what was sent to it."""
    _own(receiver, by)
    trail.record("receiver.removed", receiver, by=by)
    receiver.delete()


@action
def try_receiver(receiver, *, by):
    """Send an event that says nothing, to see whether it arrives."""
    _own(receiver, by)
    if receiver.off:
        raise Refused(_("The receiver is switched off."), _("Switch it on first."))
    if queries.due(receiver, timezone.now() + timedelta(days=1)).filter(event=rules.PING).exists():
        raise Refused(_("A try is on its way already."))
    Delivery.objects.create(receiver=receiver, event=rules.PING, key=str(receiver.pk), happened_at=timezone.now())
    trail.record(rules.PING, receiver, by=by)


@action
def erase_programs(user, *, by):
    """The tokens and receivers of an account that is being erased."""
    tokens, _kinds = Token.objects.filter(user=user).delete()
    Receiver.objects.filter(user=user).delete()
    trail.record("token.erased", ("api.token", "several"), by=by, count=tokens)
