"""Who goes into which chapter."""

from django.utils.translation import gettext_lazy as _

from saiyai.membership.models import Member
from saiyai.membership.rules.members import is_own
from saiyai.policy.permissions import Permission as P

LIVING = (Member.Status.ACTIVE, Member.Status.SUSPENDED)


def why_not_move(member, by):
    """Members choose their chapters themselves; the office may for who has no account."""
    if is_own(member, by) or by.allows(P.MEMBER_MANAGE, office=member.office, network=member.network_id):
        return ""
    return _("You do not have permission to do this.")


def why_not_join(member, chapter, by):
    """The reason why this member does not go into this chapter, or ""."""
    if reason := why_not_move(member, by):
        return reason
    if chapter.network_id != member.network_id:
        return _("This chapter belongs to another network.")
    if chapter.ends_on is not None:
        return _("This chapter has ended already.")
    return "" if member.status in LIVING else _("Only a member whose term runs joins a chapter.")


def why_not_apply(network, chapter=None):
    """The reason why nobody applies to this network (and chapter) now, or ""."""
    if network is None or network.status not in ("FORMING", "ACTIVE"):
        return _("This network takes nobody in at the moment.")
    if chapter is not None and (chapter.network_id != network.pk or chapter.ends_on is not None):
        return _("This chapter belongs to another network.")
    return ""
