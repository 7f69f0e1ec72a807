"""Making and revoking tokens, and doing what a request asks for once."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.api import queries, rules
from saiyai.api.models import KeptAnswer, Token
from saiyai.audit import trail
from saiyai.crypto.tokens import new_token, token_digest
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


@action
def make_token(name, scopes, days, *, by, two_step):
    """A new token of `by`. Returns it and its secret, which is kept nowhere: show it now."""
    if reason := queries.why_not_hold(by):
        raise Refused(reason)
    if not scopes or not set(scopes) <= set(rules.SCOPES) or days not in rules.LIVES:
        raise Refused(_("Choose what the token is for."))
    if queries.visible_tokens(by).filter(revoked_on__isnull=True).count() >= rules.MOST_TOKENS:
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
def answer_once(token, key, asked, act, *, by):
    """Do what a request asks for and keep its answer under the key, both or neither.

    The row is there before the deed: of two requests at once the second waits, and then finds the answer.
    """
    queries.old_answers(timezone.now()).filter(token=token).delete()
    kept = KeptAnswer.objects.create(token=token, key=key, asked=asked)
    kept.answer = act()
    kept.save(update_fields=["answer"])
    return kept.answer


@action
def forget_answers(now, *, by):
    """Delete the answers that nobody may ask for again. Returns how many."""
    count, _kinds = queries.old_answers(now).delete()
    trail.record("token.answers_forgotten", ("api.token", "all"), by=by, count=count)
    return count
