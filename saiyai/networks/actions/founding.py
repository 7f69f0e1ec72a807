"""Founding networks: by the house itself, or by people who propose one from a pattern."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink, User
from saiyai.audit import trail
from saiyai.networks import patterns, rules
from saiyai.networks.actions import telling
from saiyai.networks.actors import is_asked
from saiyai.networks.models import CharterVersion, Coordinator, Founder, Network
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.thai.text import tidy


@action
def found(slug, name_th, name_en, *, by, about_th="", about_en="", is_default=False, parent=None):
    """A network that the house itself begins: at work from the first day."""
    network = Network.objects.create(
        slug=slug, name_th=name_th, name_en=name_en, about_th=about_th, about_en=about_en, is_default=is_default,
        parent=parent,
        opened_on=timezone.localdate(),
    )  # fmt: skip
    trail.record("network.founded", network, by=by, slug=slug)
    return network


@action
def propose(pattern, name_th, name_en, *, by, founders, about_th="", about_en="", parent=None, office=None):
    """Propose a network from a pattern. Who proposes is a founder; `founders` are asked. Its charter is a draft."""
    if not by.allows(P.NETWORK_PROPOSE):
        raise Refused(_("You do not have permission to do this."))
    own = getattr(by, "person", None)
    if own is None:
        raise Refused(_("Your account is not in the directory yet."), _("Ask your office to enter you there."))
    others = {person.pk: person for person in founders if person.pk != own.pk}
    if len(others) + 1 < rules.FEWEST_FOUNDERS:
        raise Refused(_("Name at least two other people as founders."))
    for person in others.values():
        if not telling.can_be_asked(person):
            raise Refused(
                _("%(person)s cannot be asked: there is no account and no e-mail address.") % {"person": person},
                _("Choose somebody else, or ask your office to enter an address."),
            )
    _may_propose_more(by, tidy(name_th))
    network = _insert(slugify(name_en)[:50], name_th=tidy(name_th), name_en=tidy(name_en), about_th=about_th,
                      about_en=about_en, parent=parent, office=office, pattern=pattern.key,
                      status=Network.Status.PROPOSED, proposed_by_id=by.pk)  # fmt: skip
    Founder.objects.create(
        network=network, person=own, answer=Founder.Answer.ACCEPTED, answered_on=timezone.localdate()
    )
    for person in others.values():
        telling.ask(Founder.objects.create(network=network, person=person))
    Coordinator.objects.create(network=network, person=own)
    CharterVersion.objects.create(network=network, number=1, written_by_id=by.pk, **patterns.charter_of(pattern))
    trail.record("network.proposed", network, by=by, slug=network.slug, pattern=pattern.key, founders=len(others) + 1)
    return network


def _may_propose_more(by, name):
    """The same form sent twice is one proposal, and nobody fills the desk of who decides."""
    User.objects.select_for_update().get(pk=by.pk)
    waiting = Network.objects.filter(proposed_by=by.pk, status=Network.Status.PROPOSED)
    if waiting.filter(name_th=name).exists():
        raise Refused(_("You have proposed this network already. It waits for a decision."))
    if waiting.count() >= rules.MOST_PROPOSALS:
        raise Refused(_("Several of your proposals wait for a decision."), _("Propose more when those are decided."))


def _insert(slug, **columns):
    """A short name that is taken gets a number; two proposals at once do not stumble over each other."""
    for number in range(1, 100):
        try:
            with transaction.atomic():
                return Network.objects.create(slug=f"{slug[:46]}-{number}" if number > 1 else slug, **columns)
        except IntegrityError:
            if not Network.objects.filter(slug=f"{slug[:46]}-{number}" if number > 1 else slug).exists():
                raise
    raise Refused(_("There are too many networks of this name."))


@action
def answer_founding(founder, *, by, accepts):
    """Who was named as a founder says yes or no, once; who proposed the network is told."""
    founder.refresh_from_db(from_queryset=Founder.objects.select_for_update())
    if not is_asked(founder, by):
        raise Refused(_("Only the person who was asked answers."))
    if founder.answer != Founder.Answer.ASKED or founder.network.status != Network.Status.PROPOSED:
        raise Refused(_("This has been answered or decided already."))
    founder.answer = Founder.Answer.ACCEPTED if accepts else Founder.Answer.DECLINED
    founder.answered_on = timezone.localdate()
    founder.save()
    accounts.close_links(PrivateLink.Purpose.FOUNDING, founder, by=SYSTEM)
    telling.tell_proposer(founder)
    trail.record("network.founder_answered", founder.network, by=by, accepts=bool(accepts))
