"""A small desk: officers with vaults, reports as the front desk would keep them, and reading them back as their reporters."""

from dataclasses import dataclass, field
from datetime import date

from saiyai.accounts.models import Grant, User, VaultKey
from saiyai.accounts.vault.models import Vault
from saiyai.accounts.vault.unlocked import Unlocked
from saiyai.cases import actions
from saiyai.crypto import codes, hybrid, keyring
from saiyai.crypto.bearer import ConsentCode, Receipt
from saiyai.crypto.envelopes import Sealed, new_key
from saiyai.crypto.unseal import unwrap
from saiyai.intake import keys, opening
from saiyai.intake.models import Ask, IdentityGrant, Message, Reader, RecoveryKey, Report, Wrap
from saiyai.intake.told import Accused, Told
from saiyai.policy.actors import SYSTEM

STORY = "ผู้อำนวยการรับเงินจากผู้รับเหมาในลานจอดรถ"


def officer(name, role, office, *, keyed=True, n=[0]):  # noqa: B006
    """Somebody with a role and, unless told otherwise, a key pair: (user, Unlocked)."""
    n[0] += 1
    user = User.objects.create(email=f"{name}{n[0]}@saiyai.example", display_name=name)
    Grant.objects.create(user=user, role=role, office=office, status="CONFIRMED", starts_on=date(2020, 1, 1))
    return (user, give_keys(user)) if keyed else (user, None)


def give_keys(user, epoch=1):
    seed = hybrid.new_seed()
    Vault.objects.get_or_create(user=user, defaults={"root_name": "test"})
    VaultKey.objects.filter(user=user, status=VaultKey.Status.CURRENT).update(status=VaultKey.Status.KEPT)
    VaultKey.objects.create(user=user, epoch=epoch, public_key=hybrid.public_bytes(seed))
    return Unlocked(user.pk, epoch, {epoch: Sealed(seed)})


@dataclass
class Filed:
    """A report and what its reporter carries home."""

    report: Report
    receipt: str
    consent: str = ""
    holder: Receipt = field(repr=False, default=None)

    def fresh(self):
        return Report.objects.get(pk=self.report.pk)

    def data_key(self):
        report = self.fresh()
        wrap = Wrap.objects.get(report=report, kind=Wrap.Kind.REPORTER, generation=report.generation)
        return keys.data_key(report.pk, report.generation, opening.inner_key(report, wrap, self.holder))

    def reads(self, row, table, name, sealed):
        where = keys.text_place(table, name, self.report.pk, row.pk, row.generation)
        return opening.open_data(sealed, self.data_key(), place=where)

    def letters(self):
        rows = Message.objects.filter(report=self.report)
        return [self.reads(row, "intake.Message", "content", row.content_sealed) for row in rows]

    def seen(self):
        return [self.reads(row, "intake.Seen", "words", row.words_sealed) for row in self.report.seen.all()]

    def writes(self, text, **facts):
        row = Message(report=self.report, side="REPORTER", generation=self.fresh().generation)
        where = keys.text_place("intake.Message", "content", self.report.pk, row.pk, row.generation)
        row.content_sealed = keys.close_data(
            {"n": 99, "kind": "message", "text": text, **facts}, self.data_key(), place=where
        )
        row.save(force_insert=True)

    def agrees(self, ask):
        """Give the grant that an officer asked for, as the front desk does with the consent code."""
        report, words = self.fresh(), self.reads(ask, "intake.Ask", "words", ask.words_sealed)
        identity_key = unwrap(
            report.identity_wrap_sealed, ConsentCode(self.consent).seed, info=keys.identity_place(report.pk)
        )
        info = keys.grant_place(
            report.pk, ask.pk, str(ask.officer), ask.epoch, ask.purpose, ask.until.isoformat(), words["consent"]
        )
        IdentityGrant.objects.create(ask=ask, key_sealed=hybrid.wrap(identity_key, bytes(ask.officer_key), info=info))
        Ask.objects.filter(pk=ask.pk).update(status=Ask.Status.GRANTED)


def file_report(desk="R4", *, what=STORY, excluded=(), identity=None, mode="anonymous"):
    """Keep a report for the readers of a desk, as the front desk does."""
    receipt, consent = codes.new_code(codes.RECEIPT), codes.new_code(codes.CONSENT)
    holder = Receipt(receipt)
    report = Report(desk=desk, lookup=holder.lookup, reporter_key=holder.public, claim_key=holder.claim_key)
    inner, identity_key = new_key(), new_key()
    keyring.put({keys.report_ring(report.pk, 0): new_key(), keys.identity_ring(report.pk): new_key()})
    told = Told(what=what, title="", who=(Accused(name="นายหนึ่ง"),), mode=mode, excluded=tuple(excluded))
    key = keys.data_key(report.pk, 0, inner)
    body = keys.text_place("intake.Report", "body", report.pk, report.pk, 0)
    report.body_sealed = keys.close_data(told.to_dict(), key, place=body)
    report.identity_key = ConsentCode(consent).public if identity else hybrid.public_bytes(hybrid.new_seed())
    report.identity_wrap_sealed = hybrid.wrap(identity_key, report.identity_key, info=keys.identity_place(report.pk))
    report.identity_sealed = keys.close_identity(identity or {}, identity_key, report.pk)
    report.save(force_insert=True)
    out = {one.officer for one in excluded}
    _wrap(report, inner, "REPORTER", holder.public)
    for reader in Reader.objects.filter(desk=desk):
        if str(reader.officer) not in out:
            _wrap(report, inner, "OFFICER", reader.public_key, str(reader.officer), reader.epoch)
    for recovery in RecoveryKey.objects.all():
        if not out & {one["officer"] for one in recovery.trustees}:
            _wrap(report, inner, "RECOVERY", recovery.public_key, "", recovery.epoch)
    return Filed(report, receipt, consent if identity else "", holder)


def _wrap(report, inner, kind, public, reader="", epoch=0):
    sealed = keys.wrap_inner(inner, public, report=report.pk, generation=0, kind=kind, reader=reader, epoch=epoch)
    Wrap.objects.create(report=report, kind=kind, reader=reader, epoch=epoch, key_sealed=sealed)


def published(*filed):
    """Hand everything that came in to the officers; the cases of these reports."""
    actions.publish_batch(by=SYSTEM)
    return [one.fresh().case for one in filed]
