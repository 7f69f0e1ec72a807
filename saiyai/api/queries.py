"""Finding tokens, and asking whether they are in force."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.api import rules
from saiyai.api.models import Delivery, KeptAnswer, Receiver, Token
from saiyai.crypto.tokens import token_digest
from saiyai.membership.models import Member
from saiyai.membership.queries import held_by, visible_applications, visible_members
from saiyai.membership.rules import standing
from saiyai.networks import queries as networks
from saiyai.networks.actors import in_network
from saiyai.networks.models import Participation
from saiyai.networks.rules import may_manage

GOOD = Member.Status.ACTIVE


def visible_tokens(viewer):
    """One's own tokens, the working ones first."""
    return Token.objects.filter(user=viewer.pk).order_by("revoked_on", "-made_on", "name", "pk")


def working_tokens(viewer):
    """Those of them that neither ran out nor were revoked, nor ended with a password."""
    standing = visible_tokens(viewer).filter(revoked_on__isnull=True, expires_on__gte=timezone.localdate())
    return standing.filter(password_mark=rules.password_mark(viewer))


def membership_stands(user):
    """Whether a membership of this user stands today; None for somebody who never had one. No matter for officers."""
    if user.is_officer or not user.standing_grants:
        return None
    members = list(Member.objects.filter(held_by(user)))
    return any(_stands(member) for member in members) if members else None


def _stands(member):
    """A proposal to remove somebody changes nothing yet, and does not lift a suspension."""
    now = standing(member)
    if now == Member.Status.REMOVAL_PROPOSED:
        return member.before_proposal != Member.Status.SUSPENDED
    return now == GOOD


def why_not_hold(user):
    """The reason why this user has no tokens, or ""."""
    return rules.why_not_hold(user, membership_stands(user))


def why_not_use(token):
    """The reason why this token opens nothing now, or "": asked anew for each request."""
    asks = settings.REQUIRE_SECOND_FACTOR and token.user.is_officer
    second = accounts.has_second_factor(token.user) if asks else False
    return rules.why_not_use(token, membership_stands(token.user), second)


def token_in_force(secret):
    """The token with this secret, with its owner, if it opens anything now; or None."""
    token = Token.objects.select_related("user").filter(digest=token_digest(secret)).first()
    return None if token is None or why_not_use(token) else token


def kept_answer(token, key):
    """What was answered under this key within the time for which keys are known, or None."""
    since = timezone.now() - rules.KEPT_FOR
    return KeptAnswer.objects.filter(token=token, key=key, at__gte=since).first()


def old_answers(now, more=timedelta()):
    """Answers that nobody may ask for again."""
    return KeptAnswer.objects.filter(at__lt=now - rules.KEPT_FOR - more)


def visible_receivers(viewer):
    """One's own receivers."""
    return Receiver.objects.filter(user=viewer.pk).order_by("made_on", "pk")


def visible_deliveries(viewer):
    """What was sent, or is to be sent, to one's own receivers, newest first."""
    return Delivery.objects.filter(receiver__user=viewer.pk).order_by("-happened_at", "pk")


def working_receivers():
    """Receivers that are not switched off, with their owners."""
    return Receiver.objects.filter(off="").select_related("user").order_by("pk")


def due(receiver, now):
    """What a receiver is to be told now, in the order in which it happened."""
    waiting = Delivery.objects.filter(receiver=receiver, status=Delivery.Status.WAITING, next_try_at__lte=now)
    return waiting.order_by("happened_at", "pk")


def seen_by(user, topic, keys):
    """Which of these records their reader sees now, as texts: nobody is told of what is out of their sight."""
    visible = {"application": visible_applications, "member": visible_members, "network": networks.visible_networks}
    if topic in visible:
        return {str(key) for key in visible[topic](user).filter(pk__in=keys).values_list("pk", flat=True)}
    rows = Participation.objects.filter(pk__in=keys, network__in=networks.visible_networks(user))
    rows = rows.select_related("network__office").defer("mandate_sealed")
    return {str(row.pk) for row in rows if visible_units(row.network, user).filter(pk=row.pk).exists()}


def visible_units(network, user):
    """Units of a network as this user sees them on its page."""
    manages = may_manage(network, in_network(network, user))
    return networks.visible_participations(user, network, manages).select_related("network__office")
