"""Who acts without an account in this module: the applicant and the endorser, by their private links."""

from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P


def applicant(application):
    """Whoever holds the private link of an application."""
    return LinkHolder("applicant", f"applicant:{application.pk}", frozenset({P.APPLICATION_FILL}))


def endorser(endorsement):
    """Whoever holds the link that was sent to the superior."""
    return LinkHolder("endorser", f"endorser:{endorsement.pk}", frozenset({P.APPLICATION_ENDORSE}))


VISITOR = LinkHolder("visitor", "visitor", frozenset({P.APPLICATION_FILL}))
