"""Networks, their chapters and founders, and their charters."""

from saiyai.networks.models.charters import Acknowledgement, CharterVersion
from saiyai.networks.models.networks import Chapter, Coordinator, Founder, Network

__all__ = [
    "Acknowledgement",
    "Chapter",
    "CharterVersion",
    "Coordinator",
    "Founder",
    "Network",
]
