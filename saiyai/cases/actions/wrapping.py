"""Closing the inner key of a report to somebody: in the one way that opens again."""

from saiyai.intake import keys
from saiyai.intake.models import RecoveryKey, Wrap
from saiyai.intake.rules import trustee_is_named


def wrap(opened, kind, public, reader="", epoch=0):
    """Close the inner key to one reader."""
    where = {
        "report": opened.report.pk,
        "generation": opened.generation,
        "kind": kind,
        "reader": reader,
        "epoch": epoch,
    }
    Wrap.objects.create(
        report=opened.report, kind=kind, reader=reader, epoch=epoch, generation=opened.generation,
        key_sealed=keys.wrap_inner(opened.inner, public, **where),
    )  # fmt: skip


def wrap_for_recovery(opened):
    """Close the inner key to the recovery key in force, and to no other; to none if a trustee must not read the report.

    Trustees change: who takes a seat may be told of in an older report, and a key that began anew opens none of them.
    """
    told, mine = opened.told(), Wrap.objects.filter(report=opened.report, kind=Wrap.Kind.RECOVERY)
    for recovery in RecoveryKey.objects.all():
        if trustee_is_named(recovery, told):
            mine.delete()
            continue
        there = mine.filter(epoch=recovery.epoch, generation=opened.generation)
        if not there.exists():
            mine.delete()
            wrap(opened, Wrap.Kind.RECOVERY, recovery.public_key, "", recovery.epoch)
