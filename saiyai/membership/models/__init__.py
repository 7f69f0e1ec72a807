"""The tables of membership, by what they hold."""

from saiyai.membership.models.announcements import Announcement
from saiyai.membership.models.applications import Application, Counter, Document, Endorsement, Entry
from saiyai.membership.models.filters import SavedFilter
from saiyai.membership.models.members import Card, ChapterSeat, Consent, Member, MemberEntry

__all__ = [
    "Announcement",
    "Application",
    "Card",
    "ChapterSeat",
    "Consent",
    "Counter",
    "Document",
    "Endorsement",
    "Entry",
    "Member",
    "MemberEntry",
    "SavedFilter",
]
