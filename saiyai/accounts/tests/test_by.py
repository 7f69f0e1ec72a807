"""No action about an account trusts who calls it: each asks itself whether `by` may."""

import pytest

from saiyai.accounts import actions
from saiyai.accounts.models import Grant, PrivateLink, Session, User
from saiyai.audit.models import Event
from saiyai.policy.actors import SYSTEM, LinkHolder, carrying_out
from saiyai.policy.lifecycle import Refused

NEW = "ข้ามฝั่งตอนเช้า-2569"
FOR_OWNERS = {
    "set_password": lambda them, by: actions.set_password(them, NEW, by=by, address_proven=True),
    "sign_in": lambda them, by: actions.sign_in(them, by=by, method="password"),
    "sign_out": lambda them, by: actions.sign_out(them, by=by),
    "note_security_change": lambda them, by: actions.note_security_change(them, "totp_activated", by=by),
    "sign_out_everywhere": lambda them, by: actions.sign_out_everywhere(them, by=by),
    "set_language": lambda them, by: actions.set_language(them, "en", by=by),
}
FOR_THE_HOUSE = {
    "invite": lambda them, by: actions.invite("new@saiyai.example", "ใหม่", by=by),
    "send_invitation": lambda them, by: actions.send_invitation(them, by=by),
    "refuse_sign_in": lambda them, by: actions.refuse_sign_in(them, by=by, method="password"),
    "purge_sessions": lambda them, by: actions.purge_sessions(them.created_at, by=by),
    "grant_role": lambda them, by: actions.grant_role(them, "member", by=by),
    "make_link": lambda them, by: actions.make_link(PrivateLink.Purpose.INVITATION, them, by=by),
    "close_links": lambda them, by: actions.close_links(PrivateLink.Purpose.INVITATION, them, by=by),
    "load_offices": lambda them, by: actions.load_offices([], [], by=by),
    "end_member_role": lambda them, by: actions.end_member_role(them.grants.get(role="member"), by=by),
    "erase_account": lambda them, by: actions.erase_account(them, by=by),
}


def state(them):
    row = User.objects.values().get(pk=them.pk)
    return (
        row,
        User.objects.count(),
        Event.objects.count(),
        PrivateLink.objects.count(),
        Session.objects.count(),
        list(Grant.objects.values_list("pk", "status")),
    )


def strangers(cast):
    holder = LinkHolder("link:invitation", str(cast.member.pk))
    return [cast.outsider, cast.somying, cast.admin, cast.decider, holder]


@pytest.mark.parametrize("name", [*FOR_OWNERS, *FOR_THE_HOUSE])
def test_nobody_does_it_to_somebody_else(cast, name):
    deed, before = (FOR_OWNERS | FOR_THE_HOUSE)[name], state(cast.member)
    for by in strangers(cast):
        with pytest.raises(Refused):
            deed(cast.member, by)
    assert state(cast.member) == before


@pytest.mark.parametrize("name", FOR_THE_HOUSE)
def test_the_owner_does_not_do_what_follows_from_other_deeds(cast, name):
    with pytest.raises(Refused):
        FOR_THE_HOUSE[name](cast.member, cast.member)


@pytest.mark.parametrize("name", [*FOR_OWNERS, *FOR_THE_HOUSE])
def test_the_house_does_it_and_the_trail_says_in_whose_name(cast, name):
    (FOR_OWNERS | FOR_THE_HOUSE)[name](cast.member, carrying_out(cast.decider))
    assert Event.objects.latest("seq").actor == str(cast.decider.pk)


@pytest.mark.parametrize("name", FOR_OWNERS)
def test_owners_do_it_themselves(cast, name):
    FOR_OWNERS[name](cast.member, cast.member)
    assert Event.objects.latest("seq").actor == str(cast.member.pk)


def test_a_link_is_used_by_who_holds_it(cast):
    actions.make_link(PrivateLink.Purpose.INVITATION, cast.outsider, by=SYSTEM)
    link = PrivateLink.objects.get(purpose="INVITATION")
    for by in (*strangers(cast), cast.outsider):
        with pytest.raises(Refused):
            actions.accept_invitation(link, NEW, by=by)
        with pytest.raises(Refused):
            actions.recover(link, NEW, by=by)
    actions.accept_invitation(link, NEW, by=LinkHolder("link:invitation", str(link.pk)))
    cast.outsider.refresh_from_db()
    assert cast.outsider.check_password(NEW)
