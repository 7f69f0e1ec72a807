"""Take a report in.

The order of writes, so that a machine that dies at any step leaves a report that can be read, or none: the sealed files
lie on the disk, with their names; then the shred keys lie in the keyring; then one transaction makes the report, its
wraps and its files. What is left of an attempt without a report is swept (intake/jobs.py).
"""

import fcntl
import logging
import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import Error

from saiyai.crypto import hybrid, keyring, shared
from saiyai.crypto.bearer import ConsentCode, Receipt
from saiyai.crypto.envelopes import Sealed, new_key
from saiyai.crypto.slow import Busy
from saiyai.intake import keys, opening, queries, rules, uploads
from saiyai.intake.models import Blob, Report, Wrap
from saiyai.intake.told import Told
from saiyai.policy.fields import new_random_id
from saiyai.policy.stores import give_back
from saiyai.policy.unrecorded import unrecorded

log = logging.getLogger(__name__)
TROUBLE = (Error, sqlite3.Error, OSError, Busy)  # a full disk, a store that does not answer


class NotReceived(RuntimeError):
    """Nothing was received: too much at once, a full disk, a store that does not answer. Sending again is right."""


class NobodyCanRead(NotReceived):
    """Meanwhile nobody is left who could open it."""


@dataclass(frozen=True)
class Taken:
    """That a report is in. `again`: it was before; `differs`: what is kept is not what was sent now."""

    again: bool = False
    differs: bool = False


@dataclass
class _Prepared:
    report: Report
    inner: bytes
    ring: dict
    data_key: bytes = b""
    wraps: list = field(default_factory=list)
    blobs: list = field(default_factory=list)


@contextmanager
def nothing_is_swept(alone=False):
    """While a report comes in, its keys have no report yet: the sweep waits (a killed process lets go by itself)."""
    path = Path(f"{settings.KEYRING}.receiving")
    shared.make_folder(path.parent)
    with open(shared.open_file(path, os.O_RDWR)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def receive(told: Told, *, desk, receipt, consent="", identity=None, files=(), must_renew=False, by) -> Taken:
    """Seal and keep a report for the readers of a desk that are not left out. Sent twice, it is one report.

    `receipt` and `consent` are the codes that the reporter is shown; `must_renew`: somebody else has seen the receipt,
    because they wrote the report down for the reporter. Raises NotReceived.
    """
    try:
        give_back()
        holder, owner = Receipt(receipt), ConsentCode(consent) if consent else None
        if report := queries.report_of(holder):
            return _again(report, holder, told, files)
        with nothing_is_swept():
            report = Report(pk=new_random_id(), desk=desk, lookup=holder.lookup, must_renew=must_renew)
            return _receive(told, report, holder, owner, identity or {}, files, by)
    except NotReceived:
        raise
    except TROUBLE as problem:
        raise NotReceived(type(problem).__name__) from None
    except Exception:
        # A fault of ours, such as a public key that is none: told to us by its kind and place, and no word of the reporter's
        # is lost by it. If the report is in all the same, sending it again says so.
        log.exception("a report cannot be taken in: look at the keys of the desk")
        raise NotReceived("fault") from None


def _receive(told, report, holder, owner, identity, files, by):
    report.reporter_key, report.claim_key = holder.public, holder.claim_key
    ring = {keys.report_ring(report.pk, 0): new_key(), keys.identity_ring(report.pk): new_key()}
    made = _Prepared(report, new_key(), ring)
    _wrap(made, holder, told)
    uploads.settle(files)
    keyring.put(ring)
    try:
        made.data_key = keys.data_key(report.pk, 0, made.inner, ring[keys.report_ring(report.pk, 0)])
        body = keys.text_place("intake.Report", "body", report.pk, report.pk, 0)
        report.body_sealed = keys.close_data(told.to_dict(), made.data_key, place=body)
        seal_identity(report, identity, owner, ring[keys.identity_ring(report.pk)])
        made.blobs = [label(report, made.data_key, n, one, "reporter") for n, one in enumerate(files, 1)]
        store(made, by=by)
    except (*TROUBLE, ValueError):
        return _undone(made, holder, told, files)
    keep(files)
    return Taken()


def _undone(made, holder, told, files):
    """After a failure: what another process has kept under this receipt meanwhile, or nothing at all."""
    there = queries.report_of(holder)
    if there is None or there.pk != made.report.pk:
        keyring.destroy(*made.ring)
        if there is None:
            raise NotReceived("store")
        return _again(there, holder, told, files)
    keep(files)
    return Taken()


@unrecorded
def store(made, *, by):
    """Keep a sealed report with its wraps and files: all of it or nothing."""
    made.report.save(force_insert=True)
    Wrap.objects.bulk_create(made.wraps)
    Blob.objects.bulk_create(made.blobs)


def _wrap(made, holder, told):
    """Wrap the inner key to the reporter, to each reader who is not left out, and to the trustees if none is named."""
    report = made.report

    def wrapped(kind, public, reader="", epoch=0):
        sealed = keys.wrap_inner(
            made.inner, public, report=report.pk, generation=0, kind=kind, reader=reader, epoch=epoch
        )
        made.wraps.append(Wrap(report=report, kind=kind, reader=reader, epoch=epoch, key_sealed=sealed))

    readers = rules.Offices((), tuple(queries.readers())).readers_of(report.desk, told.left_out)  # as they are now
    if not readers:
        raise NobodyCanRead("desk")
    wrapped(Wrap.Kind.REPORTER, report.reporter_key)
    for reader in readers:
        wrapped(Wrap.Kind.OFFICER, reader.public_key, str(reader.officer), reader.epoch)
    recovery = queries.recovery()
    if recovery and not rules.trustee_is_named(recovery, told):
        wrapped(Wrap.Kind.RECOVERY, recovery.public_key, epoch=recovery.epoch)


def seal_identity(report, identity: dict, owner, shred=b""):
    """Seal who the reporter is to their consent code; without one, something of the same looks that nobody opens.

    `shred` as in `keys.data_key`.
    """
    identity_key = new_key()
    public = owner.public if owner else hybrid.public_bytes(hybrid.new_seed())
    report.identity_key = public
    report.identity_wrap_sealed = Sealed(hybrid.wrap(identity_key, public, info=keys.identity_place(report.pk)))
    report.identity_sealed = keys.close_identity(identity, identity_key, report.pk, shred)


def label(report, data_key, n, upload, side) -> Blob:
    """The row of a file, with its name and key sealed."""
    blob = Blob(pk=new_random_id(), report=report, name=upload.blob)
    blob.generation = report.generation
    facts = {
        "n": n,
        "name": upload.name,
        "kind": upload.content_type or "",
        "length": upload.size,
        "plain_hash": upload.plain_hash,
        "key": upload.key.hex(),
        "from": side,
    }
    place = keys.text_place("intake.Blob", "label", report.pk, blob.pk, report.generation)
    blob.label_sealed = keys.close_data(facts, data_key, place=place)
    return blob


def keep(files):
    """These files belong to a report now; when they came in is forgotten."""
    for upload in files:
        upload.kept = True
    uploads.without_time(files)


def _again(report, holder, told, files) -> Taken:
    """The report is in already. Say whether it is the same that was sent now."""
    inner = opening.inner_key(report, queries.own_wrap(report), holder)
    key = keys.data_key(report.pk, report.generation, inner)
    place = keys.text_place("intake.Report", "body", report.pk, report.pk, report.generation)
    kept = Told.from_dict(opening.open_data(report.body_sealed, key, place=place))
    there = sorted(
        opening.open_data(
            blob.label_sealed, key, place=keys.text_place("intake.Blob", "label", report.pk, blob.pk, blob.generation)
        )["plain_hash"]
        for blob in queries.blobs_of(report)
    )
    same = kept == Told.from_dict(told.to_dict()) and there == sorted(one.plain_hash for one in files)
    return Taken(again=True, differs=not same)
