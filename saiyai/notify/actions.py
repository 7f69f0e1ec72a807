"""What an administrator may do with a letter that could not be delivered."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.notify.models import Letter
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@action
def try_again(letter, *, by):
    """Put a letter that was given up, or that waits for its next try, at the front."""
    if not by.allows(P.JOB_RUN):
        raise Refused(_("You do not have permission to do this."))
    waiting = Letter.objects.filter(pk=letter.pk).exclude(status=Letter.Status.SENT)
    if not waiting.update(status=Letter.Status.WAITING, attempts=0, next_try_at=timezone.now()):
        raise Refused(_("This letter has already been sent."))
    trail.record("letter.try_again", letter, by=by, purpose=letter.purpose)
