"""Who acts in the directory without an account: somebody who was asked to confirm their details."""

from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P


def asked(confirmation):
    """Whoever holds the private link of a letter that asks for one's details: may answer it, and nothing else."""
    return LinkHolder(f"link:{confirmation.pk}", str(confirmation.pk), frozenset({P.DETAILS_ANSWER}))
