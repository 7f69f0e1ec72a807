"""What a reporter does who came back: write, add files, warn, decide about the own name. None of it leaves a line."""

from django.utils import timezone

from saiyai.crypto import hybrid, keyring
from saiyai.crypto.bearer import ConsentCode, Receipt
from saiyai.intake import keys, opening, queries, uploads
from saiyai.intake.actions.receiving import keep, label, seal_identity
from saiyai.intake.models import Ask, Blob, IdentityGrant, Message, Wrap
from saiyai.policy import stores
from saiyai.policy.fields import new_random_id
from saiyai.policy.unrecorded import unrecorded

MOST_WAITING = 50  # letters of one report between two rounds


class Over(ValueError):
    """What was asked is answered already, or its day has passed."""


class TooMany(ValueError):
    """So many letters wait for the next round that one more would only bury them."""


class WrongCode(ValueError):
    """This consent code does not open this identity."""


class Changed(RuntimeError):
    """The desk gave the report a new key since it was opened: nothing was done. Opened again, it works."""


def _hold(own):
    """Hold the report, so that it gets no new key meanwhile: what is closed to an old one would be lost. Raises Changed."""
    if queries.generation_held(own.report) != own.report.generation:
        raise Changed("new key")


def _letter(own, pk, kind, text):
    """One letter of the reporter; sent twice, it is one. With other words, as from a second tab, it is another one."""
    _hold(own)
    if any(row.pk == pk for row, _content in own.letters):
        sent = [(one["kind"], one["text"]) for row, one in own.letters if row.side == Message.Side.REPORTER]
        if (kind, text) in sent:
            return None
        pk = new_random_id()
    if kind not in ("danger", "forget") and queries.letters_waiting(own.report) >= MOST_WAITING:
        raise TooMany
    letter = Message(pk=pk, report=own.report, side=Message.Side.REPORTER, generation=own.report.generation)
    facts = {"n": own.next_number, "kind": kind, "text": text, "day": ""}
    letter.content_sealed = own.close("intake.Message", "content", letter, facts)
    letter.save(force_insert=True)
    return letter


@unrecorded
def write(own, text, *, pk, by):
    """A letter to who works on the report. They get it with the next round."""
    _letter(own, pk, "message", text)


@unrecorded
def signal_danger(own, text, *, pk, by):
    """Say that somebody is in danger: shown at once, before any round; said again, it is passed on again."""
    if _letter(own, pk, "danger", text):
        own.report.in_danger, own.report.danger_told = True, False
        own.report.save(update_fields=["in_danger", "danger_told"])


@unrecorded
def ask_deletion(own, text, *, pk, by):
    """Ask that the report be deleted."""
    _letter(own, pk, "deletion", text)
    own.report.wants_deletion = True
    own.report.save(update_fields=["wants_deletion"])


@unrecorded
def delete_letter(own, pk, *, by):
    """Take a letter away, for both sides."""
    Message.objects.filter(report=own.report, pk=pk).delete()


def add_files(own, files, *, by) -> int:
    """Further files; those that are there already, under the same name, are passed over. Gives how many are new."""
    known = {(one["name"], one["plain_hash"]) for _row, one in own.files}
    new = [one for one in files if (one.name, one.plain_hash) not in known]
    first = 1 + max((one.get("n", 0) for _row, one in own.files), default=0)
    blobs = [label(own.report, own.key, first + n, one, "reporter") for n, one in enumerate(new)]
    uploads.settle(new)
    _add(own, blobs, by=by)
    keep(new)
    return len(new)


@unrecorded
def _add(own, blobs, *, by):
    """Keep the rows of files."""
    _hold(own)
    Blob.objects.bulk_create(blobs)


def give_identity(own, identity, consent, *, by):
    """Seal who the reporter is, anew, to a new consent code; what was granted before is taken back."""
    if keys.identity_is_gone(own.report.pk):
        raise Over("gone")
    owner = ConsentCode(consent)
    seal_identity(own.report, identity, owner)
    _give(own.report, by=by)


@unrecorded
def _give(report, *, by):
    """Keep a newly sealed identity."""
    report.save(update_fields=["identity_key", "identity_wrap_sealed", "identity_sealed"])
    for grant in queries.grants_of(report):
        _withdraw(grant.ask)


def forget_identity(own, *, pk, by):
    """Take the sealed name away for good: its key is destroyed, so that no consent code and no copy opens it again.

    Whether there was one does not show from outside. A name that stands in the report itself, for all its readers, the
    officers take out: they are told in a letter. Done twice, it is done once.
    """
    _forget(own, pk, by=by)
    keyring.destroy(keys.identity_ring(own.report.pk))


@unrecorded
def _forget(own, pk, *, by):
    """What was asked for and what was granted ends with the name."""
    _hold(own)
    for ask in queries.asks_to_change(own.report).filter(status__in=(Ask.Status.ASKED, Ask.Status.GRANTED)):
        if ask.status == Ask.Status.GRANTED:
            _withdraw(ask)
        else:
            ask.status = Ask.Status.REFUSED
            ask.save(update_fields=["status"])
    if own.told.identity:
        _letter(own, pk, "forget", "")


def _withdraw(ask):
    IdentityGrant.objects.filter(ask=ask).delete()
    ask.status = Ask.Status.WITHDRAWN
    ask.save(update_fields=["status"])


def _asked(own, pk, status):
    """The request of this key, if it is at this status."""
    ask = queries.asks_to_change(own.report).filter(pk=pk).first()
    if ask is None or ask.status != status:
        raise Over(ask.status if ask else "none")
    return ask


def grant(own, pk, consent, *, by):
    """Let the one officer who asks see the identity, for this purpose and until this day. Raises WrongCode, Over."""
    pair = next((pair for pair in own.asks if pair[0].pk == pk), None)
    if pair is None or pair[0].until < timezone.localdate():
        raise Over("none")
    try:
        key = opening.identity_key(own.report, ConsentCode(consent, tried=True))
    except opening.CannotOpen:
        raise WrongCode from None
    ask, words = pair
    info = keys.grant_place(
        own.report.pk,
        ask.pk,
        str(ask.officer),
        ask.epoch,
        ask.purpose,
        ask.until.isoformat(),
        words.get("consent", ""),
    )
    _grant(own, pk, hybrid.wrap(key, bytes(ask.officer_key), info=info), by=by)


@unrecorded
def _grant(own, pk, sealed, *, by):
    """Keep a grant."""
    ask = _asked(own, pk, Ask.Status.ASKED)
    IdentityGrant.objects.create(ask=ask, key_sealed=sealed)
    ask.status = Ask.Status.GRANTED
    ask.save(update_fields=["status"])


@unrecorded
def refuse(own, pk, *, by):
    """Say no to an officer who asks for the identity."""
    ask = _asked(own, pk, Ask.Status.ASKED)
    ask.status = Ask.Status.REFUSED
    ask.save(update_fields=["status"])


@unrecorded
def take_back(own, pk, *, by):
    """Take a permission back. What was read, was read."""
    _withdraw(_asked(own, pk, Ask.Status.GRANTED))


def renew(own, receipt, *, by) -> Receipt:
    """Exchange the code that an officer gave for a receipt that nobody else has seen. The old one is dead."""
    holder = Receipt(receipt)
    _renew(own, holder, by=by)
    return holder


@unrecorded
def _renew(own, holder, *, by):
    """Keep a report under its new receipt."""
    _hold(own)
    report = own.report
    stores.tell(report.lookup, holder.lookup)
    queries.own_wraps(report).delete()
    sealed = keys.wrap_inner(
        own.inner, holder.public, report=report.pk, generation=report.generation, kind=Wrap.Kind.REPORTER
    )
    Wrap.objects.create(report=report, kind=Wrap.Kind.REPORTER, generation=report.generation, key_sealed=sealed)
    report.lookup, report.reporter_key, report.claim_key = holder.lookup, holder.public, holder.claim_key
    report.must_renew = False
    report.save(update_fields=["lookup", "reporter_key", "claim_key", "must_renew"])
