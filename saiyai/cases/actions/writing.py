"""What officers write: to the reporter, for themselves, for each other; and asking for the identity."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import Office
from saiyai.accounts.vault.queries import active_key
from saiyai.audit import trail
from saiyai.cases import fishing, queries, rules, screening
from saiyai.cases.actions.opening import note_place, tell_reporter
from saiyai.cases.consenting import consent_text
from saiyai.cases.models import Access, Case, Note, Step
from saiyai.crypto import envelopes, hybrid, keyring
from saiyai.crypto.unseal import CannotOpen, open_envelope
from saiyai.intake import keys
from saiyai.intake.models import Ask, Message, Report
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.text import tidy

LONGEST = 20_000


def _text(words):
    words = words.strip()
    if not words:
        raise Refused(_("Write something first."))
    if len(words) > LONGEST:
        raise Refused(_("This is too long. Send it in parts."))
    return words


@vault_action
def send(opened, words, *, by, kind="message", why=""):
    """Write to the reporter, who reads it when they come back with their receipt.

    What may give the reporter away goes out only with the reason `why` it is asked, which stays with the case; the
    reporter is told beside the message that they need not answer.
    """
    opened.hold()
    found = [sign.kind for sign in fishing.signs(words)]
    if found and len(why.strip()) < rules.SHORTEST_REASON:
        raise Refused(
            _("This seems to ask what would show who the reporter is."), _("Ask about facts, or say why it is needed.")
        )
    row = Message(
        report=opened.report, side=Message.Side.OFFICE, generation=opened.generation, published=True,
        sent_on=timezone.localdate(),
    )  # fmt: skip
    last = max((facts.get("n", 0) for _row, facts in opened.messages()), default=0)
    facts = {"n": last + 1, "kind": kind, "text": _text(words), "day": row.sent_on.isoformat(), "asks": found}
    row.content_sealed = opened.close(facts, "intake.Message", "content", row.pk)
    row.save(force_insert=True)
    case = opened.case
    if case.acknowledged_on is None:
        case.acknowledged_on = row.sent_on
        case.save()
    if opened.report.in_danger:  # answered: another signal is told anew
        Report.objects.filter(pk=opened.report.pk).update(in_danger=False, danger_told=False)
    if found:
        add_step(opened, "asked_beyond", why, by=by)
        trail.record("case.asked_beyond", ("case", queries.pseudonym(case)), by=by, kinds=found)
    trail.record("case.wrote_to_reporter", ("case", queries.pseudonym(case)), by=by)
    return row


@vault_action
def write_note(opened, words, audience, *, by):
    """A note for oneself, or for all who may read the case."""
    opened.hold()
    words, case = _text(words), opened.case
    note = Note(case=case, author=by.pk, audience=audience, generation=opened.generation)
    note.written_on = timezone.localdate()
    if audience == Note.Audience.ME:
        own, mine = envelopes.new_key(), active_key(by)
        where = note_place(case, note)
        note.key_sealed, note.key_epoch = hybrid.wrap(own, bytes(mine.public_key), info=where), mine.epoch
        note.words_sealed = keys.close_data({"text": words}, own, place=where)
    else:
        note.words_sealed = opened.close({"text": words}, "cases.Note", "words", note.pk)
    note.save(force_insert=True)
    trail.record("case.note_written", ("case", queries.pseudonym(case)), by=by, audience=audience)
    return note


def add_step(opened, move, words, *, by, confirmed_by=None, **more):
    """Keep that a case was moved, and why, with what `more` belongs to the reason."""
    step = Step(
        case=opened.case, move=move, made_on=timezone.localdate(), by=by.pk, confirmed_by=confirmed_by,
        generation=opened.generation,
    )  # fmt: skip
    facts = {"n": opened.case.steps.count() + 1, "text": words.strip(), **more}  # rows have days and random keys only
    step.reason_sealed = opened.close(facts, "cases.Step", "reason", step.pk)
    step.save(force_insert=True)
    return step


@vault_action
def move(opened, name, words, *, by, decision="", points=(), message=""):
    """Move a case by its lifecycle, with a reason; the reporter sees the new status.

    `points`: those of the screening record that were ticked. They stay with the reason, under the key of the case.
    `message`: what the reporter reads beside the new status; the reason itself never reaches them.
    """
    opened.hold()
    case = opened.case
    if name == "close":
        raise Refused(_("Closing needs a second person: propose it."))
    if name in ("propose", "decide", "need_info", "send_back", "reopen"):
        words = _text(words)
    if name == "propose" and decision not in Case.Decision.values:
        raise Refused(_("Choose what you propose."))
    record = {}
    if name == "propose" and points:
        if unknown := set(points) - {point.id for point in screening.points()}:
            raise Refused(_("The screening record has no point “%(id)s”.") % {"id": min(unknown)})
        record = {"points": list(points)}
    rules.CASE.move(case, name, by=by)
    if name in rules.BEGINS and not case.accesses.filter(part=Access.Part.LEAD).exists():
        case.accesses.filter(officer=by.pk).update(part=Access.Part.LEAD)
    if name == "reopen":
        case.closing, case.closed_on, case.is_hidden = "", None, False
    set_status(case, decision=decision if name == "propose" else None)
    add_step(opened, name, words, by=by, **record)
    if message.strip():
        send(opened, message, by=by)
    tell_reporter(opened, "moved", by)
    trail.record(f"case.{name}", ("case", queries.pseudonym(case)), by=by)


def set_status(case, decision=None):
    """Save a case that was moved, and what its reporter reads of it."""
    today = timezone.localdate()
    case.waiting_since = today
    if decision is not None:
        case.decision = decision
    if case.status == Case.Status.DECIDED:
        case.answered_on = today
    case.save()
    Report.objects.filter(pk=case.report_id).update(state=case.status)


@vault_action
def ask_identity(opened, purpose, until, why, *, by, receiver=""):
    """Ask the reporter to let this officer see the identity, for one purpose and until a day.

    `receiver`: to whom the name would be handed over, where that is the purpose.
    """
    opened.hold()
    today = timezone.localdate()
    if purpose not in Ask.Purpose.values or not today < until <= today.replace(year=today.year + 1):
        raise Refused(_("Choose a purpose, and a day within one year."))
    key, why, receiver = active_key(by), _text(why), tidy(receiver)
    if (purpose == Ask.Purpose.HANDOVER) != bool(receiver):
        raise Refused(_("Say which agency takes it over, and who there."))
    if any(sign.kind == "link" for sign in fishing.signs(why)):
        raise Refused(_("A question for the name holds no link and no address outside."))
    office = Office.objects.filter(code=opened.case.desk).first()
    if Ask.objects.filter(report=opened.report, officer=by.pk, purpose=purpose, status=Ask.Status.ASKED).exists():
        raise Refused(_("You have asked for this already. The reporter has not answered yet."))
    ask = Ask(
        report=opened.report, officer=by.pk, epoch=key.epoch, officer_key=bytes(key.public_key), purpose=purpose,
        until=until, generation=opened.generation,
    )  # fmt: skip
    words = {"officer": by.display_name, "office": str(office or ""), "why": why, "receiver": receiver}
    words["language"] = opened.told().language
    said = {"language": words["language"], "receiver": receiver}
    words["consent"] = consent_text(by.display_name, words["office"], purpose, until, why, **said)
    ask.words_sealed = opened.close(words, "intake.Ask", "words", ask.pk)
    ask.save(force_insert=True)
    trail.record("case.identity_asked", ("case", queries.pseudonym(opened.case)), by=by, purpose=purpose)
    return ask


@vault_action
def withdraw_ask(opened, ask, *, by):
    """Take back a question that the reporter has not answered."""
    opened.hold()
    if ask.officer != by.pk or ask.status != Ask.Status.ASKED:
        raise Refused(_("Only an open question of your own can be taken back."))
    ask.status = Ask.Status.WITHDRAWN
    ask.save()
    trail.record("case.identity_ask_withdrawn", ("case", queries.pseudonym(opened.case)), by=by)


def read_identity(opened, ask, unlocked, *, by):
    """What a grant of the reporter opens, for its officer, purpose and words, until its day. Raises Refused."""
    grant = getattr(ask, "grant", None)
    if ask.officer != by.pk or ask.status != Ask.Status.GRANTED or grant is None:
        raise Refused(_("The reporter has not agreed to this."))
    if ask.until < timezone.localdate():
        raise Refused(_("The day until which the reporter agreed is over."), _("Ask again, and say why."))
    words = opened.read(ask.words_sealed, "intake.Ask", "words", ask.pk, ask.generation)
    info = keys.grant_place(
        ask.report_id, ask.pk, str(by.pk), ask.epoch, ask.purpose, ask.until.isoformat(), words["consent"]
    )
    try:
        identity_key = unlocked.unwrap(grant.key_sealed, epoch=ask.epoch, info=info)
        key = keys.identity_data_key(ask.report_id, identity_key)
        where = keys.identity_text_place(ask.report_id)
        return json.loads(open_envelope(opened.report.identity_sealed, key, place=where))
    except (CannotOpen, keyring.Destroyed):
        raise Refused(_("There is no identity in this report that this would open.")) from None


@vault_action
def see_identity(opened, ask, unlocked, *, by):
    """The identity, for the officer and purpose to which the reporter agreed, until its day. Told to the reporter."""
    opened.hold()
    identity = read_identity(opened, ask, unlocked, by=by)
    tell_reporter(opened, "identity_seen", by)
    trail.record("case.identity_seen", ("case", queries.pseudonym(opened.case)), by=by, purpose=ask.purpose)
    return identity
