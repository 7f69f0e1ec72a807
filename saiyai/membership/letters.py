"""The letters of membership: which words go to whom, with which paper attached.

Each is queued inside the action's transaction. Addresses in letters are whole (settings.SITE_URL). An applicant
without an e-mail address (a paper form) gets none; the office prints the paper from the application's page.
"""

from django.conf import settings
from django.urls import reverse

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.membership import paperwork
from saiyai.membership.rules import APPEAL_DAYS
from saiyai.notify import outbox
from saiyai.policy.actors import SYSTEM
from saiyai.thai import dates


def link_to(name, *args):
    """A whole address for a letter."""
    return settings.SITE_URL + reverse(name, args=args)


def own_link(application):
    """A fresh private link for the applicant: only digests are kept, so an old one cannot be written again."""
    return link_to("membership:draft", accounts.make_link(PrivateLink.Purpose.DRAFT, application, by=SYSTEM))


def _write(to, letter, about, language, attachment=None, page="", /, **context):
    if to:
        template = f"membership/letters/{letter}"
        outbox.queue(
            to=to, template=template, context=context, language=language, attachment=attachment, about=about, page=page
        )


def _facts(application):
    """What the words of a letter may name of an application."""
    return {
        "name": application.name,
        "party": application.party_name,
        "number": application.number,
        "network": application.network,
        "office": application.office,
    }


def _to_applicant(application, letter, attachment=None, /, **context):
    page = reverse("membership:mine")
    _write(
        application.email, letter, application, application.language, attachment, page, **_facts(application), **context
    )


def _to_member(member, letter, attachment=None, /, **context):
    language = member.application.language if member.application else "th"
    facts = {"number": member.number, "network": member.network, "office": member.office, "site": settings.SITE_URL}
    page = reverse("membership:my_membership")
    _write(member.email, letter, member, language, attachment, page, **facts, **context)


def draft_link(application, token):
    _to_applicant(application, "draft_link", link=link_to("membership:draft", token))


def received(application):
    _to_applicant(application, "received", own=own_link(application))


def endorsement_request(endorsement, token):
    application, link = endorsement.application, link_to("membership:endorse", token)
    _write(
        endorsement.email,
        "endorsement_request",
        application,
        application.language,
        paperwork.endorsement_letter(endorsement, link),
        **_facts(application),
        workplace=application.workplace,
        link=link,
    )


def endorsed(endorsement):
    _to_applicant(endorsement.application, "endorsed")


def endorsement_declined(endorsement):
    _to_applicant(
        endorsement.application,
        "endorsement_declined",
        own=own_link(endorsement.application),
        reason=endorsement.reason,
    )


def please_supply(application, reason):
    _to_applicant(
        application, "please_supply", paperwork.letter_about(application), own=own_link(application), reason=reason
    )


def withdrawn(application):
    _to_applicant(application, "withdrawn")


def approved(member, card, token):
    """The approval with the card; the link opens the account."""
    application = member.application
    link = link_to("accounts:invitation", token) if token else settings.SITE_URL
    _to_applicant(
        application,
        "approved",
        paperwork.letter_about(application),
        member_number=member.number,
        link=link,
        card=link_to("membership:verify", card.code),
    )


def rejected(application):
    paper = paperwork.letter_about(application)
    _to_applicant(application, "rejected", paper, own=own_link(application), days=APPEAL_DAYS)


def appeal_received(application):
    _to_applicant(application, "appeal_received", own=own_link(application))


def upheld(application):
    _to_applicant(application, "upheld", paperwork.letter_about(application), own=own_link(application))


def renewal_asked(member):
    _to_member(member, "renewal_asked")


def renewal_due(member):
    _to_member(member, "renewal_due", paperwork.member_letter_about(member), until=dates.full(member.ends_on))


def renewed(member, card):
    paper, address = paperwork.member_letter_about(member), link_to("membership:verify", card.code)
    _to_member(member, "renewed", paper, until=dates.full(member.ends_on), card=address)


def new_card(member, card):
    _to_member(member, "new_card", card=link_to("membership:verify", card.code))


def explained(member):
    _to_member(member, "explained")


def suspended(member, reason):
    _to_member(member, "suspended", paperwork.member_letter_about(member), reason=reason)


def reinstated(member):
    _to_member(member, "reinstated", paperwork.member_letter_about(member))


def removal_proposed(member, reason):
    until = dates.full(member.explain_until)
    _to_member(member, "removal_proposed", paperwork.member_letter_about(member), reason=reason, until=until)


def removed(member, reason):
    _to_member(member, "removed", paperwork.member_letter_about(member), reason=reason)


def removal_dropped(member):
    _to_member(member, "removal_dropped", paperwork.member_letter_about(member))


def resigned(member):
    _to_member(member, "resigned", paperwork.member_letter_about(member))


def expired(member):
    _to_member(member, "expired", paperwork.member_letter_about(member))
