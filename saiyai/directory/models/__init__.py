"""The tables of the directory, by what they hold."""

from saiyai.directory.models.confirmations import Confirmation, Correction
from saiyai.directory.models.parties import Group, Organization, Person, PersonSkill, Placement, Skill, Succession
from saiyai.directory.models.posts import ContactPoint, Holding, Post, Seat
from saiyai.directory.models.search import SearchEntry
from saiyai.directory.models.ties import SORTS, Sort, Tie

__all__ = [
    "SORTS",
    "Confirmation",
    "ContactPoint",
    "Correction",
    "Group",
    "Holding",
    "Organization",
    "Person",
    "PersonSkill",
    "Placement",
    "Post",
    "SearchEntry",
    "Seat",
    "Skill",
    "Sort",
    "Succession",
    "Tie",
]
