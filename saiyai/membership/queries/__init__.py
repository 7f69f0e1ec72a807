"""What each viewer sees of applications and members, and named questions about them."""

from saiyai.membership.queries.applications import (
    application_of_link,
    documents_of,
    duplicates_of,
    my_applications,
    queue,
    queue_counts,
    usual_days,
    visible_applications,
)
from saiyai.membership.queries.members import (
    card_with_code,
    living_members,
    my_membership,
    shown_by_card,
    visible_members,
)

__all__ = [
    "application_of_link",
    "card_with_code",
    "documents_of",
    "duplicates_of",
    "living_members",
    "my_applications",
    "my_membership",
    "queue",
    "queue_counts",
    "shown_by_card",
    "usual_days",
    "visible_applications",
    "visible_members",
]
