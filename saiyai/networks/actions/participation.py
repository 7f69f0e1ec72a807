"""The participation of a unit: invited, signed with a mandate and a scope, accepted, and one day ended."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink, User
from saiyai.audit import trail
from saiyai.crypto import sealed, unseal
from saiyai.directory.models import Person
from saiyai.networks import rules
from saiyai.networks.actions.keeping import need_reason
from saiyai.networks.actors import coordinates
from saiyai.networks.models import Delegate, Network, Participation, ParticipationEntry
from saiyai.notify import outbox
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

PURPOSE = "mandate"
WORDS = ("scope", "limits", "offers", "mandate_number", "mandate_on", "signer_name", "signer_post")


def _name(by):
    user = User.objects.filter(pk=by.pk).first() if "-" in str(by.pk) else None
    return user.display_name if user else str(by.actor_label).partition(":")[0]


def _note(participation, move, by, text=""):
    ParticipationEntry.objects.create(
        participation=participation, move=move, status=participation.status, by_label=_name(by), text=text
    )
    trail.record(f"participation.{move}", participation, by=by, network=str(participation.network_id))


JOINS = ("sign", "record_signing", "accept")


def _move(participation, move, by, text="", **columns):
    if move in JOINS:  # the lock that closing takes as well: nobody joins a network that is being closed
        Network.objects.select_for_update().get(pk=participation.network_id)
    rules.PARTICIPATION.move(participation, move, by=by)
    for name, value in columns.items():
        setattr(participation, name, value)
    participation.save()
    _note(participation, move, by, text)


def _write(participation, letter, **context):
    if participation.email:
        facts = {"network": participation.network, "unit": participation.organization, **context}
        outbox.queue(
            to=participation.email, template=f"networks/letters/{letter}", context=facts, purpose="network",
            about=participation,
        )  # fmt: skip


def _send_link(participation, letter, **context):
    """A fresh link; the one before no longer works."""
    accounts.close_links(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)
    token = accounts.make_link(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)
    link = settings.SITE_URL + reverse("networks:participate", args=[token])
    _write(participation, letter, link=link, **context)
    return token


@action
def invite(network, organization, *, by, email=""):
    """Invite a unit. With an address it gets a private link to sign by; without, it signs on paper.

    Returns (participation, token).
    """
    if not rules.may_manage(network, by):
        raise Refused(_("You do not have permission to do this."))
    network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    if reason := rules.takes_in(network) or rules.no_longer_stands(organization) or rules.is_written_to_often(email):
        raise Refused(reason)
    try:
        with transaction.atomic():
            made = Participation.objects.create(
                network=network, organization=organization, email=email.strip().lower(),
                invited_by=User.objects.filter(pk=by.pk).first() if by.pk != "system" else None,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("This unit is invited already or takes part.")) from None
    _note(made, "invite", by)
    return made, _send_link(made, "unit_invited")


@action
def sign(participation, *, by, number, mandate=None, delegates=(), **words):
    """The unit signs: its mandate, scope, limits, what it offers, and who speaks for it.

    `number` is that of the charter that was read; `mandate` is (file name, bytes) or None.
    """
    _sign(participation, "sign", by, number, mandate, delegates, words)
    accounts.close_links(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)


@action
def record_signing(participation, *, by, number, mandate=None, delegates=(), **words):
    """What a unit signed on paper, typed by who runs the network."""
    _sign(participation, "record_signing", by, number, mandate, delegates, words)
    accounts.close_links(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)


def _sign(participation, move, by, number, mandate, delegates, words):
    if not (words.get("scope", "").strip() and words.get("signer_name", "").strip()):
        raise Refused(_("Scope and signer are needed."))
    charter = rules.charter_of(participation.network)
    if charter is not None and charter.number != number:
        raise Refused(
            _("The charter changed while you were reading."), _("Please read the version that is in force now.")
        )
    columns = {name: words[name] for name in WORDS if name in words}
    if mandate:
        name, content = mandate
        columns |= {
            "mandate_name": name,
            "mandate_sealed": sealed.seal_bytes(content, purpose=PURPOSE, bound_to=str(participation.pk)),
        }
    _move(participation, move, by, charter=charter, signed_on=timezone.localdate(), **columns)
    _replace_delegates(participation, delegates)


def _replace_delegates(participation, delegates):
    """Who spoke before stays in the history; somebody who goes on is not ended and begun anew."""
    today = timezone.localdate()
    standing = {(one.part, one.name, one.email): one for one in participation.delegates.filter(ends_on__isnull=True)}
    wanted = {(one["part"], one["name"], one.get("email", "")): one for one in delegates if one.get("name")}
    for key, one in standing.items():
        if key not in wanted:
            one.ends_on = max(today, one.starts_on)
            one.save(update_fields=["ends_on"])
    for key, values in wanted.items():
        if key in standing:
            one = standing[key]
            one.post, one.phone = values.get("post", ""), values.get("phone", "")
            one.person = one.person or _known(one.email)
            one.save()
        else:
            Delegate.objects.create(participation=participation, person=_known(values.get("email")), **values)


def _known(email):
    """The person of the directory whose account has this address: who signs in may then leave for the unit."""
    return Person.objects.filter(user__email=email.lower(), user__is_active=True).first() if email else None


@action
def decline(participation, *, by, reason=""):
    """The unit does not take part."""
    _move(participation, "decline", by, reason)
    accounts.close_links(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)


@action
def take_back(participation, *, by):
    """An invitation that should not have been sent; its link no longer works."""
    _move(participation, "take_back", by)
    accounts.close_links(PrivateLink.Purpose.PARTICIPATE, participation, by=SYSTEM)


@action
def accept(participation, *, by):
    """The unit takes part from today."""
    _move(participation, "accept", by, starts_on=timezone.localdate())
    _write(participation, "unit_accepted")


@action
def ask_again(participation, *, by, reason):
    """Something is missing: the unit gets a new link and what to complete."""
    need_reason(reason)
    _move(participation, "ask_again", by, reason)
    _send_link(participation, "unit_asked_again", reason=reason)


@action
def end(participation, *, by, reason):
    """Who runs the network ends the participation of a unit, with a reason. Its history stays."""
    need_reason(reason)
    _end(participation, "end", by, reason)
    _write(participation, "unit_ended", reason=reason)


@action
def leave(participation, *, by, reason=""):
    """The unit leaves. Its history stays."""
    _end(participation, "leave", by, reason)


def _end(participation, move, by, reason):
    today = timezone.localdate()
    _move(participation, move, by, reason, ends_on=max(today, participation.starts_on or today))
    Delegate.objects.filter(participation=participation, ends_on__isnull=True).update(ends_on=today)


@action
def set_delegates(participation, *, by, delegates):
    """Others speak for the unit from today; who spoke before stays in the history."""
    speaks = by.allows(P.PARTICIPATION_LEAVE) or coordinates(participation, by)
    if not (speaks or rules.may_manage(participation.network, by)):
        raise Refused(_("You do not have permission to do this."))
    participation.refresh_from_db(from_queryset=Participation.objects.select_for_update())
    if participation.status not in (Participation.Status.SIGNED, Participation.Status.ACTIVE):
        raise Refused(_("Not possible at this stage."))
    if not any(one["part"] == Delegate.Part.FOCAL and one.get("name") for one in delegates):
        raise Refused(_("A unit has a focal person."))
    _replace_delegates(participation, delegates)
    _note(participation, "set_delegates", by)


@action
def open_mandate(participation, *, by):
    """The mandate document in clear, on the record. Returns (file name, bytes)."""
    if not rules.may_manage(participation.network, by):
        raise Refused(_("You do not have permission to do this."))
    if not participation.mandate_name:
        raise Refused(_("There is no mandate document."))
    trail.record("participation.mandate_opened", participation, by=by, network=str(participation.network_id))
    content = unseal.unseal_bytes(bytes(participation.mandate_sealed), purpose=PURPOSE, bound_to=str(participation.pk))
    return participation.mandate_name, content


@action
def erase_part(delegates, *, by):
    """Who once spoke for a unit asked to be forgotten: the ways to reach them go, name and days stay as history."""
    for delegate in delegates:
        delegate.email = delegate.phone = ""
        delegate.save(update_fields=["email", "phone"])
    trail.record("delegate.erased", ("networks.delegate", "several"), by=by, count=len(delegates))
