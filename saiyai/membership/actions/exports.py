"""Lists that leave the system as files: on the record."""

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@action
def take_applications(*, by, count):
    """Note that an officer has taken a list of applications away."""
    if not by.allows(P.APPLICATION_READ):
        raise Refused(_("You do not have permission to do this."))
    trail.record("application.exported", ("membership.application", "all"), by=by, count=count)


@action
def take_members(*, by, count):
    """Note that an officer has taken a list of members away."""
    if not by.allows(P.MEMBER_READ):
        raise Refused(_("You do not have permission to do this."))
    trail.record("member.exported", ("membership.member", "all"), by=by, count=count)
