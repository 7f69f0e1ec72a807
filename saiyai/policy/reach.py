"""How far a grant lets its holder see: own < unit < office < network < all. One table for every kind of record.

A grant names an office, a network or a unit, or none; its reach says how much of that, and of the directory, its
holder sees. Each module answers for its own records what "of the office" is; which of these counts stands here alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reach(StrEnum):
    """From the narrowest to the widest."""

    OWN = "OWN"
    UNIT = "UNIT"
    OFFICE = "OFFICE"
    NETWORK = "NETWORK"
    ALL = "ALL"


LABELS = {
    Reach.OWN: pgettext_lazy("reach", "Own"),
    Reach.UNIT: pgettext_lazy("reach", "Unit"),
    Reach.OFFICE: pgettext_lazy("reach", "Office"),
    Reach.NETWORK: pgettext_lazy("reach", "Network"),
    Reach.ALL: pgettext_lazy("reach", "All"),
}
ORDER = tuple(Reach)


class Kind(StrEnum):
    """The kinds of records that are seen by a reach."""

    PERSON = "PERSON"
    CONTACT_POINT = "CONTACT_POINT"
    TIE = "TIE"
    ORGANIZATION = "ORGANIZATION"
    GROUP = "GROUP"
    APPLICATION = "APPLICATION"
    MEMBER = "MEMBER"
    PARTICIPATION = "PARTICIPATION"
    ANNOUNCEMENT = "ANNOUNCEMENT"


class By(StrEnum):
    """What joins a record to who sees it."""

    OPEN = "OPEN"  # one's own, what its owner lists or shows to members, what is public
    UNIT = "UNIT"  # of the unit that the grant names, or below it
    OFFICE = "OFFICE"  # of the provinces of the office that the grant names
    NETWORK = "NETWORK"  # of the members and units of the network that the grant names
    NAMED = "NAMED"  # of the office and of the network that the grant names; all, if it names neither
    EVERY = "EVERY"


def _row(*ways):
    return dict(zip(Reach, ways, strict=True))


_DIRECTORY = _row(By.OPEN, By.UNIT, By.OFFICE, By.NETWORK, By.EVERY)
_WORK = _row(By.OPEN, By.OPEN, By.NAMED, By.NAMED, By.NAMED)
_SHOWN = _row(By.OPEN, By.OPEN, By.OPEN, By.OPEN, By.OPEN)

# What each reach adds to the narrower ones. Seeing at a reach is seeing by its cell and by every cell left of it.
TABLE = {
    Kind.PERSON: _DIRECTORY,
    Kind.CONTACT_POINT: _DIRECTORY,
    Kind.TIE: _DIRECTORY,
    Kind.ORGANIZATION: _SHOWN,
    Kind.GROUP: _SHOWN,
    Kind.APPLICATION: _WORK,
    Kind.MEMBER: _WORK,
    Kind.PARTICIPATION: _row(By.OPEN, By.UNIT, By.NAMED, By.NAMED, By.NAMED),
    Kind.ANNOUNCEMENT: _WORK,
}

# What a grant must name, so that a reach means something.
NAMES = {Reach.UNIT: "unit", Reach.OFFICE: "office", Reach.NETWORK: "network"}


@dataclass(frozen=True)
class Scope:
    """How far one grant sees, and what it names: keys, or None for every one."""

    reach: Reach = Reach.OWN
    office: object = None
    network: object = None
    unit: object = None

    def covers(self, reach):
        """Whether this is as wide as `reach`, or wider."""
        return ORDER.index(self.reach) >= ORDER.index(reach)

    def is_for(self, office, network):
        """Whether a record of this office and network is among what the grant names.

        Asked of no record, any scope will do. Of a record, a grant for one network asks which network that is.
        """
        of_network = self.network is None or (office is None if network is None else self.network == network)
        return of_network and (office is None or self.office in (None, office))

    def ways(self, kind):
        """By what records of this kind are seen within this scope."""
        found = {TABLE[kind][reach] for reach in ORDER if self.covers(reach)}
        if By.NAMED in found and self.office is None and self.network is None:
            found.add(By.EVERY)
        return {by for by in found if by not in _NEEDS or getattr(self, _NEEDS[by]) is not None}


_NEEDS = {By.UNIT: "unit", By.OFFICE: "office", By.NETWORK: "network"}
EVERYTHING = Scope(Reach.ALL)


def scopes_of(viewer, permission):
    """The scopes in which this viewer holds a permission; none for who has no account."""
    return viewer.scopes(permission) if hasattr(viewer, "scopes") else ()


# ---------------------------------------------------------------- in words, for the page where a role is granted

KINDS = {
    Kind.PERSON: _("People"),
    Kind.CONTACT_POINT: _("Ways to reach them, and ties"),
    Kind.APPLICATION: _("Applications"),
    Kind.MEMBER: _("Members"),
    Kind.PARTICIPATION: _("Units that take part"),
    Kind.ANNOUNCEMENT: _("Announcements"),
}
_OF_PEOPLE = {
    By.OPEN: _("Themselves, and who agreed to be listed."),
    By.UNIT: _(
        "Also everybody who holds a post in the unit or below it, or speaks for it in a network, listed or not."
    ),
    By.OFFICE: _("Also everybody who works in the provinces of the office, listed or not."),
    By.NETWORK: _("Also the members of the network, who runs it and who speaks for its units, listed or not."),
    By.EVERY: _("Everybody, listed or not."),
}
_OF_POINTS = {
    By.OPEN: _("Only what is meant for members."),
    By.UNIT: _("Also what is meant for officers, of the unit and its people."),
    By.OFFICE: _("Also what is meant for officers, in the provinces of the office."),
    By.NETWORK: _("Also what is meant for officers, of the members and units of the network."),
    By.EVERY: _("All, also what is meant for officers."),
}
_OF_WORK = {By.OPEN: _("Their own."), By.NAMED: _("Also those of %(named)s.")}
WORDS = {
    Kind.PERSON: _OF_PEOPLE,
    Kind.CONTACT_POINT: _OF_POINTS,
    Kind.APPLICATION: _OF_WORK,
    Kind.MEMBER: _OF_WORK,
    Kind.PARTICIPATION: {
        By.OPEN: _("Those that take part now."),
        By.UNIT: _("Of the unit and below it also the mandate, who speaks for it, and its history."),
        By.NAMED: _("Also the invitations, mandates and exits of %(named)s."),
    },
    Kind.ANNOUNCEMENT: {
        By.OPEN: _("Those that were sent to them."),
        By.NAMED: _("Also those of %(named)s, and how they were delivered."),
    },
}


def in_words(scope, kind, named=""):
    """What somebody sees of a kind within this scope, from the narrowest to the widest; `named`: its office, network."""
    ways = scope.ways(kind)
    if By.EVERY in ways and By.EVERY in WORDS[kind]:
        return [str(WORDS[kind][By.EVERY])]
    if By.EVERY in ways:
        return [str(_("All."))]
    said = [str(words) for by, words in WORDS[kind].items() if by in ways]
    return [words.replace("%(named)s", named) for words in said]
