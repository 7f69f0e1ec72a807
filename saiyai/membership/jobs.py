"""What happens by the calendar: terms end, renewals are announced, old drafts and stray files go."""

import time
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from saiyai.membership import actions, queries, rules
from saiyai.membership.models import Application, Document, Member
from saiyai.policy.actors import SYSTEM

STRAY_HOURS = 24
TELL_SECONDS = 20


def expire_members(now):
    """Members whose term has run out."""
    over = Member.objects.filter(status=Member.Status.ACTIVE, ends_on__lt=timezone.localdate(now))
    members = list(over)
    for member in members:
        actions.expire(member, by=SYSTEM)
    return f"expired {len(members)}"


def close_expired(now):
    """Members who did not renew in the time for it: their account no longer shows what members see."""
    members = list(queries.left_open(timezone.localdate(now)))
    for member in members:
        actions.close_access(member, by=SYSTEM)
    return f"closed {len(members)}"


def announce_renewals(now):
    """Write once to each member whose term ends within 90 days."""
    today = timezone.localdate(now)
    soon = Member.objects.filter(status=Member.Status.ACTIVE, ends_on__range=(today, today + timedelta(days=90)))
    members = list(soon.filter(Q(renewal_announced_for__isnull=True) | ~Q(renewal_announced_for=F("ends_on"))))
    for member in members:
        actions.announce_renewal(member, by=SYSTEM)
    return f"announced {len(members)}"


def delete_old_drafts(now):
    """Drafts that nobody has touched for 30 days, with their files and links."""
    old = Application.objects.filter(
        status=Application.Status.DRAFT, saved_at__lt=now - timedelta(days=rules.DRAFT_DAYS)
    )
    count = 0
    for application in old:
        actions.withdraw(application, by=SYSTEM)
        count += 1
    return f"deleted {count}"


def forget_over(now):
    """Applications that came to nothing, and memberships that are over, when their time is over too."""
    today = timezone.localdate(now)
    applications, members = list(queries.applications_over(today)), list(queries.members_over(today))
    for application in applications:
        actions.forget_application(application, by=SYSTEM)
    for member in members:
        actions.forget_member(member, by=SYSTEM)
    return f"forgot {len(applications)} applications, {len(members)} memberships"


def tell_announcements(now):
    """Go on with the announcements that are being sent, for some seconds; then the other jobs have their turn."""
    end, steps = time.monotonic() + TELL_SECONDS, 0
    for announcement in queries.sending():
        more = True
        while more and time.monotonic() < end:
            more, steps = actions.tell_next(announcement, by=SYSTEM), steps + 1
    return f"told {steps} steps"


def sweep_files(now):
    """Sealed files without a row (a crash between the file and its row)."""
    known = set(Document.objects.values_list("path", flat=True))
    folder, count = actions.documents_folder(), 0
    limit = (now - timedelta(hours=STRAY_HOURS)).timestamp()
    for path in folder.rglob("*.*") if folder.exists() else ():
        if path.is_file() and str(path.relative_to(folder)) not in known and path.stat().st_mtime < limit:
            path.unlink()
            count += 1
    return f"swept {count}"
