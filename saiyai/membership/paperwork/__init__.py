"""From rows to papers: what is printed on the form, the card and the letters."""

from saiyai.membership.paperwork.forms import application_form, card_paper
from saiyai.membership.paperwork.letters import (
    endorsement_letter,
    has_letter,
    has_member_letter,
    letter_about,
    member_letter_about,
)

__all__ = [
    "application_form",
    "card_paper",
    "endorsement_letter",
    "has_letter",
    "has_member_letter",
    "letter_about",
    "member_letter_about",
]
