"""Input to clean values."""

from saiyai.directory.forms.choosing import key_of
from saiyai.directory.forms.groups import EndGroup, Group, NewGroup, NewSeat, Seat
from saiyai.directory.forms.organizations import (
    ClosePost,
    EditPost,
    NewOrganization,
    NewPost,
    Organization,
    Place,
    Placement,
    Reorganize,
    TakeBack,
)
from saiyai.directory.forms.people import (
    KINDS,
    Contact,
    Day,
    Find,
    OwnProfile,
    Person,
    PersonProfile,
    Profile,
    TakePost,
)

__all__ = [
    "KINDS",
    "ClosePost",
    "Contact",
    "Day",
    "EditPost",
    "EndGroup",
    "Find",
    "Group",
    "NewGroup",
    "NewOrganization",
    "NewPost",
    "NewSeat",
    "Organization",
    "OwnProfile",
    "Person",
    "PersonProfile",
    "Place",
    "Placement",
    "Profile",
    "Reorganize",
    "Seat",
    "TakeBack",
    "TakePost",
    "key_of",
]
