"""What can be done in the directory. Only these write."""

from saiyai.directory.actions.confirming import (
    Answer,
    allow_asking,
    answer,
    ask_many_to_confirm,
    ask_to_confirm,
    close_confirmation,
    decline_to_confirm,
    remind_to_confirm,
)
from saiyai.directory.actions.contacts import (
    add_contact_point,
    digest_addresses,
    end_contact_point,
    replace_contact_point,
    set_reach,
    verify_contact_point,
)
from saiyai.directory.actions.correcting import accept_correction, refuse_correction
from saiyai.directory.actions.erasing import erase_person
from saiyai.directory.actions.groups import add_group, change_group, change_seat, end_group, seat, unseat
from saiyai.directory.actions.indexing import follow_dates, rebuild_search, take_export
from saiyai.directory.actions.loading import (
    load_contact_points,
    load_groups,
    load_holdings,
    load_organizations,
    load_people,
    load_posts,
    load_skills,
)
from saiyai.directory.actions.organizations import add_organization, change_organization
from saiyai.directory.actions.people import (
    add_person,
    change_person,
    link_user,
    list_person,
    mark_deceased,
    save_profile,
    set_skills,
    unlist_person,
)
from saiyai.directory.actions.placing import correct_placement, drop_placement, end_placement, place
from saiyai.directory.actions.posts import add_post, change_post, close_post, end_holding, hold, take_post, transfer
from saiyai.directory.actions.reorganizing import rename, reorganize, take_back_reorganization
from saiyai.directory.actions.ties import add_tie, change_tie, confirm_tie, end_tie, load_ties, withdraw_tie

__all__ = [
    "digest_addresses",
    "replace_contact_point",
    "remind_to_confirm",
    "refuse_correction",
    "decline_to_confirm",
    "close_confirmation",
    "ask_to_confirm",
    "ask_many_to_confirm",
    "answer",
    "allow_asking",
    "accept_correction",
    "Answer",
    "add_contact_point",
    "add_group",
    "add_organization",
    "add_person",
    "add_post",
    "add_tie",
    "change_group",
    "change_organization",
    "change_person",
    "change_post",
    "change_seat",
    "change_tie",
    "close_post",
    "confirm_tie",
    "correct_placement",
    "drop_placement",
    "end_contact_point",
    "end_group",
    "end_holding",
    "end_placement",
    "end_tie",
    "erase_person",
    "follow_dates",
    "hold",
    "link_user",
    "list_person",
    "load_contact_points",
    "load_groups",
    "load_holdings",
    "load_organizations",
    "load_people",
    "load_posts",
    "load_skills",
    "load_ties",
    "mark_deceased",
    "place",
    "rebuild_search",
    "rename",
    "reorganize",
    "save_profile",
    "seat",
    "set_reach",
    "set_skills",
    "take_back_reorganization",
    "take_export",
    "take_post",
    "transfer",
    "unlist_person",
    "unseat",
    "verify_contact_point",
    "withdraw_tie",
]
