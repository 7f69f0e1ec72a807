"""Open a case for an officer whose vault is unlocked: on the record once a day, and told to the reporter."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import Office
from saiyai.audit import trail
from saiyai.cases import queries, rules
from saiyai.cases.actions.wrapping import wrap_for_recovery
from saiyai.cases.models import Access, Barred, Case, Note
from saiyai.crypto import keyring
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen, open_envelope, unwrap
from saiyai.intake import keys
from saiyai.intake.models import Blob, Message, Report, Seen, Wrap
from saiyai.intake.told import Told
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused


class Opened:
    """A case for the length of one request: its keys, and what they open. Never stored, never printed."""

    def __init__(self, case, report, inner, key, viewer):
        self.case, self.report, self.viewer = case, report, viewer
        self.inner, self._key = inner, key
        self.generation = report.generation

    def __repr__(self):
        return "‹opened case›"

    def hold(self):
        """First thing in an action: hold the case, and look anew whether it is still open to this officer by this key.

        Between opening and acting somebody may have taken it away, moved it, deleted it or given it a new key; whatever
        was written with the old one would be lost, and rows saved as they were read would undo what others did.
        """
        try:
            self.case.refresh_from_db(from_queryset=Case._base_manager.select_for_update())
            self.report.refresh_from_db(from_queryset=Report._base_manager.select_for_update())
        except (Case.DoesNotExist, Report.DoesNotExist):
            raise Refused(_("This report was deleted. Nobody can open it any more.")) from None
        if reason := rules.may_not_read(self.case, self.viewer):
            raise Refused(reason)
        if self.report.generation != self.generation:
            raise Refused(_("The case got a new key at this moment. Nothing was done; please do it again."))

    def read(self, sealed, table, field, row, generation=None):
        """The facts of one envelope of this case; raises CannotOpen."""
        generation = self.generation if generation is None else generation
        where = keys.text_place(table, field, self.report.pk, row, generation)
        return json.loads(open_envelope(sealed, self._key, place=where))

    def close(self, facts, table, field, row):
        """An envelope of this case."""
        where = keys.text_place(table, field, self.report.pk, row, self.generation)
        return keys.close_data(facts, self._key, place=where)

    def told(self):
        """What the reporter told."""
        return Told.from_dict(self.read(self.report.body_sealed, "intake.Report", "body", self.report.pk))

    def messages(self):
        """Every message of both sides that is published, in their order: (row, facts)."""
        rows = Message.objects.filter(report=self.report, generation=self.generation)
        rows = [row for row in rows if row.published or row.side == Message.Side.OFFICE]
        found = [(row, self.read(row.content_sealed, "intake.Message", "content", row.pk)) for row in rows]
        return sorted(found, key=lambda pair: (pair[1].get("n", 0), pair[0].side))

    def labels(self):
        """The files that came with it: (row, facts), in their order. The facts hold the key of the file."""
        rows = Blob.objects.filter(report=self.report, published=True, generation=self.generation)
        found = [(row, self.read(row.label_sealed, "intake.Blob", "label", row.pk)) for row in rows]
        return sorted(found, key=lambda pair: pair[1].get("n", 0))

    def notes(self, unlocked):
        """The notes that this officer may read: (row, text)."""
        found = []
        for note in Note.objects.filter(case=self.case, generation=self.generation).order_by("written_on", "pk"):
            if note.audience != Note.Audience.ME:
                found.append((note, self.read(note.words_sealed, "cases.Note", "words", note.pk)["text"]))
            elif note.author == self.viewer.pk:
                found.append((note, own_note(note, unlocked)))
        return found

    def steps(self):
        """What was done with it: (row, facts), the last first."""
        rows = self.case.steps.filter(generation=self.generation)
        found = [(row, self.read(row.reason_sealed, "cases.Step", "reason", row.pk)) for row in rows]
        return sorted(found, key=lambda pair: (pair[0].made_on, pair[1].get("n", 0)), reverse=True)


def note_place(case, note):
    """To what the key of a note for oneself is bound."""
    return place("own note", case.pk, note.pk)


def own_note(note, unlocked):
    """The text of a note that only its author can open; "" where the key is gone."""
    try:
        key = unlocked.unwrap(note.key_sealed, epoch=note.key_epoch, info=note_place(note.case, note))
        return json.loads(open_envelope(note.words_sealed, key, place=note_place(note.case, note)))["text"]
    except CannotOpen:
        return ""


def inner_key(report, wraps, unlocked):
    """The inner key, by any wrap to this officer; raises CannotOpen."""
    for wrap in wraps:
        if wrap.epoch in unlocked.seeds:
            info = keys.wrap_place(report.pk, wrap.generation, Wrap.Kind.OFFICER, str(unlocked.officer), wrap.epoch)
            return unwrap(wrap.key_sealed, unlocked.seeds[wrap.epoch], info=info)
    raise CannotOpen("no wrap to a key of this officer")


def open_case(case, unlocked, *, by):
    """Open a case that this officer may read. The first time on a day leaves a line and is told to the reporter."""
    if reason := rules.may_not_read(case, by):
        raise Refused(reason)
    if unlocked is None or unlocked.officer != by.pk:
        raise Refused(_("Unlock your vault first."))
    report = Report.objects.get(pk=case.report_id)
    wraps = queries.wraps_for([report.pk], by.pk).get(report.pk, [])
    try:
        inner = inner_key(report, wraps, unlocked)
        key = keys.data_key(report.pk, report.generation, inner)
    except CannotOpen:
        raise Refused(
            _("Your present keys do not open this case."),
            _("A colleague who can read it gives it to you again, or the trustees bring it back."),
        ) from None
    except keyring.Destroyed:
        raise Refused(_("This report was deleted. Nobody can open it any more.")) from None
    opened = Opened(case, report, inner, key, by)
    access = queries.access_of(case, by)
    if access is None or access.seen_on != timezone.localdate():
        if not report.in_danger and queries.opened_today(by) >= rules.MOST_OPENED:
            _note_too_many(by=by)
            raise Refused(_("You have opened as many cases today as one person can read."), _("Go on tomorrow."))
        _note_opening(opened, access, by=by)
    return opened


@vault_action
def _note_too_many(*, by):
    """Somebody tried to open more cases than a person reads in a day."""
    trail.record("desk.too_many_opened", ("accounts.user", by.pk), by=by)


@vault_action
def _note_opening(opened, access, *, by):
    """The first opening of a day: a line, a word to the reporter, and the reporter's wishes about who must not read."""
    opened.hold()
    wrap_for_recovery(opened)
    # Never saved as it was read: an access that was taken away at this moment would be there again.
    Access.objects.filter(pk=access.pk).update(seen_on=timezone.localdate())
    for officer in opened.told().left_out:
        Barred.objects.get_or_create(case=opened.case, officer=officer, defaults={"why": Barred.Why.REPORTER})
    tell_reporter(opened, "opened", by)
    trail.record("case.opened", ("case", queries.pseudonym(opened.case)), by=by)


def tell_reporter(opened, verb, by, to=""):
    """Add to what the reporter sees of who did what (and for whom). The words are sealed like a message."""
    office = Office.objects.filter(code=opened.case.desk).first()
    who = f"{by.display_name} ({office})" if office else by.display_name
    row = Seen(report=opened.report, generation=opened.generation)
    facts = {"n": Seen.objects.filter(report=opened.report).count() + 1, "day": timezone.localdate().isoformat(),
             "verb": verb, "who": who}  # fmt: skip
    if to:
        facts["to"] = to
    row.words_sealed = opened.close(facts, "intake.Seen", "words", row.pk)
    row.save(force_insert=True)


def titles(cases, unlocked, *, by):
    """{key of the case: title} of those among them that this officer has opened before. What is new stays closed."""
    known = {a.case_id for a in Access.objects.filter(case__in=cases, officer=by.pk, seen_on__isnull=False)}
    cases = [case for case in cases if case.pk in known]
    reports = Report.objects.in_bulk([case.report_id for case in cases])
    wraps = queries.wraps_for(list(reports), by.pk)
    found = {}
    for case in cases:
        report = reports[case.report_id]
        try:
            key = keys.data_key(report.pk, report.generation, inner_key(report, wraps.get(report.pk, []), unlocked))
            where = keys.text_place("intake.Report", "body", report.pk, report.pk, report.generation)
            told = Told.from_dict(json.loads(open_envelope(report.body_sealed, key, place=where)))
        except (CannotOpen, keyring.Destroyed):
            continue
        found[case.pk] = told.title or told.what[:80]
    return found
