"""Which role holds which permissions: one table. A role that gains one is a decision of its own (docs/adr/)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import Reach


@dataclass(frozen=True)
class Role:
    """`officer` roles work for the offices; `central` roles are never limited to one office.

    Two people grant an officer role, and any that sees more than its own. `reaches` may be chosen, the last is usual.
    """

    label: str | Promise
    permissions: frozenset
    officer: bool = True
    central: bool = False
    reaches: tuple = (Reach.OWN,)

    @property
    def reach(self):
        """How far it sees unless another reach is chosen."""
        return self.reaches[-1]

    @property
    def by_two(self):
        """Whether one person proposes it and another confirms it."""
        return self.officer or self.reach != Reach.OWN


_READ = {P.APPLICATION_READ, P.MEMBER_READ, P.DIRECTORY_FIND, P.DIRECTORY_READ_BEYOND, P.OWN_PROFILE}
_OF_AN_OFFICE = (Reach.OFFICE, Reach.NETWORK, Reach.ALL)
_OF_THE_CENTRE = (Reach.NETWORK, Reach.ALL)

ROLES = {
    "member": Role(
        _("Member"),
        frozenset({P.DIRECTORY_FIND, P.NETWORK_PROPOSE, P.OWN_MEMBERSHIP, P.OWN_PROFILE}),
        officer=False,
        central=True,
    ),
    "unit_coordinator": Role(
        _("Coordinator of a unit"),
        frozenset({P.DIRECTORY_FIND, P.DIRECTORY_READ_BEYOND, P.OWN_PROFILE, P.PARTICIPATION_COORDINATE}),
        officer=False,
        central=True,
        reaches=(Reach.UNIT,),
    ),
    "membership_officer": Role(
        _("Membership officer"),
        frozenset(
            _READ
            | {P.APPLICATION_CHECK, P.APPLICATION_ENTER_PAPER, P.APPLICATION_OPEN_SEALED}
            | {P.DATA_ENTER, P.DIRECTORY_EDIT, P.MEMBER_MANAGE, P.NETWORK_MANAGE, P.NETWORK_PROPOSE}
        ),
        reaches=_OF_AN_OFFICE,
    ),
    "regional_director": Role(
        _("Director of a regional office"),
        frozenset(_READ | {P.APPLICATION_ADVISE, P.MEMBER_MANAGE, P.NETWORK_MANAGE, P.NETWORK_PROPOSE}),
        reaches=_OF_AN_OFFICE,
    ),
    "membership_decider": Role(
        _("Decides on applications"),
        frozenset(
            _READ
            | {
                P.APPLICATION_DECIDE,
                P.DATA_ANSWER,
                P.LAW_KEEP,
                P.LAW_VERIFY,
                P.MEMBER_REMOVE,
                P.NETWORK_DECIDE,
                P.NETWORK_MANAGE,
            }
        ),
        central=True,
        reaches=_OF_THE_CENTRE,
    ),
    "appeal_reviewer": Role(
        _("Reviews appeals"),
        frozenset(_READ | {P.APPLICATION_REVIEW_APPEAL, P.LAW_VERIFY}),
        central=True,
        reaches=_OF_THE_CENTRE,
    ),
    # Who works with reports has a vault. An administrator has none, and reads no report.
    "case_officer": Role(_("Case officer"), frozenset({P.CASE_WORK, P.OWN_PROFILE, P.VAULT_OWN})),
    "case_lead": Role(_("Leads case officers"), frozenset({P.CASE_ASSIGN, P.OWN_PROFILE, P.VAULT_OWN})),
    "case_decider": Role(_("Decides on cases"), frozenset({P.CASE_DECIDE, P.OWN_PROFILE, P.VAULT_OWN}), central=True),
    "trustee": Role(
        _("Trustee of the recovery key"), frozenset({P.OWN_PROFILE, P.VAULT_OWN, P.VAULT_TRUST}), central=True
    ),
    "auditor": Role(_("Auditor"), frozenset({P.AUDIT_READ, P.JOB_READ, P.OWN_PROFILE}), central=True),
    "administrator": Role(
        _("Administrator"),
        frozenset(
            {
                P.ACCOUNT_RECOVER,
                P.GRANT_PROPOSE,
                P.GRANT_CONFIRM,
                P.JOB_READ,
                P.JOB_RUN,
                P.OFFICE_EDIT,
                P.AUDIT_READ,
                P.OWN_PROFILE,
                P.VAULT_RESET,
            }
        ),
        central=True,
    ),
}


def permissions_of(role: str) -> frozenset:
    """What this role may do; nothing for a role that no longer exists."""
    return ROLES[role].permissions if role in ROLES else frozenset()


def roles_with(permission: P) -> list[str]:
    """The roles that hold this permission."""
    return [name for name, role in ROLES.items() if permission in role.permissions]
