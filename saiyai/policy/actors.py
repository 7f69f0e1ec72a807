"""Those who act without an account: the system itself, and the holder of a private link."""

from dataclasses import dataclass, field

from saiyai.policy.reach import EVERYTHING


@dataclass(frozen=True)
class System:
    """Jobs and set-up. May do everything, and is named in the trail."""

    pk: str = "system"
    actor_label: str = "system"
    is_authenticated: bool = False

    def allows(self, permission, office=None, network=None) -> bool:
        return True

    def scopes(self, permission):
        return (EVERYTHING,)


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds a private link: an applicant, a superior. May do what the link is for, and nothing else."""

    actor_label: str
    pk: str
    permissions: frozenset = field(default_factory=frozenset)
    is_authenticated: bool = False

    def allows(self, permission, office=None, network=None) -> bool:
        return permission in self.permissions

    def scopes(self, permission):
        return ()


SYSTEM = System()


@dataclass(frozen=True)
class CarryingOut:
    """What follows from a permitted act: done in the name of who did it, with the permission of the house.

    Approving an application enters a person in the directory; who may approve need not be allowed to edit there.
    """

    pk: object
    actor_label: str
    is_authenticated: bool = False

    def allows(self, permission, office=None, network=None) -> bool:
        return True

    def scopes(self, permission):
        return (EVERYTHING,)


def carrying_out(by):
    """The consequences of what `by` was allowed to do."""
    return CarryingOut(by.pk, by.actor_label)


def is_house(by):
    """Whether the house itself acts: a job, set-up, or what follows from a deed that was allowed."""
    return isinstance(by, System | CarryingOut)
