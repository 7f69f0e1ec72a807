"""Vaults of the demo officers, with a passphrase that is printed: in demo mode only."""

from django.conf import settings

from saiyai.accounts.models import User
from saiyai.accounts.vault import actions, queries
from saiyai.demo.cast import CAST, PASSPHRASE
from saiyai.policy.permissions import Permission as P


class NotTheDemo(RuntimeError):
    """A passphrase that everybody knows opens nothing on a real site."""


def give_vaults():
    """A vault for every one of the cast who may have one, and three of five trustees. Returns how many vaults."""
    if not settings.DEMO:
        raise NotTheDemo("vaults with a printed passphrase are for the demo only")
    given = 0
    for user in User.objects.filter(email__in=[part.email for part in CAST]):
        if user.allows(P.VAULT_OWN) and not hasattr(user, "vault"):
            actions.set_up_vault(user, PASSPHRASE, None, by=user)
            given += 1
    if queries.quorum_in_force() is None and queries.waiting_quorum() is None:
        _found_quorum()
    return given


def _found_quorum():
    trustees = list(queries.may_be_trustees())
    admin = User.objects.get(email=next(part.email for part in CAST if part.role == "administrator"))
    proposed = actions.propose_quorum(trustees, 3, by=admin, reason="ชุดสาธิต")
    actions.found_quorum(proposed, by=trustees[0])
