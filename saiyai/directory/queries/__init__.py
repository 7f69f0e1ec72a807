"""What can be asked of the directory."""

from saiyai.directory.queries.choices import group_choices, organization_choices, person_choices, post_choices
from saiyai.directory.queries.duplicates import Candidate, possible_duplicates
from saiyai.directory.queries.find import Found, all_matching, find
from saiyai.directory.queries.hits import Hit, parties_of, present
from saiyai.directory.queries.posts import (
    holding_now,
    holdings_in,
    holdings_of,
    organization_by_key,
    people_holding,
    people_in,
    person_of,
    posts_of,
    seats_of,
)
from saiyai.directory.queries.trees import (
    ancestor_keys,
    ancestors,
    chains,
    descendant_keys,
    descendants,
    placements,
    reorganizations,
    units,
    with_parent,
)
from saiyai.directory.queries.visible import (
    visible_contact_points,
    visible_entries,
    visible_groups,
    visible_organizations,
    visible_people,
    visible_posts,
    visible_skills,
)

__all__ = [
    "Candidate",
    "Found",
    "Hit",
    "all_matching",
    "ancestor_keys",
    "ancestors",
    "chains",
    "descendant_keys",
    "descendants",
    "find",
    "group_choices",
    "holding_now",
    "holdings_in",
    "holdings_of",
    "holdings_of",
    "organization_by_key",
    "organization_choices",
    "parties_of",
    "people_holding",
    "people_in",
    "person_choices",
    "person_of",
    "placements",
    "possible_duplicates",
    "present",
    "post_choices",
    "posts_of",
    "reorganizations",
    "seats_of",
    "units",
    "visible_contact_points",
    "visible_entries",
    "visible_groups",
    "visible_organizations",
    "visible_people",
    "visible_posts",
    "visible_skills",
    "with_parent",
]
