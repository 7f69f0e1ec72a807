"""Checking the trail and taking a copy of it: both leave a line themselves."""

from django.utils.translation import gettext as _

from saiyai.audit import trail, verify
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

WHOLE_TRAIL = ("audit.head", 1)


def _must_read(by):
    if not by.allows(P.AUDIT_READ):
        raise Refused(_("You do not have permission to do this."))


def verify_trail(*, by):
    """Check the whole trail and put the verdict on the record.

    The check runs before the transaction begins, so that everybody goes on working while it reads.
    """
    _must_read(by)
    verdict = verify.verify()
    note_verdict(verdict, by=by)
    return verdict


@action
def note_verdict(verdict, *, by):
    """That the trail was checked, up to which line, and what came of it."""
    _must_read(by)
    facts = {"problem": verdict.problem, "bad_line": verdict.seq} if not verdict.ok else {}
    trail.record("trail.verified", WHOLE_TRAIL, by=by, ok=verdict.ok, size=verdict.size, root=verdict.root, **facts)


@action
def export_trail(count, chosen, *, by):
    """That lines of the trail left the system: how many, and by which filters."""
    _must_read(by)
    trail.record("trail.exported", WHOLE_TRAIL, by=by, lines=count, filters=chosen)
