"""What private links lead to, and which application a forgotten link belongs to."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.membership.models import Application, Endorsement
from saiyai.membership.models.applications import OPEN
from saiyai.membership.queries.members import LIVING

# A letter with the link is not repeated within this time, so that nobody's mailbox is filled by a stranger.
LETTER_PAUSE = timedelta(minutes=10)
MOST_LETTERS = 3
MOST_BEGUN_A_DAY = 5


def endorsement_of_link(token):
    """(endorsement, living) of an endorser's link; `living` is False when it was answered, replaced or has run out."""
    link = accounts.any_link(token, PrivateLink.Purpose.ENDORSE)
    if link is None or link.subject != Endorsement._meta.label_lower:
        return None, False
    found = Endorsement.objects.select_related(
        "application__office", "application__network", "application__organization"
    ).filter(pk=link.key)
    return found.first(), link.closed_at is None and link.expires_at > timezone.now()


def resumable(email):
    """Applications of this address whose link may be sent again now, newest first."""
    found = Application.objects.filter(email__iexact=email).exclude(status=Application.Status.WITHDRAWN)
    return [one for one in found.order_by("-saved_at")[:MOST_LETTERS] if may_send_link(one)]


def may_send_link(application):
    """Whether no link to this application was made in the last minutes."""
    made = PrivateLink.objects.filter(
        purpose=PrivateLink.Purpose.DRAFT,
        subject=Application._meta.label_lower,
        key=str(application.pk),
        created_at__gt=timezone.now() - LETTER_PAUSE,
    )
    return bool(application.email) and not made.exists()


def may_write_to(email):
    """Whether not many drafts were begun with this address since yesterday: anybody may type anybody's."""
    since = timezone.now() - timedelta(days=1)
    return Application.objects.filter(email=email, created_at__gt=since).count() <= MOST_BEGUN_A_DAY


def twin_of(application):
    """The application with the same identity number that keeps this one from being sent in, or None.

    One that is open, or that of a living membership: who has left may apply again.
    """
    if not application.id_digest:
        return None
    same = Application.objects.filter(network=application.network_id, id_digest=application.id_digest)
    standing = Q(status__in=OPEN) | Q(member__status__in=LIVING)
    return same.filter(standing).exclude(pk=application.pk).order_by("-submitted_at").first()
