"""A new key for a case: everything of it is closed anew, files as well, so that a copied key opens nothing any more."""

import os
import secrets
from contextlib import suppress

from django.utils.translation import gettext as _

from saiyai.accounts.vault.queries import active_keys
from saiyai.audit import trail
from saiyai.cases import packing, queries
from saiyai.cases.actions.doom import doom
from saiyai.cases.actions.opening import Opened, tell_reporter
from saiyai.cases.actions.wrapping import wrap, wrap_for_recovery
from saiyai.cases.models import Note, SafeCopy
from saiyai.crypto import keyring
from saiyai.crypto.envelopes import new_key
from saiyai.crypto.streams import SealingWriter
from saiyai.crypto.unseal import CannotOpen, is_whole, read_stream
from saiyai.intake import keys
from saiyai.intake.models import Ask, Blob, Message, Seen, Wrap
from saiyai.intake.told import Told
from saiyai.intake.uploads import blob_path
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused

# What is closed under the data key of a report: (model, how its report is found, table, field, attribute).
SEALED = (
    (Message, "report", "intake.Message", "content", "content_sealed"),
    (Ask, "report", "intake.Ask", "words", "words_sealed"),
    (Seen, "report", "intake.Seen", "words", "words_sealed"),
)


class Broken(ValueError):
    """A sealed file that is not what it was when it came in."""


@vault_action
def rekey(opened, *, by):
    """Close a case anew for everybody who may read it now. The old key is destroyed afterwards."""
    opened.hold()
    renewed = _closed_anew(opened)
    tell_reporter(renewed, "new_key", by)
    trail.record("case.new_key", ("case", queries.pseudonym(opened.case)), by=by)
    return renewed


@vault_action
def take_name_out(opened, *, by):
    """Take the name of the reporter out of the report, as they wish; under a new key, so that no older copy tells it."""
    opened.hold()
    if not wants_name_out(opened):
        raise Refused(_("The reporter has not asked for this."))
    renewed = _closed_anew(opened, without_name)
    tell_reporter(renewed, "name_taken_out", by)
    trail.record("case.name_taken_out", ("case", queries.pseudonym(opened.case)), by=by)
    return renewed


def wants_name_out(opened):
    """Whether the reporter's name stands in the report and they asked to take it out."""
    asked = any(facts.get("kind") == "forget" for row, facts in opened.messages() if row.side == Message.Side.REPORTER)
    return asked and bool(opened.told().identity)


def without_name(body):
    """What was told, without who told it; blacked out also where it stands in the story."""
    told = Told.from_dict(body)
    names = packing.names_of(told.identity)
    kept = {key: value for key, value in body.items() if key not in ("identity", "excluded")}
    return {**packing.masked(kept, names), "excluded": body.get("excluded", []), "mode": "confidential"}


def _closed_anew(opened, change=None):
    """Everything under a new key; the old one is destroyed when this is committed. `change` is made to what was told."""
    renewed, doomed = _renew(opened, change)
    case = opened.case
    case.needs_new_key = False
    case.save()
    doom(rings=[keys.report_ring(opened.report.pk, opened.generation)], blobs=doomed)
    return renewed


def _next_generation(report, old):
    """The next one whose name in the keyring is free: an attempt that was rolled back has left its key there."""
    taken = {int(name.rpartition("|")[2]) for name in keyring.names(f"report|{report}")}
    return max(taken | {old}) + 1


def _renew(opened, change=None):
    report, old = opened.report, opened.generation
    inner, generation = new_key(), _next_generation(report.pk, old)
    keyring.put({keys.report_ring(report.pk, generation): new_key()})
    body = opened.read(report.body_sealed, "intake.Report", "body", report.pk)
    body = change(body) if change else body
    report.generation = generation
    renewed = Opened(opened.case, report, inner, keys.data_key(report.pk, generation, inner), opened.viewer)
    report.body_sealed = renewed.close(body, "intake.Report", "body", report.pk)
    report.save(update_fields=["generation", "body_sealed"])
    for model, link, table, name, attribute in SEALED:
        for row in model.objects.select_for_update().filter(**{link: report}):
            _again(opened, renewed, row, table, name, attribute)
    for table, name, attribute, rows in _of_the_case(opened.case):
        for row in rows:
            _again(opened, renewed, row, table, name, attribute)
    Note.objects.filter(case=opened.case, audience=Note.Audience.ME).update(generation=generation)
    doomed = _files(opened, renewed)
    _wraps(renewed)
    return renewed, doomed


def _of_the_case(case):
    yield "cases.Note", "words", "words_sealed", case.notes.exclude(audience=Note.Audience.ME)
    yield "cases.Step", "reason", "reason_sealed", case.steps.all()
    yield "cases.Proposal", "reason", "reason_sealed", case.proposals.all()


def _again(opened, renewed, row, table, name, attribute):
    facts = opened.read(getattr(row, attribute), table, name, row.pk, row.generation)
    setattr(row, attribute, renewed.close(facts, table, name, row.pk))
    row.generation = renewed.generation
    row.save(update_fields=[attribute, "generation"])


def _files(opened, renewed):
    """Each file under a new key and name; returns the names of the old ones."""
    doomed = []
    for blob in Blob.objects.select_for_update().filter(report=renewed.report):
        facts = opened.read(blob.label_sealed, "intake.Blob", "label", blob.pk, blob.generation)
        was = blob.name
        with suppress(Broken):  # it opens for nobody any more, and must not keep the rest under its old key
            blob.name, facts["key"] = _copy(blob.name, facts)
            doomed.append(was)
        blob.label_sealed = renewed.close(facts, "intake.Blob", "label", blob.pk)
        blob.generation = renewed.generation
        blob.save(update_fields=["name", "label_sealed", "generation"])
    for copy in SafeCopy.objects.filter(case=opened.case):
        if copy.name:
            doomed.append(copy.name)
        copy.delete()  # made again when somebody asks
    return doomed


def create_blob(name):
    """An empty file of this name beside the other sealed files, for its owner alone."""
    path = blob_path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _copy(name, facts):
    new = secrets.token_hex(16)
    if not blob_path(name).exists():
        raise Broken("a file of this case is gone")
    with open(blob_path(name), "rb") as old:
        if not is_whole(old, bytes.fromhex(facts["key"]), facts["length"], facts["plain_hash"]):
            raise Broken("a file of this case was changed or cut")
        return _copied(old, new, facts)


def _copied(old, new, facts):
    with create_blob(new) as file:
        writer = SealingWriter(file)
        for piece in read_stream(old, bytes.fromhex(facts["key"]), facts["length"]):
            writer.write(piece)
        writer.finish()
    return new, writer.key.hex()


def _wraps(renewed):
    """Close the inner key to the reporter, to who may read now, and to the recovery key unless a trustee is left out."""
    report, case = renewed.report, renewed.case
    Wrap.objects.filter(report=report).delete()
    wrap(renewed, Wrap.Kind.REPORTER, report.reporter_key)
    out = case.barred.values("officer")
    readers = set(case.accesses.exclude(officer__in=out).values_list("officer", flat=True)) & queries.who_work()
    for officer, key in active_keys(readers).items():
        wrap(renewed, Wrap.Kind.OFFICER, key.public_key, str(officer), key.epoch)
    wrap_for_recovery(renewed)


@vault_action
def follow_epoch(unlocked, *, by, most=100):
    """Close what is closed to an older key of this officer to the present one. Returns whether there is more."""
    rows = Wrap.objects.filter(kind=Wrap.Kind.OFFICER, reader=str(by.pk)).exclude(epoch=unlocked.epoch)
    rows = rows.filter(epoch__in=list(unlocked.seeds)).select_for_update(of=("self",))
    rows = list(rows.select_related("report").order_by("pk")[: most + 1])
    mine = active_keys([by.pk]).get(by.pk)
    if mine is None or mine.epoch != unlocked.epoch:
        # Another sign-in made a newer key meanwhile: closed to that one under this number, it would open for nobody.
        raise Refused(_("Unlock your vault first."))
    for one in rows[:most]:
        report = one.report
        info = keys.wrap_place(report.pk, one.generation, one.kind, one.reader, one.epoch)
        try:
            inner = unlocked.unwrap(one.key_sealed, epoch=one.epoch, info=info)
        except CannotOpen:
            continue  # somebody changed this row: the others are not kept waiting by it
        where = {"report": report.pk, "generation": one.generation, "kind": one.kind, "reader": one.reader}
        one.key_sealed = keys.wrap_inner(inner, mine.public_key, epoch=mine.epoch, **where)
        one.epoch = mine.epoch
        one.save(update_fields=["key_sealed", "epoch"])
    trail.record("vault.followed", ("accounts.user", by.pk), by=by)
    return len(rows) > most
