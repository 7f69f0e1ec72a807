"""When a version of a provision counts as verified, and who may say so."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from saiyai.policy.permissions import Permission as P

NEEDED = 2  # people who held a version against its official source


def may_keep(by):
    """Whether `by` keeps the law table."""
    return by.allows(P.LAW_KEEP)


def may_withdraw(verification, by):
    """Whether `by` may take a verification back: who gave it, and who keeps the table."""
    return may_keep(by) or (by.allows(P.LAW_VERIFY) and verification.by_id == by.pk)


def why_not_verify(version, by):
    """The reason why `by` does not verify this version, or ""."""
    if not by.allows(P.LAW_VERIFY):
        return _("You do not have permission to do this.")
    if version.added_by_id is not None and version.added_by_id == by.pk:
        return _("Who entered a version does not verify it.")
    if version.verifications.filter(by=by.pk, withdrawn_on__isnull=True).exists():
        return _("You have verified this version already.")
    return ""


def overlaps(versions, starts_on, ends_on):
    """Whether a time from–to (None: open) meets that of one of these versions."""
    start, end = starts_on or date.min, ends_on or date.max
    return any((row.starts_on or date.min) <= end and start <= (row.ends_on or date.max) for row in versions)
