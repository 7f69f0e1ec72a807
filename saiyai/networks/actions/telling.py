"""Who is told what about a network, and by which way: the inbox of an account, or a letter where there is none."""

from types import SimpleNamespace

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink, User
from saiyai.directory import queries as directory
from saiyai.networks.models import Founder
from saiyai.notify import outbox
from saiyai.policy.actors import SYSTEM

PURPOSE = "network"


def _account(person):
    return person.user if person.user_id and person.user.is_active else None


def can_be_asked(person):
    """Whether there is any way to ask this person."""
    return _account(person) is not None or bool(directory.email_of(person))


def _page(network):
    return reverse("networks:network", args=[network.slug])


def _tell(user, network, title, body, **facts):
    """Into the inbox, and by the ways that this user chose; said in their language."""
    with translation.override(user.language):
        facts = {"network": str(network), **{name: str(fact) for name, fact in facts.items()}}
        outbox.tell(user, purpose=PURPOSE, title=str(title) % facts, body=str(body) % facts, page=_page(network))


def _write(person, network, letter, **facts):
    """To who has no account. Nobody is without an address: `can_be_asked` was asked when they were named."""
    address = directory.email_of(person)
    if address:
        outbox.queue(
            to=address, template=f"networks/letters/{letter}", purpose=PURPOSE, about=network,
            context={"network": network, "person": person, **facts},
        )  # fmt: skip


def ask(founder):
    """Somebody was named as a founder: asked in the inbox, or by a private link."""
    network, person = founder.network, founder.person
    if user := _account(person):
        _tell(
            user, network, _("You are named as a founder of %(network)s"),
            _("Founders stand behind a network from its first day. Please look at the proposal and answer."),
        )  # fmt: skip
        return
    token = accounts.make_link(PrivateLink.Purpose.FOUNDING, founder, by=SYSTEM)
    link = settings.SITE_URL + reverse("networks:asked_founder", args=[token])
    _write(person, network, "founder_asked", link=link, proposer=network.proposed_by)


def tell_proposer(founder):
    """A founder has answered."""
    network = founder.network
    if network.proposed_by and network.proposed_by.is_active:
        said_yes = _("%(person)s is a founder of %(network)s")
        said_no = _("%(person)s does not want to be a founder of %(network)s")
        _tell(
            network.proposed_by, network, said_yes if founder.answer == Founder.Answer.ACCEPTED else said_no,
            _("The page of the network says who has answered and what comes next."), person=founder.person,
        )  # fmt: skip


def tell_founders(network, reason=""):
    """What was decided on a proposal, to everybody who stands behind it."""
    approved = network.status == network.Status.FORMING
    for founder in network.founders.exclude(answer=Founder.Answer.DECLINED).select_related("person__user"):
        if user := _account(founder.person):
            _tell(
                user, network, _("%(network)s was approved") if approved else _("%(network)s was not approved"),
                _("It may form now: finish its charter, then it can be opened.") if approved else "%(reason)s",
                reason=reason,
            )  # fmt: skip
        else:
            _write(founder.person, network, "founding_decided", approved=approved, reason=reason)


def tell_coordinator(row):
    """Somebody runs a network from today, or no longer."""
    if user := _account(row.person):
        ended, named = _("You no longer coordinate %(network)s"), _("You coordinate %(network)s from today")
        _tell(
            user, row.network, ended if row.ends_on else named,
            "" if row.ends_on else _("The page of the network says what you can do there."),
        )  # fmt: skip


def tell_of_charter(version, users):
    """A charter waits to be read: each of these users (their keys) once, also when this is done again.

    What many are told is written once, so there is one text for the readers of each language.
    """
    network, told, readers = version.network, 0, {}
    for key, language in User.objects.filter(pk__in=users).values_list("pk", "language"):
        readers.setdefault(language, []).append(key)
    for language, keys in sorted(readers.items()):
        with translation.override(language):
            facts = {"network": str(network), "number": version.number}
            title = str(_("The charter of %(network)s waits to be read")) % facts
            body = str(_("Version %(number)s is in force. Please read it, and say that you have.")) % facts
        told += outbox.tell_many(
            keys, purpose=PURPOSE, about=_in_language(version, language), title=title, body=body,
            page=reverse("networks:charter", args=[network.slug]),
        )  # fmt: skip
    return told


def _in_language(record, language):
    """The text about a record for the readers of one language, named so that it is found by the record."""
    meta = SimpleNamespace(label_lower=f"{record._meta.label_lower}.{language}")
    return SimpleNamespace(_meta=meta, pk=record.pk)
