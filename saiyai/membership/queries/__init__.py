"""What each viewer sees of applications and members, and named questions about them."""

from saiyai.membership.queries.applications import (
    application_of_link,
    documents_of,
    duplicates_of,
    my_applications,
    paper_drafts,
    queue,
    queue_counts,
    usual_days,
    visible_applications,
)
from saiyai.membership.queries.letters import letters_about, letters_to
from saiyai.membership.queries.links import endorsement_of_link, may_send_link, resumable, twin_of
from saiyai.membership.queries.members import (
    card_with_code,
    has_agreed,
    living_card,
    living_members,
    member_counts,
    members_matching,
    membership_of_person,
    my_membership,
    shown_by_card,
    visible_consents,
    visible_members,
)

__all__ = [
    "application_of_link",
    "card_with_code",
    "documents_of",
    "duplicates_of",
    "endorsement_of_link",
    "has_agreed",
    "letters_about",
    "letters_to",
    "living_card",
    "living_members",
    "member_counts",
    "members_matching",
    "membership_of_person",
    "may_send_link",
    "my_applications",
    "my_membership",
    "paper_drafts",
    "queue",
    "queue_counts",
    "resumable",
    "shown_by_card",
    "twin_of",
    "usual_days",
    "visible_applications",
    "visible_consents",
    "visible_members",
]
