"""Networks, their chapters and founders, their charters, and the units that take part."""

from saiyai.networks.models.charters import Acknowledgement, CharterVersion
from saiyai.networks.models.networks import Chapter, Coordinator, Founder, Network
from saiyai.networks.models.participation import Delegate, Participation, ParticipationEntry

__all__ = [
    "Acknowledgement",
    "Chapter",
    "CharterVersion",
    "Coordinator",
    "Delegate",
    "Founder",
    "Network",
    "Participation",
    "ParticipationEntry",
]
