"""Input to clean values."""

from saiyai.directory.forms.choosing import key_of
from saiyai.directory.forms.confirming import (
    AcceptChanged,
    AcceptGone,
    Asked,
    Confirm,
    Details,
    RefuseCorrection,
)
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
    EditPerson,
    Find,
    OwnProfile,
    Person,
    PersonProfile,
    Profile,
    TakePost,
)
from saiyai.directory.forms.returned import AskOtherwise, NewAddress, ReturnedMail
from saiyai.directory.forms.ties import KEEPERS_SOURCES, EditTie, From, NewTie, WithdrawTie

__all__ = [
    "KEEPERS_SOURCES",
    "KINDS",
    "AskOtherwise",
    "NewAddress",
    "ReturnedMail",
    "RefuseCorrection",
    "Details",
    "Confirm",
    "Asked",
    "AcceptGone",
    "AcceptChanged",
    "ClosePost",
    "Contact",
    "Day",
    "EditPerson",
    "EditPost",
    "EditTie",
    "EndGroup",
    "Find",
    "From",
    "Group",
    "NewGroup",
    "NewOrganization",
    "NewPost",
    "NewSeat",
    "NewTie",
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
    "WithdrawTie",
    "key_of",
]
